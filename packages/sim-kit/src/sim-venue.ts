import type { BookSide, Ladder } from "./ladder.ts";

/** A level of a YES book and the absolute size that it shall have; 0 removes it. Price in PriceTicks, size in SizeMicros. */
export interface LevelChange {
  readonly side: BookSide;
  readonly price: number;
  readonly size: number;
}

/** A taker's order as the generator sends it. `buy` means YES is bought: asks of the YES book are consumed. */
export interface TakerOrder {
  readonly takerSide: "buy" | "sell";
  readonly size: number;
  /** It stops after so many levels. */
  readonly levelsMax: number;
  readonly timeUs: number;
  /** How long after the book the venue tells of the trade itself. */
  readonly echoDelayUs: number;
}

/**
 * What a world driver may do to a fake venue, whichever it is. Markets are numbered from 0 in the order of their creation, prices are those
 * of the YES book, times are event times in microseconds since the epoch and never go back. Every call is atomic: afterwards the book is whole.
 */
export interface SimVenue {
  readonly marketCount: number;
  /** Frames that a client subscribed to everything would have got so far, replies and snapshots on request not counted. */
  readonly framesMade: number;
  isOpen(market: number): boolean;
  ladder(market: number, side: BookSide): Ladder;
  applyLevels(market: number, changes: readonly LevelChange[], timeUs: number): void;
  /** Returns the size that was really traded: 0 when that side is empty. */
  trade(market: number, order: TakerOrder): number;
  /** Emits what became due: late trade echoes, conflated tickers. */
  advance(timeUs: number): void;
}

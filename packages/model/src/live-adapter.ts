import type { Result } from "@augury/core";
import type { IntentEntry, LiveNews, LivePort } from "./live-port.ts";
import type { TradeObservation } from "./settlement.ts";

/** Contracts of one instrument in SizeMicros (Kalshi: signed on the YES instrument, negative = NO). */
export interface AccountPosition {
  readonly instrument: number;
  readonly size: number;
  /** What they cost on average, in PriceTicks of the instrument (also where they are NO), where the venue says it. */
  readonly averagePrice?: number;
}

/** What an account holds, read while nothing of it moved. */
export interface AccountHoldings {
  /** In CashMicros. */
  readonly cash: number;
  /** One of each instrument that was asked for, also where nothing is held. */
  readonly positions: readonly AccountPosition[];
  /** The account's trades since the time that was asked for. All of them are in `cash` and `positions`: none waits for its end. */
  readonly trades: readonly TradeObservation[];
}

/** Why holdings are not known. `moving`: a trade came or waits for its settlement, so ask again; `failed`: it could not be read to its end. */
export interface HoldingsRefusal {
  readonly code: "moving" | "failed";
  readonly message: string;
}

/** What of an account is wanted. */
export interface HoldingsQuery {
  readonly instruments: readonly number[];
  /** Trades since then, in ms by the venue's clock. */
  readonly sinceMs: number;
  /** Of the instruments those whose balances may have changed without a trade: a venue that caches balances looks at these anew. */
  readonly stale?: readonly number[];
}

/** What a contract pays since its market has ended, in PriceTicks. */
export interface InstrumentPayout {
  readonly instrument: number;
  readonly payout: number;
}

/** A venue's live trading, as the executor drives it: the port that its core of orders needs, and the account. */
export interface LiveAdapter<Payload = unknown> {
  readonly port: LivePort<Payload>;
  /** Opens the account's stream. `entries`: what the log held from before, as the core got it. */
  start(news: LiveNews, entries: Iterable<IntentEntry>): void;
  /** Ends everything as soon as no order of ours is open; resolves then. */
  stop(): Promise<void>;
  /** Ends everything at once, as a crash would. */
  abandon(): Promise<void>;
  /** Beats in a row that the venue's dead-man switch did not acknowledge; 0 where it has none. */
  readonly heartbeatMisses: number;
  /** The venue's clock minus ours, in ms. */
  readonly clockSkewMs: number;
  /** Cancels everything on the account, orders of others included; true when the venue has said so. */
  cancelAccount(): Promise<boolean>;
  /** Reads the account so that cash, positions and trades belong together. Complete or refused. */
  readHoldings(query: HoldingsQuery): Promise<Result<AccountHoldings, HoldingsRefusal>>;
  /**
   * Reads which of the instruments' markets have ended, and what they pay. Where it is there, contracts of an ended market stay until they are
   * redeemed; left out, the venue pays by itself and what it pays is told like a trade. The error is one line.
   */
  readPayouts?(instruments: readonly number[]): Promise<Result<InstrumentPayout[], string>>;
}

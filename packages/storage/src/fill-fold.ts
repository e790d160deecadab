import { notional, notionalUp, type PriceTicks, type SizeMicros } from "@augury/core";
import { isSettled, type TradeObservation } from "@augury/model";
import type { ToldSettlement } from "@augury/wire";
import { type Row, type RowFields, rowOf } from "./tables.ts";

type Fill = RowFields<"fills">;
type Position = RowFields<"positions">;

/** Ended trades that are still known by name, as many as the portfolio remembers. */
const ENDED_FILLS_MAX = 100_000;

/** Where and when a telling stands in the run. */
export interface ToldAt {
  readonly number: number;
  readonly timeUs: number;
  /** Told by main to a new decision, about a trade of a run before. */
  readonly isCarried: boolean;
}

/**
 * Folds a run's settlements into the rows of fills and positions, by the rules of the portfolio: each trade is one row, made by its first
 * telling and moved by the later ones; an end is never left, a telling that contradicts what is known changes nothing, and what is older than
 * everything remembered is not counted. A position is the signed sum of the trades that this run heard of first and that did not fail.
 */
export class FillFold {
  private readonly pending = new Map<string, Fill>();
  /** When each ended trade that is remembered happened. */
  private readonly ended = new Map<string, number>();
  private readonly positions = new Map<number, Position>();
  private horizonMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly runId: string) {}

  /** Notes that whatever happened up to then is counted already. */
  forgetBefore(happenedMs: number): void {
    this.horizonMs = Math.max(this.horizonMs, happenedMs);
  }

  /** Takes in one telling; what it made or changed is added to `rows`. */
  apply(told: ToldSettlement, at: ToldAt, rows: Row[]): void {
    const { observation } = told;
    if (told.counted) this.remember(observation);
    else {
      const known = this.pending.get(observation.id);
      if (known) this.goOn(known, told, at, rows);
      else if (this.isNew(observation)) this.begin(told, at, rows);
    }
  }

  private isNew({ happenedMs, id }: TradeObservation): boolean {
    return !this.ended.has(id) && happenedMs > this.horizonMs;
  }

  private begin(told: ToldSettlement, at: ToldAt, rows: Row[]): void {
    const { observation } = told;
    const fill = openedFill(this.runId, told, at);
    if (isSettled(observation.state)) this.remember(observation);
    else this.pending.set(observation.id, fill);
    rows.push(rowOf("fills", fill));
    if (observation.state !== "failed") this.count(fill, at, rows);
  }

  private goOn(fill: Fill, { observation }: ToldSettlement, at: ToldAt, rows: Row[]): void {
    const { operation, state } = observation;
    const isSame = fill.side === operation.side && fill.price === operation.price && fill.size === operation.size;
    const isNews = isSettled(state) || (state === "retrying" && fill.settlement !== "retrying");
    if (!isSame || !isNews) return;
    this.uncount(fill);
    fill.settlement = state;
    if (state === "confirmed") fill.fee = operation.fee;
    fill.updated_us = at.timeUs;
    fill.updated_number = at.number;
    if (isSettled(state)) {
      this.pending.delete(observation.id);
      this.remember(observation);
    }
    rows.push(rowOf("fills", fill));
    if (state === "failed") this.tell(fill, at, rows);
    else this.count(fill, at, rows);
  }

  private count(fill: Fill, at: ToldAt, rows: Row[]): void {
    if (fill.carried === 1) return;
    this.add(fill, 1);
    this.tell(fill, at, rows);
  }

  private uncount(fill: Fill): void {
    if (fill.carried === 0) this.add(fill, -1);
  }

  private add(fill: Fill, sign: 1 | -1): void {
    const position = this.positionOf(fill.instrument);
    if (fill.side === "buy") position.bought_size += sign * fill.size;
    else position.sold_size += sign * fill.size;
    position.size = position.bought_size - position.sold_size;
    const way = fill.side === "buy" ? 1 : -1;
    if (fill.settlement === "confirmed") position.settled_size += sign * way * fill.size;
    position.cash += sign * fill.cash;
    position.fees += sign * fill.fee;
    position.fills += sign;
  }

  private tell(fill: Fill, at: ToldAt, rows: Row[]): void {
    if (fill.carried === 1) return;
    const position = this.positionOf(fill.instrument);
    position.updated_us = at.timeUs;
    position.updated_number = at.number;
    rows.push(rowOf("positions", position));
  }

  private positionOf(instrument: number): Position {
    let position = this.positions.get(instrument);
    if (!position) {
      position = emptyPosition(this.runId, instrument);
      this.positions.set(instrument, position);
    }
    return position;
  }

  private remember({ happenedMs, id }: TradeObservation): void {
    this.ended.set(id, happenedMs);
    if (this.ended.size <= ENDED_FILLS_MAX) return;
    for (const [oldest, forgottenMs] of this.ended) {
      this.ended.delete(oldest);
      this.forgetBefore(forgottenMs);
      return;
    }
  }
}

/** Its cash is signed, without the fee, and rounded against us: a buy costs `notionalUp`, a sale brings `notional`. */
function openedFill(runId: string, { intentId, leg, observation, strategy }: ToldSettlement, at: ToldAt): Fill {
  const { happenedMs, liquidity = "taker", operation, state } = observation;
  const price = operation.price as PriceTicks;
  const size = operation.size as SizeMicros;
  return {
    run_id: runId,
    number: at.number,
    intent_id: intentId,
    leg,
    strategy: strategy ?? null,
    instrument: operation.instrument,
    side: operation.side,
    liquidity,
    price,
    size,
    cash: operation.side === "buy" ? -notionalUp(price, size) : notional(price, size),
    fee: operation.fee,
    fee_expected: operation.fee,
    settlement: state,
    happened_ms: happenedMs,
    carried: at.isCarried ? 1 : 0,
    time_us: at.timeUs,
    updated_us: at.timeUs,
    updated_number: at.number,
  };
}

function emptyPosition(runId: string, instrument: number): Position {
  return {
    run_id: runId,
    instrument,
    size: 0,
    settled_size: 0,
    bought_size: 0,
    sold_size: 0,
    cash: 0,
    fees: 0,
    fills: 0,
    updated_us: 0,
    updated_number: 0,
  };
}

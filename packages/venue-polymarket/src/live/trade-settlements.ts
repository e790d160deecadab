import type { InstrumentTable, SettlementState, TradeObservation } from "@augury/model";
import type { TradeStatus } from "../clob/trade-schema.ts";
import type { UserTrade } from "../user/user-trade.ts";
import { feeOf } from "./trade-facts.ts";
import type { TradePart } from "./trade-parts.ts";

const STATES: Readonly<Record<TradeStatus, SettlementState>> = {
  MATCHED: "matched",
  MATCHED_NOT_BROADCASTED: "matched",
  // A transaction is not final before it is confirmed.
  MINED: "matched",
  RETRYING: "retrying",
  CONFIRMED: "confirmed",
  FAILED: "failed",
};

export interface TradeSettlementsOptions {
  readonly table: InstrumentTable;
  /** Takes each telling: `SettlementLedger.observe`. */
  readonly observe: (observation: TradeObservation) => void;
  /** Told when more trades wait for their end than can be followed. */
  readonly alarm: (what: string, tradeId: string) => void;
}

const PENDING_MAX = 10_000;

/** Trades of the account, whoever tells them and however often, as observations for the ledger; and how far back listings must reach. */
export class TradeSettlements {
  readonly counts = {
    /** Tellings handed on. */
    observations: 0,
    /** Parts on tokens that are not of this run: they move the account's cash all the same. */
    foreign: 0,
  };
  /** Trades that wait for their end, and when they were matched. */
  private readonly pending = new Map<string, number>();

  constructor(private readonly options: TradeSettlementsOptions) {}

  /** Trades that are neither confirmed nor failed. */
  get pendingCount(): number {
    return this.pending.size;
  }

  /** When the oldest trade was matched that waits for its end, in ms by the venue's clock; Infinity = none waits. */
  get pendingSinceMs(): number {
    let since = Number.POSITIVE_INFINITY;
    for (const matchedMs of this.pending.values()) since = Math.min(since, matchedMs);
    return since;
  }

  observe(trade: UserTrade, parts: readonly TradePart[]): void {
    this.follow(trade, matchedMsOf(trade));
    const observations = observationsOf(this.options.table, trade, parts);
    this.counts.foreign += parts.length - observations.length;
    this.counts.observations += observations.length;
    for (const observation of observations) this.options.observe(observation);
  }

  private follow({ isFinal, tradeId }: UserTrade, matchedMs: number): void {
    if (isFinal) this.pending.delete(tradeId);
    else if (this.pending.size < PENDING_MAX || this.pending.has(tradeId)) this.pending.set(tradeId, matchedMs);
    else this.options.alarm("more trades wait for their end than can be followed", tradeId);
  }
}

/** Returns what a trade says for the ledger, one observation per part on a token of the run. */
export function observationsOf(
  table: InstrumentTable,
  trade: UserTrade,
  parts: readonly TradePart[],
): TradeObservation[] {
  const [state, happenedMs] = [STATES[trade.status], matchedMsOf(trade)];
  return parts.flatMap((part) => {
    const instrument = table.find("polymarket", part.tokenId);
    if (!instrument) return [];
    const { id, liquidity, orderId, price, side, size } = part;
    const fee = feeOf(table, part);
    const operation = { kind: "trade", instrument: instrument.index, side, price, size, fee } as const;
    return [{ id, operation, state, happenedMs, liquidity, orderKey: orderId }];
  });
}

/** Listings tell the second alone: so that every telling has the same time, so does this. */
function matchedMsOf({ exchangeTimeMs, matchTimeMs = exchangeTimeMs }: UserTrade): number {
  return Math.floor(matchTimeMs / 1000) * 1000;
}

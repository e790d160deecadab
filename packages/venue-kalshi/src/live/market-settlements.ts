import {
  type CashMicros,
  cashMicros,
  PRICE_TICKS_PER_DOLLAR,
  type PriceTicks,
  parsePrice,
  type SizeMicros,
} from "@augury/core";
import type { InstrumentTable, TradeObservation } from "@augury/model";
import type { ApiClient } from "@augury/net";
import type { Settlement } from "../rest/fill-schema.ts";
import { readMarket } from "../rest/market-methods.ts";
import { settlements } from "../rest/portfolio-methods.ts";
import { parseRfc3339Ms } from "../rfc3339.ts";

/** A market of ours has paid out. Told once all fills from before are known. */
export interface MarketSettlement {
  /** The same in every telling. */
  readonly id: string;
  readonly ticker: string;
  /** The market's instruments; `undefined` where the run has none of them. */
  readonly yes: number | undefined;
  readonly no: number | undefined;
  /** What a YES contract is worth, in PriceTicks; a NO is worth the rest of the dollar. */
  readonly payout: number;
  /** What the venue says that it paid: whole cents (kalshi.md section 1). */
  readonly revenue: CashMicros;
  readonly settledMs: number;
}

/**
 * Returns what a market's settlement does to an account, as a trade without a fee: a YES that is worth 70 cents is as good as sold at 70
 * cents, a NO as good as bought back there.
 */
export function closingTrades(
  { id, payout, settledMs: happenedMs, yes }: MarketSettlement,
  positionOf: (instrument: number) => number,
): TradeObservation[] {
  const held = yes === undefined ? 0 : positionOf(yes);
  if (yes === undefined || held === 0) return [];
  const operation = {
    kind: "trade",
    instrument: yes,
    side: held > 0 ? "sell" : "buy",
    price: payout as PriceTicks,
    size: Math.abs(held) as SizeMicros,
    fee: 0,
  } as const;
  return [{ id, operation, happenedMs, state: "confirmed" }];
}

export interface MarketSettlementsOptions {
  readonly client: ApiClient;
  readonly table: InstrumentTable;
  readonly subaccount: number | undefined;
  readonly settled: (settlement: MarketSettlement) => void;
  /** Told of a settlement whose value nobody can read. */
  readonly alarm: (what: string, about: string) => void;
  /** Settlements since then are told, in ms by the venue's clock. */
  readonly sinceMs: number;
}

/** Settlements of one second may be listed one after the other. */
const MARGIN_MS = 60_000;
const TOLD_MAX = 10_000;

/** Settlements of the account, each told once. */
export class MarketSettlements {
  private readonly told = new Set<string>();
  private sinceMs: number;

  constructor(private readonly options: MarketSettlementsOptions) {
    this.sinceMs = options.sinceMs;
  }

  /** Reads what has settled. Not told before {@link tell}: fills from before may still be unknown. */
  async read(): Promise<readonly Settlement[] | undefined> {
    const { client, subaccount } = this.options;
    const params = { min_ts: Math.max(0, Math.floor(this.sinceMs / 1000)), limit: 1000 };
    const read = await client.collect(settlements, { ...params, ...(subaccount !== undefined && { subaccount }) });
    return read.ok && read.value.complete ? (read.value.items as readonly Settlement[]) : undefined;
  }

  /** Tells what has been read, of markets that settled before all fills are known. */
  async tell(read: readonly Settlement[], asOfMs: number): Promise<void> {
    let isWhole = true;
    for (const one of read.toReversed()) {
      const settledMs = parseRfc3339Ms(one.settled_time);
      const id = `settlement:${one.ticker}:${settledMs}`;
      if (this.told.has(id)) continue;
      if (settledMs > asOfMs) isWhole = false;
      else if (!(await this.tellOne(one, id, settledMs))) isWhole = false;
    }
    if (isWhole) this.sinceMs = Math.max(this.sinceMs, asOfMs - MARGIN_MS);
  }

  private async tellOne(one: Settlement, id: string, settledMs: number): Promise<boolean> {
    const { alarm, settled, table } = this.options;
    const { revenue, ticker } = one;
    const payout = await this.payoutOf(one);
    if (payout === undefined) {
      alarm("a settlement says not what it pays", ticker);
      return false;
    }
    this.remember(id);
    const yes = table.find("kalshi", ticker, "yes")?.index;
    const no = table.find("kalshi", ticker, "no")?.index;
    settled({ id, ticker, yes, no, payout, revenue: cashMicros(revenue * 10_000), settledMs });
    return true;
  }

  /** A scalar market pays a fraction that whole cents may not hold: its own value is asked for. */
  private async payoutOf({ market_result, ticker, value }: Settlement): Promise<number | undefined> {
    if (market_result === "yes") return PRICE_TICKS_PER_DOLLAR;
    if (market_result === "no") return 0;
    const answer = await this.options.client.get(readMarket, { ticker });
    const text = answer.ok ? answer.value.value.market.settlement_value_dollars : undefined;
    return (text ? parsePrice(text) : undefined) ?? (typeof value === "number" ? value * 100 : undefined);
  }

  private remember(id: string): void {
    this.told.add(id);
    if (this.told.size <= TOLD_MAX) return;
    for (const oldest of this.told) {
      this.told.delete(oldest);
      return;
    }
  }
}

import { err, mirrorPrice, ok, parseCash, parseSize, priceTicks, type Result } from "@augury/core";
import type {
  AccountHoldings,
  AccountPosition,
  HoldingsQuery,
  HoldingsRefusal,
  InstrumentTable,
  TradeObservation,
} from "@augury/model";
import type { ApiClient, Scheduler } from "@augury/net";
import { userDataTimestamp } from "../rest/exchange-methods.ts";
import type { KalshiFill } from "../rest/fill-schema.ts";
import { fills, positions, readBalance } from "../rest/portfolio-methods.ts";
import type { MarketPosition } from "../rest/position-schema.ts";
import { parseRfc3339Ms } from "../rfc3339.ts";
import { type FillNews, newsOfListedFill, observationOf } from "./fill-news.ts";

export interface KalshiHoldingsOptions {
  /** Signed: `openKalshiRest({ credentials }).client`. */
  readonly client: ApiClient;
  readonly scheduler: Scheduler;
  readonly table: InstrumentTable;
  /** Default: the primary one, or the one that the key is bound to. */
  readonly subaccount?: number | undefined;
  /** Finds out the key of an order that the venue names by its id: `KalshiLive.findOrderKey`. Fills are known by it. */
  readonly findOrderKey: (orderId: string, ticker: string) => Promise<string | undefined>;
}

interface Listing {
  readonly fills: readonly FillNews[];
  /** Ids, to see whether anything moved. */
  readonly fingerprint: string;
}

type Reading<Value> = Promise<Result<Value, HoldingsRefusal>>;

/** Listings lag behind what they list; one that lags longer is not waited for. */
const LAG_MS_MAX = 15_000;
const LAG_POLL_MS = 200;
/** Fills are listed by the second of the venue's clock, and told cut down to it. */
const CLOCK_MARGIN_MS = 5_000;
const SECOND_MS = 1_000;

/**
 * Reads what a Kalshi account holds (kalshi.md sections 7 and 9). Fills are final at once, but listings lag behind, and the venue says by how
 * much:
 *
 * 1. The fills since a time, to the last page; then it waits until the venue's data is younger than the newest of them. So the balances
 *    that are read next have all of them in.
 * 2. Balance and positions, with the venue's time before them.
 * 3. The fills again, from data that is younger than the balances. Unless they are the same, something moved in between, and nothing of it
 *    is used.
 */
export class KalshiHoldingsReader {
  constructor(private readonly options: KalshiHoldingsOptions) {}

  async read({ instruments, sinceMs }: HoldingsQuery): Reading<AccountHoldings> {
    const before = await this.list(sinceMs);
    if (!before.ok) return before;
    const newestMs = before.value.fills.reduce((newest, { happenedMs }) => Math.max(newest, happenedMs), 0);
    const isIn = await this.waitForData(newestMs + SECOND_MS);
    if (!isIn.ok) return isIn;
    const cash = await this.cash();
    if (!cash.ok) return cash;
    const held = await this.positions(instruments);
    if (!held.ok) return held;
    const isWhole = await this.waitForData(this.venueMs());
    if (!isWhole.ok) return isWhole;
    const after = await this.list(sinceMs);
    if (!after.ok) return after;
    if (after.value.fingerprint !== before.value.fingerprint) return refusal("moving", "a fill came in between");
    const trades = await this.observe(before.value.fills);
    return trades.ok ? ok({ cash: cash.value, positions: held.value, trades: trades.value }) : trades;
  }

  private async list(sinceMs: number): Reading<Listing> {
    const min_ts = Math.max(0, Math.floor((sinceMs - CLOCK_MARGIN_MS) / SECOND_MS));
    const read = await this.options.client.collect(fills, { ...this.subaccount, min_ts, limit: 1000 });
    if (!read.ok) return refusal("failed", `fills: ${read.error.message}`);
    if (!read.value.complete) return refusal("failed", "more fills than can be listed");
    const news = (read.value.items as readonly KalshiFill[]).map(newsOfListedFill);
    const known = news.filter((fill) => fill !== undefined);
    if (known.length < news.length) return refusal("failed", "a fill of the account has a number that cannot be read");
    const fingerprint = known
      .map(({ orderId, tradeId }) => `${tradeId}:${orderId}`)
      .sort()
      .join();
    return ok({ fills: known, fingerprint });
  }

  /** Waits until the venue says that balances, orders, fills and positions are younger than a moment of its clock. */
  private async waitForData(sinceMs: number): Reading<void> {
    const { client, scheduler } = this.options;
    for (const endUs = scheduler.nowUs() + LAG_MS_MAX * 1000; ; ) {
      const answer = await client.get(userDataTimestamp, {});
      if (!answer.ok) return refusal("failed", `the age of the account's data: ${answer.error.message}`);
      if (parseRfc3339Ms(answer.value.value.as_of_time) > sinceMs) return ok(undefined);
      if (scheduler.nowUs() >= endUs) return refusal("moving", "the venue's listings lag behind");
      await new Promise<void>((resolve) => scheduler.after(LAG_POLL_MS, resolve));
    }
  }

  private async cash(): Reading<number> {
    const answer = await this.options.client.get(readBalance, { ...this.subaccount });
    if (!answer.ok) return refusal("failed", `balance: ${answer.error.message}`);
    const { balance: cents, balance_dollars } = answer.value.value;
    const exact = balance_dollars ? parseCash(balance_dollars) : cents * 10_000;
    return exact === undefined ? refusal("failed", "the balance cannot be read") : ok(exact);
  }

  /** Every instrument that was asked for, also where nothing is held: what the venue does not list is nothing. */
  private async positions(instruments: readonly number[]): Reading<AccountPosition[]> {
    const { client, table } = this.options;
    const read = await client.collect(positions, { ...this.subaccount, count_filter: ["position"], limit: 1000 });
    if (!read.ok) return refusal("failed", `positions: ${read.error.message}`);
    if (!read.value.complete) return refusal("failed", "more positions than can be listed");
    const byTicker = new Map((read.value.items as readonly MarketPosition[]).map((one) => [one.ticker, one]));
    const held: AccountPosition[] = [];
    for (const instrument of instruments) {
      const told = byTicker.get(table.at(instrument)?.venueId ?? "");
      const size = told === undefined ? 0 : parseSize(told.position_fp);
      if (size === undefined) return refusal("failed", `the position in ${told?.ticker} cannot be read`);
      const averagePrice = told && averageOf(told, size);
      held.push({ instrument, size, ...(averagePrice !== undefined && { averagePrice }) });
    }
    return ok(held);
  }

  private async observe(list: readonly FillNews[]): Reading<TradeObservation[]> {
    const { findOrderKey, table } = this.options;
    const trades: TradeObservation[] = [];
    for (const fill of list) {
      const key = await findOrderKey(fill.orderId, fill.ticker);
      if (key === undefined) return refusal("failed", `nobody says which order ${fill.orderId} is`);
      const observation = observationOf(table, fill, key);
      if (observation) trades.push(observation);
    }
    return ok(trades);
  }

  /** The venue's time now. */
  private venueMs(): number {
    const { client, scheduler } = this.options;
    return client.http.clock.serverTimeMs(scheduler.nowUs());
  }

  private get subaccount(): { readonly subaccount?: number } {
    const { subaccount } = this.options;
    return subaccount === undefined ? {} : { subaccount };
  }
}

/** The price of YES that the exposure amounts to: what a NO cost is the rest of the dollar. */
function averageOf({ market_exposure_dollars }: MarketPosition, size: number): number | undefined {
  const cost = parseCash(market_exposure_dollars);
  if (cost === undefined || cost <= 0 || size === 0) return undefined;
  const price = Math.round((cost * 10_000) / Math.abs(size));
  if (price < 0 || price > 10_000) return undefined;
  return size > 0 ? price : mirrorPrice(priceTicks(price));
}

function refusal(code: HoldingsRefusal["code"], message: string): Result<never, HoldingsRefusal> {
  return err({ code, message });
}

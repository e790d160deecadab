import type { InstrumentTable, Listing, OrderFact } from "@augury/model";
import type { AnyApiMethod, ApiClient, Scheduler } from "@augury/net";
import { userDataTimestamp } from "../rest/exchange-methods.ts";
import type { KalshiFill } from "../rest/fill-schema.ts";
import { historicalCutoff, historicalFills, historicalOrders } from "../rest/historical-methods.ts";
import { listOrders, readOrder } from "../rest/order-methods.ts";
import type { KalshiOrder } from "../rest/order-schema.ts";
import { fills } from "../rest/portfolio-methods.ts";
import { parseRfc3339Ms } from "../rfc3339.ts";
import { type FillNews, newsOfListedFill } from "./fill-news.ts";
import { factsOfOrder, newsOfListing, type OrderNews, termsOfOrder } from "./order-news.ts";
import type { OwnOrder, OwnOrders } from "./own-orders.ts";

export interface AccountReaderOptions {
  readonly client: ApiClient;
  readonly scheduler: Scheduler;
  readonly table: InstrumentTable;
  readonly own: OwnOrders;
  readonly subaccount: number | undefined;
  /** Takes each fill that a listing tells, and returns what it says of its order. */
  readonly takeFill: (fill: FillNews) => Listing;
  /** Told of a listed fill that cannot be read. */
  readonly unreadable: (fillId: string) => void;
}

/** What one order's reading found. */
export interface OrderReading {
  readonly facts: readonly OrderFact[];
  readonly complete: boolean;
  readonly isListed: boolean;
}

/** What an account's reading found. */
export interface AccountReading {
  readonly orders: readonly Listing[];
  readonly trades: readonly Listing[];
  readonly complete: boolean;
  /** Up to when it is good, in ms by the venue's clock: listings lag behind (kalshi.md section 7). */
  readonly asOfMs: number;
}

interface Read<Item> {
  readonly items: readonly Item[];
  readonly complete: boolean;
}

/** Times of listings are whole seconds of the venue's clock, ours may be off by some. */
const CLOCK_MARGIN_MS = 5_000;
/** What is younger than this stands among the live data, however short those reach back. */
const LIVE_MS_MIN = 60_000;
/** No reading waits longer for an answer: it would be old. */
const LIMITS = { timeoutMs: 15_000 };
/** Fills of one reading whose orders nobody knows, and who are asked for one by one. */
const STRANGERS_MAX = 500;

/** Asks the venue over REST what became of orders. What is not read to its last page, or not understood, is incomplete and proves nothing. */
export class AccountReader {
  readonly counts = { strangers: 0, historical: 0, disagreements: 0 };

  constructor(private readonly options: AccountReaderOptions) {}

  /**
   * One order, then its fills. By its id where that is known, else among the orders of its market. One that the venue is known to have had
   * and that is not there only shows how far the listing lags behind; one of which nothing is known is missing only from a listing that is
   * younger than the order.
   */
  async readOrder(key: string): Promise<OrderReading> {
    const own = this.options.own.find(key);
    if (!own) return { facts: [], complete: false, isListed: false };
    const found = own.orderId === undefined ? await this.searchOrder(own) : await this.orderById(own, own.orderId);
    if (found.items.length === 0) return { facts: [], complete: found.complete && !own.hasExisted, isListed: false };
    const news = found.items.map(newsOfListing);
    if (news.includes(undefined)) return { facts: [{ kind: "accepted" }], complete: false, isListed: true };
    const latest = latestOf(news as OrderNews[]);
    for (const { orderId } of news as OrderNews[]) this.options.own.learn(orderId, key);
    this.options.own.rename(key, latest.orderId);
    const told = await this.fillsOfOrder(own, news as OrderNews[]);
    return {
      facts: [...this.factsOf(latest, own), ...told.items.flatMap(({ facts }) => facts)],
      complete: found.complete && told.complete,
      isListed: true,
    };
  }

  /** Every resting order, and every fill since a time by the venue's clock. */
  async readAccount(sinceMs: number): Promise<AccountReading> {
    const asOfMs = await this.readAsOf();
    const resting = await this.collect<KalshiOrder>(listOrders, { ...this.subaccount, status: "resting", limit: 1000 });
    const news = resting.items.map(newsOfListing);
    const orders = news.flatMap((one) => (one ? [this.listingOf(one)] : []));
    const told = await this.readFills(sinceMs);
    const isWhole = resting.complete && !news.includes(undefined) && told.complete;
    return {
      orders,
      trades: told.items.map((fill) => this.options.takeFill(fill)),
      complete: asOfMs !== undefined && isWhole && this.agree(news as OrderNews[], told.items, sinceMs),
      asOfMs: asOfMs ?? 0,
    };
  }

  /** The order of a known id. What is older than the last change of it does not say what came of that. */
  private async orderById(own: OwnOrder, orderId: string): Promise<Read<KalshiOrder>> {
    const { changedUs } = own;
    const asOfMs = changedUs === undefined ? undefined : await this.readAsOf();
    const answer = await this.options.client.get(readOrder, { order_id: orderId }, LIMITS);
    if (answer.ok) {
      const isYounger = changedUs === undefined || (asOfMs !== undefined && asOfMs > this.venueMs(changedUs));
      return { items: [answer.value.value.order], complete: isYounger };
    }
    // Its id may be another one by now.
    return answer.error.code === "not_found" ? this.searchOrder(own) : { items: [], complete: false };
  }

  /** The order among those of its market, by its client_order_id. An amended one may be there twice. */
  private async searchOrder(own: OwnOrder): Promise<Read<KalshiOrder>> {
    const ticker = this.tickerOf(own);
    if (ticker === undefined) return { items: [], complete: false };
    const asOfMs = await this.readAsOf();
    const listed = await this.collect<KalshiOrder>(listOrders, {
      ...this.subaccount,
      ticker,
      min_ts: this.secondsOf(this.venueMs(own.preparedUs)),
      limit: 1000,
    });
    for (const order of listed.items) this.options.own.learn(order.order_id, order.client_order_id);
    const items = listed.items.filter((order) => order.client_order_id === own.key);
    if (items.length > 0) return { items, complete: listed.complete };
    const isYounger = asOfMs !== undefined && asOfMs > this.venueMs(own.preparedUs);
    const old = await this.searchHistory(own, (order) => order.client_order_id === own.key);
    return { items: old.items, complete: listed.complete && isYounger && old.complete };
  }

  private async searchHistory(own: OwnOrder, isIt: (order: KalshiOrder) => boolean): Promise<Read<KalshiOrder>> {
    const ticker = this.tickerOf(own);
    if (!this.mayBeOld(this.venueMs(own.preparedUs)) || ticker === undefined)
      return { items: [], complete: ticker !== undefined };
    this.counts.historical++;
    const read = await this.collect<KalshiOrder>(historicalOrders, { ticker, limit: 1000 });
    const items = read.items.filter(isIt);
    for (const order of items) this.options.own.learn(order.order_id, order.client_order_id);
    return { items, complete: read.complete };
  }

  private async fillsOfOrder(own: OwnOrder, news: readonly OrderNews[]): Promise<Read<Listing>> {
    if (news.every(({ filledSize }) => filledSize === 0)) return { items: [], complete: true };
    const ids = new Set([...news.map(({ orderId }) => orderId), ...own.formerIds]);
    const reads: Read<FillNews>[] = [];
    for (const orderId of ids) reads.push(await this.readFillPages(fills, { order_id: orderId, limit: 1000 }));
    const ticker = this.tickerOf(own);
    if (ticker !== undefined && (await this.isInHistory(this.venueMs(own.preparedUs)))) {
      const old = await this.readFillPages(historicalFills, { ticker, limit: 1000 });
      reads.push({ ...old, items: old.items.filter(({ orderId }) => ids.has(orderId)) });
    }
    return {
      items: reads.flatMap(({ items }) => items.map((fill) => this.options.takeFill(fill))),
      complete: reads.every(({ complete }) => complete),
    };
  }

  /** What news of an order say, ours or not. */
  factsOf(news: OrderNews, own: OwnOrder | undefined): OrderFact[] {
    const outcome = own && this.options.table.at(own.request.instrument)?.outcome;
    const terms = outcome && termsOfOrder(news, outcome);
    if (own && terms) this.options.own.see(own, terms.price, terms.size);
    return factsOfOrder(news, own, terms);
  }

  /** Fills since a time. Whose order nobody knows is asked for: listings of fills name no client_order_id (kalshi.md section 9). */
  private async readFills(sinceMs: number): Promise<Read<FillNews>> {
    const min_ts = this.secondsOf(sinceMs);
    const live = await this.readFillPages(fills, { ...this.subaccount, min_ts, limit: 1000 });
    const isOld = await this.isInHistory(sinceMs);
    const old = isOld
      ? await this.readFillPages(historicalFills, { min_ts, limit: 1000 })
      : { items: [], complete: true };
    const items = [...live.items, ...old.items];
    const areKnown = await this.askForStrangers(items);
    return { items, complete: live.complete && old.complete && areKnown };
  }

  private async askForStrangers(told: readonly FillNews[]): Promise<boolean> {
    const { own } = this.options;
    const strangers = new Map(
      told.filter(({ orderId }) => own.keyOf(orderId) === undefined).map(({ orderId, ticker }) => [orderId, ticker]),
    );
    let isComplete = strangers.size <= STRANGERS_MAX;
    for (const [orderId, ticker] of [...strangers].slice(0, STRANGERS_MAX))
      isComplete = (await this.nameOrder(orderId, ticker)) && isComplete;
    return isComplete;
  }

  /** Asks whose order an id is, the history of its market, too. Returns whether that is known now. */
  async nameOrder(orderId: string, ticker: string): Promise<boolean> {
    const { client, own } = this.options;
    this.counts.strangers++;
    const answer = await client.get(readOrder, { order_id: orderId }, LIMITS);
    if (answer.ok) own.learn(orderId, answer.value.value.order.client_order_id);
    else if (answer.error.code !== "not_found") return false;
    else return this.nameFromHistory(orderId, ticker);
    return true;
  }

  private async nameFromHistory(orderId: string, ticker: string): Promise<boolean> {
    const { own } = this.options;
    this.counts.historical++;
    const read = await this.collect<KalshiOrder>(historicalOrders, { ticker, limit: 1000 });
    for (const order of read.items) own.learn(order.order_id, order.client_order_id);
    if (own.keyOf(orderId) !== undefined) return true;
    // One that the venue knows nowhere is none of those that we wait for.
    if (!read.complete || own.hasUnidentified) return false;
    own.learn(orderId, "");
    return true;
  }

  /** Whether orders and fills tell of the same contracts, as far as both were read from an order's beginning. */
  private agree(news: readonly OrderNews[], told: readonly FillNews[], sinceMs: number): boolean {
    const sums = new Map<string, number>();
    const once = new Map(told.map((fill) => [`${fill.tradeId}:${fill.orderId}`, fill]));
    for (const { orderId, size } of once.values()) sums.set(orderId, (sums.get(orderId) ?? 0) + size);
    const areAgreed = news.every(({ clientOrderId, filledSize, orderId }) => {
      const own = this.options.own.find(clientOrderId);
      if (!own || own.changedUs !== undefined || this.venueMs(own.preparedUs) < sinceMs) return true;
      return (sums.get(orderId) ?? 0) >= filledSize;
    });
    if (!areAgreed) this.counts.disagreements++;
    return areAgreed;
  }

  private listingOf(news: OrderNews): Listing {
    const key = this.options.own.learn(news.orderId, news.clientOrderId);
    this.options.own.rename(key, news.orderId);
    return { key, facts: this.factsOf(news, this.options.own.find(key)) };
  }

  private async readFillPages(method: AnyApiMethod, params: Record<string, unknown>): Promise<Read<FillNews>> {
    const read = await this.collect<KalshiFill>(method, params);
    const news = read.items.map((fill) => newsOfListedFill(fill));
    for (const [at, one] of news.entries()) if (!one) this.options.unreadable(read.items[at]?.fill_id ?? "");
    return {
      items: news.filter((one) => one !== undefined),
      complete: read.complete && !news.includes(undefined),
    };
  }

  private async collect<Item>(method: AnyApiMethod, params: Record<string, unknown>): Promise<Read<Item>> {
    const read = await this.options.client.collect(method, params, LIMITS);
    if (!read.ok) return { items: [], complete: false };
    return { items: read.value.items as readonly Item[], complete: read.value.complete };
  }

  /** Up to when listings are good, in ms by the venue's clock; `undefined` when it does not say. */
  private async readAsOf(): Promise<number | undefined> {
    const answer = await this.options.client.get(userDataTimestamp, {}, LIMITS);
    const asOfMs = answer.ok ? parseRfc3339Ms(answer.value.value.as_of_time) : 0;
    return asOfMs > 0 ? asOfMs : undefined;
  }

  /** Whether fills of that time have moved to the history. */
  private async isInHistory(sinceMs: number): Promise<boolean> {
    if (!this.mayBeOld(sinceMs)) return false;
    const answer = await this.options.client.get(historicalCutoff, {}, LIMITS);
    if (!answer.ok) return true;
    const isOld = sinceMs < parseRfc3339Ms(answer.value.value.trades_created_ts);
    if (isOld) this.counts.historical++;
    return isOld;
  }

  private mayBeOld(timeMs: number): boolean {
    return timeMs < this.venueMs(this.options.scheduler.nowUs()) - LIVE_MS_MIN;
  }

  private tickerOf({ request }: OwnOrder): string | undefined {
    return this.options.table.at(request.instrument)?.venueId;
  }

  private get subaccount(): { readonly subaccount?: number } {
    const { subaccount } = this.options;
    return subaccount === undefined ? {} : { subaccount };
  }

  private venueMs(us: number): number {
    return this.options.client.http.clock.serverTimeMs(us);
  }

  private secondsOf(ms: number): number {
    return Math.max(0, Math.floor((ms - CLOCK_MARGIN_MS) / 1000));
  }
}

/** What rests is the order; else the one that was made last. */
function latestOf(news: readonly OrderNews[]): OrderNews {
  return news.reduce((best, one) => {
    if ((one.status === "resting") !== (best.status === "resting")) return one.status === "resting" ? one : best;
    return one.createdMs > best.createdMs ? one : best;
  });
}

import { err, ok, type PriceTicks, parseSize, type Result, type SizeMicros } from "@augury/core";
import type {
  Amendment,
  AmendOutcome,
  InstrumentTable,
  IntentEntry,
  Listing,
  LiveNews,
  LivePort,
  OrderReport,
  OrderRequest,
  PreparedOrder,
  ReasonCode,
  TickStructure,
  TradeObservation,
} from "@augury/model";
import type { ApiClient, OpenStream, Scheduler, Timer } from "@augury/net";
import type { AccountOrder } from "../channels/account-events.ts";
import type { MarketLifecycleBody } from "../channels/market-messages.ts";
import type { NewOrder } from "../rest/new-order.ts";
import { createOrder, createOrders } from "../rest/order-entry-methods.ts";
import { positions } from "../rest/portfolio-methods.ts";
import type { MarketPosition } from "../rest/position-schema.ts";
import { refreshKalshiLimits } from "../rest/rate-limits.ts";
import type { OpenAccountChannel } from "./account-channel.ts";
import { AccountReader } from "./account-reader.ts";
import { CancelSender } from "./cancel-sender.ts";
import { type FillNews, factsOfFill, newsOfFill, observationOf } from "./fill-news.ts";
import { HeldFills } from "./held-fills.ts";
import { type MarketSettlement, MarketSettlements } from "./market-settlements.ts";
import { type ChangeOutcome, OrderChanges } from "./order-changes.ts";
import { type OrderGroupOptions, OrderGroups } from "./order-groups.ts";
import { newsOfEvent } from "./order-news.ts";
import { toNewOrder } from "./order-terms.ts";
import { type OwnOrder, OwnOrders } from "./own-orders.ts";
import { type PostReading, readBatchPosting, readPosting } from "./post-outcome.ts";
import { PriceGrids } from "./price-grids.ts";

/** Contracts of a market that the venue says we hold: + YES, − NO. `instrument` is the YES one. */
export interface ToldPosition {
  readonly instrument: number;
  readonly size: SizeMicros;
}

/** Whose orders, fills and money the key moves. */
export interface KalshiAccount {
  /** Default: the primary one, or the one that the key is bound to. Name it where the account has several. */
  readonly subaccount?: number;
}

export interface KalshiLiveOptions extends Pick<LivePort, "isLive" | "report" | "alarm"> {
  /** `openKalshiRest({ credentials }).client`: signs, keeps the rate budget, knows the venue's clock. */
  readonly client: ApiClient;
  readonly scheduler: Scheduler;
  readonly table: InstrumentTable;
  readonly account?: KalshiAccount;
  /** The account's channels: `accountChannel({ mintHeaders })`. */
  readonly openChannel: OpenAccountChannel;
  /** What must not be forgotten when the process dies: an `EntryLog` of packages/journal. */
  readonly log: { append(entry: object): boolean };
  /** The market's price grid now. Default: as the instrument table has it, and the market's lifecycle since. */
  readonly ticksOf?: (instrument: number) => TickStructure;
  /** Takes each telling of each fill, which is final at once: `SettlementLedger.observe`. */
  readonly observe?: (observation: TradeObservation) => void;
  /** Takes each market of ours that has paid out: `closingTrades` makes of it what a ledger books. */
  readonly settled?: (settlement: MarketSettlement) => void;
  /** Takes what the venue says that we hold: each change, and all that is not nothing after each comparison. */
  readonly position?: (position: ToldPosition) => void;
  /** Fills and settlements since then, in Unix ms, are read with the first comparison: for a ledger that goes on from before. Default: from the start. */
  readonly tradesSinceMs?: number;
  /** How long an order's posting may take before its outcome counts as unknown. Default 10 s. */
  readonly postMsMax?: number;
  /** When own orders would meet: `taker_at_cross` stops the new one, `maker` cancels the resting one. Default: `taker_at_cross`. */
  readonly selfTrade?: NewOrder["self_trade_prevention_type"];
  /** Orders are canceled when trading pauses. Default: they are not. */
  readonly cancelOnPause?: boolean;
  /** The cap on bursts. Default: none. */
  readonly group?: OrderGroupOptions;
  /** Makes the client_order_id of an order: unique for all time, up to 64 letters, digits and `_ + = : -`. Default: a random UUID. */
  readonly newKey?: () => string;
}

const POST_MS_MAX = 10_000;
/** Orders in one request, whatever the tier affords. */
const BATCH_MAX = 100;
const LIMITS_AGAIN_MS = 30_000;
/** A settlement is listed a little after it was told. */
const SETTLED_READ_MS = 2_000;
const STOP_POLL_MS = 100;

/**
 * Live trading on Kalshi: what `LiveVenue` of packages/execution needs of the world.
 *
 * 1. An order's key is its client_order_id, random and written down before it is sent. It is sent once: that the venue knows one of this
 *    key already is an acceptance, and what became of it is looked up.
 * 2. The venue's own id, which cancels and fills name, is learned from whoever tells it first: answer, stream or listing.
 * 3. A listing is good up to the time that the venue says of it, not up to when it was asked for (kalshi.md section 7).
 *
 * @example
 * const live = new KalshiLive({ client, scheduler, table, openChannel: accountChannel({ mintHeaders }), log, isLive, report, alarm });
 * const venue = new LiveVenue(live.port, LiveConfig.parse({}));
 * venue.recover(entries, scheduler.nowUs());
 * live.start(venue, entries);
 */
export class KalshiLive {
  readonly port: LivePort<NewOrder>;
  readonly cancels: CancelSender;
  readonly changes: OrderChanges;
  readonly groups: OrderGroups | undefined;
  /** Orders are kept by groups here, not by beats. */
  readonly heartbeatMisses = 0;
  readonly counts = {
    /** Fills and orders that nobody could read: no comparison is complete with one in it. */
    unreadable: 0,
    /** Fills in markets that are not of this run: they move the account's cash all the same. */
    foreign: 0,
  };
  private readonly own: OwnOrders;
  private readonly held = new HeldFills();
  private readonly grids: PriceGrids;
  private readonly reader: AccountReader;
  private readonly settlements: MarketSettlements | undefined;
  private readonly lookUps = new Set<string>();
  private readonly naming = new Set<string>();
  private readonly timers = new Set<Timer>();
  private isReading = false;
  private firstReadMs: number;
  private sinceUs = Number.POSITIVE_INFINITY;
  private news: LiveNews | undefined;
  private channel: OpenStream | undefined;

  constructor(private readonly options: KalshiLiveOptions) {
    const { account, alarm, client, group, scheduler, settled, table } = options;
    const subaccount = account?.subaccount;
    this.firstReadMs = options.tradesSinceMs ?? this.venueMs(scheduler.nowUs());
    this.own = new OwnOrders((orderId, order) => this.onNamed(orderId, order));
    this.grids = new PriceGrids(table, options.ticksOf);
    const seams = { client, scheduler, table, own: this.own, subaccount };
    this.groups = group && new OrderGroups(seams, group);
    this.cancels = new CancelSender({ ...seams, canceled: (order, by) => void this.onCanceled(order, by) });
    const timeoutMs = options.postMsMax ?? POST_MS_MAX;
    this.changes = new OrderChanges({ ...seams, ticksOf: (instrument) => this.grids.of(instrument), timeoutMs });
    this.reader = new AccountReader({
      ...seams,
      takeFill: (fill) => this.takeFill(fill),
      unreadable: (id) => {
        this.counts.unreadable++;
        alarm("a fill of ours has a number that cannot be read", id);
      },
    });
    this.settlements = settled && new MarketSettlements({ ...seams, settled, alarm, sinceMs: this.firstReadMs });
    this.port = this.makePort();
  }

  /** Opens the account's channels, makes the order groups and takes over the account's rate limits. `entries`: as `LiveVenue.recover` gets them. */
  start(news: LiveNews, entries: Iterable<IntentEntry> = []): void {
    this.news = news;
    this.own.adopt(entries);
    this.groups?.start();
    void this.refreshLimits();
    this.channel = this.options.openChannel({
      stream: (isUp) => this.onStream(isUp),
      order: (order) => this.onOrder(order),
      fill: (fill) => this.onFill(newsOfFill(fill)),
      position: ({ size, subaccount, ticker }) => this.tellPosition(ticker, size, subaccount),
      group: (update) => this.groups?.onUpdate(update),
      groupGap: () => void this.groups?.refresh(),
      market: (market) => this.onMarket(market),
      unreadable: (_, orderId) => this.onUnreadable(orderId),
      ended: (error) => error && this.options.alarm(`the account's channels have ended: ${error.message}`, ""),
    });
  }

  /** Returns the key of an order that the venue names by its id, and asks the venue where nobody has said; `undefined` when it does not answer. */
  async findOrderKey(orderId: string, ticker: string): Promise<string | undefined> {
    if (this.own.keyOf(orderId) === undefined) await this.reader.nameOrder(orderId, ticker);
    return this.own.keyOf(orderId);
  }

  /** Ends everything as soon as no order of ours is open: cancel them first. Then the order groups are deleted. */
  async stop(): Promise<void> {
    const { scheduler } = this.options;
    while ((this.news?.openCount ?? 0) > 0)
      await new Promise<void>((resolve) => scheduler.after(STOP_POLL_MS, resolve));
    if (this.news) await this.groups?.close();
    await this.abandon();
  }

  /** Ends everything at once, as a crash would. What rests stays there, and the order groups. */
  async abandon(): Promise<void> {
    this.news = undefined;
    this.groups?.abandon();
    for (const timer of this.timers) timer.cancel();
    this.timers.clear();
    await this.channel?.close();
  }

  private makePort(): LivePort<NewOrder> {
    const { alarm, isLive, report, table } = this.options;
    const batchMax = () => this.batchMax();
    return {
      prepare: (request) => this.prepare(request),
      isLive: (instrument, epoch) => isLive(instrument, epoch),
      marketOf: (instrument) => table.at(instrument)?.bookIndex ?? instrument,
      log: (entry) => this.write(entry),
      post: (order) => void this.post(order),
      get batchMax() {
        return batchMax();
      },
      postMany: (orders) => void this.postMany(orders),
      amend: (key, change) => void this.change(key, change, this.changes.amend(key, termsOf(change))),
      decrease: (key, change) => void this.change(key, change, this.changes.decrease(key, termsOf(change))),
      cancel: (keys) => this.cancels.send(keys),
      lookUp: (key) => void this.lookUp(key),
      snapshot: (sinceUs) => void this.snapshot(sinceUs),
      report: (said: OrderReport) => report(said),
      alarm: (what, key) => alarm(what, key),
    };
  }

  private prepare(request: OrderRequest): Result<PreparedOrder<NewOrder>, ReasonCode> {
    const { account, cancelOnPause = false, newKey = crypto.randomUUID.bind(crypto), selfTrade, table } = this.options;
    const instrument = table.at(request.instrument);
    if (instrument?.venue !== "kalshi") return err("instrument_unknown");
    const group = this.groups?.admit(instrument.venueId) ?? ok(undefined);
    if (!group.ok) return group;
    const nowUs = this.nowUs();
    const key = newKey();
    const order = toNewOrder(instrument, request, {
      key,
      ticks: this.grids.of(request.instrument),
      nowMs: this.venueMs(nowUs),
      endTimeMs: this.venueMs(request.deadlineUs),
      selfTrade: selfTrade ?? "taker_at_cross",
      cancelOnPause,
      groupId: group.value,
      subaccount: account?.subaccount,
    });
    if (!order.ok) return order;
    this.own.add(key, request, nowUs);
    return ok({ key, request, payload: order.value });
  }

  private write(entry: IntentEntry): boolean {
    const isWritten = this.options.log.append(entry);
    if (isWritten ? entry.kind === "closed" : entry.kind === "prepared") this.own.forget(entry.key);
    return isWritten;
  }

  private async post(order: PreparedOrder<NewOrder>): Promise<void> {
    const { limits, waits } = this.turnOf([order]);
    const answer = await this.options.client.get(createOrder, order.payload, limits);
    const reading = readPosting(answer.ok ? ok(answer.value.value) : answer, this.own.find(order.key));
    await this.tellPosted(order, reading, waits);
  }

  private async postMany(orders: readonly PreparedOrder<NewOrder>[]): Promise<void> {
    const { limits, waits } = this.turnOf(orders);
    const body = { orders: orders.map(({ payload }) => payload) };
    const answer = await this.options.client.get(createOrders, body, limits);
    const posted = orders.map(({ key }) => ({ key, own: this.own.find(key) }));
    const readings = readBatchPosting(answer.ok ? ok(answer.value.value) : answer, posted);
    await Promise.all(orders.map((order, at) => this.tellPosted(order, readings[at] as PostReading, waits)));
  }

  /** Until when orders may be sent, and whether each of their books still goes on when their turn has come. */
  private turnOf(orders: readonly PreparedOrder<NewOrder>[]) {
    const { isLive, postMsMax = POST_MS_MAX } = this.options;
    const waits = { inVain: false };
    const isWanted = () => {
      waits.inVain = !orders.every(({ request }) => isLive(request.instrument, request.epoch));
      return !waits.inVain;
    };
    const sendByUs = Math.min(...orders.map(({ request }) => request.deadlineUs));
    return { limits: { timeoutMs: postMsMax, sendByUs, isWanted }, waits };
  }

  private async tellPosted(
    { key, payload }: PreparedOrder<NewOrder>,
    { facts, isGroupTriggered, mustAsk, orderId, outcome }: PostReading,
    waits: { readonly inVain: boolean },
  ): Promise<void> {
    const own = this.own.find(key);
    if (orderId !== undefined) this.own.learn(orderId, key);
    if (mustAsk && own) own.hasExisted = true;
    if (isGroupTriggered) this.groups?.noteRefusal(payload.order_group_id);
    const isLate = waits.inVain && outcome.kind === "unsent";
    this.news?.onPosted(key, isLate ? { kind: "unsent", reason: "epoch_ended" } : outcome, this.nowUs());
    if (facts.length > 0) this.news?.onFacts({ key, facts }, this.nowUs());
    if (mustAsk) await this.lookUp(key);
  }

  /** Of an order that rests no more it is read what it was. Where that does not tell yet, the change is of unknown outcome. */
  private async change(key: string, { number, price }: Amendment, changed: Promise<ChangeOutcome>): Promise<void> {
    const outcome = await changed;
    const told = toAmendOutcome(outcome, price);
    if (told.kind === "unknown" && outcome.kind !== "unknown") {
      const { facts } = await this.reader.readOrder(key);
      if (facts.length > 0) this.news?.onFacts({ key, facts }, this.nowUs());
    }
    this.news?.onAmended(key, number, told, this.nowUs());
  }

  private async lookUp(key: string): Promise<void> {
    if (this.lookUps.has(key)) return;
    this.lookUps.add(key);
    const reading = await this.reader.readOrder(key);
    this.lookUps.delete(key);
    this.news?.onLookedUp({ key, ...reading }, this.nowUs());
  }

  private async snapshot(sinceUs: number): Promise<void> {
    if (this.isReading) return;
    this.isReading = true;
    this.sinceUs = sinceUs;
    const startedUs = this.nowUs();
    // Before the fills: what has settled by then was filled before.
    const settled = await this.settlements?.read();
    const { asOfMs, ...reading } = await this.reader.readAccount(Math.min(this.venueMs(sinceUs), this.firstReadMs));
    this.isReading = false;
    if (reading.complete) this.firstReadMs = Number.POSITIVE_INFINITY;
    this.news?.onSnapshot({ startedUs: Math.min(startedUs, this.ourUs(asOfMs)), ...reading }, this.nowUs());
    if (!reading.complete || !this.news) return;
    if (settled) await this.settlements?.tell(settled, asOfMs);
    if (this.options.position) await this.readPositions();
  }

  /** A batch has to fit into the bucket whole, and leave the cancels' reserve alone: half of what is free, so that none waits for a full one. */
  private batchMax(): number {
    const { budget } = this.options.client;
    const write = budget?.usage().allowances.find(({ name }) => name === "write");
    const cost = budget?.ledger.costsOf("create-orders").write ?? 0;
    if (!write || cost <= 0) return BATCH_MAX;
    return Math.max(1, Math.min(BATCH_MAX, Math.floor((write.capacity - write.reserve) / 2 / cost)));
  }

  private async readPositions(): Promise<void> {
    const { account, client } = this.options;
    const params = account?.subaccount === undefined ? {} : { subaccount: account.subaccount };
    const read = await client.collect(positions, { ...params, count_filter: ["position"], limit: 1000 });
    if (!read.ok || !read.value.complete) return;
    for (const { position_fp, ticker } of read.value.items as readonly MarketPosition[]) {
      const size = parseSize(position_fp);
      if (size !== undefined) this.tellPosition(ticker, size, account?.subaccount ?? 0);
    }
  }

  private async refreshLimits(): Promise<void> {
    const { client } = this.options;
    if (!client.budget) return;
    const limits = await refreshKalshiLimits(client, client.budget);
    if (!limits.ok && this.news) this.later(LIMITS_AGAIN_MS, () => void this.refreshLimits());
  }

  private onStream(isUp: boolean): void {
    // What the groups did meanwhile nobody has told.
    if (isUp) void this.groups?.refresh();
    this.news?.onStream(isUp, this.nowUs());
  }

  private onOrder(order: AccountOrder): void {
    const news = newsOfEvent(order);
    const key = this.own.learn(news.orderId, news.clientOrderId);
    const own = this.own.find(key);
    if (!own && !this.isOurs(order.subaccount)) return;
    if (own && news.status === "resting") this.own.rename(key, news.orderId);
    const facts = this.reader.factsOf(news, own);
    // The end and the size of what an amendment has replaced are not the order's.
    const isReplaced = own?.formerIds.includes(news.orderId) ?? false;
    const told = isReplaced ? facts.filter(({ kind }) => kind !== "ended" && kind !== "terms") : facts;
    this.news?.onFacts({ key, facts: told }, this.nowUs());
  }

  private onFill(fill: FillNews): void {
    const listing = this.takeFill(fill);
    if (listing.facts.length > 0) this.news?.onFacts(listing, this.nowUs());
    else void this.name(fill);
  }

  /** Whose order it is that a fill was told of. Where an order of ours is on its way, its answer is likely to say. */
  private async name({ orderId, ticker }: FillNews): Promise<void> {
    if (this.own.hasUnidentified || this.naming.has(orderId)) return;
    this.naming.add(orderId);
    await this.reader.nameOrder(orderId, ticker);
    this.naming.delete(orderId);
  }

  /** Takes in a fill, whoever tells it, and returns what it says of its order; nothing as long as nobody knows which that is. */
  private takeFill(fill: FillNews): Listing {
    const { clientOrderId, orderId } = fill;
    const key = clientOrderId === "" ? this.own.keyOf(orderId) : this.own.learn(orderId, clientOrderId);
    if (key === undefined) {
      this.held.add(fill);
      return { key: orderId, facts: [] };
    }
    const own = this.own.find(key);
    if (own || this.isOurs(fill.subaccount)) this.observe(fill, key);
    return { key, facts: factsOfFill(this.options.table, fill, key, own) };
  }

  private observe(fill: FillNews, orderKey: string): void {
    const observation = observationOf(this.options.table, fill, orderKey);
    if (observation) this.options.observe?.(observation);
    else this.counts.foreign++;
  }

  private onNamed(orderId: string, order: OwnOrder | undefined): void {
    for (const fill of this.held.take(orderId)) this.onFill(fill);
    if (order) this.cancels.identified(order);
  }

  /** What an order had filled before its cancel the answer says only by what was left: where that is less than all, the fills are read first. */
  private async onCanceled({ changedUs, key, request }: OwnOrder, reducedBy: number): Promise<void> {
    const isUnfilled = changedUs === undefined && reducedBy >= request.size;
    const facts = isUnfilled
      ? ([{ kind: "ended", how: "canceled", reason: "requested" }] as const)
      : (await this.reader.readOrder(key)).facts;
    if (facts.length > 0) this.news?.onFacts({ key, facts }, this.nowUs());
  }

  private onMarket(market: MarketLifecycleBody): void {
    this.grids.note(market);
    const { settled, table } = this.options;
    if (market.event_type !== "settled" || !settled || !table.find("kalshi", market.market_ticker)) return;
    this.later(SETTLED_READ_MS, () => void (Number.isFinite(this.sinceUs) && this.snapshot(this.sinceUs)));
  }

  /** The venue is asked instead: its stream says "unknown" of some orders (kalshi.md section 13.6). */
  private onUnreadable(orderId: string): void {
    this.counts.unreadable++;
    const key = this.own.keyOf(orderId);
    if (key !== undefined && this.own.find(key)) void this.lookUp(key);
  }

  private tellPosition(ticker: string, size: SizeMicros, subaccount: number): void {
    const instrument = this.options.table.find("kalshi", ticker, "yes")?.index;
    if (instrument !== undefined && this.isOurs(subaccount)) this.options.position?.({ instrument, size });
  }

  /** Without a subaccount of its own everything that the key sees is its business. */
  private isOurs(subaccount: number): boolean {
    const own = this.options.account?.subaccount;
    return own === undefined || own === subaccount;
  }

  private later(ms: number, run: () => void): void {
    const timer = this.options.scheduler.after(ms, () => {
      this.timers.delete(timer);
      run();
    });
    this.timers.add(timer);
  }

  private nowUs(): number {
    return this.options.scheduler.nowUs();
  }

  /** A moment of our clock by the venue's. */
  private venueMs(us: number): number {
    return this.options.client.http.clock.serverTimeMs(us);
  }

  /** A moment of the venue's clock by ours. */
  private ourUs(ms: number): number {
    return Math.floor((ms - this.options.client.http.clock.offsetMs) * 1000);
  }
}

/** That there is no such order may be said of a change that was carried out: its request arrived twice, or the order has filled since. */
function toAmendOutcome(outcome: ChangeOutcome, price: PriceTicks): AmendOutcome {
  if (outcome.kind === "changed")
    return { kind: "amended", terms: { price, size: outcome.size, version: outcome.saidMs } };
  const isGone = outcome.kind === "ended" || (outcome.kind === "refused" && outcome.reason === "unknown_order");
  return isGone ? { kind: "unknown" } : outcome;
}

function termsOf({ deadlineUs: sendByUs, ...terms }: Amendment) {
  return { ...terms, sendByUs };
}

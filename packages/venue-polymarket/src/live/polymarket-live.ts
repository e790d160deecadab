import { err, ok, type Result } from "@augury/core";
import type {
  InstrumentTable,
  IntentEntry,
  LiveNews,
  LivePort,
  OrderReport,
  OrderRequest,
  PreparedOrder,
  ReasonCode,
  TradeObservation,
} from "@augury/model";
import { POLYMARKET_TICK_STEPS } from "@augury/model";
import type { ApiClient, OpenStream, Scheduler } from "@augury/net";
import { POSTED_ORDERS_MAX, postManyPrepared, postPrepared } from "../clob/orders.ts";
import { SIGNER_TIERS, type SignerTier } from "../clob/rate-budget.ts";
import type { OrderPreparer, OrderRefusal } from "../orders/order-preparer.ts";
import type { UserOrder } from "../user/user-order.ts";
import type { UserTrade } from "../user/user-trade.ts";
import { AccountReader } from "./account-reader.ts";
import { CancelSender } from "./cancel-sender.ts";
import { HeartbeatKeeper } from "./heartbeat-keeper.ts";
import { factsOfOrder, newsOfEvent } from "./order-news.ts";
import { OwnOrders } from "./own-orders.ts";
import { type PostReading, readBatchPosting, readPosting } from "./post-outcome.ts";
import { fillsByOrder } from "./trade-facts.ts";
import { type OwnParty, ownParts } from "./trade-parts.ts";
import { TradeSettlements } from "./trade-settlements.ts";
import type { OpenUserChannel } from "./user-channel.ts";

export interface PolymarketLiveOptions extends Pick<LivePort, "isLive" | "report" | "alarm"> {
  /** `openClob({ credentials: { l2 } }).client`: signs, keeps the rate budget, knows the venue's clock. */
  readonly client: ApiClient;
  readonly scheduler: Scheduler;
  readonly table: InstrumentTable;
  readonly preparer: OrderPreparer;
  /** The API key and the wallet with the funds. */
  readonly account: OwnParty;
  /** The account's channel: `userChannel({ key })`. */
  readonly openChannel: OpenUserChannel;
  /** What must not be forgotten when the process dies: an `EntryLog` of packages/journal. */
  readonly log: { append(entry: object): boolean };
  /** The market's tick size now, in PriceTicks. Default: as the instrument table has it. */
  readonly tickOf?: (instrument: number) => number;
  /** Takes each telling of each trade: `SettlementLedger.observe`. */
  readonly observe?: (observation: TradeObservation) => void;
  /** Trades since then, in Unix ms, are read with the first comparison: for a ledger that goes on from before. Default: from the start. */
  readonly tradesSinceMs?: number;
  /** The signer's rate tier, as `openClob` got it. Default: standard. */
  readonly tier?: SignerTier;
  /** How long an order's posting may take before its outcome counts as unknown. Default 10 s. */
  readonly postMsMax?: number;
}

const POST_MS_MAX = 10_000;

const REASONS: Readonly<Record<OrderRefusal, ReasonCode>> = {
  off_tick: "off_tick",
  size_min: "size_min",
  gtd_too_near: "deadline_passed",
  post_only_taker: "post_only_cross",
  no_token: "instrument_unknown",
};

/**
 * Live trading on Polymarket: what `LiveVenue` of packages/execution needs of the world.
 *
 * @example
 * const live = new PolymarketLive({ client, scheduler, table, preparer, account, openChannel: userChannel({ key }), log, isLive, report, alarm });
 * const venue = new LiveVenue(live.port, LiveConfig.parse({}));
 * venue.recover(entries, scheduler.nowUs());
 * live.start(venue, entries);
 */
export class PolymarketLive {
  readonly port: LivePort<string>;
  readonly settlements: TradeSettlements;
  readonly heartbeats: HeartbeatKeeper;
  readonly cancels: CancelSender;
  readonly counts = {
    /** Trades of ours whose price or size nobody could read: no comparison is complete with one in it. */
    unreadableTrades: 0,
  };
  private readonly own = new OwnOrders();
  private readonly reader: AccountReader;
  private readonly lookUps = new Set<string>();
  private isReading = false;
  private firstReadMs: number;
  private news: LiveNews | undefined;
  private channel: OpenStream | undefined;

  constructor(private readonly options: PolymarketLiveOptions) {
    const { account, alarm, client, observe = () => {}, scheduler, table, tier = "standard" } = options;
    this.firstReadMs = options.tradesSinceMs ?? this.venueMs(scheduler.nowUs());
    this.settlements = new TradeSettlements({ table, observe, alarm });
    this.heartbeats = new HeartbeatKeeper({ client, scheduler, isResting: () => (this.news?.openCount ?? 0) > 0 });
    this.cancels = new CancelSender({ client, tier, canceled: (key) => this.tellCanceled(key) });
    this.reader = new AccountReader({
      client,
      scheduler,
      table,
      own: this.own,
      makerAddress: account.makerAddress,
      takeTrade: (trade) => this.takeTrade(trade),
    });
    this.port = this.makePort();
  }

  /** Opens the account's channel and starts the dead-man switch. `entries`: what the log held from before, as `LiveVenue.recover` gets it. */
  start(news: LiveNews, entries: Iterable<IntentEntry> = []): void {
    this.news = news;
    this.own.adopt(entries);
    this.heartbeats.start();
    this.channel = this.options.openChannel({
      stream: (isUp) => news.onStream(isUp, this.nowUs()),
      order: (order) => this.onOrder(order),
      trade: (trade) => this.onTrade(trade),
      ended: (error) => error && this.options.alarm(`the user channel has ended: ${error.message}`, ""),
    });
  }

  /** Beats in a row that the venue did not answer: risk halts quoting by it. */
  get heartbeatMisses(): number {
    return this.heartbeats.misses;
  }

  /** Ends everything as soon as no order of ours is open: cancel them first. The channel and the heartbeats go on until then. */
  async stop(): Promise<void> {
    await this.heartbeats.stop();
    await this.abandon();
  }

  /** Ends everything at once, as a crash would: what rests is canceled by the venue's switch. */
  async abandon(): Promise<void> {
    this.heartbeats.abandon();
    this.news = undefined;
    await this.channel?.close();
  }

  private makePort(): LivePort<string> {
    const { alarm, isLive, report, table, tier = "standard" } = this.options;
    return {
      prepare: (request) => this.prepare(request),
      isLive: (instrument, epoch) => isLive(instrument, epoch),
      marketOf: (instrument) => Math.min(instrument, table.at(instrument)?.mirrorIndex ?? instrument),
      log: (entry) => this.write(entry),
      post: (order) => void this.post(order),
      batchMax: Math.min(POSTED_ORDERS_MAX, SIGNER_TIERS[tier].orders[1]),
      postMany: (orders) => void this.postMany(orders),
      cancel: (keys) => this.cancels.send(keys),
      lookUp: (key) => void this.lookUp(key),
      snapshot: (sinceUs) => void this.snapshot(sinceUs),
      report: (said: OrderReport) => report(said),
      alarm: (what, key) => alarm(what, key),
    };
  }

  private prepare(request: OrderRequest): Result<PreparedOrder<string>, ReasonCode> {
    const { preparer, table, tickOf } = this.options;
    const instrument = table.at(request.instrument);
    if (!instrument) return err("instrument_unknown");
    // A size that is cut off by the venue's step would never be seen to fill.
    // Whoever sells here sells what is there; a buy that may only reduce does not exist.
    if (request.reduceOnly && request.side === "buy") return err("unsupported");
    if (request.size % instrument.sizeStep !== 0) return err("size_step");
    const tick = tickOf?.(request.instrument) ?? instrument.ticks[0]?.step ?? 0;
    if (!(POLYMARKET_TICK_STEPS as readonly number[]).includes(tick)) return err("off_tick");
    const nowUs = this.nowUs();
    const endTimeMs = this.venueMs(request.deadlineUs);
    const prepared = preparer.prepare(instrument, { ...request, tick, endTimeMs }, this.venueMs(nowUs));
    if (!prepared.ok) return err(REASONS[prepared.error]);
    const { amounts, body, orderId } = prepared.value;
    this.own.add(orderId, { request, size: amounts.size, preparedUs: nowUs });
    return ok({ key: orderId, request, payload: body });
  }

  private write(entry: IntentEntry): boolean {
    const isWritten = this.options.log.append(entry);
    if (isWritten ? entry.kind === "closed" : entry.kind === "prepared") this.own.forget(entry.key);
    return isWritten;
  }

  private async post(order: PreparedOrder<string>): Promise<void> {
    const { limits, waits } = this.turnOf([order]);
    const answer = await this.options.client.get(postPrepared, { body: order.payload }, limits);
    const reading = readPosting(answer.ok ? ok(answer.value.value) : answer, this.own.find(order.key));
    this.tellPosted(order.key, reading, waits);
  }

  private async postMany(orders: readonly PreparedOrder<string>[]): Promise<void> {
    const { limits, waits } = this.turnOf(orders);
    const bodies = orders.map(({ payload }) => payload);
    const answer = await this.options.client.get(postManyPrepared, { bodies }, limits);
    const legs = orders.map(({ key }) => ({ key, own: this.own.find(key) }));
    const readings = readBatchPosting(answer.ok ? ok(answer.value.value) : answer, legs);
    for (const [at, { key }] of legs.entries()) this.tellPosted(key, readings[at] as PostReading, waits);
  }

  /** Until when orders may be sent, and whether each of their books still goes on when their turn has come. */
  private turnOf(orders: readonly PreparedOrder<string>[]) {
    const { isLive, postMsMax = POST_MS_MAX } = this.options;
    const waits = { inVain: false };
    const isWanted = () => {
      waits.inVain = !orders.every(({ request }) => isLive(request.instrument, request.epoch));
      return !waits.inVain;
    };
    const sendByUs = Math.min(...orders.map(({ request }) => request.deadlineUs));
    return { limits: { timeoutMs: postMsMax, sendByUs, isWanted }, waits };
  }

  private tellPosted(key: string, { facts, outcome }: PostReading, waits: { readonly inVain: boolean }): void {
    const isLate = waits.inVain && outcome.kind === "unsent";
    this.news?.onPosted(key, isLate ? { kind: "unsent", reason: "epoch_ended" } : outcome, this.nowUs());
    if (facts.length > 0) this.news?.onFacts({ key, facts }, this.nowUs());
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
    const startedUs = this.nowUs();
    const sinceMs = Math.min(this.venueMs(sinceUs), this.firstReadMs, this.settlements.pendingSinceMs);
    const reading = await this.reader.readAccount(sinceMs);
    this.isReading = false;
    if (reading.complete) this.firstReadMs = Number.POSITIVE_INFINITY;
    this.news?.onSnapshot({ startedUs, ...reading }, this.nowUs());
  }

  private onOrder(order: UserOrder): void {
    const key = order.orderId.toLowerCase();
    this.news?.onFacts({ key, facts: factsOfOrder(newsOfEvent(order), this.own.find(key)) }, this.nowUs());
  }

  private onTrade(trade: UserTrade): void {
    for (const listing of this.takeTrade(trade) ?? []) this.news?.onFacts(listing, this.nowUs());
  }

  private takeTrade(trade: UserTrade) {
    const parts = ownParts(trade, this.options.account);
    if (parts === undefined) {
      this.counts.unreadableTrades++;
      this.options.alarm("a trade of ours has a price or size that cannot be read", trade.tradeId);
      return undefined;
    }
    this.settlements.observe(trade, parts);
    return fillsByOrder(this.options.table, parts);
  }

  private tellCanceled(key: string): void {
    const facts = [{ kind: "ended", how: "canceled", reason: "requested" }] as const;
    this.news?.onFacts({ key, facts }, this.nowUs());
  }

  private nowUs(): number {
    return this.options.scheduler.nowUs();
  }

  /** A moment of our clock by the venue's. */
  private venueMs(us: number): number {
    return this.options.client.http.clock.serverTimeMs(us);
  }
}

import type { Clock } from "@augury/core";
import { LiveConfig, LiveVenue } from "@augury/execution";
import type {
  AmendRequest,
  InstrumentTable,
  IntentEntry,
  LiveAdapter,
  LiveNews,
  LivePort,
  OrderRequest,
  ReasonCode,
  TradeObservation,
  VenueName,
  VenueStatus,
} from "@augury/model";
import type { ExecutorOutlet } from "../executor-outlet.ts";
import { rejectionOf } from "../rejection.ts";
import { AccountBook } from "./account-book.ts";
import { BalanceWatch } from "./balance-watch.ts";
import type { IntentLog } from "./intent-log.ts";
import { KillSweep } from "./kill-sweep.ts";
import type { TakeNote } from "./live-note.ts";
import type { OpeningFile } from "./opening-file.ts";
import { OrderOwners } from "./order-owners.ts";
import { PayoutWatch } from "./payout-watch.ts";

/** What a venue's adapter is built around. */
export interface DeskSeams extends Pick<LivePort, "isLive" | "report" | "alarm"> {
  readonly log: { append(entry: object): boolean };
  readonly observe: (observation: TradeObservation) => void;
  /** The step of the instrument's live book in PriceTicks, 0 without one: a venue may have changed the tick since the table was made. */
  readonly stepOf: (instrument: number) => number;
  /** Contracts that have settled, in SizeMicros; where outcomes net, signed on the YES. */
  readonly positionOf: (instrument: number) => number;
  /** Trades since then are read with the first comparison, in Unix ms. */
  readonly tradesSinceMs: number;
}

export interface LiveDeskOptions {
  readonly venue: VenueName;
  readonly table: InstrumentTable;
  readonly clock: Clock;
  readonly outlet: ExecutorOutlet;
  readonly log: IntentLog;
  readonly opening: OpeningFile;
  readonly adapter: (seams: DeskSeams) => LiveAdapter;
  readonly isLive: LivePort["isLive"];
  readonly stepOf: DeskSeams["stepOf"];
  readonly note: TakeNote;
  /** Puts the kill switch up: nothing is sent any more until somebody has looked. */
  readonly kill: () => void;
  readonly config?: LiveConfig;
}

const STATUS_US = 1_000_000;
/** Trades of so long before the account was opened are asked for: older ones have settled. */
const OPENING_WINDOW_MS = 24 * 3_600_000;
/** Beats in a row that may go unanswered: the next would be too late for the venue's switch. */
export const HEARTBEAT_MISSES_MAX = 1;

/**
 * Live trading at one venue: the core of its orders, the way to the venue, and the account.
 *
 * 1. Nothing is sent before the account is open: orders left from before are known and gone, and balances and trades were read while
 *    nothing moved.
 * 2. Balances are compared again after each reconnect and every minute, whenever nothing waits for its settlement. A difference that two
 *    readings agree on is listed, healed in favor of the venue, and noted for the audit; until then nothing is sent.
 * 3. A market that has ended makes what is held of it a claim, where the venue leaves redemption to the holder: see {@link PayoutWatch}.
 * 4. What must not happen puts the kill switch up. It cancels the whole account, and again until the venue has confirmed it.
 */
export class LiveDesk {
  readonly venue: VenueName;
  readonly core: LiveVenue;
  readonly book: AccountBook;
  private readonly adapter: LiveAdapter;
  private readonly owners = new OrderOwners();
  private readonly news: LiveNews;
  private readonly watch: BalanceWatch;
  private readonly payouts: PayoutWatch | undefined;
  private lastStatus = "";
  private statusDueUs = 0;
  private sweep: KillSweep | undefined;
  private isStopping = false;

  constructor(private readonly options: LiveDeskOptions) {
    const { clock, isLive, log, outlet, table, venue } = options;
    this.venue = venue;
    for (const entry of log.entries) this.owners.note(entry);
    this.book = new AccountBook({
      venue,
      table,
      owners: this.owners,
      outlet,
      note: options.note,
      alarm: (what, about) => this.alarm(what, about),
      nowUs: () => clock.nowUs(),
    });
    this.adapter = options.adapter({
      isLive,
      log: { append: (entry) => this.writeDown(entry as IntentEntry) },
      report: (report) => outlet.report(report, this.nowUs()),
      alarm: (what, about) => this.alarm(what, about),
      observe: (observation) => this.book.observe(observation),
      stepOf: options.stepOf,
      positionOf: (instrument) => this.book.ledger.confirmed.position(instrument),
      tradesSinceMs: this.tradesSinceMs(),
    });
    this.core = new LiveVenue(this.adapter.port, options.config ?? LiveConfig.parse({}));
    this.news = this.newsToCore();
    this.payouts = this.openPayouts();
    this.watch = new BalanceWatch({
      venue,
      table,
      book: this.book,
      opening: options.opening,
      payouts: this.payouts,
      readHoldings: (query) => this.adapter.readHoldings(query),
      isReconciled: () => this.core.isReconciled,
      openCount: () => this.core.openCount,
      tradesSinceMs: () => this.tradesSinceMs(),
      nowUs: () => clock.nowUs(),
      say: (level, what, detail) => this.say(level, what, detail),
      changed: () => this.tellStatus(),
    });
  }

  /** Opens the account's stream and takes over what the log held. */
  start(): void {
    const { entries } = this.options.log;
    this.core.recover(entries, this.nowUs());
    if (this.core.openCount > 0)
      this.options.note({
        level: "warn",
        venue: this.venue,
        what: "recovered",
        detail: `${this.core.openCount} orders of before may be at the venue: they are looked up and canceled`,
      });
    this.adapter.start(this.news, entries);
  }

  /** What the log held when it was opened. */
  get entries(): readonly IntentEntry[] {
    return this.options.log.entries;
  }

  /** Writes an entry down; true once it is durable. */
  writeDown(entry: IntentEntry): boolean {
    if (!this.options.log.append(entry)) return false;
    this.owners.note(entry);
    return true;
  }

  /** Whether something may still be told of an order. */
  owes(intentId: number, leg: number): boolean {
    return this.core.owes(intentId, leg);
  }

  /** Whether orders may be sent. */
  get isReady(): boolean {
    return this.core.isCompared && this.book.isOpen && this.watch.agrees;
  }

  submitMany(orders: readonly OrderRequest[]): void {
    const reason = this.refusal();
    if (reason) for (const order of orders) this.options.outlet.report(rejectionOf(order, reason), this.nowUs());
    else this.core.submitMany(orders, this.nowUs());
    this.tellStatus();
  }

  /** Returns why nothing was sent, or "none". */
  amend(request: AmendRequest): ReasonCode {
    const reason = this.sweep ? "kill_switch" : this.refusal();
    if (!reason) return this.core.amend(request, this.nowUs());
    this.core.refuseAmend(request, reason);
    return reason;
  }

  /** The kill switch went up: everything of the account goes, and again until the venue has confirmed it. */
  kill(): void {
    this.core.cancelAll("kill_switch", this.nowUs());
    this.sweep = new KillSweep({
      cancelAccount: () => this.adapter.cancelAccount(),
      openCount: () => this.core.openCount,
      nowUs: () => this.nowUs(),
      say: (level, what, detail) => this.say(level, what, detail),
    });
    this.onTime();
  }

  resume(): void {
    this.sweep = undefined;
  }

  /** Does what is due: the core's look-ups and cancels, the account, the status. */
  onTime(): void {
    const nowUs = this.nowUs();
    if (nowUs >= this.core.nextDueUs) this.core.onTime(nowUs);
    this.sweep?.onTime(nowUs);
    this.payouts?.onTime(nowUs);
    this.watch.onTime(nowUs);
    if (nowUs >= this.statusDueUs) this.tellStatus();
  }

  /** When {@link onTime} next has something to do, in µs. */
  get nextDueUs(): number {
    return Math.min(
      this.core.nextDueUs,
      this.statusDueUs,
      this.watch.nextDueUs,
      this.payouts?.nextDueUs ?? Number.POSITIVE_INFINITY,
      this.sweep?.nextDueUs ?? Number.POSITIVE_INFINITY,
    );
  }

  /** The market's stream says that a market has ended; `payout` in PriceTicks, left out where it does not say with what result. */
  onMarketEnd(instrument: number, payout: number | undefined): void {
    this.payouts?.onStream(instrument, payout);
  }

  /** The market's stream may have said something that nobody heard. */
  onMarketLost(): void {
    this.payouts?.askSoon(this.nowUs());
  }

  /** From here on nothing new is sent, and what rests is canceled. */
  beginStop(): void {
    this.isStopping = true;
    this.core.cancelAll("restart", this.nowUs());
  }

  /** Ends the stream and the heartbeats: once nothing rests, or at once and says what is left. */
  async end(): Promise<void> {
    const { openKeys } = this.core;
    this.core.forgetEnded();
    if (openKeys.length === 0) await this.adapter.stop();
    else {
      const detail = `${openKeys.length} orders are not confirmed gone: ${openKeys.slice(0, 10).join(" ")}`;
      this.options.note({ level: "audit", venue: this.venue, what: "left behind", detail });
      await this.adapter.abandon();
    }
    this.options.log.close();
  }

  /** Ends the stream at once and says nothing, as a crash would. */
  async abandon(): Promise<void> {
    await this.adapter.abandon();
  }

  private openPayouts(): PayoutWatch | undefined {
    const { adapter, book } = this;
    const { readPayouts } = adapter;
    const { opening, table, venue } = this.options;
    if (!readPayouts) return undefined;
    return new PayoutWatch({
      venue,
      table,
      book,
      opening,
      readPayouts: (instruments) => readPayouts.call(adapter, instruments),
      nowUs: () => this.nowUs(),
      say: (level, what, detail) => this.say(level, what, detail),
      alarm: (what, about) => this.alarm(what, about),
      changed: () => this.watch.look(this.nowUs()),
    });
  }

  private refusal(): ReasonCode | undefined {
    if (this.isStopping) return "restart";
    if (!this.isReady) return "unreconciled";
    return this.adapter.heartbeatMisses > HEARTBEAT_MISSES_MAX ? "heartbeat" : undefined;
  }

  private alarm(what: string, about: string): void {
    this.options.kill();
    this.options.note({ level: "alarm", venue: this.venue, what, detail: about });
  }

  /** Orders of before may have traded long ago. */
  private tradesSinceMs(): number {
    const nowMs = this.nowUs() / 1000;
    const opened = this.options.opening.read()?.sinceMs ?? nowMs;
    const prepared = this.options.log.entries.map((one) => (one.kind === "prepared" ? one.preparedUs / 1000 : nowMs));
    return Math.floor(Math.min(nowMs - OPENING_WINDOW_MS, opened, ...prepared));
  }

  /** Tells decision how sure we are: when that has changed, and every second. */
  private tellStatus(): void {
    const nowUs = this.nowUs();
    const status = this.status();
    const said = JSON.stringify(status);
    if (said === this.lastStatus && nowUs < this.statusDueUs) return;
    this.lastStatus = said;
    this.statusDueUs = nowUs + STATUS_US;
    this.options.outlet.status(this.venue, status, nowUs);
  }

  private status(): VenueStatus {
    const { unknown } = this.core;
    return {
      isReconciled: this.isReady,
      heartbeatMisses: this.adapter.heartbeatMisses,
      unknownOrders: unknown.orders,
      unknownCash: unknown.cash,
      externalOrders: this.core.external.size,
      clockSkewMs: Math.round(this.adapter.clockSkewMs),
    };
  }

  /** The core's way of taking news, with a look at the status behind each. */
  private newsToCore(): LiveNews {
    const { core } = this;
    const after = (tell: () => void) => {
      tell();
      this.tellStatus();
    };
    return {
      get openCount() {
        return core.openCount;
      },
      onPosted: (key, outcome, nowUs) => after(() => core.onPosted(key, outcome, nowUs)),
      onAmended: (key, number, outcome, nowUs) => after(() => core.onAmended(key, number, outcome, nowUs)),
      onFacts: (news, nowUs) => after(() => core.onFacts(news, nowUs)),
      onLookedUp: (answer, nowUs) => after(() => core.onLookedUp(answer, nowUs)),
      onSnapshot: (snapshot, nowUs) => after(() => core.onSnapshot(snapshot, nowUs)),
      onStream: (isUp, nowUs) => {
        this.watch.doubt(nowUs);
        after(() => core.onStream(isUp, nowUs));
      },
    };
  }

  private say(level: "info" | "warn" | "audit", what: string, detail: string): void {
    this.options.note({ level, venue: this.venue, what, detail });
  }

  private nowUs(): number {
    return this.options.clock.nowUs();
  }
}

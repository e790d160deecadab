import { assert, err, ok, type Result } from "@augury/core";
import { CONNECTION_STATES, type ConnectionState, type InstrumentTable, type Venue, VenueError } from "@augury/model";
import { type FeedCounter, type Scheduler, systemScheduler, type Timer } from "@augury/net";
import type { Counters } from "@augury/telemetry";
import { codeOf, type MarketPublisher, RESERVED_SLOTS } from "@augury/wire";
import type { KalshiCounter } from "../counters.ts";
import { MarketStates } from "../market-states.ts";
import type { KalshiBookLevels } from "../rest/book-levels.ts";
import { PollPause, scopeOf } from "./poll-pause.ts";
import { PollRota } from "./poll-rota.ts";
import { type PolledBook, PolledBookPublisher } from "./polled-book-publisher.ts";
import { KalshiPollingConfig, type PollPlan, planPolls } from "./polling-config.ts";

/** A book as it was read, with the times of the request that got it. */
export interface BookReading {
  readonly levels: KalshiBookLevels;
  readonly sentTimeUs: number;
  readonly receivedTimeUs: number;
}

/** What books are read with. */
export interface PolledBookReader {
  /** Reads one market's book. Never rejects. */
  readBook(ticker: string, signal: AbortSignal): Promise<Result<BookReading, VenueError>>;
  close(): void;
}

export interface KalshiPolledFeedOptions {
  readonly instruments: InstrumentTable;
  readonly publisher: MarketPublisher;
  /** Closed with the feed. */
  readonly reader: PolledBookReader;
  readonly counters: Counters<KalshiCounter>;
  readonly feedCounters: Counters<FeedCounter>;
  /** Checked against {@link KalshiPollingConfig}, which fills in what is absent. */
  readonly config?: Partial<KalshiPollingConfig>;
  /** Numbers in [0, 1) for the jitter. */
  readonly random: () => number;
  readonly scheduler?: Scheduler;
  /** Told of every failed read: for the log. */
  readonly failed?: (error: VenueError) => void;
}

/** How often staleness and waiting events are looked after. */
const TICK_MS = 100;
/** Failures in a row before the venue counts as away. */
const AWAY_AFTER = 3;
const ROOM_MIN = 64;

/**
 * Kalshi's books without a key: its WebSocket refuses unsigned handshakes, REST reads single books unsigned (kalshi.md section 4).
 *
 * 1. Every `gapMs` the market that was read longest ago is read; one that lost its book, or never had one, before the others.
 * 2. A book goes into the market ring as a snapshot: the first one begins the market's epoch, each further one renews it.
 * 3. Not renewed for `staleMs`: the epoch ends as `stale`.
 * 4. Failures of one market concern that market (unknown: parked; unreadable: its book ages). Failures of the venue pause all polling,
 *    longer each time; a refused key-less read (401) stops it for good.
 * 5. While a book waits for room in the ring nothing more is asked for.
 *
 * Between two reads anything may have happened: nothing here is as good as the live feed, and it says so wherever it is shown.
 */
export class KalshiPolledFeed implements Venue {
  readonly name = "kalshi";
  readonly plan: PollPlan;
  private readonly config: KalshiPollingConfig;
  private readonly scheduler: Scheduler;
  private readonly markets: MarketStates;
  private readonly rota: PollRota;
  private readonly pause: PollPause;
  private readonly publishing: PolledBookPublisher;
  private readonly aborter = new AbortController();
  private readonly firstOutcome = Promise.withResolvers<Result<void, VenueError>>();
  /** When the request left that confirmed each book last: a book is as old as its question. */
  private readonly confirmedUs: Float64Array;
  /** Answers to what was asked before this are of no use: the book was distrusted since. */
  private readonly notBeforeUs: Float64Array;
  /** Books that wait behind the one that waits for room; at most `concurrencyMax`. */
  private readonly ready: PolledBook[] = [];
  private readonly onWire = new Set<Promise<void>>();
  private readonly timers = new Set<Timer>();
  private phase: "idle" | "running" | "ended" = "idle";
  private state: ConnectionState = "disconnected";
  private unsaidState: { readonly attempt: number; readonly code: number } | undefined;
  private lastGoodUs = 0;
  private ending: Promise<void> | undefined;
  private failure: VenueError | undefined;

  constructor(private readonly options: KalshiPolledFeedOptions) {
    const { instruments, publisher, counters, random } = options;
    this.config = KalshiPollingConfig.parse(options.config ?? {});
    this.scheduler = options.scheduler ?? systemScheduler;
    this.markets = new MarketStates(instruments);
    this.rota = new PollRota(this.markets.books, instruments.size);
    this.plan = planPolls(this.markets.books.length, this.config);
    this.pause = new PollPause(this.config, random);
    this.publishing = new PolledBookPublisher(publisher, this.markets, counters);
    assert(
      publisher.ring.capacity >= RESERVED_SLOTS + ROOM_MIN,
      "a market ring holds a piece of a snapshot beside the reserve",
    );
    this.confirmedUs = new Float64Array(instruments.size);
    this.notBeforeUs = new Float64Array(instruments.size);
  }

  connect(): Promise<Result<void, VenueError>> {
    assert(this.phase !== "ended", "a venue is not connected again after disconnect");
    if (this.phase === "idle") {
      this.phase = "running";
      this.say("connecting", 0, 0);
      this.every(TICK_MS, () => this.tick());
      this.every(this.plan.gapMs, () => this.ask());
      this.ask();
    }
    return this.firstOutcome.promise;
  }

  subscribe(instruments: readonly number[]): void {
    for (const market of this.markets.owners(instruments)) if (!this.rota.isWanted(market)) this.rota.add(market);
  }

  unsubscribe(instruments: readonly number[]): void {
    const nowUs = this.scheduler.nowUs();
    for (const market of this.markets.owners(instruments)) {
      this.rota.remove(market);
      this.publishing.endEpoch(market, "unsubscribed", nowUs);
    }
  }

  resync(instruments: readonly number[]): void {
    const nowUs = this.scheduler.nowUs();
    for (const market of this.markets.owners(instruments)) {
      if (!this.rota.isWanted(market)) continue;
      this.options.counters.add("resync_requests");
      this.publishing.endEpoch(market, "requested", nowUs);
      this.notBeforeUs[market] = nowUs;
      this.rota.hurry(market);
    }
  }

  isConnected(): boolean {
    return this.phase === "running" && this.state === "connected";
  }

  /** Why polling was stopped for good, when it was. */
  get stoppedBy(): VenueError | undefined {
    return this.failure;
  }

  disconnect(): Promise<void> {
    this.ending ??= this.end();
    return this.ending;
  }

  private every(ms: number, work: () => void): void {
    const timer = this.scheduler.after(ms, () => {
      this.timers.delete(timer);
      if (this.phase !== "running") return;
      work();
      this.every(ms, work);
    });
    this.timers.add(timer);
  }

  /** Step 1. */
  private ask(): void {
    const nowUs = this.scheduler.nowUs();
    const isHeld = this.publishing.isWaiting || this.onWire.size >= this.config.concurrencyMax;
    if (this.phase !== "running" || isHeld || !this.pause.isOver(nowUs)) return;
    const market = this.rota.take(nowUs);
    if (market < 0) return;
    const reading = this.read(market).finally(() => this.onWire.delete(reading));
    this.onWire.add(reading);
  }

  private async read(market: number): Promise<void> {
    const { counters, reader } = this.options;
    const [ticker = ""] = this.markets.tickers([market]);
    counters.add("polls");
    const outcome = await reader.readBook(ticker, this.aborter.signal);
    this.rota.done(market);
    if (this.phase !== "running") return;
    if (outcome.ok) this.took(market, outcome.value);
    else this.missed(market, outcome.error);
  }

  private took(market: number, { levels, sentTimeUs, receivedTimeUs }: BookReading): void {
    const { counters, feedCounters } = this.options;
    counters.add("frames");
    feedCounters.add("frames");
    this.pause.succeeded();
    this.lastGoodUs = receivedTimeUs;
    this.say("connected", 0, 0);
    this.firstOutcome.resolve(ok(undefined));
    this.ready.push({ market, levels, sentTimeUs, receivedTimeUs });
    this.publishReady();
  }

  private publishReady(): void {
    while (this.publishing.advance()) {
      const book = this.ready.shift();
      if (book === undefined) return;
      this.judged(this.publish(book) ? "parsed" : "skipped");
    }
    this.options.counters.add("waits");
  }

  /** Returns whether the book is of use. One that has lost its market or was asked for too early meanwhile is not. */
  private publish(book: PolledBook): boolean {
    const { market, sentTimeUs } = book;
    if (!this.rota.isWanted(market) || sentTimeUs < this.notBeforeUs[market]) return false;
    const flaw = this.publishing.begin(book);
    if (flaw === undefined) {
      this.confirmedUs[market] = sentTimeUs;
      return true;
    }
    this.options.counters.add("malformed");
    // What we had cannot be trusted to be what is there now.
    this.publishing.endEpoch(market, "drift", this.scheduler.nowUs());
    return false;
  }

  private judged(outcome: "parsed" | "skipped"): void {
    this.options.counters.add(outcome);
    this.options.feedCounters.add(outcome);
  }

  /** Step 4. */
  private missed(market: number, error: VenueError): void {
    const nowUs = this.scheduler.nowUs();
    const { counters, failed } = this.options;
    counters.add("poll_failures");
    if (error.code === "rate_limited") counters.add("polls_throttled");
    failed?.(error);
    const scope = scopeOf(error);
    if (scope === "stop") this.stop(error);
    else if (scope === "venue") this.venueFailed(error, nowUs);
    else if (error.code === "bad_payload") counters.add("malformed");
    else {
      this.rota.park(market, nowUs + this.config.parkMs * 1000);
      this.publishing.endEpoch(market, "market_closed", nowUs);
    }
  }

  private venueFailed(error: VenueError, nowUs: number): void {
    this.pause.failed(error, nowUs);
    this.firstOutcome.resolve(err(error));
    const { failures } = this.pause;
    if (failures >= AWAY_AFTER) this.say("reconnecting", failures, error.status ?? 0);
  }

  private stop(error: VenueError): void {
    this.failure ??= error;
    this.firstOutcome.resolve(err(error));
    this.say("error", this.pause.failures, error.status ?? 0);
    void this.disconnect();
  }

  private tick(): void {
    const nowUs = this.scheduler.nowUs();
    this.options.publisher.sayUnsaid();
    this.sayState();
    this.publishReady();
    const staleUs = this.plan.staleMs * 1000;
    for (const market of this.markets.books) {
      if (nowUs - this.confirmedUs[market] <= staleUs || !this.publishing.endEpoch(market, "stale", nowUs)) continue;
      this.options.counters.add("books_stale");
      this.rota.hurry(market);
    }
    if (this.state === "connected" && nowUs - this.lastGoodUs > staleUs) this.say("stale", this.pause.failures, 0);
  }

  private say(state: ConnectionState, attempt: number, code: number): void {
    if (state === this.state) return;
    if (state === "connected") this.options.feedCounters.add("opens");
    this.state = state;
    this.unsaidState = { attempt, code };
    this.sayState();
  }

  /** A connection event that finds the ring full is said later; a newer one takes its place. */
  private sayState(): void {
    if (this.unsaidState === undefined) return;
    const { attempt, code } = this.unsaidState;
    const event = { state: codeOf(CONNECTION_STATES, this.state), connection: 0, attempt, code };
    if (this.options.publisher.connection({ ...event, nowUs: this.scheduler.nowUs() })) this.unsaidState = undefined;
  }

  private async end(): Promise<void> {
    this.phase = "ended";
    for (const timer of this.timers) timer.cancel();
    this.timers.clear();
    this.aborter.abort();
    await Promise.all(this.onWire);
    this.options.reader.close();
    const nowUs = this.scheduler.nowUs();
    for (const market of this.markets.books) this.publishing.endEpoch(market, "shutdown", nowUs);
    if (this.failure === undefined) this.say("disconnected", 0, 0);
    this.sayState();
    this.options.publisher.sayUnsaid();
    this.firstOutcome.resolve(err(new VenueError("network", "never", "disconnected before the venue was connected")));
  }
}

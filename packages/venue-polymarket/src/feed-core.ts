import { assert } from "@augury/core";
import type { InstrumentTable } from "@augury/model";
import type { CloseReason, FeedCore, FeedLink, FrameOutcome } from "@augury/net";
import type { Counters } from "@augury/telemetry";
import type { EpochEndReason, MarketPublisher } from "@augury/wire";
import { ChangeWatch } from "./change-watch.ts";
import { EventKind, EventStage } from "./event-stage.ts";
import { PolymarketFeedConfig } from "./feed-config.ts";
import { CounterSlot, POLYMARKET_COUNTERS, type PolymarketCounter } from "./feed-counters.ts";
import { FrameReader, type ReadOutcome } from "./frame-reader.ts";
import { HashLadder } from "./hash-ladder.ts";
import { finestSteps } from "./instrument-steps.ts";
import { type FrameSample, SampleList } from "./sample-list.ts";
import type { WireMarketResolved, WireNewMarket } from "./schema.ts";
import { SeenSet } from "./seen-set.ts";
import { SlotEmitter } from "./slot-emitter.ts";
import { StallWatch } from "./stall-watch.ts";
import { Subscriptions } from "./subscriptions.ts";
import { TokenTable } from "./token-table.ts";

export type MarketNotice = WireNewMarket | WireMarketResolved;

export interface PolymarketFeedOptions {
  readonly instruments: InstrumentTable;
  readonly publisher: MarketPublisher;
  readonly link: FeedLink;
  readonly counters: Counters<PolymarketCounter>;
  readonly config?: Partial<PolymarketFeedConfig>;
  /** What is subscribed from the start; all of the table's Polymarket tokens when not given. */
  readonly subscribed?: readonly number[];
  /** Gets each new_market and market_resolved once, with its texts. Off the hot path. */
  readonly onNotice?: (notice: MarketNotice) => void;
}

/** A frame with so many unusable events is given up: whatever it is, it is no snapshot. */
const REFUSALS_PER_FRAME_MAX = 256;
const COUNTER_OF_KIND: readonly number[] = [
  0,
  CounterSlot.books,
  CounterSlot.priceChanges,
  CounterSlot.trades,
  CounterSlot.quotes,
  CounterSlot.tickSizes,
  CounterSlot.newMarkets,
  CounterSlot.resolutions,
];

/**
 * The Polymarket market channel without its sockets (polymarket.md sections 9 and 10). One frame at a time:
 *
 * 1. {@link FrameReader} stages its events one by one: bytes first, JSON.parse + schema where the byte parser declines.
 * 2. {@link SlotEmitter} publishes each, as far as the ring has room; the rest waits here until `resume`.
 * 3. Then, with the slots on their way, {@link HashLadder} takes the event and checks hashes within its budget.
 *
 * A snapshot begins an epoch where none is live and replaces the book in place where one is. Disconnects, drift, a new tick size,
 * resolution and overruns end it; {@link Subscriptions} sees to the next snapshot.
 */
export class PolymarketFeedCore implements FeedCore {
  readonly config: PolymarketFeedConfig;
  private readonly instruments: InstrumentTable;
  private readonly publisher: MarketPublisher;
  private readonly link: FeedLink;
  private readonly values: Float64Array;
  private readonly onNotice: ((notice: MarketNotice) => void) | undefined;
  private readonly stage = new EventStage();
  private readonly tokens: TokenTable;
  private readonly reader: FrameReader;
  private readonly emitter: SlotEmitter;
  private readonly ladder: HashLadder;
  private readonly changeWatch: ChangeWatch;
  private readonly subscriptions: Subscriptions;
  private readonly stalls: readonly StallWatch[];
  private readonly noticesSeen: SeenSet;
  private readonly sampled = new SampleList();
  /** Instruments whose market is resolved: no book of theirs is wanted any more. */
  private readonly resolved: Uint8Array;
  /** Frames of each connection: the sequence that its slots carry. */
  private readonly sequences: Float64Array;
  private connection = 0;
  private receivedTimeUs = 0;
  private isWaiting = false;
  /** The frame in hand has waited before: a long one does so many times. */
  private hasWaited = false;
  /** Events of the frame in hand that could not be used. */
  private refusals = 0;

  constructor({ config = {}, counters, instruments, link, onNotice, publisher, subscribed }: PolymarketFeedOptions) {
    this.config = PolymarketFeedConfig.parse(config);
    this.instruments = instruments;
    this.publisher = publisher;
    this.link = link;
    this.onNotice = onNotice;
    assert(
      POLYMARKET_COUNTERS.every((name, slot) => counters.names[slot] === name),
      "a Polymarket core counts into a block of POLYMARKET_COUNTERS",
    );
    this.values = counters.values;
    this.tokens = new TokenTable(instruments);
    this.reader = new FrameReader(this.stage, this.tokens);
    const steps = finestSteps(instruments);
    this.ladder = new HashLadder(instruments, this.config, counters, steps);
    this.changeWatch = new ChangeWatch(instruments.size, this.values);
    this.subscriptions = new Subscriptions(instruments, this.config, link, counters);
    const rules = {
      isWanted: (instrument: number) => this.isWanted(instrument),
      snapshotDone: (instrument: number) => this.subscriptions.arrived(instrument),
    };
    this.emitter = new SlotEmitter(publisher, this.stage, this.tokens, rules, steps);
    this.stalls = this.subscriptions.connections.map(() => new StallWatch(this.config.stallMs));
    this.noticesSeen = new SeenSet(this.config.noticesSeenMax);
    this.resolved = new Uint8Array(instruments.size);
    this.sequences = new Float64Array(this.subscriptions.connections.length);
    this.subscriptions.add(subscribed ?? instruments.booksOf("polymarket").map(({ index }) => index), 0);
  }

  get connections(): number {
    return this.subscriptions.connections.length;
  }

  open(connection: number, nowUs: number): void {
    this.stalls[connection]?.open(nowUs);
    this.subscriptions.open(connection, nowUs);
  }

  frame(connection: number, bytes: Uint8Array, receivedTimeUs: number): FrameOutcome {
    this.values[CounterSlot.frames]++;
    assert(!this.isWaiting, "no frame comes while another one waits for room");
    this.connection = connection;
    this.receivedTimeUs = receivedTimeUs;
    this.refusals = 0;
    this.hasWaited = false;
    this.sequences[connection]++;
    this.reader.begin(bytes);
    return this.run();
  }

  resume(_nowUs: number): boolean {
    return !this.isWaiting || this.run() !== "waiting";
  }

  close(connection: number, _reason: CloseReason, nowUs: number): void {
    this.dropWaiting(connection);
    this.subscriptions.close(connection);
    this.stalls[connection]?.close();
    this.endAll(connection, "reconnect", nowUs);
  }

  tick(nowUs: number): void {
    this.publisher.sayUnsaid();
    if (this.isWaiting) {
      for (const stall of this.stalls) stall.paused(nowUs);
      this.subscriptions.paused(nowUs);
      return;
    }
    this.ladder.tick(nowUs);
    this.endDrifted(nowUs);
    this.checkStalls(nowUs);
    const broken = this.subscriptions.checkSnapshots(nowUs);
    if (broken >= 0) this.reconnect(broken, "snapshots are missing");
    if (this.publisher.hasRoom(1)) this.subscriptions.sendDue(nowUs);
  }

  overrun(connection: number, nowUs: number): void {
    this.values[CounterSlot.overruns]++;
    this.dropWaiting(connection);
    this.endAll(connection, "overrun", nowUs);
    this.subscriptions.resyncLater(this.subscriptions.on(connection));
  }

  subscribe(instruments: readonly number[], nowUs: number): void {
    this.subscriptions.add(instruments, nowUs);
  }

  unsubscribe(instruments: readonly number[], nowUs: number): void {
    for (const instrument of this.subscriptions.remove(instruments, nowUs)) this.end(instrument, "unsubscribed", nowUs);
  }

  resync(instruments: readonly number[], nowUs: number): void {
    for (const instrument of instruments) this.end(instrument, "requested", nowUs);
    this.subscriptions.resync(instruments, nowUs);
  }

  /** The first few messages of each kind that could not be used. */
  samples(): readonly FrameSample[] {
    return this.sampled.list();
  }

  /** What is bounded here, with its present use. */
  bounds(): readonly { readonly name: string; readonly used: number; readonly max: number }[] {
    const { noticesSeenMax } = this.config;
    return [{ name: "polymarket.noticesSeen", used: this.noticesSeen.size, max: noticesSeenMax }];
  }

  /** Publishes the frame in hand, event by event, until it is through or the ring is full. */
  private run(): FrameOutcome {
    if (this.isWaiting) {
      if (!this.emitter.advance()) return "waiting";
      this.isWaiting = false;
      this.published();
    }
    const { isList } = this.reader;
    for (;;) {
      const outcome = this.reader.next();
      if (outcome === "end") return this.finish(isList || this.refusals === 0);
      if (outcome !== "event") {
        this.refuse(outcome);
        if (this.refusals >= REFUSALS_PER_FRAME_MAX) return this.finish(false);
      } else if (!this.publish()) return this.wait();
    }
  }

  /** Takes the staged event. Returns false when it has to wait for room. */
  private publish(): boolean {
    const { emitter, stage } = this;
    if (stage.notice !== undefined && !this.noticesSeen.add(`${stage.kind}:${stage.notice.id}`)) {
      this.values[CounterSlot.noticesRepeated]++;
      return true;
    }
    if (stage.kind === EventKind.tickSize) this.beginTickChange();
    emitter.start(this.sequences[this.connection], this.receivedTimeUs);
    if (!emitter.advance()) return false;
    this.published();
    return true;
  }

  /** The staged event is out. */
  private published(): void {
    const { stage, values } = this;
    values[COUNTER_OF_KIND[stage.kind]]++;
    this.takeTally();
    if (stage.kind === EventKind.priceChange) this.changeWatch.note(stage);
    if (stage.kind <= EventKind.priceChange) this.stalls[this.connection]?.data(this.receivedTimeUs);
    else if (stage.kind === EventKind.resolved) this.endResolved();
    if (stage.notice !== undefined) this.onNotice?.(stage.notice);
    // A book that began no epoch (not wanted, torn) is none for the ladder either.
    if (stage.kind !== EventKind.book || this.isLive(stage.instrument)) this.ladder.apply(stage, this.receivedTimeUs);
    this.endDrifted(this.receivedTimeUs);
  }

  private takeTally(): void {
    const { tally } = this.emitter;
    const { values } = this;
    values[CounterSlot.slots] += tally.slots;
    values[CounterSlot.unknownTokens] += tally.unknownTokens;
    values[CounterSlot.deltasWithoutEpoch] += tally.withoutEpoch;
    values[CounterSlot.booksUnwanted] += tally.unwanted;
    values[CounterSlot.epochsBegun] += tally.epochsBegun;
    values[CounterSlot.fallbacks] = this.reader.fallbacks;
    tally.slots = 0;
    tally.unknownTokens = 0;
    tally.withoutEpoch = 0;
    tally.unwanted = 0;
    tally.epochsBegun = 0;
  }

  private wait(): FrameOutcome {
    this.isWaiting = true;
    if (!this.hasWaited) this.values[CounterSlot.framesWaiting]++;
    this.hasWaited = true;
    return "waiting";
  }

  private finish(isParsed: boolean): FrameOutcome {
    this.values[isParsed ? CounterSlot.framesParsed : CounterSlot.framesSkipped]++;
    this.reader.drop();
    return isParsed ? "parsed" : "skipped";
  }

  private refuse(reason: Exclude<ReadOutcome, "event" | "end">): void {
    this.refusals++;
    if (reason === "malformed_json" && isPong(this.reader.bytes)) {
      this.values[CounterSlot.pongs]++;
      return;
    }
    const counter = {
      malformed_json: CounterSlot.malformedJson,
      bad_schema: CounterSlot.malformedSchema,
      bad_value: CounterSlot.malformedValue,
      unknown_type: CounterSlot.unknownTypes,
    }[reason];
    this.values[counter]++;
    this.sampled.add(reason, this.reader.bytes, this.receivedTimeUs);
  }

  private dropWaiting(connection: number): void {
    if (!this.isWaiting || this.connection !== connection) return;
    this.isWaiting = false;
    this.takeTally();
    this.values[CounterSlot.framesDropped]++;
    this.reader.drop();
  }

  /** The old grid's book is over before the tick slot says so; the mirror's own message then changes nothing more. */
  private beginTickChange(): void {
    const { instrument, step } = this.stage;
    const { steps } = this.emitter;
    if (instrument < 0 || steps[instrument] === step) return;
    const both = [instrument];
    const mirror = this.instruments.at(instrument)?.mirrorIndex;
    if (mirror !== undefined) both.push(mirror);
    for (const token of both) {
      steps[token] = step;
      this.end(token, "tick_size", this.receivedTimeUs);
    }
    this.subscriptions.resync(both, this.receivedTimeUs);
  }

  private endResolved(): void {
    for (const token of this.stage.notice?.assets_ids ?? []) {
      const instrument = this.tokens.find(token);
      if (instrument < 0) continue;
      this.resolved[instrument] = 1;
      this.end(instrument, "market_closed", this.receivedTimeUs);
      this.subscriptions.remove([instrument], this.receivedTimeUs);
    }
  }

  private endDrifted(nowUs: number): void {
    for (let instrument = this.ladder.takeDrifted(); instrument >= 0; instrument = this.ladder.takeDrifted()) {
      this.end(instrument, "drift", nowUs);
      this.subscriptions.resync([instrument], nowUs);
    }
  }

  private checkStalls(nowUs: number): void {
    for (const [connection, stall] of this.stalls.entries()) {
      if (!stall.isStalled(nowUs)) continue;
      this.values[CounterSlot.stalls]++;
      this.endAll(connection, "stalled", nowUs);
      // The session publishes the state `stalled` for a reason that begins so.
      this.reconnect(connection, "stalled: pings answered, no data");
    }
  }

  private reconnect(connection: number, why: string): void {
    this.values[CounterSlot.reconnectsAsked]++;
    this.link.reconnect(connection, why);
  }

  private endAll(connection: number, reason: EpochEndReason, nowUs: number): void {
    for (const instrument of this.subscriptions.on(connection)) this.end(instrument, reason, nowUs);
  }

  private end(instrument: number, reason: EpochEndReason, nowUs: number): void {
    this.ladder.close(instrument, nowUs);
    if (this.publisher.endEpoch(instrument, reason, nowUs)) this.values[CounterSlot.epochsEnded]++;
  }

  private isLive(instrument: number): boolean {
    return instrument >= 0 && (this.publisher.epochs.read(instrument) & 1) === 1;
  }

  private isWanted(instrument: number): boolean {
    return this.subscriptions.isWanted(instrument) && this.resolved[instrument] === 0;
  }
}

/** The session answers heartbeats; a stray one is still no malformed frame. */
function isPong(bytes: Uint8Array): boolean {
  return (
    bytes.length === 4 &&
    (bytes[0] === 0x50 || bytes[0] === 0x70) &&
    String.fromCharCode(...bytes).toUpperCase() === "PONG"
  );
}

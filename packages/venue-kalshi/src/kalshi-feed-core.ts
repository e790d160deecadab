import { assert } from "@augury/core";
import type { InstrumentTable } from "@augury/model";
import type { CloseReason, FeedCore, FeedLink, FrameOutcome } from "@augury/net";
import type { Counters } from "@augury/telemetry";
import { type EpochEndReason, type MarketPublisher, RESERVED_SLOTS } from "@augury/wire";
import type { KalshiCounter } from "./counters.ts";
import { decodeJson } from "./decode-json.ts";
import { type KalshiChannel, KalshiFeedConfig } from "./feed-config.ts";
import { ABSENT, Frame, FrameKind } from "./frame.ts";
import { FramePublisher } from "./frame-publisher.ts";
import { FrameScanner } from "./frame-scanner.ts";
import { MarketIndex } from "./market-index.ts";
import { MarketStates } from "./market-states.ts";
import { type Notice, Notices } from "./notices.ts";
import type { ErrorMessage, OkMessage, SubscribedMessage } from "./schema.ts";
import { Order, SequenceTracker } from "./sequence-tracker.ts";
import { SnapshotWatch } from "./snapshot-watch.ts";
import { StallDetector } from "./stall-detector.ts";
import { Subscriptions } from "./subscriptions.ts";

const CONNECTION = 0;
const ROOM_MIN = 64;

/** The channel whose frames these are; answers to commands belong to none. */
const CHANNEL_OF: readonly (KalshiChannel | undefined)[] = (() => {
  const channels: (KalshiChannel | undefined)[] = new Array(Object.keys(FrameKind).length).fill(undefined);
  channels[FrameKind.delta] = "orderbook_delta";
  channels[FrameKind.snapshot] = "orderbook_delta";
  channels[FrameKind.trade] = "trade";
  channels[FrameKind.ticker] = "ticker";
  channels[FrameKind.lifecycle] = "market_lifecycle_v2";
  channels[FrameKind.eventNote] = "market_lifecycle_v2";
  return channels;
})();

export interface KalshiFeedOptions {
  readonly instruments: InstrumentTable;
  readonly publisher: MarketPublisher;
  readonly link: FeedLink;
  readonly counters: Counters<KalshiCounter>;
  /** Checked against {@link KalshiFeedConfig}, which fills in what is absent. */
  readonly config?: Partial<KalshiFeedConfig>;
  /** Texts for the log, bounded per minute. */
  readonly onNotice?: (notice: Notice) => void;
  /** `json`: every frame goes the slow way, for tests that hold both against each other. */
  readonly decoder?: "scanner" | "json";
}

/**
 * Kalshi's market data protocol (kalshi.md sections 12 to 15), one connection for all channels:
 *
 * 1. `open`: subscribe. The snapshots that follow begin the markets' epochs.
 * 2. Each frame is decoded (byte scanner, else JSON.parse and schema), its sequence number judged before its market is looked at, then
 *    published. A frame that cannot be read does not count: the next number shows the gap.
 * 3. A gap on the order book sid ends the epochs of all its markets, because the lost frame may have been any one's; snapshots are
 *    requested for all, and a market's deltas are ignored until its snapshot has come in the same stream.
 * 4. Snapshots that do not come are requested again, then the channel is subscribed anew, then the connection is renewed.
 */
export class KalshiFeedCore implements FeedCore {
  readonly connections = 1;
  private readonly config: KalshiFeedConfig;
  private readonly frameFields = new Frame();
  private readonly index: MarketIndex;
  private readonly scanner: FrameScanner;
  private readonly markets: MarketStates;
  private readonly sequence = new SequenceTracker();
  private readonly watch: SnapshotWatch;
  private readonly publishing: FramePublisher;
  private readonly subscriptions: Subscriptions;
  private readonly stall: StallDetector;
  private readonly notices: Notices;
  private readonly publisher: MarketPublisher;
  private readonly link: FeedLink;
  private readonly counters: Counters<KalshiCounter>;
  private readonly count: Float64Array;
  private readonly framesAt: number;
  private readonly parsedAt: number;
  private readonly useScanner: boolean;
  private isOpen = false;
  /** A frame waits for room; its fields stay as they are until it is through. */
  private isWaiting = false;
  private waitingTimeUs = 0;
  /** Snapshots wanted after an overrun, asked for once there is room. */
  private owesSnapshots = false;

  constructor(options: KalshiFeedOptions) {
    const { instruments, publisher, counters, link } = options;
    assert(
      publisher.ring.capacity >= RESERVED_SLOTS + ROOM_MIN,
      "a market ring holds a piece of a snapshot beside the reserve",
    );
    this.config = KalshiFeedConfig.parse(options.config ?? {});
    this.publisher = publisher;
    this.link = link;
    this.counters = counters;
    this.count = counters.values;
    this.framesAt = counters.slot("frames");
    this.parsedAt = counters.slot("parsed");
    this.useScanner = options.decoder !== "json";
    this.index = new MarketIndex(instruments);
    this.scanner = new FrameScanner(this.index, this.frameFields);
    this.markets = new MarketStates(instruments);
    for (const market of this.markets.books) this.markets.wanted[market] = 1;
    this.watch = new SnapshotWatch(this.markets, this.config);
    this.publishing = new FramePublisher(
      this.frameFields,
      publisher,
      this.markets,
      this.watch,
      counters,
      this.config.useYesPrice,
    );
    this.stall = new StallDetector(this.config.stallMs * 1000, this.config.stallBusyShareMin);
    this.notices = new Notices(this.config.noticesPerMinuteMax, options.onNotice);
    this.subscriptions = this.createSubscriptions();
  }

  /** Markets whose snapshot is awaited or asked for. */
  get snapshotsPending(): number {
    return this.watch.pending;
  }

  open(connection: number, nowUs: number): void {
    assert(connection === CONNECTION, "the Kalshi feed has one connection");
    this.forgetConnection("reconnect", nowUs);
    this.isOpen = true;
    this.markets.refused.fill(0);
    this.stall.reset(nowUs);
    this.subscriptions.open(nowUs);
  }

  close(_connection: number, _reason: CloseReason, nowUs: number): void {
    this.forgetConnection("reconnect", nowUs);
  }

  frame(_connection: number, bytes: Uint8Array, receivedTimeUs: number): FrameOutcome {
    assert(!this.isWaiting, "no frame comes while one waits for room");
    this.count[this.framesAt]++;
    if (!(this.useScanner && this.scanner.scan(bytes)) && !this.decodeSlowly(bytes, receivedTimeUs)) return this.skip();
    return this.accept(receivedTimeUs);
  }

  resume(nowUs: number): boolean {
    if (this.isWaiting) {
      if (!this.publishing.advance(this.waitingTimeUs)) return false;
      this.isWaiting = false;
      this.count[this.parsedAt]++;
    }
    if (this.owesSnapshots && this.publisher.hasRoom(ROOM_MIN)) {
      this.owesSnapshots = false;
      for (const market of this.markets.expected()) this.watch.want(market, nowUs);
    }
    this.sendDue(nowUs);
    return true;
  }

  tick(nowUs: number): void {
    this.publisher.sayUnsaid();
    if (!this.isOpen) return;
    if (this.isWaiting) this.stall.heard(nowUs);
    else this.resume(nowUs);
    this.subscriptions.tick(nowUs);
    this.sendDue(nowUs);
    if (this.stall.tick(nowUs, this.isLiquid())) this.stalled(nowUs);
  }

  overrun(_connection: number, nowUs: number): void {
    this.counters.add("overruns");
    this.dropWaiting();
    this.endEpochs("overrun", nowUs);
    this.owesSnapshots = this.isOpen;
  }

  subscribe(instruments: readonly number[], nowUs: number): void {
    const added = this.markets.owners(instruments).filter((market) => !this.markets.isExpected(market));
    for (const market of added) {
      this.markets.wanted[market] = 1;
      this.markets.refused[market] = 0;
    }
    if (this.isOpen && added.length > 0) this.subscriptions.add(added, nowUs);
  }

  unsubscribe(instruments: readonly number[], nowUs: number): void {
    const removed = this.markets.owners(instruments).filter((market) => this.markets.wanted[market] === 1);
    for (const market of removed) {
      this.markets.wanted[market] = 0;
      this.watch.settle(market, false);
      if (this.isWaiting && this.frameFields.market === market) this.dropWaiting();
      this.publishing.endEpoch(market, "unsubscribed", nowUs);
    }
    if (this.isOpen && removed.length > 0) this.subscriptions.remove(removed, nowUs);
  }

  resync(instruments: readonly number[], nowUs: number): void {
    for (const market of this.markets.owners(instruments)) {
      if (!this.markets.isExpected(market)) continue;
      this.counters.add("resync_requests");
      if (this.isWaiting && this.frameFields.market === market) this.dropWaiting();
      this.publishing.endEpoch(market, "requested", nowUs);
      if (this.isOpen) this.watch.want(market, nowUs);
    }
    this.sendDue(nowUs);
  }

  /** Not one of the hot messages, or written in a way the scanner leaves alone. Returns false when the frame is to be skipped. */
  private decodeSlowly(bytes: Uint8Array, nowUs: number): boolean {
    const { frameFields: frame } = this;
    if (!decodeJson(bytes, frame, this.index)) {
      this.counters.add("malformed");
      this.noticed(this.notices.sample("malformed", bytes, nowUs));
      return false;
    }
    if (frame.kind === FrameKind.unknown) {
      // Its number is surely read, so it counts, whatever the frame may be about.
      if (frame.sid !== ABSENT && frame.seq !== ABSENT) this.inOrder(nowUs);
      this.counters.add("unknown_types");
      this.noticed(this.notices.sample("unknown_type", bytes, nowUs));
      return false;
    }
    if (frame.kind <= FrameKind.ticker) this.counters.add("fallbacks");
    return true;
  }

  private accept(receivedTimeUs: number): FrameOutcome {
    const { frameFields: frame } = this;
    this.noteData(receivedTimeUs);
    const usable = frame.sid === ABSENT || this.inOrder(receivedTimeUs);
    if (frame.kind > FrameKind.lifecycle) {
      // Answers are matched by id, whatever their place: a sid that we gave up still confirms its end.
      this.answer(receivedTimeUs);
      return this.parsed();
    }
    if (!usable) return this.parsed();
    if (frame.market < 0 || this.markets.wanted[frame.market] === 0) {
      this.counters.add("unknown_markets");
      return this.parsed();
    }
    if (this.publishing.begin(receivedTimeUs)) {
      if (frame.kind === FrameKind.lifecycle) this.sendDue(receivedTimeUs);
      return this.parsed();
    }
    this.isWaiting = true;
    this.waitingTimeUs = receivedTimeUs;
    this.counters.add("waits");
    return "waiting";
  }

  private noteData(nowUs: number): void {
    const { kind } = this.frameFields;
    // Snapshots and tickers come in bursts of our own asking: they break a silence, but do not make a connection a busy one.
    if (kind === FrameKind.delta || kind === FrameKind.trade) this.stall.busy(nowUs);
    else if (kind === FrameKind.snapshot || kind === FrameKind.ticker) this.stall.heard(nowUs);
  }

  /** Judges the frame's number and acts on a gap. Returns whether the frame may be used. */
  private inOrder(nowUs: number): boolean {
    const { sid, seq, kind } = this.frameFields;
    const channel = CHANNEL_OF[kind];
    // Tickers have no numbers; should they get some, they are not ours to judge by.
    const order = this.sequence.check(sid, kind === FrameKind.ticker ? ABSENT : seq, channel);
    if (order === Order.next) {
      if (this.sequence.adopted && channel !== undefined) this.subscriptions.live(channel, sid, nowUs);
      return true;
    }
    if (order === Order.gap) {
      this.gap(sid, nowUs);
      return true;
    }
    if (order === Order.duplicate) this.counters.add("duplicates");
    else if (channel !== undefined) this.counters.add("unknown_sids");
    if (this.sequence.duplicateRun >= this.config.duplicateRunMax) this.reconnect("the sequence was set back", nowUs);
    return false;
  }

  /** Something of this sid is missing, and nobody knows of which market. */
  private gap(sid: number, nowUs: number): void {
    this.counters.add("gaps");
    if (this.sequence.channelOf(sid) !== "orderbook_delta") return;
    for (const market of this.markets.books) {
      if (!this.markets.isExpected(market)) continue;
      this.publishing.endEpoch(market, "gap", nowUs);
      this.watch.want(market, nowUs);
    }
    this.sendDue(nowUs);
  }

  private answer(nowUs: number): void {
    const { frameFields: frame, subscriptions } = this;
    this.counters.add("control_frames");
    if (frame.kind === FrameKind.subscribed) {
      const { msg } = frame.answer as SubscribedMessage;
      subscriptions.subscribed(frame.id, msg.channel, msg.sid, nowUs);
    } else if (frame.kind === FrameKind.ok) {
      subscriptions.ok(frame.id, frame.sid, (frame.answer as OkMessage).msg, nowUs);
    } else if (frame.kind === FrameKind.unsubscribed) {
      subscriptions.unsubscribed(frame.id, frame.sid, nowUs);
    } else if (frame.kind === FrameKind.error) {
      this.counters.add("venue_errors");
      subscriptions.error(frame.id, frame.sid, (frame.answer as ErrorMessage).msg, nowUs);
    } else this.noticed(this.notices.say("event", frame.note, nowUs));
  }

  /** Asks for the snapshots that are due, and for more than that when asking has been in vain. */
  private sendDue(nowUs: number): void {
    if (!this.isOpen || this.watch.pending === 0) return;
    const due = this.watch.takeDue(nowUs);
    if (due.length === 0) return;
    const { late } = this.watch;
    if (late > 0) {
      this.counters.add("snapshot_timeouts", late);
      const anyLive = this.markets.books.some((market) => this.publishing.isLive(market));
      const escalation = this.watch.escalate(anyLive);
      if (escalation === "reconnect") this.reconnect("no snapshot came", nowUs);
      if (escalation === "resubscribe") this.subscriptions.resubscribeBooks(nowUs);
      if (escalation !== "none") return;
    }
    if (this.subscriptions.requestSnapshots(due) > 0) this.counters.add("snapshot_requests", due.length);
  }

  private isLiquid(): boolean {
    return this.markets.books.some((market) => this.markets.filled[market] === 1 && this.publishing.isLive(market));
  }

  private stalled(nowUs: number): void {
    this.counters.add("stalls");
    this.dropWaiting();
    this.endEpochs("stalled", nowUs);
    this.stall.reset(nowUs);
    // The session reads the first word and publishes the connection state of that name.
    this.reconnect("stalled: pings are answered, but no data comes", nowUs);
  }

  private reconnect(why: string, nowUs: number): void {
    this.counters.add("reconnects");
    this.noticed(this.notices.say("reconnect", why, nowUs));
    this.sequence.duplicateRun = 0;
    this.link.reconnect(CONNECTION, why);
  }

  private forgetConnection(reason: EpochEndReason, nowUs: number): void {
    this.isOpen = false;
    this.owesSnapshots = false;
    this.dropWaiting();
    this.endEpochs(reason, nowUs);
    this.subscriptions.close();
    this.sequence.reset();
    this.watch.reset();
  }

  private endEpochs(reason: EpochEndReason, nowUs: number): void {
    for (const market of this.markets.books) this.publishing.endEpoch(market, reason, nowUs);
  }

  /** A frame that waits has lost its meaning. What was published of a snapshot is a torn run, which the ended epoch explains. */
  private dropWaiting(): void {
    if (!this.isWaiting) return;
    this.isWaiting = false;
    this.counters.add("dropped_frames");
    this.skip();
  }

  private skip(): FrameOutcome {
    this.counters.add("skipped");
    return "skipped";
  }

  private parsed(): FrameOutcome {
    this.count[this.parsedAt]++;
    return "parsed";
  }

  private noticed(said: boolean): void {
    if (!said) this.counters.add("notices_shed");
  }

  private createSubscriptions(): Subscriptions {
    return new Subscriptions(this.markets, this.sequence, this.config, {
      send: (text) => this.link.send(CONNECTION, text),
      reconnect: (why, nowUs) => this.reconnect(why, nowUs),
      snapshotsExpected: (markets, nowUs) => {
        for (const market of markets) this.watch.expect(market, nowUs);
      },
      booksLost: (nowUs) => {
        this.dropWaiting();
        for (const market of this.markets.books) {
          this.publishing.endEpoch(market, "gap", nowUs);
          this.watch.settle(market, false);
        }
      },
      booksRefused: (markets) => {
        this.counters.add("refused_markets", markets.length);
        for (const market of markets) {
          this.markets.refused[market] = 1;
          this.watch.settle(market, false);
        }
      },
      counted: (what) => this.counters.add(what),
      notice: (text, nowUs) => this.noticed(this.notices.say("venue_error", text, nowUs)),
    });
  }
}

import { MARKET_UPDATES, VenueName } from "@augury/model";
import { RingProducer } from "@augury/ring";
import type { Counters } from "@augury/telemetry";
import {
  CONTROLS,
  codeOf,
  D_CONSUMED_US,
  D_NUMBER,
  isOutputKind,
  SlotKind,
  SlotWriter,
  W_BODY,
  W_INSTRUMENT,
  writeStamped,
} from "@augury/wire";
import type { DecisionCounter } from "./decision-counters.ts";
import type { EngineMemory } from "./engine-memory.ts";
import { OUTPUTS_PER_EVENT_MAX, type OutputBuffer } from "./output-buffer.ts";

/**
 * What the executor sees of the markets: all that the paper venue's clock and books are made of; which markets of ours have ended, because a
 * live account has to redeem what it holds of them; or nothing.
 */
export type MarketForwards = "market" | "ends" | "nothing";

/** What one event may lead to, and the digest record that may follow it. */
const RECORDS_PER_EVENT_MAX = OUTPUTS_PER_EVENT_MAX + 1;
/** Room kept in each feed's command ring for one event's worst case. */
export const COMMANDS_PER_EVENT_MAX = 64;
/** A reader is woken when an eighth of its ring waits. */
const LAZY_SHIFT = 3;
const RESYNC = codeOf(CONTROLS, "resync");
const RESOLVED = codeOf(MARKET_UPDATES, "resolved");
const PAPER_LOST = codeOf(CONTROLS, "paper_lost");

/**
 * Everything the decision thread writes: the journal gets every input and every output in total order, the executor the intents and what it
 * has to see of the market, main the ledger's part, the feeds resync requests. Record numbers are given here: one order over all.
 */
export class DecisionOutlets {
  private readonly journal: RingProducer;
  private readonly intents: RingProducer;
  private readonly tap: RingProducer;
  private readonly paper: RingProducer;
  private readonly commands: readonly RingProducer[];
  private readonly commandWriters: readonly SlotWriter[];
  private readonly paperWriter: SlotWriter;
  private number = 0;
  private paperLost = false;

  constructor(
    memory: EngineMemory,
    private readonly forwards: MarketForwards,
    private readonly counters: Counters<DecisionCounter>,
  ) {
    this.journal = new RingProducer(memory.journal);
    this.intents = new RingProducer(memory.intent);
    this.tap = new RingProducer(memory.tap);
    this.paper = new RingProducer(memory.paper);
    this.paperWriter = new SlotWriter(this.paper.i32, this.paper.f64);
    this.commands = VenueName.options.map((venue) => new RingProducer(memory.decisionCommand[venue]));
    this.commandWriters = this.commands.map((ring) => new SlotWriter(ring.i32, ring.f64));
  }

  /** Returns whether every lossless ring has room for `inputs` inputs and one event's worst case of outputs. */
  hasRoom(inputs: number): boolean {
    return (
      this.journal.claim(inputs + RECORDS_PER_EVENT_MAX) &&
      this.tap.claim(inputs + RECORDS_PER_EVENT_MAX) &&
      this.intents.claim(OUTPUTS_PER_EVENT_MAX) &&
      (this.commands[0] as RingProducer).claim(COMMANDS_PER_EVENT_MAX) &&
      (this.commands[1] as RingProducer).claim(COMMANDS_PER_EVENT_MAX)
    );
  }

  /** Records one input in total order, and hands it on to whoever shares it. */
  input(source: Int32Array, from: number, kind: number, stampUs: number): void {
    this.stamp(this.journal, source, from, stampUs);
    if (toLedger(kind)) this.copyTo(this.tap, source, from, stampUs);
    if (this.isForExecutor(source, from, kind)) this.toPaper(source, from, stampUs);
  }

  /** Records and routes what the core emitted for that input. Intents become visible to the executor at once. */
  outputs(buffer: OutputBuffer, stampUs: number): void {
    for (let at = 0; at < buffer.count; at++) {
      const from = buffer.baseOf(at);
      const kind = (buffer.i32[from] as number) & 0xff;
      this.stamp(this.journal, buffer.i32, from, stampUs);
      this.copyTo(this.tap, buffer.i32, from, stampUs);
      if (kind === SlotKind.intentLeg || kind === SlotKind.cancel || kind === SlotKind.amend) {
        this.copyTo(this.intents, buffer.i32, from, stampUs);
      }
    }
    this.intents.flush();
  }

  /** Asks the instrument's feed for a fresh snapshot. */
  resync(venue: number, instrument: number, stampUs: number): void {
    const ring = this.commands[venue - 1];
    const writer = this.commandWriters[venue - 1];
    // More than one event's worst case: the book stays untrusted and is asked for again by the caller's timer.
    if (!ring?.claim(1) || !writer) return;
    const base = ring.base(0);
    writer.frame(venue, stampUs);
    writer.header(base, SlotKind.control, instrument, 0, 0, 0);
    writer.control(base, RESYNC, 0, 0, 0, 0);
    ring.publish(1);
    this.counters.add("resyncs");
  }

  /**
   * Publishes what a batch wrote. Intents went before, so an executor that sees a slot also sees every intent older than it. The readers of
   * these rings look every few milliseconds and are woken only when much waits: waking three threads for each frame would cost the feed
   * and decision more than the frame does.
   */
  flush(): void {
    this.journal.flushLazily(this.journal.capacity >>> LAZY_SHIFT);
    this.tap.flushLazily(this.tap.capacity >>> LAZY_SHIFT);
    this.paper.flushLazily(this.paper.capacity >>> LAZY_SHIFT);
  }

  /** The number of the last record written. */
  get lastNumber(): number {
    return this.number;
  }

  private isForExecutor(source: Int32Array, from: number, kind: number): boolean {
    if (this.forwards === "market") return toPaper(kind);
    if (this.forwards === "nothing" || kind !== SlotKind.marketUpdate) return false;
    return source[from + W_BODY] === RESOLVED && (source[from + W_INSTRUMENT] as number) >= 0;
  }

  private stamp(ring: RingProducer, source: Int32Array, from: number, stampUs: number): void {
    this.number++;
    writeStamped(ring, ring.base(0), source, from, stampUs, this.number);
    ring.commit(1);
  }

  private copyTo(ring: RingProducer, source: Int32Array, from: number, stampUs: number): void {
    writeStamped(ring, ring.base(0), source, from, stampUs, this.number);
    ring.commit(1);
  }

  private toPaper(source: Int32Array, from: number, stampUs: number): void {
    if ((!this.paperLost || this.tellPaperLost(stampUs)) && this.paper.claim(1)) {
      this.copyTo(this.paper, source, from, stampUs);
      return;
    }
    this.paperLost = true;
    this.paper.countDropped(1);
    this.counters.add("paper_dropped");
  }

  /** The first slot after a loss says so: resting paper orders are then canceled, because their queue is unknown. */
  private tellPaperLost(stampUs: number): boolean {
    if (!this.paper.claim(2)) return false;
    const base = this.paper.base(0);
    this.paperWriter.frame(0, stampUs);
    this.paperWriter.header(base, SlotKind.control, -1, 0, 0, 0);
    this.paperWriter.control(base, PAPER_LOST, 0, 0, 0, 0);
    this.paper.f64[(base >>> 1) + D_CONSUMED_US] = stampUs;
    this.paper.f64[(base >>> 1) + D_NUMBER] = this.number;
    this.paper.commit(1);
    this.paperLost = false;
    return true;
  }
}

/** What main needs of the inputs: everything but book content and timers. */
function toLedger(kind: number): boolean {
  switch (kind) {
    case SlotKind.trade:
    case SlotKind.tickSize:
    case SlotKind.marketUpdate:
    case SlotKind.connection:
    case SlotKind.epochEnd:
    case SlotKind.orderOpened:
    case SlotKind.orderReport:
    case SlotKind.settlement:
    case SlotKind.venueStatus:
    case SlotKind.operatorOrder:
    case SlotKind.operatorCancel:
    case SlotKind.operatorAmend:
    case SlotKind.control:
    case SlotKind.position:
    case SlotKind.redemption:
    case SlotKind.runStart:
      return true;
    default:
      return isOutputKind(kind);
  }
}

/** What the paper venue's clock and books are made of. */
function toPaper(kind: number): boolean {
  return (
    (kind >= SlotKind.snapshotBegin && kind <= SlotKind.connection && kind !== SlotKind.quote) ||
    kind === SlotKind.timer ||
    kind === SlotKind.epochEnd
  );
}

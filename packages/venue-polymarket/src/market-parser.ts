import type { InstrumentTable } from "@augury/model";
import { VenueCode } from "@augury/model";
import { createDoorbell, createRing, RingConsumer, RingProducer } from "@augury/ring";
import { EpochTable, MarketPublisher, SLOT_BYTES, SLOT_WORDS } from "@augury/wire";
import { stageEvent } from "./event-mapping.ts";
import { EventParser } from "./event-parser.ts";
import { EventStage } from "./event-stage.ts";
import { FrameBytes } from "./frame-bytes.ts";
import { FrameReader, parseJson } from "./frame-reader.ts";
import { finestSteps } from "./instrument-steps.ts";
import { CLOSE_LIST, COMMA, OPEN_LIST, skipSpace, skipValue } from "./json-bytes.ts";
import { SlotEmitter } from "./slot-emitter.ts";
import { TokenTable } from "./token-table.ts";

/**
 * Frames to slots and nothing else: the feed core's parser without subscriptions, ladder and waiting. For benches, and under the fuzz
 * target. A frame that finds no room is lost, so the caller drains the ring.
 */
export class MarketParser {
  readonly stage = new EventStage();
  readonly tokens: TokenTable;
  readonly emitter: SlotEmitter;
  private readonly reader: FrameReader;

  constructor(instruments: InstrumentTable, publisher: MarketPublisher) {
    this.tokens = new TokenTable(instruments);
    this.reader = new FrameReader(this.stage, this.tokens);
    const rules = { isWanted: () => true, snapshotDone: () => {} };
    this.emitter = new SlotEmitter(publisher, this.stage, this.tokens, rules, finestSteps(instruments));
  }

  /** Hot events so far that the byte parser declined. */
  get fallbacks(): number {
    return this.reader.fallbacks;
  }

  /** Publishes the events of one frame. Returns how many there were, −1 when any could not be used. */
  parse(bytes: Uint8Array, receivedTimeUs: number): number {
    const { reader } = this;
    let events = 0;
    let isSpoiled = false;
    reader.begin(bytes);
    for (let outcome = reader.next(); outcome !== "end"; outcome = reader.next()) {
      if (outcome !== "event") {
        isSpoiled = true;
        continue;
      }
      this.emitter.start(0, receivedTimeUs);
      if (!this.emitter.advance()) return -1;
      events++;
    }
    return isSpoiled ? -1 : events;
  }
}

/** Slots of one frame, 16 words each, as plain arrays: made to be compared. */
export type PlainSlots = readonly (readonly number[])[];

/** Larger than any frame that the fuzzer builds needs. */
const FUZZ_RING_SLOTS = 32_768;

/**
 * What the fuzzer and the agreement tests compare, frame by frame. `fast` is the byte parser alone; `slow` is JSON.parse, the schema and
 * the mapping alone. Wherever `fast` answers, `slow` must answer the same:
 *
 * @example
 * const fast = target.fast(mutated);
 * if (fast) expect(target.slow(mutated)).toEqual(fast);
 */
export class FuzzTarget {
  private readonly publisher: MarketPublisher;
  private readonly consumer: RingConsumer;
  private readonly parser: MarketParser;
  private readonly frame = new FrameBytes();
  private readonly bytesOnly: EventParser;

  constructor(private readonly instruments: InstrumentTable) {
    const ring = createRing({ capacity: FUZZ_RING_SLOTS, slotBytes: SLOT_BYTES }, createDoorbell());
    const producer = new RingProducer(ring);
    this.consumer = new RingConsumer(ring);
    this.publisher = new MarketPublisher(producer, EpochTable.create(instruments.size), VenueCode.polymarket, () =>
      producer.flush(),
    );
    for (const { index } of instruments.list) this.publisher.beginEpoch(index, 0);
    this.parser = new MarketParser(instruments, this.publisher);
    this.bytesOnly = new EventParser(this.frame, this.parser.tokens, this.parser.stage);
  }

  /** Returns the frame's slots if the byte parser took all of it, else `undefined`. */
  fast(bytes: Uint8Array): PlainSlots | undefined {
    this.reset();
    this.frame.load(bytes);
    const start = skipSpace(this.frame.bytes, 0);
    const isDone = bytes[start] === OPEN_LIST ? this.fastList(start) : this.fastObject(start);
    return this.collect(isDone);
  }

  /** Returns the frame's slots by way of JSON.parse and the schema, else `undefined`. */
  slow(bytes: Uint8Array): PlainSlots | undefined {
    this.reset();
    const value = parseJson(bytes);
    if (value === undefined) return undefined;
    const events: readonly unknown[] = Array.isArray(value) ? value : [value];
    return this.collect(
      events.every((event) => stageEvent(event, this.parser.stage, this.parser.tokens) === "ok" && this.emit()),
    );
  }

  private fastObject(at: number): boolean {
    const end = this.bytesOnly.parse(at);
    return end > 0 && skipSpace(this.frame.bytes, end) === this.frame.length && this.emit();
  }

  private fastList(at: number): boolean {
    const { bytes, length } = this.frame;
    const end = skipValue(bytes, at);
    if (end < 0 || skipSpace(bytes, end) !== length) return false;
    for (let i = skipSpace(bytes, at + 1); bytes[i] !== CLOSE_LIST; ) {
      const next = this.bytesOnly.parse(i);
      if (next < 0 || !this.emit()) return false;
      const after = skipSpace(bytes, next);
      i = bytes[after] === COMMA ? skipSpace(bytes, after + 1) : after;
    }
    return true;
  }

  private emit(): boolean {
    this.parser.emitter.start(0, 0);
    return this.parser.emitter.advance();
  }

  private reset(): void {
    this.consumer.skipAll();
    // A book's tick size outlives its frame; here every frame starts from the metadata.
    this.parser.emitter.steps.set(finestSteps(this.instruments));
  }

  private collect(isDone: boolean): PlainSlots | undefined {
    if (!isDone) return undefined;
    const { consumer } = this;
    return Array.from({ length: consumer.poll(consumer.capacity) }, (_, at) => {
      const base = consumer.base(at);
      return [...consumer.i32.subarray(base, base + SLOT_WORDS)];
    });
  }
}

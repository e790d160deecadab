import { type InstrumentTable, VenueCode } from "@augury/model";
import { LEVELS_PER_SLOT, SLOT_WORDS, SlotWriter } from "@augury/wire";
import { decodeJson } from "./decode-json.ts";
import { Frame, FrameKind } from "./frame.ts";
import { FrameScanner } from "./frame-scanner.ts";
import { FrameSlots } from "./frame-slots.ts";
import { LEVELS_PER_SIDE_MAX } from "./level-buffer.ts";
import { MarketIndex } from "./market-index.ts";

const SLOTS_MAX = 2 + 2 * Math.ceil(LEVELS_PER_SIDE_MAX / LEVELS_PER_SLOT);

/** What a decoder made of one frame. `declined`: malformed, or (scanner) better left to JSON.parse. */
export type DecodeOutcome = "decoded" | "declined";

/**
 * Frames to slots without a feed around them: both decoders side by side, for the fuzzer, the tests and the bench. Slots lie in private
 * memory, from word 0; their epoch is 0 and their place in a sequence is not judged.
 */
export class FrameDecoder {
  readonly i32 = new Int32Array(SLOTS_MAX * SLOT_WORDS);
  readonly f64 = new Float64Array(this.i32.buffer);
  /** Slots of the last decoded frame. A frame that is no market data, or of a market not in the table, has none. */
  slots = 0;
  readonly frame = new Frame();
  private readonly index: MarketIndex;
  private readonly scanner: FrameScanner;
  private readonly writer = new SlotWriter(this.i32, this.f64);
  private readonly frameSlots: FrameSlots;

  constructor(instruments: InstrumentTable, useYesPrice = false) {
    this.index = new MarketIndex(instruments);
    this.scanner = new FrameScanner(this.index, this.frame);
    this.frameSlots = new FrameSlots(this.writer, useYesPrice);
  }

  /** The byte scanner: what it declines, {@link slotsFromJson} may still decode. */
  slotsFromBytes(bytes: Uint8Array, receivedTimeUs: number): DecodeOutcome {
    this.slots = 0;
    if (!this.scanner.scan(bytes)) return "declined";
    this.write(receivedTimeUs);
    return "decoded";
  }

  /** JSON.parse and the schema: the scanner's fallback and its oracle. Declined = malformed or of an unknown type. */
  slotsFromJson(bytes: Uint8Array, receivedTimeUs: number): DecodeOutcome {
    this.slots = 0;
    if (!decodeJson(bytes, this.frame, this.index) || this.frame.kind === FrameKind.unknown) return "declined";
    this.write(receivedTimeUs);
    return "decoded";
  }

  private write(receivedTimeUs: number): void {
    const { frame, frameSlots } = this;
    if (frame.market < 0) return;
    this.writer.frame(VenueCode.kalshi, receivedTimeUs);
    if (frame.kind === FrameKind.ticker) this.slots = this.ticker();
    else if (frame.kind === FrameKind.snapshot) this.slots = this.snapshot();
    else if (frame.kind <= FrameKind.lifecycle) this.slots = 1;
    if (frame.kind === FrameKind.delta) frameSlots.delta(0, frame, 0);
    else if (frame.kind === FrameKind.trade) frameSlots.trade(0, frame, 0);
    else if (frame.kind === FrameKind.lifecycle) frameSlots.marketUpdate(0, frame, 0);
  }

  private ticker(): number {
    const slots = this.frameSlots.tickerSlots(this.frame);
    this.frameSlots.quote(0, this.frame, 0);
    if (slots === 2) this.frameSlots.marketStats(SLOT_WORDS, this.frame, 0);
    return slots;
  }

  private snapshot(): number {
    const slots = this.frameSlots.openSnapshot(this.frame);
    const step = this.frame.levels.commonStep(0);
    for (let at = 0; at < slots; at++) this.frameSlots.snapshot(at * SLOT_WORDS, at, this.frame, 0, step);
    return slots;
  }
}

/** What a frame gave when both decoders read it. `mismatch` is the scanner's bug, and says where. */
export type Differential = "accepted" | "declined" | { readonly mismatch: string };

/** Holds the byte scanner against JSON.parse and the schema, frame by frame: what the scanner accepts must be the same slots. */
export class FrameDifferential {
  private readonly fast: FrameDecoder;
  private readonly slow: FrameDecoder;

  constructor(instruments: InstrumentTable, useYesPrice = false) {
    this.fast = new FrameDecoder(instruments, useYesPrice);
    this.slow = new FrameDecoder(instruments, useYesPrice);
  }

  check(bytes: Uint8Array): Differential {
    const { fast, slow } = this;
    if (fast.slotsFromBytes(bytes, 1) === "declined") return "declined";
    if (slow.slotsFromJson(bytes, 1) === "declined")
      return { mismatch: "accepted what JSON.parse or the schema refuses" };
    const field = firstDifference(fast.frame, slow.frame);
    if (field !== undefined) return { mismatch: `${field} differs` };
    if (fast.slots !== slow.slots) return { mismatch: `${fast.slots} slots instead of ${slow.slots}` };
    for (let word = 0; word < fast.slots * SLOT_WORDS; word++) {
      if (fast.i32[word] !== slow.i32[word]) return { mismatch: `word ${word} differs` };
    }
    return "accepted";
  }
}

/** Fields that slots of a market outside the table, or the feed's own rules, depend on. */
const COMPARED = ["kind", "sid", "seq", "id", "market", "marketIdEmpty"] as const;

function firstDifference(fast: Frame, slow: Frame): string | undefined {
  return COMPARED.find((field) => {
    if (field === "marketIdEmpty" && slow.kind !== FrameKind.snapshot) return false;
    return fast[field] !== slow[field];
  });
}

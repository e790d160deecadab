import { assert } from "@augury/core";
import { Digest } from "@augury/journal";
import { SLOT_WORDS, SlotKind, SlotWriter } from "@augury/wire";

/** Slots that decision may emit for one input, at most: the unit in which lossless rings promise room. */
export const OUTPUTS_PER_EVENT_MAX = 512;

/**
 * What decision emitted for the input at hand, as encoded slots, and the running digest over all it ever emitted in this run.
 * Intents, refusals, cancels and trust changes enter the digest; digest records themselves do not.
 */
export class OutputBuffer {
  readonly i32: Int32Array;
  readonly f64: Float64Array;
  readonly writer: SlotWriter;
  readonly digest = new Digest();
  count = 0;
  /** Outputs of this run so far, digest records not counted. */
  total = 0;

  constructor() {
    const memory = new ArrayBuffer(OUTPUTS_PER_EVENT_MAX * SLOT_WORDS * 4);
    this.i32 = new Int32Array(memory);
    this.f64 = new Float64Array(memory);
    this.writer = new SlotWriter(this.i32, this.f64);
  }

  /** Forgets the last input's outputs. */
  begin(): void {
    this.count = 0;
  }

  /** Returns whether `slots` more fit: an intent that does not is refused whole rather than cut. */
  hasRoom(slots: number): boolean {
    return this.count + slots <= OUTPUTS_PER_EVENT_MAX;
  }

  /** Opens the next output and returns its base. */
  next(): number {
    assert(this.count < OUTPUTS_PER_EVENT_MAX, `one input leads to at most ${OUTPUTS_PER_EVENT_MAX} outputs`);
    return this.count * SLOT_WORDS;
  }

  /** Accepts the output opened by {@link next}, its body being complete. */
  commit(): void {
    const base = this.count * SLOT_WORDS;
    this.count++;
    if (((this.i32[base] as number) & 0xff) === SlotKind.digest) return;
    this.total++;
    this.digest.update(this.i32, base, SLOT_WORDS);
  }

  baseOf(at: number): number {
    return at * SLOT_WORDS;
  }
}

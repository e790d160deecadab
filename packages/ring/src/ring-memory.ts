import { assert } from "@augury/core";
import { CAPACITY, HEADER_WORDS, SLOT_WORDS, WORD_BYTES } from "./ring-layout.ts";

export interface RingShape {
  /** Slots; a power of two, at most 2^24. */
  readonly capacity: number;
  /** Bytes of one slot; a multiple of 8. */
  readonly slotBytes: number;
}

/** One ring's memory and its consumer's doorbell: what is handed to both threads. */
export interface RingHandle {
  readonly buffer: SharedArrayBuffer;
  readonly doorbell: SharedArrayBuffer;
}

/** Creates an empty ring whose consumer sleeps on `doorbell`. */
export function createRing(shape: RingShape, doorbell: SharedArrayBuffer): RingHandle {
  const { capacity, slotBytes } = shape;
  assert(
    capacity >= 2 && capacity <= 2 ** 24 && (capacity & (capacity - 1)) === 0,
    `ring capacity is a power of two within 2…2^24, was ${capacity}`,
  );
  assert(slotBytes >= 8 && slotBytes % 8 === 0, `slot bytes are a positive multiple of 8, was ${slotBytes}`);
  const buffer = new SharedArrayBuffer(HEADER_WORDS * WORD_BYTES + capacity * slotBytes);
  const words = new Int32Array(buffer);
  words[CAPACITY] = capacity;
  words[SLOT_WORDS] = slotBytes / WORD_BYTES;
  return { buffer, doorbell };
}

/** Both typed views of a ring's memory. `slotBase(cursor)` is an index into `i32`; half of it is the index into `f64`. */
export class RingView {
  readonly i32: Int32Array;
  readonly f64: Float64Array;
  readonly capacity: number;
  readonly slotWords: number;
  private readonly mask: number;

  constructor(buffer: SharedArrayBuffer) {
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.capacity = this.i32[CAPACITY] as number;
    this.slotWords = this.i32[SLOT_WORDS] as number;
    this.mask = this.capacity - 1;
    assert(this.capacity > 0, "a ring is created before it is opened");
  }

  /** Returns where the slot of `cursor` starts in `i32`. */
  slotBase(cursor: number): number {
    return HEADER_WORDS + (cursor & this.mask) * this.slotWords;
  }
}

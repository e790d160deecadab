import { assert } from "@augury/core";
import { Doorbell } from "./doorbell.ts";
import { CONSUMER, DROPPED, HEADER_WORDS, PRODUCER, WATERMARK, WORD_BYTES } from "./ring-layout.ts";

/** Memory of a ring of byte records, for raw frames: when full, the newest is dropped and counted. */
export interface ByteRingHandle {
  readonly buffer: SharedArrayBuffer;
  readonly doorbell: SharedArrayBuffer;
}

const RECORD_HEADER = 16;
const DATA_START = HEADER_WORDS * WORD_BYTES;
/** Cursors count units of 16 bytes, so that records stay aligned and an Int32 lasts 32 GB between wraps. */
const UNIT = 16;

export interface ByteRecord {
  readonly tag: number;
  readonly timeUs: number;
  readonly bytes: Uint8Array;
}

/** Creates a byte ring of `capacityBytes` (a power of two, at least 1 KiB). */
export function createByteRing(capacityBytes: number, doorbell: SharedArrayBuffer): ByteRingHandle {
  assert(
    capacityBytes >= 1024 && (capacityBytes & (capacityBytes - 1)) === 0,
    "a byte ring's capacity is a power of two from 1024",
  );
  return { buffer: new SharedArrayBuffer(DATA_START + capacityBytes), doorbell };
}

/** The writing end of a byte ring. */
export class ByteRingProducer {
  private readonly memory: ByteRingMemory;
  private readonly doorbell: Doorbell;
  private cursor: number;

  constructor(handle: ByteRingHandle) {
    this.memory = new ByteRingMemory(handle.buffer);
    this.doorbell = new Doorbell(handle.doorbell);
    this.cursor = Atomics.load(this.memory.i32, PRODUCER);
  }

  /** Copies one record in and publishes it; false (and counted) when there is no room. */
  push(tag: number, timeUs: number, bytes: Uint8Array): boolean {
    const { memory } = this;
    const units = 1 + Math.ceil(bytes.length / UNIT);
    const used = (this.cursor - Atomics.load(memory.i32, CONSUMER)) | 0;
    if (used + units > memory.units) {
      Atomics.add(memory.i32, DROPPED, 1);
      return false;
    }
    const at = memory.offset(this.cursor);
    memory.i32[at / 4] = bytes.length;
    memory.i32[at / 4 + 1] = tag;
    memory.f64[at / 8 + 1] = timeUs;
    memory.copyIn(this.cursor + 1, bytes);
    this.cursor = (this.cursor + units) | 0;
    Atomics.store(memory.i32, PRODUCER, this.cursor);
    if (used + units > (memory.i32[WATERMARK] as number)) Atomics.store(memory.i32, WATERMARK, used + units);
    this.doorbell.ring();
    return true;
  }

  /** Records dropped since the ring was made. */
  get dropped(): number {
    return Atomics.load(this.memory.i32, DROPPED);
  }
}

/** The reading end of a byte ring. */
export class ByteRingConsumer {
  private readonly memory: ByteRingMemory;
  private cursor: number;

  constructor(handle: ByteRingHandle) {
    this.memory = new ByteRingMemory(handle.buffer);
    this.cursor = Atomics.load(this.memory.i32, CONSUMER);
  }

  /** Records that found no room since the ring was made. */
  get dropped(): number {
    return Atomics.load(this.memory.i32, DROPPED);
  }

  /** Returns whether a record waits. */
  hasWork(): boolean {
    return Atomics.load(this.memory.i32, PRODUCER) !== this.cursor;
  }

  /** Takes the oldest record out, or returns `undefined` when none waits. The bytes are a copy. */
  shift(): ByteRecord | undefined {
    const { memory } = this;
    if (!this.hasWork()) return undefined;
    const at = memory.offset(this.cursor);
    const length = memory.i32[at / 4] as number;
    const record = {
      tag: memory.i32[at / 4 + 1] as number,
      timeUs: memory.f64[at / 8 + 1] as number,
      bytes: memory.copyOut(this.cursor + 1, length),
    };
    this.cursor = (this.cursor + 1 + Math.ceil(length / UNIT)) | 0;
    Atomics.store(memory.i32, CONSUMER, this.cursor);
    return record;
  }
}

class ByteRingMemory {
  readonly i32: Int32Array;
  readonly f64: Float64Array;
  readonly units: number;
  private readonly u8: Uint8Array;
  private readonly mask: number;

  constructor(buffer: SharedArrayBuffer) {
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.u8 = new Uint8Array(buffer, DATA_START);
    this.units = this.u8.length / UNIT;
    this.mask = this.units - 1;
    assert(RECORD_HEADER === UNIT, "a record header fills one unit");
  }

  /** Byte position in the whole buffer of the unit at `cursor`. */
  offset(cursor: number): number {
    return DATA_START + (cursor & this.mask) * UNIT;
  }

  copyIn(cursor: number, bytes: Uint8Array): void {
    const start = (cursor & this.mask) * UNIT;
    const head = Math.min(bytes.length, this.u8.length - start);
    this.u8.set(bytes.subarray(0, head), start);
    if (head < bytes.length) this.u8.set(bytes.subarray(head), 0);
  }

  copyOut(cursor: number, length: number): Uint8Array {
    const out = new Uint8Array(length);
    const start = (cursor & this.mask) * UNIT;
    const head = Math.min(length, this.u8.length - start);
    out.set(this.u8.subarray(start, start + head));
    if (head < length) out.set(this.u8.subarray(0, length - head), head);
    return out;
  }
}

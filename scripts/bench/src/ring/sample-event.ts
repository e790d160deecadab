import type { RingProducer } from "@augury/ring";
import { Flag, SlotKind, type SlotWriter } from "@augury/wire";

/** A book delta as an object: what goes through postMessage and comlink, field for field what the slot carries. */
export interface SampleEvent {
  readonly kind: number;
  readonly instrument: number;
  readonly epoch: number;
  readonly sequence: number;
  readonly exchangeTimeMs: number;
  readonly receivedTimeUs: number;
  readonly price: number;
  readonly size: number;
}

export function sampleEvent(number: number, receivedTimeUs: number): SampleEvent {
  return {
    kind: SlotKind.bookDelta,
    instrument: number & 0xff,
    epoch: 1,
    sequence: number,
    exchangeTimeMs: 1_790_000_000_000,
    receivedTimeUs,
    price: 1 + (number % 9_999),
    size: 1_000_000,
  };
}

/** Writes the same event into the `offset`-th free slot of a ring. */
export function writeSampleEvent(ring: RingProducer, writer: SlotWriter, offset: number, number: number): void {
  const base = ring.base(offset);
  writer.header(base, SlotKind.bookDelta | Flag.absolute, number & 0xff, 1, number, 1_790_000_000_000);
  writer.bookDelta(base, 1 + (number % 9_999), 1_000_000);
}

/** What a consumer adds up per event. */
export function sampleSum(price: number, size: number): number {
  return price + size / 1_000_000;
}

import { CAPACITY, CONSUMER, DROPPED, FULL_EVENTS, PRODUCER, WATERMARK } from "./ring-layout.ts";
import type { RingHandle } from "./ring-memory.ts";

/** One ring as a third thread sees it. */
export interface RingStats {
  readonly capacity: number;
  /** Slots published and not yet released. */
  readonly lag: number;
  /** Highest lag seen by the producer. */
  readonly watermark: number;
  /** How often a claim found too little room. */
  readonly fullEvents: number;
  /** Slots shed by the channel's rule. */
  readonly dropped: number;
  /** Slots published since the ring was made, modulo 2^32. */
  readonly published: number;
}

/** Reads a ring's counters without disturbing it. */
export function readRingStats(handle: RingHandle): RingStats {
  const words = new Int32Array(handle.buffer);
  const consumed = Atomics.load(words, CONSUMER);
  const published = Atomics.load(words, PRODUCER);
  return {
    capacity: words[CAPACITY] as number,
    lag: Math.max(0, (published - consumed) | 0),
    watermark: Atomics.load(words, WATERMARK),
    fullEvents: Atomics.load(words, FULL_EVENTS),
    dropped: Atomics.load(words, DROPPED),
    published: published >>> 0,
  };
}

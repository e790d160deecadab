import type { RingConsumer } from "@augury/ring";
import {
  D_BODY,
  Flag,
  levelCount,
  levelPrice,
  levelSize,
  NO_PRICE,
  SlotKind,
  W_BODY,
  W_INSTRUMENT,
} from "@augury/wire";

/** Takes every waiting slot out of a ring and returns the sum that the rival's {@link Sink} makes of the same frames. */
export function takeSlots(consumer: RingConsumer): number {
  let sum = 0;
  for (let waiting = consumer.poll(consumer.capacity); waiting > 0; waiting = consumer.poll(consumer.capacity)) {
    for (let at = 0; at < waiting; at++) sum += slotSum(consumer.i32, consumer.f64, consumer.base(at));
    consumer.release(waiting);
  }
  return sum;
}

function slotSum(i32: Int32Array, f64: Float64Array, base: number): number {
  const word = i32[base];
  const instrument = i32[base + W_INSTRUMENT];
  const d = (base >>> 1) + D_BODY;
  const first = i32[base + W_BODY];
  switch (word & 0xff) {
    case SlotKind.bookDelta:
      return instrument + first + f64[d + 2] + ((word & Flag.hasBest) === 0 ? 0 : bests(i32, base + W_BODY + 1));
    case SlotKind.snapshotBegin:
      return instrument;
    case SlotKind.snapshotLevels:
      return levelsSum(i32, f64, base);
    case SlotKind.trade:
      return instrument + first + f64[d + 2];
    case SlotKind.quote:
      return instrument + bests(i32, base + W_BODY) + Math.max(0, f64[d + 2]) + Math.max(0, f64[d + 3]);
    case SlotKind.marketStats:
      return f64[d] + f64[d + 1];
    default:
      return 0;
  }
}

function levelsSum(i32: Int32Array, f64: Float64Array, base: number): number {
  let sum = 0;
  for (let at = 0; at < levelCount(i32, base); at++) sum += levelPrice(i32, base, at) + levelSize(f64, base, at);
  return sum;
}

/** Two best prices; a side without one counts as the venues write it: 0 for a bid, a dollar for an ask. */
function bests(i32: Int32Array, at: number): number {
  const bid = i32[at];
  const ask = i32[at + 1];
  return (bid === NO_PRICE ? 0 : bid) + (ask === NO_PRICE ? 10_000 : ask);
}

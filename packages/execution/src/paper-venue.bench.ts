import { ASK, BID } from "@augury/book";
import { Prng } from "@augury/core";
import { PaperScene, YES } from "./paper-scene.ts";

export interface PaperBenchShape {
  /** Orders that rest on the book while the slots go by. */
  readonly resting: number;
  readonly slots: number;
  readonly rounds: number;
}

export interface PaperBenchResult {
  /** Nanoseconds per slot, the writing of the slot included: the median round, and the worst one. */
  readonly nsPerSlot: number;
  readonly nsPerSlotMax: number;
  /** Reports heard in a round: equal in all of them. */
  readonly reports: number;
}

/** Feeds one book's deltas and trades to a paper venue on which some orders rest far from the touch. */
export function benchPaperVenue({ resting, slots, rounds }: PaperBenchShape): PaperBenchResult {
  const prng = new Prng(7);
  const flow = Array.from({ length: slots }, () => ({
    isTrade: prng.chance(0.05),
    side: prng.int(BID, ASK),
    away: prng.int(1, 9),
    contracts: prng.int(1, 100),
  }));
  const ns: number[] = [];
  let reports = 0;
  for (let round = 0; round < rounds; round++) {
    const scene = new PaperScene();
    scene.book(YES, [[49, 100]], [[51, 100]]);
    for (let at = 0; at < resting; at++) scene.submit({ cents: 5 + (at % 20), contracts: 10 });
    scene.pass();
    const start = Bun.nanoseconds();
    for (const { isTrade, side, away, contracts } of flow) {
      if (isTrade) scene.trade(YES, side === BID ? "sell" : "buy", 50, contracts);
      else scene.delta(YES, side, side === BID ? 50 - away : 50 + away, contracts);
    }
    ns.push((Bun.nanoseconds() - start) / slots);
    reports = scene.reports.length;
  }
  return { nsPerSlot: ns.toSorted((a, b) => a - b)[rounds >> 1], nsPerSlotMax: Math.max(...ns), reports };
}

if (import.meta.main) {
  for (const resting of [0, 4, 64]) {
    const { nsPerSlot, nsPerSlotMax, reports } = benchPaperVenue({ resting, slots: 500_000, rounds: 7 });
    console.log(
      `${resting} resting: ${nsPerSlot.toFixed(0)} ns/slot (max ${nsPerSlotMax.toFixed(0)}), reports ${reports}`,
    );
  }
}

import { describe, expect, test } from "bun:test";
import { InstrumentTable } from "@augury/model";
import { NO_INTENTS, type Strategy } from "./strategy.ts";
import { StrategyRouter } from "./strategy-router.ts";
import { instrumentOf } from "./strategy-scene.ts";

/** Tokens 0 and 1 with a book each; Kalshi's 2 (YES) and 3 (NO) on one book. */
const TABLE = new InstrumentTable([
  instrumentOf({ index: 0 }),
  instrumentOf({ index: 1 }),
  instrumentOf({ index: 2, venue: "kalshi", mirrorIndex: 3 }),
  instrumentOf({ index: 3, venue: "kalshi", mirrorIndex: 2, bookIndex: 2, outcome: "no" }),
]);

function watching(...lists: readonly (readonly number[])[]): Strategy[] {
  return lists.map((instruments, at) => ({ name: `s${at}`, instruments, onEvent: () => NO_INTENTS }));
}

function targets(router: StrategyRouter, instrument: number): number[] {
  return [...router.targets.subarray(router.first(instrument), router.last(instrument))];
}

describe("StrategyRouter", () => {
  test("default: events about a book go to the strategies that watch it, in their order", () => {
    const router = new StrategyRouter(watching([0], [1, 0], []), TABLE);
    expect(targets(router, 0)).toEqual([0, 1]);
    expect(targets(router, 1)).toEqual([1]);
    expect(targets(router, 2)).toEqual([]);
  });

  test("behavior: events about no instrument go to all", () => {
    expect(targets(new StrategyRouter(watching([0], [], [1]), TABLE), -1)).toEqual([0, 1, 2]);
  });

  test("behavior: an outcome without a book of its own hears of its market's, and the other way round", () => {
    const router = new StrategyRouter(watching([3], [2]), TABLE);
    expect(targets(router, 2)).toEqual([0, 1]);
    expect(targets(router, 3)).toEqual([0, 1]);
  });

  test("behavior: no strategies, no targets", () => {
    const router = new StrategyRouter([], TABLE);
    for (const instrument of [-1, 0, 3]) expect(targets(router, instrument)).toEqual([]);
  });
});

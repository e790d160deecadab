import { expect, test } from "bun:test";
import { benchStrategies } from "./strategy.bench.ts";

test("benchStrategies: behavior: every round asks the same and nothing is fired once quotes stand", () => {
  const first = benchStrategies({ events: 3, markets: 4, calls: 200, rounds: 2 });
  const second = benchStrategies({ events: 3, markets: 4, calls: 200, rounds: 3 });
  expect(first.checksum).toBe(second.checksum);
  expect(first.checksum).toBeWithin(200, 1_000);
});

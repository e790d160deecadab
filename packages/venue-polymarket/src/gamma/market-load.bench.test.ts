import { expect, test } from "bun:test";
import { benchMarketLoad } from "./market-load.bench.ts";

test("benchMarketLoad: behavior: every candidate makes the same of the same markets", async () => {
  const results = await benchMarketLoad({ markets: 350, rounds: 1, delayMs: 0 });
  expect(results.map(({ checksum }) => checksum)).toEqual(["700:3500", "700:3500", "700:3500"]);
});

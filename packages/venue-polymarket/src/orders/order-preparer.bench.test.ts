import { expect, test } from "bun:test";
import { benchPlacements } from "./order-preparer.bench.ts";

test("benchPlacements: behavior: every candidate's order and request are signed by us", async () => {
  const results = await benchPlacements({ hot: 4, cold: 1, coldPauseMs: 1, rounds: 2 });
  expect(results.map(({ name }) => name)).toContain("OrderPreparer and L2Signer on noble");
  for (const { verified, placements } of results) expect([verified, placements]).toEqual([10, 10]);
});

import { expect, test } from "bun:test";
import { benchOrders } from "./order.bench.ts";

test("benchOrders: behavior: every candidate's every signature is the key's", async () => {
  const results = await benchOrders({ hot: 5, cold: 1, coldPauseMs: 1, rounds: 2 });
  expect(results.map(({ name }) => name)).toContain("OrderSigner on noble");
  for (const { verified, orders } of results) expect([verified, orders]).toEqual([12, 12]);
});

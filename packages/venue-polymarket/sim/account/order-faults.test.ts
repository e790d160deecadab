import { beforeEach, expect, test } from "bun:test";
import { Prng } from "@augury/core";
import { exchangeOf, START_US } from "../session-harness.ts";
import { SimTrader, TEST_KEYS } from "../sim-trader.ts";
import { SimWorld } from "../sim-world.ts";
import { NO_ORDER_FAULTS, OrderFaults, TRADE_FAULTS, type TradeFault } from "./order-faults.ts";

let nowMs: number;
let faults: OrderFaults;
let placed: number;
const place = () => Response.json({ placed: ++placed });

beforeEach(() => {
  nowMs = START_US / 1000;
  faults = new OrderFaults(new Prng(1));
  placed = 0;
});

/** What an answer has come to by now: its status, or "waits". */
async function stateOf(answer: Response | Promise<Response>): Promise<string | number> {
  const first = await Promise.race([answer, new Promise<"waits">((resolve) => setImmediate(() => resolve("waits")))]);
  return first === "waits" ? first : first.status;
}

test.each([
  ["lost_before", 0, "waits"],
  ["lost_after", 1, "waits"],
  ["fails_after", 1, 500],
  ["repeated", 2, 200],
  ["late", 1, "waits"],
] as const)("OrderFaults.answer: behavior: %s", async (fault, times, state) => {
  faults.next.push(fault);
  expect(await stateOf(faults.answer(nowMs, place))).toBe(state);
  expect([placed, faults.counts[fault]]).toEqual([times, 1]);
  expect(await stateOf(faults.answer(nowMs, place))).toBe(200);
});

test("OrderFaults.answer: behavior: what is late comes once its time has come, and then as it was", async () => {
  faults.rates = { ...NO_ORDER_FAULTS, late: 1, lateMsMax: 1_000 };
  const answer = faults.answer(nowMs, place);
  faults.advance(nowMs);
  expect(await stateOf(answer)).toBe("waits");
  faults.advance(nowMs + 1_000);
  expect(await stateOf(answer)).toBe(200);
});

test("OrderFaults.answerCancel: behavior: a lost cancel was carried out or was not, and is never answered", async () => {
  faults.rates = { ...NO_ORDER_FAULTS, cancelLost: 1 };
  for (let n = 0; n < 40; n++) expect(await stateOf(faults.answerCancel(place))).toBe("waits");
  expect(faults.counts.cancelLost).toBe(40);
  expect(placed > 5 && placed < 35).toBe(true);
});

test.each<[TradeFault, string[], number, boolean]>([
  ["ghost", ["FAILED"], 50_000, false],
  ["reverted", ["MINED", "RETRYING", "FAILED"], 5_000, false],
  ["retried", ["CONFIRMED"], 5_000, true],
])("OrderFaults.course: behavior: a match that is %s", (fault, ends, waitMs, isPaid) => {
  const world = new SimWorld({ exchange: exchangeOf(1, { feeRate: 0.04 }), seed: 1, nowMs: () => nowMs });
  const ann = new SimTrader(world, TEST_KEYS[0]);
  const told: string[] = [];
  const hashes = new Set<string>();
  world.desk.listeners.add({
    onOrder: () => {},
    onTrade: ({ state, transactionHash }) => {
      told.push(state);
      if (state === "MINED") hashes.add(transactionHash);
    },
  });
  world.faults.nextTrades.push(fault);
  const opening = ann.collateral;
  ann.post({ token: "11", side: "BUY", price: 0.51, size: 10 });
  expect([opening > ann.collateral, world.desk.settlement.pendingCount]).toEqual([true, 1]);
  world.advance(nowMs + waitMs);
  expect(told[0]).toBe("MATCHED");
  expect(told.slice(-ends.length)).toEqual(ends);
  if (fault === "retried") expect(told).toContain("RETRYING");
  expect(hashes.size).toBe(told.filter((state) => state === "MINED").length);
  expect([ann.collateral === opening, ann.tokensOf("11")]).toEqual([!isPaid, isPaid ? 10_000_000 : 0]);
  expect(world.desk.settlement.pendingCount).toBe(0);
});

test("OrderFaults: default: nothing goes wrong, and no number is drawn for it", () => {
  const random = new Prng(1);
  const calm = new OrderFaults(random);
  calm.answer(nowMs, place);
  calm.answerCancel(place);
  for (const _ of TRADE_FAULTS) expect(calm.course()).toBeUndefined();
  expect(random.uint32()).toBe(new Prng(1).uint32());
});

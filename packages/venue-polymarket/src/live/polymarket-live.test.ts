import { afterEach, expect, test } from "bun:test";
import type { PriceTicks, SizeMicros } from "@augury/core";
import type { ReplyFault } from "../../sim/account/order-faults.ts";
import { SimTrader, TEST_KEYS } from "../../sim/sim-trader.ts";
import { LiveScene } from "./live-scene.ts";

let scene: LiveScene;
afterEach(() => scene.close());

async function open(): Promise<LiveScene> {
  scene = await LiveScene.open(1);
  await scene.ready();
  return scene;
}

/** What was reported since the process began, without the reasons of orders that live. */
function said(): string[] {
  return scene.process.reports.map(({ fillSize, reason, state }) =>
    [state, reason === "none" ? "" : reason, fillSize > 0 ? `+${fillSize / 1e6}` : ""]
      .filter((one) => one !== "")
      .join(" "),
  );
}
const price = (ticks: number) => ticks as PriceTicks;

test("PolymarketLive: default: an order rests, fills and settles, and the ledger is the venue's", async () => {
  await open();
  scene.submit({ price: price(5_000) });
  await scene.pass(200);
  expect(said()).toEqual(["submitted", "accepted"]);
  scene.trade("sell", 4);
  await scene.pass(50);
  scene.trade("sell", 10);
  await scene.pass(1_000);
  expect(said()).toEqual(["submitted", "accepted", "partially_filled +4", "filled +6"]);
  expect(scene.process.venue.openCount).toBe(0);
  expect(scene.difference()).toBeUndefined();
  expect(scene.process.alarms).toEqual([]);
});

test("PolymarketLive: behavior: what takes pays the market's fee, and what of it finds nothing ends", async () => {
  await open();
  scene.submit({ timeInForce: "IOC", price: price(5_100), size: 60_000_000 as SizeMicros });
  await scene.pass(1_000);
  expect(said().filter((one) => one !== "accepted")).toEqual([
    "submitted",
    "partially_filled +50",
    "canceled no_liquidity",
  ]);
  const fill = scene.process.reports.find(({ fillSize }) => fillSize > 0);
  // 50 × 0.04 × 0.51 × 0.49
  expect([fill?.liquidity, fill?.fee as number]).toEqual(["taker", 499_800]);
  expect(scene.difference()).toBeUndefined();
});

test.each([
  ["post_only_cross", { postOnly: true, price: price(5_100) }],
  ["fok_unfilled", { timeInForce: "FOK", price: price(5_100), size: 60_000_000 as SizeMicros }],
  ["no_liquidity", { timeInForce: "IOC", price: price(5_000) }],
  ["sellable_size", { side: "sell", price: price(5_000) }],
  ["balance", { price: price(5_000), size: 90_000_000_000 as SizeMicros }],
  ["off_tick", { price: price(5_050) }],
  ["size_min", { size: 4_000_000 as SizeMicros }],
  ["size_step", { size: 10_000_001 as SizeMicros }],
  ["deadline_passed", { timeInForce: "GTD" }],
] as const)("PolymarketLive: error: refused for %s", async (reason, over) => {
  await open();
  scene.submit(over);
  await scene.pass(200);
  expect(said().at(-1)).toBe(`rejected ${reason}`);
  expect(scene.process.venue.openCount).toBe(0);
});

test("PolymarketLive: behavior: an order whose book ends while it waits for its turn stays unsent", async () => {
  await open();
  for (let n = 0; n < 70; n++) scene.submit({ price: price(100) });
  scene.audit.endEpoch(0);
  await scene.pass(2_000);
  expect(said().filter((one) => one === "rejected epoch_ended").length).toBeGreaterThan(0);
  expect(scene.audit.counts.sent + said().filter((one) => one === "rejected epoch_ended").length).toBe(70);
  expect(scene.audit.problems).toEqual([]);
});

test("PolymarketLive: behavior: one order is canceled, then all of ours; one placed by hand stays", async () => {
  await open();
  const other = new SimTrader(scene.world, TEST_KEYS[1]);
  other.post({ token: "11", side: "BUY", price: 0.3, size: 10 });
  for (let n = 0; n < 3; n++) scene.submit({});
  await scene.pass(200);
  scene.process.venue.cancel(2, 0, scene.scheduler.nowUs());
  await scene.pass(200);
  expect(said().filter((one) => one === "canceled requested")).toHaveLength(1);
  expect(scene.orderOf(2)?.status).toBe("CANCELED");
  scene.process.venue.cancelAll("requested", scene.scheduler.nowUs());
  await scene.pass(200);
  expect(scene.process.venue.openCount).toBe(0);
  expect([1, 2, 3].map((id) => scene.orderOf(id)?.status)).toEqual(["CANCELED", "CANCELED", "CANCELED"]);
  expect(scene.world.desk.openOrdersOf(other.key.account)).toHaveLength(1);
  expect(scene.process.live.cancels.counts).toEqual({ requests: 2, failed: 0, notCanceled: 0 });
});

test("PolymarketLive: behavior: orders that come together travel together, each with its own outcome", async () => {
  await open();
  scene.submitMany([{}, { price: price(5_100), postOnly: true }, { instrument: 1, price: price(3_000) }]);
  await scene.pass(200);
  expect([1, 2, 3].map((id) => scene.process.reports.findLast(({ intentId }) => intentId === id)?.state)).toEqual([
    "accepted",
    "rejected",
    "accepted",
  ]);
  expect(scene.requests.filter((path) => path.startsWith("POST /order"))).toEqual(["POST /orders"]);
});

test.each([
  ["lost_after", 3, "accepted"],
  ["fails_after", 3, "accepted"],
  ["lost_before", 0, "rejected"],
] as const)(
  "PolymarketLive: behavior: of a batch whose answer is %s every order is found out",
  async (fault, placed, state) => {
    await open();
    scene.world.faults.rates = { ...scene.world.faults.rates, eventLost: 1 };
    scene.world.faults.next.push(fault satisfies ReplyFault);
    scene.submitMany([{}, {}, {}]);
    await scene.pass(45_000);
    expect(scene.world.desk.orders.size).toBe(placed);
    expect([1, 2, 3].map((id) => scene.process.reports.findLast(({ intentId }) => intentId === id)?.state)).toEqual([
      state,
      state,
      state,
    ]);
    expect(scene.process.venue.counts.posted).toBe(3);
  },
);

test("PolymarketLive.cancels: behavior: the kill switch's call takes everything of the account", async () => {
  await open();
  for (let n = 0; n < 3; n++) scene.submit({});
  await scene.pass(200);
  const gone = scene.process.live.cancels.sendAll();
  await scene.pass(200);
  expect(await gone).toBe(3);
  expect(scene.process.venue.openCount).toBe(0);
});

test.each([
  ["lost_after", "LIVE", "accepted"],
  ["fails_after", "LIVE", "accepted"],
  ["repeated", "LIVE", "accepted"],
  ["lost_before", undefined, "rejected never_arrived"],
] as const)(
  "PolymarketLive: behavior: an answer %s is found out, and nothing is sent again",
  async (fault, status, end) => {
    await open();
    scene.world.faults.rates = { ...scene.world.faults.rates, eventLost: 1 };
    scene.world.faults.next.push(fault satisfies ReplyFault);
    scene.submit({});
    await scene.pass(45_000);
    expect(scene.orderOf(1)?.status).toBe(status as "LIVE");
    expect(scene.world.desk.orders.size).toBe(status ? 1 : 0);
    expect(said()).toEqual(["submitted", end]);
    expect(scene.process.venue.counts.posted).toBe(1);
  },
);

test("PolymarketLive: behavior: an order that filled behind a lost answer is found by its trades", async () => {
  await open();
  scene.world.faults.rates = { ...scene.world.faults.rates, eventLost: 1 };
  scene.world.faults.next.push("lost_after");
  scene.submit({ price: price(5_100) });
  await scene.pass(5_000);
  expect(said()).toEqual(["submitted", "filled +10"]);
  await scene.until(() => scene.difference() === undefined);
});

test("PolymarketLive: behavior: a fill that no event told comes with the next comparison, of an order that has ended too", async () => {
  await open();
  scene.world.faults.rates = { ...scene.world.faults.rates, eventLost: 1 };
  scene.submit({ price: price(5_000) });
  await scene.pass(200);
  scene.trade("sell", 4);
  await scene.pass(200);
  scene.process.venue.cancel(1, 0, scene.scheduler.nowUs());
  await scene.pass(200);
  expect(said()).toEqual(["submitted", "accepted", "canceled requested"]);
  await scene.pass(40_000);
  expect(said().slice(3)).toEqual(["canceled +4"]);
  expect(scene.difference()).toBeUndefined();
});

test("PolymarketLive: behavior: a trade that settles late is asked for until it has, though its events are lost", async () => {
  await open();
  scene.world.desk.settlement.times.confirmedMs = 100_000;
  scene.submit({ price: price(5_100) });
  await scene.pass(1_000);
  scene.world.faults.rates = { ...scene.world.faults.rates, eventLost: 1 };
  await scene.pass(95_000);
  expect([scene.process.live.settlements.pendingCount, scene.process.ledger.incoming(0) as number]).toEqual([
    1, 10_000_000,
  ]);
  await scene.pass(40_000);
  expect(scene.process.live.settlements.pendingCount).toBe(0);
  expect(scene.difference()).toBeUndefined();
});

test("PolymarketLive: behavior: a failed settlement takes its fill back", async () => {
  await open();
  scene.world.desk.settlement.failNext = 1;
  scene.submit({ price: price(5_100) });
  await scene.pass(1_000);
  expect(said().at(-1)).toBe("filled +10");
  expect([scene.process.ledger.sellable(0), scene.process.ledger.incoming(0)] as number[]).toEqual([0, 0]);
  expect(scene.difference()).toBeUndefined();
});

test("PolymarketLive: behavior: a process goes on from its log: what rested is withdrawn, what filled meanwhile is booked", async () => {
  await open();
  scene.submit({ price: price(5_000) });
  scene.submit({ price: price(4_800) });
  await scene.pass(200);
  const crash = scene.crash();
  scene.trade("sell", 4);
  await crash;
  await scene.until(() => scene.process.venue.isReconciled && scene.process.venue.openCount === 0);
  expect(scene.orderOf(1)?.status).toBe("CANCELED");
  expect(scene.process.filled(1)).toBe(4_000_000);
  await scene.pass(1_000);
  expect(scene.difference()).toBeUndefined();
});

test("PolymarketLive.heartbeats: behavior: they keep the orders, go on until none rests, and their end is the venue's switch", async () => {
  await open();
  const { live, venue } = scene.process;
  scene.submit({});
  await scene.pass(40_000);
  expect([live.heartbeats.counts.beats, live.heartbeatMisses]).toEqual([9, 0]);
  expect(scene.orderOf(1)?.status).toBe("LIVE");
  let hasStopped = false;
  void live.stop().then(() => {
    hasStopped = true;
  });
  await scene.pass(20_000);
  expect([hasStopped, scene.orderOf(1)?.status]).toEqual([false, "LIVE"]);
  venue.cancelAll("requested", scene.scheduler.nowUs());
  await scene.pass(6_000);
  expect(hasStopped).toBe(true);
});

test("PolymarketLive.heartbeats: behavior: after a crash the expected id is adopted; without a process the venue cancels", async () => {
  await open();
  await scene.crash();
  await scene.ready();
  expect(scene.process.live.heartbeats.counts).toEqual({ beats: 2, missed: 0, adopted: 1 });
  scene.submit({});
  await scene.pass(200);
  scene.process.live.heartbeats.abandon();
  await scene.pass(20_000);
  expect(scene.process.live.heartbeats.isAlive(scene.scheduler.nowUs())).toBe(false);
  expect([scene.orderOf(1)?.status, said().at(-1)]).toEqual(["CANCELED", "canceled requested"]);
});

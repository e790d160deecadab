import { afterEach, expect, test } from "bun:test";
import type { PriceTicks, SizeMicros } from "@augury/core";
import type { ReplyFault } from "../../sim/account/order-faults.ts";
import { KalshiLiveScene, type SceneTerms } from "./kalshi-live-scene.ts";
import { TICKER } from "./scene-market.ts";

let scene: KalshiLiveScene;
afterEach(() => scene.close());

async function open(terms: SceneTerms = {}): Promise<KalshiLiveScene> {
  scene = await KalshiLiveScene.open(1, terms);
  await scene.ready();
  // The account's own limits are known by then, and their bucket has filled.
  await scene.pass(2_000);
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
const size = (contracts: number) => (contracts * 1_000_000) as SizeMicros;
const market = () => {
  const found = scene.exchange.findTicker(TICKER);
  if (!found) throw new Error("the market is there");
  return found;
};

/** Somebody buys YES on the same account, by hand. */
function byHand(ticks: number, contracts: number): void {
  const limits = {
    postOnly: false,
    reduceOnly: false,
    cancelOnPause: false,
    expirationMs: undefined,
    groupId: undefined,
  };
  const terms = { market: market(), clientOrderId: "", side: "bid", price: ticks, size: size(contracts) } as const;
  const words = { timeInForce: "good_till_canceled", selfTrade: "taker_at_cross", subaccount: 0 } as const;
  scene.venue.orders.place(scene.account, { ...terms, ...words, ...limits }, scene.nowMs);
}

test("KalshiLive: default: an order rests and fills, and the ledger is the venue's", async () => {
  await open();
  scene.submit({ price: price(5_000) });
  await scene.pass(200);
  expect(said()).toEqual(["submitted", "accepted"]);
  scene.trade("sell", 4.25);
  await scene.pass(50);
  scene.trade("sell", 10);
  await scene.pass(1_000);
  expect(said()).toEqual(["submitted", "accepted", "partially_filled +4.25", "filled +5.75"]);
  expect(scene.process.venue.openCount).toBe(0);
  expect(scene.difference()).toBeUndefined();
  expect(scene.process.positions.at(-1) as unknown).toEqual({ instrument: 0, size: 10_000_000 });
  expect(scene.process.alarms).toEqual([]);
});

test("KalshiLive: behavior: what takes pays the venue's fee, and what of it finds nothing ends", async () => {
  await open();
  scene.submit({ timeInForce: "IOC", price: price(5_100), size: size(60) });
  await scene.pass(1_000);
  expect(said().filter((one) => one !== "accepted")).toEqual([
    "submitted",
    "partially_filled +50",
    "canceled no_liquidity",
  ]);
  const fill = scene.process.reports.find(({ fillSize }) => fillSize > 0);
  // 50 × 0.07 × 0.51 × 0.49, up to $0.0001
  expect([fill?.liquidity, fill?.fee as number]).toEqual(["taker", 874_700]);
  expect(scene.difference()).toBeUndefined();
  expect(scene.process.alarms).toEqual([]);
});

test.each([
  ["buy", "yes", 4_800, "bid", 4_800],
  ["sell", "yes", 5_200, "ask", 5_200],
  ["buy", "no", 4_800, "ask", 5_200],
  ["sell", "no", 5_200, "bid", 4_800],
] as const)(
  "KalshiLive: behavior: %s %s at %d is a %s at %d, and fills in its own dollars",
  async (side, outcome, at, leg, yes) => {
    await open();
    scene.submit({ side, instrument: outcome === "yes" ? 0 : 1, price: price(at) });
    await scene.pass(200);
    expect([scene.orderOf(1)?.side, scene.orderOf(1)?.price]).toEqual([leg, yes]);
    scene.trade(leg === "bid" ? "sell" : "buy", 60);
    await scene.pass(200);
    expect(said().at(-1)).toBe("filled +10");
    expect(scene.process.reports.at(-1)?.fillPrice as number).toBe(at);
    expect(scene.difference()).toBeUndefined();
  },
);

test.each([
  ["rejected post_only_cross", { postOnly: true, timeInForce: "IOC" }],
  ["canceled post_only_cross", { postOnly: true, price: price(5_100) }],
  ["canceled fok_unfilled", { timeInForce: "FOK", price: price(5_100), size: size(60) }],
  ["canceled no_liquidity", { timeInForce: "IOC", price: price(5_000) }],
  ["rejected balance", { price: price(5_000), size: size(90_000) }],
  ["rejected off_tick", { price: price(5_050) }],
  ["rejected size_step", { size: 10_000_001 as SizeMicros }],
  ["rejected deadline_passed", { timeInForce: "GTD", deadlineUs: 1 }],
  ["rejected instrument_unknown", { instrument: 7 }],
] as const)("KalshiLive: error: %s", async (end, over) => {
  await open();
  scene.submit(over);
  await scene.pass(200);
  expect(said().at(-1)).toBe(end);
  expect(scene.process.venue.openCount).toBe(0);
});

test("KalshiLive: behavior: an order good till a time expires there, not later than its deadline", async () => {
  await open();
  const deadlineUs = scene.scheduler.nowUs() + 3_700_000;
  scene.submit({ timeInForce: "GTD", deadlineUs });
  await scene.pass(200);
  expect(scene.orderOf(1)?.terms.expirationMs).toBe(Math.floor(deadlineUs / 1e6) * 1000);
  await scene.pass(4_000);
  expect(said()).toEqual(["submitted", "accepted", "expired expired"]);
});

test("KalshiLive: behavior: a new order stops at an own one in its way", async () => {
  await open();
  scene.submit({ side: "sell", price: price(5_000) });
  await scene.pass(200);
  scene.submit({ instrument: 1, side: "sell", price: price(5_000) });
  await scene.pass(200);
  expect(said().at(-1)).toBe("canceled self_cross");
  expect([scene.orderOf(1)?.status, scene.orderOf(2)?.filled]).toEqual(["resting", 0]);
});

test("KalshiLive: behavior: one order is canceled, then all of ours in one request; one placed by hand stays", async () => {
  await open();
  byHand(3_000, 10);
  for (let n = 0; n < 3; n++) scene.submit({});
  await scene.pass(200);
  scene.process.venue.cancel(2, 0, scene.scheduler.nowUs());
  await scene.pass(200);
  expect(said().filter((one) => one === "canceled requested")).toHaveLength(1);
  expect(scene.orderOf(2)?.status).toBe("canceled");
  scene.process.venue.cancelAll("requested", scene.scheduler.nowUs());
  await scene.pass(200);
  expect(scene.process.venue.openCount).toBe(0);
  expect([1, 2, 3].map((id) => scene.orderOf(id)?.status)).toEqual(["canceled", "canceled", "canceled"]);
  expect(scene.account.resting()).toHaveLength(1);
  expect(scene.process.live.cancels.counts).toEqual({ requests: 2, failed: 0, notCanceled: 0 });
  expect(scene.process.venue.external.size).toBe(1);
});

test("KalshiLive: behavior: a cancel that overtakes its order's answer goes out as soon as the order has a name", async () => {
  await open();
  scene.submit({});
  scene.process.venue.cancel(1, 0, scene.scheduler.nowUs());
  expect(scene.process.live.cancels.counts.requests).toBe(0);
  await scene.pass(500);
  expect([scene.orderOf(1)?.status, said().at(-1)]).toEqual(["canceled", "canceled requested"]);
});

test("KalshiLive: behavior: a cancel whose order has filled in part brings the fills that no event told", async () => {
  await open();
  scene.submit({ price: price(5_000) });
  await scene.pass(200);
  scene.venue.faults.rates = { ...scene.venue.faults.rates, eventLost: 1 };
  scene.trade("sell", 4);
  await scene.pass(100);
  scene.process.venue.cancel(1, 0, scene.scheduler.nowUs());
  await scene.pass(200);
  expect(said()).toEqual(["submitted", "accepted", "partially_filled +4", "canceled requested"]);
  expect(scene.difference()).toBeUndefined();
});

test("KalshiLive.cancels: behavior: the kill switch's call takes everything of the account", async () => {
  await open();
  for (let n = 0; n < 3; n++) scene.submit({});
  await scene.pass(200);
  const gone = scene.process.live.cancels.sendAll();
  await scene.pass(200);
  expect(await gone).toBe(true);
  expect(scene.process.venue.openCount).toBe(0);
});

test.each([
  ["lost_after", "resting", "accepted"],
  ["fails_after", "resting", "accepted"],
  ["repeated", "resting", "accepted"],
  ["late", "resting", "accepted"],
  ["lost_before", undefined, "rejected never_arrived"],
] as const)(
  "KalshiLive: behavior: an answer %s is found out, and nothing is sent again",
  async (fault, status, end) => {
    await open();
    scene.venue.faults.rates = { ...scene.venue.faults.rates, eventLost: 1, delayMsMax: 60_000 };
    scene.venue.faults.next.push(fault satisfies ReplyFault);
    scene.submit({});
    await scene.pass(50_000);
    expect(scene.orderOf(1)?.status).toBe(status as "resting");
    expect(scene.account.orders.size).toBe(status ? 1 : 0);
    expect(said()).toEqual(["submitted", end]);
    expect(scene.process.venue.counts.posted).toBe(1);
  },
);

test("KalshiLive: behavior: an order that filled behind a lost answer is found by its key, with its fills", async () => {
  await open();
  scene.venue.faults.rates = { ...scene.venue.faults.rates, eventLost: 1 };
  scene.venue.faults.next.push("lost_after");
  scene.submit({ price: price(5_100) });
  await scene.pass(5_000);
  expect(said()).toEqual(["submitted", "filled +10"]);
  expect(scene.difference()).toBeUndefined();
});

test("KalshiLive: behavior: a listing that stands still does not make an order that was sent after it one that never arrived", async () => {
  await open();
  scene.venue.faults.rates = { ...scene.venue.faults.rates, eventLost: 1 };
  scene.venue.faults.freeze(90_000);
  await scene.pass(100);
  scene.venue.faults.next.push("lost_after");
  scene.submit({});
  await scene.pass(80_000);
  expect(said()).toEqual(["submitted"]);
  await scene.pass(30_000);
  expect(said()).toEqual(["submitted", "accepted", "canceled deadline_passed"]);
});

test("KalshiLive: behavior: a fill that no event told and a frozen listing did not show comes with a later comparison", async () => {
  await open();
  scene.submit({ price: price(5_000) });
  await scene.pass(200);
  scene.venue.faults.rates = { ...scene.venue.faults.rates, eventLost: 1 };
  scene.venue.faults.freeze(35_000);
  await scene.pass(25);
  scene.trade("sell", 4);
  await scene.pass(33_000);
  expect(said()).toEqual(["submitted", "accepted"]);
  await scene.pass(40_000);
  expect(said().at(-1)).toBe("partially_filled +4");
  expect(scene.difference()).toBeUndefined();
});

test("KalshiLive: behavior: a fill told before the answer and without a key waits for its order", async () => {
  await open();
  scene.venue.faults.rates = { ...scene.venue.faults.rates, late: 1, delayMsMax: 1 };
  scene.submit({ price: price(5_100) });
  await scene.pass(500);
  expect(said()).toEqual(["submitted", "filled +10"]);
  expect(scene.difference()).toBeUndefined();
});

test("KalshiLive: behavior: a process goes on from its log: what rested is withdrawn, what filled meanwhile is booked", async () => {
  await open();
  scene.submit({ price: price(5_000) });
  scene.submit({ price: price(4_800) });
  await scene.pass(200);
  const crash = scene.crash();
  scene.trade("sell", 4);
  await crash;
  await scene.until(() => scene.process.venue.isReconciled && scene.process.venue.openCount === 0);
  expect(scene.orderOf(1)?.status).toBe("canceled");
  expect(scene.process.filled(1)).toBe(4_000_000);
  await scene.pass(1_000);
  expect(scene.difference()).toBeUndefined();
});

test("KalshiLive: behavior: what the venue cancels by itself ends with its reason", async () => {
  await open();
  scene.submit({});
  await scene.pass(200);
  scene.exchange.setActive(0, false, scene.scheduler.nowUs());
  await scene.pass(100);
  expect(said().at(-1)).toBe("accepted");
  scene.submit({});
  await scene.pass(200);
  expect(said().at(-1)).toBe("rejected market_closed");
  scene.exchange.setActive(0, true, scene.scheduler.nowUs());
  await scene.pass(100);
  expect(said().at(-1)).toBe("canceled market_closed");
});

test("KalshiLive: behavior: a market's new grid holds from the message on", async () => {
  await open();
  scene.submit({ price: price(4_850) });
  expect(said()).toEqual(["rejected off_tick"]);
  const bands = [{ start: 0, end: 10_000, step: 50 }];
  scene.exchange.changeGrid(0, "center_half_edge_half_cent", bands, scene.scheduler.nowUs());
  await scene.pass(100);
  scene.submit({ price: price(4_850) });
  await scene.pass(200);
  expect(said().at(-1)).toBe("accepted");
});

test("KalshiLive: behavior: a market that settles pays out, once its last fills are known", async () => {
  await open();
  scene.submit({ price: price(5_100) });
  await scene.pass(200);
  scene.venue.faults.rates = { ...scene.venue.faults.rates, eventLost: 1 };
  scene.submit({ instrument: 1, price: price(5_100), size: size(3) });
  await scene.pass(200);
  scene.venue.faults.rates = { ...scene.venue.faults.rates, eventLost: 0 };
  scene.exchange.closeMarket(0, scene.scheduler.nowUs());
  scene.exchange.determineMarket(0, "yes", scene.scheduler.nowUs());
  scene.exchange.settleMarket(0, scene.scheduler.nowUs());
  await scene.pass(5_000);
  expect(scene.process.settlements).toMatchObject([{ ticker: TICKER, payout: 10_000, revenue: 7_000_000 }]);
  expect([scene.process.ledger.sellable(0), scene.process.ledger.sellable(1)] as number[]).toEqual([0, 0]);
  expect(scene.difference()).toBeUndefined();
  await scene.pass(70_000);
  expect(scene.process.settlements).toHaveLength(1);
});

test("KalshiLive: behavior: orders and fills that have moved to the history are found there", async () => {
  await open({ historyAfterMs: 90_000 });
  scene.venue.faults.rates = { ...scene.venue.faults.rates, eventLost: 1 };
  scene.venue.faults.next.push("lost_after");
  scene.submit({ price: price(5_100) });
  await scene.pass(100);
  await scene.crash(200_000);
  await scene.until(() => scene.process.venue.isReconciled && scene.process.venue.openCount === 0);
  expect(scene.process.filled(1)).toBe(10_000_000);
  await scene.pass(1_000);
  expect(scene.difference()).toBeUndefined();
});

test("KalshiLive.stop: behavior: waits for the last order, then takes the groups away", async () => {
  await open({ group: { contractsMax: size(100) } });
  scene.submit({});
  await scene.pass(200);
  let hasStopped = false;
  void scene.process.live.stop().then(() => {
    hasStopped = true;
  });
  await scene.pass(5_000);
  expect([hasStopped, scene.account.groups.size]).toEqual([false, 1]);
  scene.process.venue.cancelAll("requested", scene.scheduler.nowUs());
  await scene.pass(1_000);
  expect([hasStopped, scene.account.groups.size]).toEqual([true, 0]);
});

test("KalshiLive: behavior: orders that come together travel together, each with its own outcome", async () => {
  await open();
  scene.submitMany([{}, { price: price(5_100), postOnly: true }, { instrument: 1, price: price(3_000) }]);
  await scene.pass(200);
  expect([1, 2, 3].map((id) => scene.process.reports.findLast(({ intentId }) => intentId === id)?.state)).toEqual([
    "accepted",
    "canceled",
    "accepted",
  ]);
  expect(scene.requests.filter((path) => path.startsWith("POST"))).toEqual(["POST /portfolio/events/orders/batched"]);
});

test.each([
  ["lost_after", 3, "accepted"],
  ["fails_after", 3, "accepted"],
  ["repeated", 3, "accepted"],
  ["lost_before", 0, "rejected"],
] as const)(
  "KalshiLive: behavior: of a batch whose answer is %s every order is found out",
  async (fault, placed, state) => {
    await open();
    scene.venue.faults.rates = { ...scene.venue.faults.rates, eventLost: 1 };
    scene.venue.faults.next.push(fault satisfies ReplyFault);
    scene.submitMany([1, 2, 3].map(() => ({ deadlineUs: scene.scheduler.nowUs() + 60_000_000 })));
    await scene.pass(45_000);
    expect(scene.account.orders.size).toBe(placed);
    expect([1, 2, 3].map((id) => scene.process.reports.findLast(({ intentId }) => intentId === id)?.state)).toEqual([
      state,
      state,
      state,
    ]);
    expect(scene.process.venue.counts.posted).toBe(3);
  },
);

test("KalshiLive: behavior: an order is amended and decreased, and each is told once with what it is now", async () => {
  await open();
  scene.submit({ instrument: 1, price: price(4_800) });
  await scene.pass(200);
  const amend = (ticks: number, contracts: number) => {
    const nowUs = scene.scheduler.nowUs();
    const request = { intentId: 1, leg: 0, price: price(ticks), size: size(contracts), epoch: 1 };
    expect(scene.process.venue.amend({ ...request, deadlineUs: nowUs + 1_000_000 }, nowUs)).toBe("none");
  };
  amend(4_700, 12);
  await scene.pass(200);
  amend(4_700, 7);
  await scene.pass(200);
  expect(scene.requests.filter((path) => /amend|decrease/.test(path)).map((path) => path.split("/").at(-1))).toEqual([
    "amend",
    "decrease",
  ]);
  const told = scene.process.reports.flatMap(({ terms }) => (terms ? [terms] : [])) as unknown;
  expect(told).toEqual([
    { price: 4_700, size: 12_000_000, isAmending: false },
    { price: 4_700, size: 7_000_000, isAmending: false },
  ]);
  expect([scene.orderOf(1)?.price, scene.orderOf(1)?.remaining]).toEqual([5_300, 7_000_000]);
  scene.trade("buy", 157);
  await scene.pass(500);
  expect([scene.process.filled(1), said().at(-1)]).toEqual([7_000_000, "filled +7"]);
  expect(scene.difference()).toBeUndefined();
});

test("KalshiLive: behavior: an order that may only reduce takes off what is held and no more", async () => {
  await open();
  scene.submit({ price: price(5_100), size: size(4) });
  await scene.pass(200);
  scene.submit({ side: "sell", price: price(4_900), timeInForce: "IOC", reduceOnly: true });
  await scene.pass(500);
  expect([scene.process.filled(2), said().at(-1)]).toEqual([4_000_000, "canceled reduce_only"]);
  scene.submit({ side: "sell", price: price(4_900), reduceOnly: true });
  expect(said().at(-1)).toBe("rejected unsupported");
  expect(scene.difference()).toBeUndefined();
});

test("KalshiLive: behavior: an order whose book ends while it waits for its turn stays unsent", async () => {
  await open({ tier: "basic" });
  for (let n = 0; n < 20; n++) scene.submit({});
  scene.isLive = false;
  await scene.pass(3_000);
  const unsent = said().filter((one) => one === "rejected epoch_ended").length;
  expect(unsent).toBeGreaterThan(0);
  expect(scene.account.orders.size).toBe(20 - unsent);
});

test("KalshiLive: behavior: cancels pass the orders that wait for the write budget, in batches that it affords", async () => {
  await open({ tier: "basic" });
  for (let n = 0; n < 8; n++) scene.submit({ price: price(1_000) });
  await scene.pass(3_000);
  expect(scene.account.resting()).toHaveLength(8);
  for (let n = 0; n < 60; n++) scene.submit({ price: price(1_100), deadlineUs: scene.scheduler.nowUs() + 60_000_000 });
  for (let id = 1; id <= 8; id++) scene.process.venue.cancel(id, 0, scene.scheduler.nowUs());
  await scene.pass(100);
  expect([1, 2, 3, 4, 5, 6, 7, 8].map((id) => scene.orderOf(id)?.status)).toEqual(Array(8).fill("canceled"));
  expect(scene.account.resting().length).toBeLessThan(20);
});

test.each([0, 1])(
  "KalshiLive: behavior: what is bought by hand on the account is booked, too (events lost: %d)",
  async (eventLost) => {
    await open();
    scene.venue.faults.rates = { ...scene.venue.faults.rates, eventLost };
    byHand(5_100, 3);
    await scene.pass(eventLost === 0 ? 500 : 40_000);
    expect(scene.process.ledger.sellable(0) as number).toBe(3_000_000);
    expect(scene.difference()).toBeUndefined();
    expect(said()).toEqual([]);
  },
);

test("KalshiLive: behavior: a comparison without the fills that its orders count is refused", async () => {
  await open();
  scene.submit({ price: price(5_000) });
  await scene.pass(200);
  scene.venue.faults.rates = { ...scene.venue.faults.rates, eventLost: 1 };
  scene.trade("sell", 4);
  const kept = scene.account.fills.splice(0);
  await scene.pass(40_000);
  expect(scene.process.venue.counts.snapshotsRefused).toBeGreaterThan(0);
  scene.account.fills.push(...kept);
  await scene.until(() => scene.process.filled(1) === 4_000_000, 20_000);
  expect(scene.difference()).toBeUndefined();
});

import { expect, test } from "bun:test";
import { AssertionError, type CashMicros, MICROS, Prng, priceTicks } from "@augury/core";
import type { PlaceIntent } from "@augury/model";
import fc from "fast-check";
import { type Refusal, RISK_LIMITS, RiskConfig, RiskGate } from "./index.ts";
import { intent, leg, SmallWorld, TABLE } from "./small-world.ts";

type Limits = Partial<RiskConfig>;

function gate(limits: Limits = {}): RiskGate {
  return new RiskGate(RiskConfig.parse(limits), TABLE);
}
function check(asked: PlaceIntent, world = new SmallWorld(), limits: Limits = {}): Refusal | undefined {
  return gate(limits).check(asked, world);
}
function worldWith(over: Partial<SmallWorld>): SmallWorld {
  return Object.assign(new SmallWorld(), over);
}
/** A world in which `size` contracts of an instrument are held at 0.40. */
function holding(instrument: number, contracts: number): SmallWorld {
  const world = new SmallWorld();
  world.trade(instrument, "buy", priceTicks(4000), contracts * MICROS);
  return world;
}

test("check: default", () => {
  expect(check(intent(leg()))).toBeUndefined();
});

test("check: error: an intent without legs is a bug", () => {
  expect(() => check(intent())).toThrow(AssertionError);
});

test("check: error: kill switch, and back when it is lifted", () => {
  const killed = worldWith({ killed: true });
  expect(check(intent(leg()), killed)).toEqual({ reason: "kill_switch", leg: 0, value: 1, limit: 0 });
  killed.killed = false;
  expect(check(intent(leg()), killed)).toBeUndefined();
});

test("check: error: observe mode places nothing", () => {
  expect(check(intent(leg()), undefined, { mode: "observe" })?.reason).toBe("mode_observe");
});

test("check: error: past the deadline, not at it", () => {
  const { deadlineUs } = intent(leg());
  expect(check(intent(leg()), worldWith({ nowUs: deadlineUs }))).toBeUndefined();
  expect(check(intent(leg()), worldWith({ nowUs: deadlineUs + 1 }))).toEqual({
    reason: "deadline_passed",
    leg: 0,
    value: deadlineUs + 1,
    limit: deadlineUs,
  });
});

test("check: error: an instrument that the table does not have", () => {
  for (const instrument of [-1, 4])
    expect(check(intent(leg(), leg({ instrument })))).toEqual({
      reason: "instrument_unknown",
      leg: 1,
      value: instrument,
      limit: 3,
    });
});

test("check: error: another epoch than the book's, and a book without trust", () => {
  expect(check(intent(leg({ epoch: 5 })))).toEqual({ reason: "epoch_ended", leg: 0, value: 5, limit: 7 });
  expect(check(intent(leg()), worldWith({ trusted: false }))?.reason).toBe("book_untrusted");
});

test("check: error: a book that is polled, unless that is allowed", () => {
  const polled = worldWith({ polled: true });
  expect(check(intent(leg()), polled)).toEqual({ reason: "book_polled", leg: 0, value: 1, limit: 0 });
  expect(check(intent(leg()), polled, { polled: "paper" })).toBeUndefined();
  expect(check(intent(leg()), worldWith({ polled: true, trusted: false }), { polled: "paper" })?.reason).toBe(
    "book_untrusted",
  );
});

test("check: error: off tick, by the live book's step", () => {
  expect(check(intent(leg({ price: 4150 })))).toEqual({ reason: "off_tick", leg: 0, value: 4150, limit: 100 });
  expect(check(intent(leg({ price: 4150 })), worldWith({ liveStep: 10 }))).toBeUndefined();
  expect(check(intent(leg({ price: 10_000 })))?.reason).toBe("off_tick");
  expect(check(intent(leg({ price: 0 })))?.reason).toBe("off_tick");
});

test("check: error: a resting order below the market's least size", () => {
  expect(check(intent(leg({ size: 5_000_000 })))).toBeUndefined();
  expect(check(intent(leg({ size: 4_990_000 })))).toEqual({
    reason: "size_min",
    leg: 0,
    value: 4_990_000,
    limit: 5_000_000,
  });
  expect(check(intent(leg({ size: 0, timeInForce: "IOC", instrument: 2 })))?.reason).toBe("size_min");
});

test("check: error: an order that takes for less than the venue's least cash", () => {
  const taker = { timeInForce: "IOC", price: 4000 } as const;
  expect(check(intent(leg({ ...taker, size: 2_500_000 })))).toBeUndefined();
  expect(check(intent(leg({ ...taker, size: 2_490_000 })))).toMatchObject({ value: 996_000, limit: 1_000_000 });
  // Kalshi has no such rule.
  expect(check(intent(leg({ ...taker, size: 10_000, instrument: 2 })))).toBeUndefined();
  // A resting buy takes when it crosses, unless it is post-only.
  const cheap = worldWith({ bid: 500, ask: 600 });
  const crossing = { price: 600, size: 10_000_000 };
  expect(check(intent(leg(crossing)), cheap)?.reason).toBe("size_min");
  expect(check(intent(leg({ ...crossing, postOnly: true })), cheap)).toBeUndefined();
  expect(check(intent(leg({ ...crossing, price: 500 })), cheap)).toBeUndefined();
});

test("check: error: a size between the steps", () => {
  expect(check(intent(leg({ size: 5_005_000 })))).toEqual({
    reason: "size_step",
    leg: 0,
    value: 5_005_000,
    limit: 10_000,
  });
});

test("check: error: outside the band around the mid", () => {
  // Mid 4100, band 500.
  const limits = { priceBandTicks: 500 };
  expect(check(intent(leg({ price: 4600 })), undefined, limits)).toBeUndefined();
  expect(check(intent(leg({ price: 3600 })), undefined, limits)).toBeUndefined();
  expect(check(intent(leg({ price: 4700 })), undefined, limits)).toMatchObject({ reason: "price_band", limit: 4600 });
  expect(check(intent(leg({ price: 3500 })), undefined, limits)).toMatchObject({ reason: "price_band", limit: 3600 });
});

test("check: behavior: with one side empty the band is around the other, with both nothing is in it", () => {
  const limits = { priceBandTicks: 500 };
  expect(check(intent(leg({ price: 4700 })), worldWith({ bid: -1 }), limits)).toBeUndefined();
  expect(check(intent(leg({ price: 4600 })), worldWith({ ask: -1 }), limits)).toMatchObject({ limit: 4500 });
  expect(check(intent(leg()), worldWith({ bid: -1, ask: -1 }), limits)).toMatchObject({
    reason: "price_band",
    limit: -1,
  });
});

test("check: error: outside the absolute price limits", () => {
  const limits = { priceTicksMin: 4000, priceTicksMax: 4200 };
  for (const price of [4000, 4200]) expect(check(intent(leg({ price })), undefined, limits)).toBeUndefined();
  expect(check(intent(leg({ price: 3900 })), undefined, limits)).toMatchObject({ value: 3900, limit: 4000 });
  expect(check(intent(leg({ price: 4300 })), undefined, limits)).toMatchObject({ value: 4300, limit: 4200 });
});

test("check: error: one order above its notional", () => {
  const limits = { orderNotionalDollarsMax: 4.1 };
  expect(check(intent(leg()), undefined, limits)).toBeUndefined();
  expect(check(intent(leg(), leg({ size: 10_010_000 })), undefined, limits)).toEqual({
    reason: "order_notional",
    leg: 1,
    value: 4_104_100,
    limit: 4_100_000,
  });
});

test("check: behavior: selling short on Kalshi is measured at the other outcome's price", () => {
  const limits = { orderNotionalDollarsMax: 5 };
  const sale = leg({ instrument: 2, side: "sell", price: 4000 });
  expect(check(intent(sale), undefined, limits)).toMatchObject({ reason: "order_notional", value: 6_000_000 });
  expect(check(intent(sale), holding(2, 10), limits)).toBeUndefined();
  expect(check(intent(sale), holding(2, 4), limits)).toMatchObject({ value: 4 * 400_000 + 6 * 600_000 });
});

test("check: error: a position above its notional, with what rests and all legs", () => {
  const limits = { positionNotionalDollarsMax: 20.3 };
  const world = holding(0, 10);
  world.accept(intent(leg({ price: 4000 })));
  // 4.00 held, 4.00 resting, two legs of 4.10: 16.20; three legs: 20.30.
  expect(check(intent(leg(), leg(), leg()), world, limits)).toBeUndefined();
  expect(check(intent(leg(), leg(), leg({ size: 10_010_000 })), world, limits)).toEqual({
    reason: "position_notional",
    leg: 0,
    value: 20_304_100,
    limit: 20_300_000,
  });
  // Half of it filled: what rests is less, what is held is more.
  world.fill(0, 5_000_000);
  expect(check(intent(leg(), leg(), leg()), world, limits)).toBeUndefined();
});

test("check: behavior: only what adds to the same position counts", () => {
  const limits = { positionNotionalDollarsMax: 4.1 };
  const world = holding(0, 10);
  world.accept(intent(leg({ instrument: 2 })));
  expect(check(intent(leg({ instrument: 1 })), world, limits)).toBeUndefined();
  expect(check(intent(leg({ instrument: 0, side: "sell" })), world, limits)).toBeUndefined();
  expect(check(intent(leg()), world, limits)?.reason).toBe("position_notional");
});

test("check: behavior: on Kalshi buying NO and selling YES add up, and closing adds nothing", () => {
  const limits = { positionNotionalDollarsMax: 6 };
  const world = holding(2, 10);
  const buysNo = leg({ instrument: 3, price: 6000 });
  const sellsYes = leg({ instrument: 2, side: "sell", price: 4000 });
  expect(check(intent(buysNo), world, limits)).toBeUndefined();
  expect(check(intent(buysNo, sellsYes), world, limits)).toBeUndefined();
  expect(check(intent(buysNo, sellsYes, leg({ ...sellsYes, size: 10_000 })), world, limits)).toMatchObject({
    reason: "position_notional",
    value: 6_006_000,
  });
});

test("check: error: more tokens offered than are held", () => {
  const world = holding(0, 20);
  const sale = leg({ side: "sell" });
  expect(check(intent(sale, sale), world)).toBeUndefined();
  world.accept(intent(sale));
  expect(check(intent(sale), world)).toBeUndefined();
  expect(check(intent(sale, leg({ side: "sell", size: 5_000_000 })), world)).toEqual({
    reason: "sellable_size",
    leg: 1,
    value: 25_000_000,
    limit: 20_000_000,
  });
  // What rests and was filled already is neither held nor offered any more.
  world.fill(0, 5_000_000);
  expect(check(intent(sale), world)).toBeUndefined();
  expect(check(intent(leg({ side: "sell", size: 10_010_000 })), world)?.reason).toBe("sellable_size");
});

test("check: error: market, set, venue and all together, each with what rests", () => {
  const world = new SmallWorld();
  world.accept(intent(leg({ instrument: 1, price: 5000 })));
  const asked = intent(leg());
  for (const [limits, reason] of [
    [{ marketNotionalDollarsMax: 9 }, "market_notional"],
    [{ groupNotionalDollarsMax: 9 }, "group_notional"],
    [{ venueNotionalDollarsMax: 9 }, "venue_notional"],
    [{ totalNotionalDollarsMax: 9 }, "total_notional"],
    [{ outcomeLossDollarsMax: 4 }, "outcome_loss"],
  ] as const)
    expect(check(asked, world, limits)?.reason).toBe(reason);
  expect(check(asked, world, { marketNotionalDollarsMax: 9.1, outcomeLossDollarsMax: 5 })).toBeUndefined();
});

test("check: error: after losses only what closes a position leaves", () => {
  const world = holding(0, 10);
  world.dayLoss = 1_000_000_001;
  expect(check(intent(leg()), world)).toMatchObject({ reason: "daily_loss", limit: 1_000_000_000 });
  expect(check(intent(leg({ side: "sell" })), world)).toBeUndefined();
  world.dayLoss = 0;
  world.drawdown = 2_000_000_001;
  expect(check(intent(leg()), world)?.reason).toBe("drawdown");
  expect(check(intent(leg({ instrument: 2, side: "sell" })), world)?.reason).toBe("drawdown");
});

test("check: error: an order that would trade with one of ours, on either outcome", () => {
  const world = holding(0, 20);
  world.accept(intent(leg({ side: "sell", price: 4200 })));
  expect(check(intent(leg({ price: 4200 })), world)).toMatchObject({ reason: "self_cross", value: 4200, limit: 4200 });
  expect(check(intent(leg({ price: 4100 })), world)).toBeUndefined();
  expect(check(intent(leg({ price: 4200 })), world, { selfCross: "allow" })).toBeUndefined();
  const mirrored = new SmallWorld();
  mirrored.accept(intent(leg({ price: 4100 })));
  expect(check(intent(leg({ instrument: 1, price: 5900 })), mirrored)?.reason).toBe("self_cross");
  expect(check(intent(leg({ instrument: 1, price: 5800 })), mirrored)).toBeUndefined();
  // Two legs of one intent meet each other as well.
  expect(check(intent(leg({ price: 4100 }), leg({ instrument: 1, price: 5900 })))?.leg).toBe(1);
});

test("check: error: too many open orders, of all strategies and of one", () => {
  const world = new SmallWorld();
  for (const strategy of [0, 0, 1]) {
    world.strategy = strategy;
    world.accept(intent(leg()));
  }
  expect(check(intent(leg(), leg()), world, { openOrdersMax: 5 })).toBeUndefined();
  expect(check(intent(leg(), leg(), leg()), world, { openOrdersMax: 5 })).toEqual({
    reason: "open_orders",
    leg: 0,
    value: 6,
    limit: 5,
  });
  expect(check(intent(leg(), leg()), world, { openOrdersPerStrategyMax: 3 })).toBeUndefined();
  expect(check(intent(leg(), leg(), leg()), world, { openOrdersPerStrategyMax: 3 })).toMatchObject({ value: 4 });
});

test("check: error: too many orders within a second; refused ones do not count", () => {
  const world = new SmallWorld();
  const limited = gate({ ordersPerSecondMax: 3 });
  expect(limited.check(intent(leg()), world)).toBeUndefined();
  world.nowUs += 400_000;
  expect(limited.check(intent(leg(), leg()), world)).toBeUndefined();
  world.nowUs += 599_999;
  expect(limited.check(intent(leg()), world)).toEqual({ reason: "order_rate", leg: 0, value: 4, limit: 3 });
  world.nowUs += 1;
  expect(limited.check(intent(leg(), leg()), world)?.reason).toBe("order_rate");
  expect(limited.check(intent(leg()), world)).toBeUndefined();
  expect(limited.check(intent(leg()), world)?.reason).toBe("order_rate");
});

test("check: behavior: no accepted intent lets a position or a sale pass its limit, whatever fills in whatever order", () => {
  const limits: Limits = { positionNotionalDollarsMax: 40, orderNotionalDollarsMax: 25, openOrdersMax: 30 };
  const max = 40_000_000 as CashMicros;
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const prng = new Prng(seed);
      const world = new SmallWorld();
      const limited = gate(limits);
      for (let turn = 0; turn < 60; turn++) {
        world.nowUs += 1_000_000;
        const asked = intent(...Array.from({ length: prng.int(1, 3) }, () => randomLeg(prng)));
        const refusal = limited.check(asked, world);
        seen.add(refusal?.reason ?? "accepted");
        if (!refusal) world.accept(asked);
        for (let n = prng.int(0, 3); n > 0 && world.resting.length > 0; n--) fillSome(world, prng);
        if (prng.chance(0.2) && world.resting.length > 0)
          world.resting.splice(prng.int(0, world.resting.length - 1), 1);
        expectWithin(world, max);
      }
      while (world.resting.length > 0) {
        fillSome(world, prng);
        expectWithin(world, max);
      }
    }),
    { numRuns: 150 },
  );
  // The limits were reached, or nothing was shown.
  for (const outcome of ["accepted", "position_notional", "sellable_size", "order_notional"])
    expect(seen).toContain(outcome);
});

function randomLeg(prng: Prng) {
  const price = prng.int(25, 57) * 100;
  return leg({
    instrument: prng.int(0, 3),
    side: prng.pick(["buy", "sell"] as const),
    price,
    size: prng.int(500, 6_000) * 10_000,
  });
}

function fillSome(world: SmallWorld, prng: Prng): void {
  const at = prng.int(0, world.resting.length - 1);
  const left = world.resting[at].size - world.resting[at].filledSize;
  world.fill(at, prng.chance(0.5) ? left : Math.ceil((left * prng.next()) / 10_000 || 1) * 10_000);
}

function expectWithin(world: SmallWorld, max: CashMicros): void {
  for (const instrument of [0, 1, 2, 3]) {
    expect(world.cost(instrument)).toBeLessThanOrEqual(max);
    expect(world.held[instrument].size).toBeGreaterThanOrEqual(0);
  }
  expect(Math.min(world.held[2].size, world.held[3].size)).toBe(0);
}

test("setLimit: default: in force from the next check on", () => {
  const limited = gate();
  expect(limited.check(intent(leg()), new SmallWorld())).toBeUndefined();
  limited.setLimit("orderNotionalDollarsMax", 4);
  expect(limited.check(intent(leg()), new SmallWorld())).toMatchObject({ reason: "order_notional", limit: 4_000_000 });
  expect(limited.config.orderNotionalDollarsMax).toBe(4);
});

test("RISK_LIMITS: behavior: numbers in the configuration, in the order that journals know", () => {
  const config = RiskConfig.parse({});
  for (const limit of RISK_LIMITS) expect(config[limit]).toBeNumber();
  expect(RISK_LIMITS.indexOf("openOrdersPerStrategyMax")).toBe(13);
});

test("RiskConfig: default", () => {
  expect(RiskConfig.parse({})).toEqual({
    mode: "paper",
    polled: "observe",
    priceBandTicks: 2_000,
    priceTicksMin: 1,
    priceTicksMax: 9_999,
    orderNotionalDollarsMax: 100,
    positionNotionalDollarsMax: 500,
    marketNotionalDollarsMax: 1_000,
    groupNotionalDollarsMax: 2_500,
    venueNotionalDollarsMax: 10_000,
    totalNotionalDollarsMax: 20_000,
    outcomeLossDollarsMax: 2_500,
    dailyLossDollarsMax: 1_000,
    drawdownDollarsMax: 2_000,
    heartbeatMissesMax: 1,
    clockSkewMsMax: 2_000,
    unknownNotionalDollarsMax: 100,
    selfCross: "refuse",
    openOrdersMax: 200,
    openOrdersPerStrategyMax: 100,
    ordersPerSecondMax: 200,
  });
});

test("check: error: more sold than is settled, though more is held", () => {
  const world = holding(0, 10);
  world.unsettled = 4 * MICROS;
  const sale = leg({ side: "sell", size: 7 * MICROS });
  expect(check(intent(sale), world)).toEqual({
    reason: "sellable_size",
    leg: 0,
    value: 7 * MICROS,
    limit: 6 * MICROS,
  });
  expect(check(intent(leg({ side: "sell", size: 6 * MICROS })), world)).toBeUndefined();
});

test("check: error: more spent than is settled at the venue, with what rests there and the fees", () => {
  const world = worldWith({ cash: { polymarket: 8_200_000, kalshi: 1e12 } });
  expect(check(intent(leg()), world)).toBeUndefined();
  world.accept(intent(leg()));
  expect(check(intent(leg()), world)).toBeUndefined();
  expect(check(intent(leg(), leg({ size: 5 * MICROS })), world)).toEqual({
    reason: "balance",
    leg: 0,
    value: 4_100_000 * 2 + 2_050_000,
    limit: 8_200_000,
  });
  expect(check(intent(leg({ instrument: 2 })), world)).toBeUndefined();
});

test("check: behavior: closing what is settled takes no cash where outcomes net, opening the other outcome does", () => {
  const world = holding(2, 10);
  world.cash = { polymarket: 0, kalshi: 1_000_000 };
  expect(check(intent(leg({ instrument: 2, side: "sell", size: 10 * MICROS })), world)).toBeUndefined();
  expect(check(intent(leg({ instrument: 3, price: 5900, size: 10 * MICROS })), world)).toBeUndefined();
  expect(check(intent(leg({ instrument: 2, side: "sell", size: 12 * MICROS })), world)).toMatchObject({
    reason: "balance",
    value: 2 * 5900 * 100,
  });
});

test("check: behavior: cash that may be spent is never overspent, whatever fills", () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const prng = new Prng(seed);
      const world = worldWith({ cash: { polymarket: 20 * MICROS, kalshi: 20 * MICROS } });
      const open = gate({ selfCross: "allow" });
      for (let n = 0; n < 30; n++) {
        const asked = intent(
          leg({
            instrument: prng.pick([0, 1, 2, 3]),
            side: prng.pick(["buy", "sell"] as const),
            price: prng.int(30, 55) * 100,
            size: prng.int(5, 20) * MICROS,
          }),
        );
        if (open.check(asked, world)) continue;
        accepted++;
        world.accept(asked);
      }
      for (const venue of ["polymarket", "kalshi"] as const) {
        const isHere = ({ instrument }: { instrument: number }) => TABLE.list[instrument].venue === venue;
        const paid = world.resting
          .filter(isHere)
          .reduce((sum, { price, side, size }) => sum + (side === "buy" ? price : 10_000 - price) * (size / 1e4), 0);
        expect(paid).toBeLessThanOrEqual(20 * MICROS);
      }
    }),
    { numRuns: 100 },
  );
  expect(accepted).toBeGreaterThan(100);
});

test("check: behavior: paper asks for no reconciliation, live does, of the leg's own venue", () => {
  const good = {
    isReconciled: true,
    heartbeatMisses: 0,
    unknownOrders: 0,
    externalOrders: 0,
    unknownCash: 0,
    clockSkewMs: 0,
  };
  const world = worldWith({ statuses: { kalshi: good } });
  expect(check(intent(leg()), world)).toBeUndefined();
  expect(check(intent(leg({ instrument: 2 }), leg()), world, { mode: "live" })).toEqual({
    reason: "unreconciled",
    leg: 1,
    value: 0,
    limit: 1,
  });
  const cases = [
    [{ heartbeatMisses: 2 }, "heartbeat", 2, 1],
    [{ clockSkewMs: 2_500 }, "clock_skew", 2_500, 2_000],
    [{ clockSkewMs: -2_500 }, "clock_skew", -2_500, 2_000],
    [{ unknownCash: 100_000_001 }, "unknown_exposure", 100_000_001, 100_000_000],
  ] as const;
  for (const [over, reason, value, limit] of cases) {
    world.statuses = { kalshi: { ...good, ...over } };
    expect(check(intent(leg({ instrument: 2 })), world, { mode: "live" })).toEqual({ reason, leg: 0, value, limit });
  }
  const open = gate({ mode: "live" });
  open.setLimit("heartbeatMissesMax", 3);
  world.statuses = { kalshi: { ...good, heartbeatMisses: 3 } };
  expect(open.check(intent(leg({ instrument: 2 })), world)).toBeUndefined();
});

test("RiskConfig: error: unknown keys, negative limits, a range upside down", () => {
  for (const bad of [
    { orderNotional: 1 },
    { openOrdersMax: -1 },
    { mode: "real" },
    { priceTicksMin: 9, priceTicksMax: 8 },
  ])
    expect(RiskConfig.safeParse(bad).success).toBe(false);
});

test("RiskConfig: behavior: survives being parsed again, as journals do", () => {
  const once = RiskConfig.parse({ orderNotionalDollarsMax: 0.29 });
  expect(RiskConfig.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
});

import { expect, test } from "bun:test";
import { type CashMicros, MICROS, Prng, priceTicks, sizeMicros } from "@augury/core";
import type { AmendIntent, OpenOrder } from "@augury/model";
import fc from "fast-check";
import { type Refusal, RiskConfig, RiskGate } from "./index.ts";
import { intent, leg, SmallWorld, TABLE } from "./small-world.ts";

const KALSHI_YES = 2;

function gate(limits: Partial<RiskConfig> = {}): RiskGate {
  return new RiskGate(RiskConfig.parse(limits), TABLE);
}

/** A world in which ten at 0.41 rest on Kalshi. */
function resting(over: Partial<OpenOrder> = {}): SmallWorld {
  const world = new SmallWorld();
  world.accept(intent(leg({ instrument: KALSHI_YES })));
  world.resting[0] = { ...(world.resting[0] as OpenOrder), ...over };
  return world;
}

interface Wanted {
  readonly price?: number;
  readonly contracts?: number;
}

function amendmentOf(order: OpenOrder, { price = order.price, contracts }: Wanted): AmendIntent {
  const size = contracts === undefined ? order.size : sizeMicros(contracts * MICROS);
  const { intentId, leg: at } = order;
  const about = { reason: "operator", numbers: [], epoch: 7, deadlineUs: 1e15 } as const;
  return { kind: "amend", intentId, leg: at, price: priceTicks(price), size, ...about };
}

/** Asks the gate about a change of the `at`-th resting order, which does not stand beside what it would become. */
function check(world: SmallWorld, wanted: Wanted, by = gate(), at = 0): Refusal | undefined {
  const order = world.resting[at] as OpenOrder;
  const others = world.resting;
  world.resting = others.filter((one) => one !== order);
  const refusal = by.checkAmend(amendmentOf(order, wanted), order, world);
  world.resting = others;
  return refusal;
}

test("checkAmend: default: judged as the order that it would become", () => {
  expect(check(resting(), { price: 4200, contracts: 12 })).toBeUndefined();
  const small = gate({ orderNotionalDollarsMax: 5 });
  expect(check(resting(), { contracts: 20 }, small)).toMatchObject({ reason: "order_notional", value: 8_200_000 });
  expect(check(resting(), { price: 4150 })).toMatchObject({ reason: "off_tick" });
  expect(check(resting(), { price: 9900 })).toMatchObject({ reason: "price_band" });
});

test("checkAmend: behavior: what it was does not count beside it, what has filled does not count again", () => {
  const tight = gate({ positionNotionalDollarsMax: 5, openOrdersMax: 1, openOrdersPerStrategyMax: 1 });
  expect(check(resting(), { price: 4200, contracts: 11 }, tight)).toBeUndefined();
  const filled = resting();
  filled.fill(0, 6 * MICROS);
  expect(check(filled, { price: 4200, contracts: 12 }, tight)).toBeUndefined();
  expect(check(filled, { price: 4200, contracts: 13 }, tight)).toMatchObject({ reason: "position_notional" });
});

test("checkAmend: behavior: less at the same price may leave whatever the book and the limits say", () => {
  const world = resting();
  Object.assign(world, { trusted: false, dayLoss: 1e12, bid: -1, ask: -1 });
  expect(check(world, { contracts: 3 }, gate({ orderNotionalDollarsMax: 1 }))).toBeUndefined();
  expect(check(Object.assign(world, { killed: true }), { contracts: 3 })?.reason).toBe("kill_switch");
});

test("checkAmend: behavior: no more than what has filled ends it, whatever the price", () => {
  const world = resting({ filledSize: sizeMicros(4 * MICROS) });
  Object.assign(world, { trusted: false });
  expect(check(world, { price: 9900, contracts: 4 })).toBeUndefined();
  expect(check(world, { price: 9900, contracts: 4.01 })?.reason).toBe("book_untrusted");
});

test("checkAmend: error: an order that cannot be changed, says why", () => {
  const reasonOf = (over: Partial<OpenOrder>, wanted: Wanted = { price: 4200 }) => check(resting(over), wanted)?.reason;
  const amending = { price: priceTicks(4300), size: sizeMicros(MICROS) };
  expect(reasonOf({ amending })).toBe("amend_pending");
  expect(reasonOf({ cancelRequested: true })).toBe("requested");
  expect(reasonOf({ state: "submitted" })).toBe("unreconciled");
  expect(reasonOf({ hasPlan: true })).toBe("unsupported");
  expect(reasonOf({ instrument: 0 })).toBe("unsupported");
  expect(reasonOf({}, { contracts: 0 })).toBe("size_min");
  expect(reasonOf({}, { contracts: 10.001 })).toBe("size_step");
  const nobody = gate().checkAmend(amendmentOf(resting().resting[0] as OpenOrder, {}), undefined, new SmallWorld());
  expect(nobody?.reason).toBe("unknown_order");
});

test("check: behavior: beside an order under change both of what it may be count", () => {
  const amending = { price: priceTicks(4900), size: sizeMicros(20 * MICROS) };
  const world = resting({ amending });
  const asked = intent(leg({ instrument: KALSHI_YES, price: 4000, size: MICROS }));
  // 20 at 0.49, and one at 0.40.
  const value = 10_200_000;
  expect(gate({ positionNotionalDollarsMax: 10 }).check(asked, world)).toMatchObject({
    reason: "position_notional",
    value,
  });
  expect(gate({ positionNotionalDollarsMax: 10.2 }).check(asked, world)).toBeUndefined();
  const cheaper = { price: priceTicks(3000), size: sizeMicros(MICROS) };
  const sale = intent(leg({ instrument: KALSHI_YES, side: "sell", price: 4100, size: MICROS }));
  expect(gate().check(sale, resting({ amending: cheaper }))?.reason).toBe("self_cross");
});

test("check: behavior: reduce-only closes what is held and not offered, past losses and limits", () => {
  const world = new SmallWorld();
  world.trade(KALSHI_YES, "buy", priceTicks(4000), 10 * MICROS);
  const closing = (over: Parameters<typeof leg>[0] = {}) =>
    intent({
      ...leg({ instrument: KALSHI_YES, side: "sell", price: 4000, timeInForce: "IOC", ...over }),
      reduceOnly: true,
    });
  const tight = gate({ positionNotionalDollarsMax: 1, marketNotionalDollarsMax: 1 });
  expect(tight.check(closing(), world)).toBeUndefined();
  expect(tight.check(closing(), Object.assign(world, { dayLoss: 1e12 }))).toBeUndefined();
  world.dayLoss = 0;
  expect(tight.check(closing({ size: 11 * MICROS }), world)).toMatchObject({ reason: "reduce_only", limit: 1e7 });
  expect(tight.check(closing({ timeInForce: "GTC" }), world)?.reason).toBe("reduce_only");
  // Buying the other outcome closes too.
  expect(tight.check(closing({ instrument: 3, side: "buy", price: 6000 }), world)).toBeUndefined();
  world.accept(closing({ size: 4 * MICROS }));
  expect(tight.check(closing({ size: 7 * MICROS }), world)).toMatchObject({ reason: "reduce_only", limit: 6e6 });
  expect(gate().check(closing({ instrument: 0, side: "buy" }), world)?.reason).toBe("reduce_only");
});

test("checkAmend: behavior: no accepted change lets a position pass its limit, whichever terms fill in whatever order", () => {
  const dollars = 40;
  const limits = { positionNotionalDollarsMax: dollars, orderNotionalDollarsMax: 30, selfCross: "allow" } as const;
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const prng = new Prng(seed);
      const world = new SmallWorld();
      const limited = gate(limits);
      for (let turn = 0; turn < 60; turn++) {
        world.nowUs += 1_000_000;
        if (world.resting.length === 0 || prng.chance(0.4)) {
          const side = prng.pick(["buy", "sell"] as const);
          const wanted = { instrument: prng.int(2, 3), side, price: prng.int(25, 57) * 100 };
          const asked = intent(leg({ ...wanted, size: prng.int(500, 4_000) * 10_000 }));
          if (!limited.check(asked, world)) world.accept(asked);
        } else {
          const at = prng.int(0, world.resting.length - 1);
          const wanted = { price: prng.int(25, 57) * 100, contracts: prng.int(5, 60) };
          const refusal = check(world, wanted, limited, at);
          seen.add(refusal?.reason ?? "accepted");
          const order = world.resting[at] as OpenOrder;
          const amending = { price: priceTicks(wanted.price), size: sizeMicros(wanted.contracts * MICROS) };
          if (!refusal) world.resting[at] = { ...order, amending };
        }
        for (let n = prng.int(0, 3); n > 0 && world.resting.length > 0; n--) answerOrFill(world, prng);
        for (const instrument of [2, 3]) expect(world.cost(instrument)).toBeLessThanOrEqual(dollars * MICROS);
      }
      while (world.resting.length > 0) {
        answerOrFill(world, prng);
        for (const instrument of [2, 3])
          expect(world.cost(instrument)).toBeLessThanOrEqual((dollars * MICROS) as CashMicros);
      }
    }),
    { numRuns: 150 },
  );
  for (const outcome of ["accepted", "position_notional", "order_notional", "amend_pending"])
    expect(seen).toContain(outcome);
});

/** An open change is carried out or refused, or the order fills as it is. */
function answerOrFill(world: SmallWorld, prng: Prng): void {
  const at = prng.int(0, world.resting.length - 1);
  const order = world.resting[at] as OpenOrder;
  if (order.amending && prng.chance(0.5)) {
    const { amending, ...rest } = order;
    const isDone = prng.chance(0.6);
    if (isDone && amending.size <= order.filledSize) world.resting.splice(at, 1);
    else world.resting[at] = isDone ? { ...rest, price: amending.price, size: amending.size } : rest;
    return;
  }
  const left = order.size - order.filledSize;
  world.fill(at, prng.chance(0.5) ? left : Math.ceil((left * prng.next()) / 10_000 || 1) * 10_000);
}

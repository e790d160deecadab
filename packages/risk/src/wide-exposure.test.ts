import { expect, test } from "bun:test";
import { MICROS, Prng, priceTicks, sizeMicros } from "@augury/core";
import { type Instrument, InstrumentTable, type OpenOrder, type OrderSide, PLAIN_TERMS } from "@augury/model";
import { Exposure } from "./exposure.ts";
import type { RiskView } from "./risk-view.ts";
import { leg } from "./small-world.ts";
import { WideExposure } from "./wide-exposure.ts";

/** Three markets of a set (0 to 5: yes, no, …), of which `listed` are known to be all, and a Kalshi market (6, 7). */
function tableOf(groupSize: number): InstrumentTable {
  const tokens = [0, 1, 2, 3, 4, 5].map(
    (index): Instrument => ({
      ...PLAIN_TERMS,
      index,
      venue: "polymarket",
      venueId: `t${index}`,
      marketId: `m${index >> 1}`,
      outcome: index % 2 === 0 ? "yes" : "no",
      mirrorIndex: index ^ 1,
      bookIndex: index,
      groupId: "set",
      groupSize,
    }),
  );
  const kalshi = [6, 7].map(
    (index): Instrument => ({
      ...PLAIN_TERMS,
      index,
      venue: "kalshi",
      venueId: "KX",
      marketId: "KX",
      outcome: index === 6 ? "yes" : "no",
      mirrorIndex: index ^ 1,
      bookIndex: 6,
    }),
  );
  return new InstrumentTable([...tokens, ...kalshi]);
}

interface Held {
  readonly size: number;
  readonly cost: number;
}

function viewOf(held: readonly Held[], orders: readonly OpenOrder[]): RiskView {
  const root = (index: number) => (index === 7 ? 6 : index);
  return {
    killed: false,
    nowUs: 0,
    strategy: 0,
    dayLoss: 0,
    drawdown: 0,
    isTrusted: () => true,
    isPolled: () => false,
    epoch: () => 7,
    step: () => 100,
    bestBid: () => -1,
    bestAsk: () => -1,
    sellable: (index: number) => Math.max(0, held[index]?.size ?? 0),
    spendable: () => 1e15,
    venueStatus: () => undefined,
    position: (index) => (index === 7 ? 0 - held[6].size : held[index].size),
    cost: (index) => held[root(index)].cost,
    costAt: (venue) =>
      held.reduce((sum, { cost }, index) => {
        const isIn = venue === undefined || (index < 6 ? venue === "polymarket" : venue === "kalshi");
        return isIn && index !== 7 ? sum + cost : sum;
      }, 0),
    orders: () => orders,
  };
}

function order(instrument: number, side: OrderSide, cents: number, contracts: number): OpenOrder {
  return {
    intentId: 1,
    leg: 0,
    strategy: 0,
    instrument,
    side,
    price: priceTicks(cents * 100),
    size: sizeMicros(contracts * MICROS),
    filledSize: sizeMicros(0),
    state: "accepted",
    cancelRequested: false,
    timeInForce: "GTC",
    postOnly: false,
    reduceOnly: false,
    hasPlan: false,
  };
}

const NOTHING: readonly Held[] = Array.from({ length: 8 }, () => ({ size: 0, cost: 0 }));
const dollars = (micros: number) => micros / MICROS;

function wideOf(groupSize = 3): WideExposure {
  const table = tableOf(groupSize);
  return new WideExposure(table, new Exposure(table));
}

test("worstLoss: default: a purchase can lose what it costs, a pair of outcomes only what it costs above a dollar", () => {
  const wide = wideOf();
  expect(dollars(wide.worstLoss(0, [], viewOf(NOTHING, [order(0, "buy", 40, 10)])))).toBe(4);
  const pair = NOTHING.map((none, at) => (at < 2 ? { size: 10 * MICROS, cost: (at === 0 ? 4.2 : 6) * MICROS } : none));
  expect(dollars(wide.worstLoss(0, [], viewOf(pair, [])))).toBeCloseTo(0.2, 9);
});

test("worstLoss: behavior: of a complete set one market wins, of an incomplete one perhaps none", () => {
  const set = NOTHING.map((none, at) => (at < 6 && at % 2 === 0 ? { size: 10 * MICROS, cost: 3 * MICROS } : none));
  // 9 paid for what brings 10; voided it would bring 15.
  expect(dollars(wideOf(3).worstLoss(0, [], viewOf(set, [])))).toBe(-1);
  expect(dollars(wideOf(4).worstLoss(0, [], viewOf(set, [])))).toBe(9);
});

test("worstLoss: behavior: void pays half, which hurts who holds a winner", () => {
  const no = NOTHING.map((none, at) => (at < 6 && at % 2 === 1 ? { size: 10 * MICROS, cost: 6 * MICROS } : none));
  // 18 paid: 20 when one wins, 30 when none does, 15 when all are voided.
  expect(dollars(wideOf(4).worstLoss(1, [], viewOf(no, [])))).toBe(3);
});

test("worstLoss: behavior: agrees with every resolution times every set of fills, tried one by one", () => {
  const prng = new Prng(7);
  for (let round = 0; round < 300; round++) {
    const groupSize = prng.pick([3, 4]);
    const held = NOTHING.map((_, at) => randomHolding(prng, at));
    const orders = Array.from({ length: prng.int(0, 5) }, () => randomOrder(prng, held));
    const view = viewOf(held, orders);
    const wide = wideOf(groupSize);
    expect(wide.worstLoss(0, [], view)).toBe(bruteForce([0, 1, 2, 3, 4, 5], groupSize === 3, held, orders));
    wide.bound([], view);
    expect(wide.lossBound).toBeGreaterThanOrEqual(Math.max(wide.worstLoss(0, [], view), wide.worstLoss(7, [], view)));
    expect(wide.costBound).toBe(wide.venueCost(undefined, [], view));
    expect(wide.worstLoss(7, [], view)).toBe(bruteForce([6, 7], false, held, orders));
  }
});

test("marketCost, spaceCost, venueCost: default: positions and what orders may add", () => {
  const held = NOTHING.map((_, at) => ({ size: at === 7 ? 0 : 10 * MICROS, cost: at === 7 ? 0 : (at + 1) * MICROS }));
  const view = viewOf(held, [order(0, "buy", 50, 2), order(3, "buy", 50, 4), order(6, "buy", 50, 8)]);
  const wide = wideOf();
  expect(dollars(wide.marketCost(0, [], view))).toBe(1 + 2 + 1);
  expect(dollars(wide.marketCost(7, [], view))).toBe(7 + 4);
  expect(dollars(wide.spaceCost(0, [], view))).toBe(21 + 1 + 2);
  expect(dollars(wide.venueCost("polymarket", [], view))).toBe(24);
  expect(dollars(wide.venueCost(undefined, [leg({ instrument: 5, price: 5_000, size: 2 * MICROS })], view))).toBe(36);
});

function randomHolding(prng: Prng, at: number): Held {
  if (at === 7 || prng.chance(0.4)) return { size: 0, cost: 0 };
  const size = prng.int(1, 20) * MICROS;
  const isShort = at === 6 && prng.chance(0.5);
  return { size: isShort ? -size : size, cost: prng.int(0, size / MICROS) * MICROS };
}

/** Sales of tokens are covered: the gate sees to that. */
function randomOrder(prng: Prng, held: readonly Held[]): OpenOrder {
  const instrument = prng.int(0, 7);
  const owned = instrument < 6 ? held[instrument].size / MICROS : 20;
  const side = owned >= 6 && prng.chance(0.4) ? "sell" : "buy";
  return order(instrument, side, prng.int(1, 99), side === "sell" ? 2 : prng.int(1, 20) * 2);
}

function bruteForce(
  instruments: readonly number[],
  isExhaustive: boolean,
  held: readonly Held[],
  orders: readonly OpenOrder[],
): number {
  const own = orders.filter(({ instrument }) => instruments.includes(instrument));
  let worst = Number.NEGATIVE_INFINITY;
  for (const pays of resolutions(instruments, isExhaustive))
    for (let fills = 0; fills < 2 ** own.length; fills++) {
      let loss = 0;
      for (const at of instruments) {
        const { cost, size } = held[at];
        loss += cost - (size >= 0 ? size * pays(at) : -size * (1 - pays(at)));
      }
      for (const [bit, { instrument, price, side, size }] of own.entries()) {
        if ((fills & (1 << bit)) === 0) continue;
        const paid = (price * size) / 10_000 - size * pays(instrument);
        loss += side === "buy" ? paid : -paid;
      }
      worst = Math.max(worst, loss);
    }
  return Math.round(worst);
}

function resolutions(instruments: readonly number[], isExhaustive: boolean): ((at: number) => number)[] {
  const markets = [...new Set(instruments.map((at) => at >> 1))];
  const oneWins = markets.map((winner) => (at: number) => {
    const isYes = at % 2 === 0;
    return at >> 1 === winner ? Number(isYes) : Number(!isYes);
  });
  const noneWins = (at: number) => at % 2;
  return [...oneWins, () => 0.5, ...(isExhaustive ? [] : [noneWins])];
}

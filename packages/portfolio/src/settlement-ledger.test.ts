import { expect, test } from "bun:test";
import { MICROS } from "@augury/core";
import type { TradeOperation } from "@augury/model";
import { type Observation, SettlementLedger } from "./settlement-ledger.ts";
import { runSettlementSchedule, SCHEDULE_TABLE } from "./settlement-schedule.ts";

const YES = 0;
const NO = 1;
const KALSHI_YES = 4;
const KALSHI_NO = 5;
const NOW_MS = 1_790_000_000_000;

function trade(over: Partial<TradeOperation> = {}): TradeOperation {
  return { kind: "trade", instrument: YES, side: "buy", price: 4_000, size: 10 * MICROS, fee: 100_000, ...over };
}
function told(id: string, state: Observation["state"], operation: Observation["operation"] = trade()): Observation {
  return { id, operation, state, happenedMs: NOW_MS };
}
function open(bounds?: { pendingMax: number; endedMax: number }): SettlementLedger {
  const ledger = new SettlementLedger(SCHEDULE_TABLE, bounds);
  ledger.deposit(1_000 * MICROS, "polymarket");
  ledger.deposit(1_000 * MICROS, "kalshi");
  return ledger;
}

test("observe: default: a match is promised, a confirmation is owned", () => {
  const ledger = open();
  expect(ledger.observe(told("a", "matched"))).toBe("booked");
  expect(ledger.sellable(YES) as number).toBe(0);
  expect(ledger.incoming(YES) as number).toBe(10 * MICROS);
  expect(ledger.spendable("polymarket") as number).toBe(1_000 * MICROS - 4_100_000);
  expect(ledger.provisional.position(YES) as number).toBe(10 * MICROS);
  expect(ledger.confirmed.position(YES) as number).toBe(0);
  expect(ledger.observe(told("a", "confirmed"))).toBe("settled");
  expect(ledger.sellable(YES) as number).toBe(10 * MICROS);
  expect(ledger.feesPaid("polymarket") as number).toBe(100_000);
  expect(ledger.confirmed.position(YES) as number).toBe(10 * MICROS);
  expect(ledger.problem()).toBeUndefined();
});

test("observe: behavior: a failure voids the match and restates the profit", () => {
  const ledger = open();
  ledger.observe(told("buy", "confirmed"));
  ledger.observe(told("ghost", "matched", trade({ price: 9_000 })));
  ledger.observe(told("sale", "matched", trade({ side: "sell", price: 6_000, size: 5 * MICROS, fee: 0 })));
  // Average cost 0.65 with the ghost in it.
  expect(ledger.provisional.realizedPnl(YES) as number).toBe(5 * (600_000 - 650_000));
  expect(ledger.observe(told("ghost", "failed", trade({ price: 9_000 })))).toBe("voided");
  expect(ledger.provisional.realizedPnl(YES) as number).toBe(5 * (600_000 - 400_000));
  expect(ledger.incoming(YES) as number).toBe(0);
  expect(ledger.problem()).toBeUndefined();
});

test("observe: behavior: every telling counts once, in whatever order", () => {
  const ledger = open();
  expect(ledger.observe(told("a", "confirmed"))).toBe("settled");
  expect(ledger.observe(told("a", "matched"))).toBe("repeated");
  expect(ledger.observe(told("a", "confirmed"))).toBe("repeated");
  expect(ledger.observe(told("b", "failed"))).toBe("voided");
  expect(ledger.observe(told("b", "matched"))).toBe("repeated");
  expect(ledger.observe(told("c", "matched"))).toBe("booked");
  expect(ledger.observe(told("c", "retrying"))).toBe("noted");
  expect(ledger.observe(told("c", "retrying"))).toBe("repeated");
  expect(ledger.observe(told("c", "matched"))).toBe("repeated");
  expect(ledger.sellable(YES) as number).toBe(10 * MICROS);
});

test("observe: error: told otherwise than before", () => {
  const ledger = open();
  ledger.observe(told("a", "matched"));
  expect(ledger.observe(told("a", "confirmed", trade({ size: 1 })))).toBe("contradiction");
  ledger.observe(told("a", "confirmed"));
  expect(ledger.observe(told("a", "failed"))).toBe("contradiction");
  expect(ledger.sellable(YES) as number).toBe(10 * MICROS);
});

test("observe: behavior: what was forgotten is not counted again", () => {
  const ledger = open({ pendingMax: 4, endedMax: 2 });
  for (const [at, id] of ["a", "b", "c"].entries())
    ledger.observe({ ...told(id, "confirmed"), happenedMs: NOW_MS + at });
  expect(ledger.observe(told("a", "confirmed"))).toBe("too_old");
  expect(ledger.observe({ ...told("d", "confirmed"), happenedMs: NOW_MS + 9 })).toBe("settled");
  expect(ledger.sellable(YES) as number).toBe(40 * MICROS);
});

test("observe: error: more unsettled operations than the bound are a bug", () => {
  const ledger = open({ pendingMax: 1, endedMax: 2 });
  ledger.observe(told("a", "matched"));
  expect(() => ledger.observe(told("b", "matched"))).toThrow("within their bound");
});

test("observe: behavior: a fee charged otherwise than expected is booked as charged, and told once", () => {
  const ledger = open();
  ledger.observe({ ...told("a", "confirmed"), feeCharged: 120_000 });
  expect(ledger.feesPaid("polymarket") as number).toBe(120_000);
  expect(ledger.confirmed.fees(YES) as number).toBe(120_000);
  expect(ledger.spendable("polymarket") as number).toBe(1_000 * MICROS - 4_120_000);
  expect(ledger.takeFeeDifferences()).toEqual([{ id: "a", expected: 100_000, charged: 120_000 }]);
  expect(ledger.takeFeeDifferences()).toEqual([]);
  expect(ledger.problem()).toBeUndefined();
});

test("observe: behavior: a netting venue turns one of each outcome into a dollar", () => {
  const ledger = open();
  const kalshi = { instrument: KALSHI_YES, fee: 0 };
  ledger.observe(told("a", "confirmed", trade(kalshi)));
  ledger.observe(told("b", "confirmed", trade({ ...kalshi, side: "sell", price: 7_000, size: 15 * MICROS })));
  expect(ledger.sellable(KALSHI_YES) as number).toBe(0);
  expect(ledger.sellable(KALSHI_NO) as number).toBe(5 * MICROS);
  // 4 paid for YES, 4.5 for 15 NO, 10 back for the pairs.
  expect(ledger.spendable("kalshi") as number).toBe(1_000 * MICROS - 4_000_000 - 4_500_000 + 10_000_000);
  expect(ledger.confirmed.position(KALSHI_YES) as number).toBe(-5 * MICROS);
  expect(ledger.problem()).toBeUndefined();
});

test.each([
  [KALSHI_YES, "buy", 10_000, 6_000_000],
  [KALSHI_NO, "sell", 0, -6_000_000],
] as const)(
  "observe: behavior: a redemption of instrument %d gives its contracts away at a netting venue, too",
  (instrument, side, payout, profit) => {
    const ledger = open();
    ledger.observe(told("a", "confirmed", trade({ instrument: KALSHI_YES, side, fee: 0 })));
    expect(ledger.sellable(instrument) as number).toBe(10 * MICROS);
    ledger.observe(told("b", "confirmed", { kind: "redeem", instrument, size: 10 * MICROS, payout }));
    expect(ledger.contractBalance(instrument)).toMatchObject({ own: 0, incoming: 0, outgoing: 0, redeemable: 0 });
    expect(ledger.spendable("kalshi") as number).toBe(1_000 * MICROS + profit);
    expect(ledger.problem()).toBeUndefined();
  },
);

test("observe: behavior: split, sell one side, merge the rest", () => {
  const ledger = open();
  ledger.observe(told("s", "confirmed", { kind: "split", yes: YES, no: NO, size: 11 }));
  expect([ledger.sellable(YES), ledger.sellable(NO)] as number[]).toEqual([11, 11]);
  expect(ledger.spendable("polymarket") as number).toBe(1_000 * MICROS - 11);
  ledger.observe(told("m", "confirmed", { kind: "merge", yes: YES, no: NO, size: 11 }));
  expect(ledger.spendable("polymarket") as number).toBe(1_000 * MICROS);
  expect((ledger.confirmed.realizedPnl(YES) + ledger.confirmed.realizedPnl(NO)) as number).toBe(0);
  expect(ledger.problem()).toBeUndefined();
});

test("observe: behavior: a conversion carries the cost over and earns only what comes back beyond it", () => {
  const ledger = open();
  const convert = { kind: "convert", no: [1, 3], yes: [2], size: 10 * MICROS } as const;
  for (const instrument of [1, 3])
    ledger.observe(told(`no-${instrument}`, "confirmed", trade({ instrument, price: 8_000, fee: 0 })));
  ledger.observe(told("c", "confirmed", convert));
  // 16 paid, 10 back: the YES cost 6.
  expect(ledger.confirmed.cost(2) as number).toBe(6_000_000);
  expect(ledger.sellable(2) as number).toBe(10 * MICROS);
  const cheap = open();
  for (const instrument of [1, 3])
    cheap.observe(told(`no-${instrument}`, "confirmed", trade({ instrument, price: 3_000, fee: 0 })));
  cheap.observe(told("c", "confirmed", convert));
  expect(cheap.confirmed.cost(2) as number).toBe(0);
  expect(cheap.confirmed.realizedPnl(1) as number).toBe(4_000_000);
  expect(cheap.problem()).toBeUndefined();
});

/** Cash that is spendable and cash that is due at Polymarket, and the profit taken of YES and NO. */
function cashOf(ledger: SettlementLedger): number[] {
  return [
    ledger.spendable("polymarket"),
    ledger.cashBalance("polymarket").redeemable,
    ledger.confirmed.realizedPnl(YES),
    ledger.confirmed.realizedPnl(NO),
  ] as number[];
}
/** Ten YES for 4 dollars and ten NO for 5, of a thousand. */
function openWithBoth(): SettlementLedger {
  const ledger = open();
  ledger.observe(told("yes", "confirmed", trade({ fee: 0 })));
  ledger.observe(told("no", "confirmed", trade({ instrument: NO, price: 5_000, fee: 0 })));
  return ledger;
}

test("makeRedeemable: default: the profit is taken at once, the cash is due, and redemption makes it spendable", () => {
  const ledger = openWithBoth();
  for (const times of [1, 2]) {
    ledger.makeRedeemable(YES, 10_000);
    ledger.makeRedeemable(NO, 0);
    expect([times, ...cashOf(ledger)]).toEqual([times, 991e6, 10e6, 6e6, -5e6]);
  }
  expect([ledger.sellable(YES), ledger.confirmed.position(YES), ledger.provisional.cash()].map(Number)).toEqual([
    0, 0, 2_001e6,
  ]);
  expect(ledger.redeemables()).toEqual([
    { instrument: YES, payout: 10_000, contracts: 10e6, cash: 10e6 },
    { instrument: NO, payout: 0, contracts: 10e6, cash: 0 },
  ]);
  for (const brought of [7e6, 0]) expect(ledger.redeem(YES, 3e6) as number).toBe(brought);
  expect(cashOf(ledger)).toEqual([998e6, 3e6, 6e6, -5e6]);
  expect([ledger.redeem(YES, 0), ledger.redeem(NO, 0)].map(Number)).toEqual([3e6, 0]);
  expect(cashOf(ledger)).toEqual([1_001e6, 0, 6e6, -5e6]);
  expect(ledger.problem()).toBeUndefined();
});

test("makeRedeemable: behavior: a market without a result pays a half each, and odd micro-contracts round once", () => {
  const ledger = open();
  for (const id of ["a", "b", "c"]) ledger.observe(told(id, "confirmed", trade({ size: 1, price: 1, fee: 0 })));
  ledger.makeRedeemable(YES, 5_000);
  expect(cashOf(ledger)).toEqual([1_000e6 - 3, 1, -2, 0]);
  // One contract brings nothing, two bring one.
  expect([ledger.redeem(YES, 2), ledger.redeem(YES, 0)].map(Number)).toEqual([0, 1]);
  expect(cashOf(ledger)).toEqual([1_000e6 - 2, 0, -2, 0]);
  expect(ledger.problem()).toBeUndefined();
});

test("makeRedeemable: behavior: told otherwise, what is due and the profit are restated", () => {
  const ledger = openWithBoth();
  ledger.makeRedeemable(YES, 10_000);
  ledger.makeRedeemable(YES, 5_000);
  expect(cashOf(ledger)).toEqual([991e6, 5e6, 1e6, 0]);
  ledger.makeRedeemable(YES, 0);
  expect(cashOf(ledger)).toEqual([991e6, 0, -4e6, 0]);
  expect(ledger.problem()).toBeUndefined();
});

test("makeRedeemable: behavior: told otherwise after the redemption, the cash stays as the balances say and the profit is right", () => {
  const ledger = openWithBoth();
  ledger.makeRedeemable(YES, 10_000);
  ledger.redeem(YES, 4e6);
  // The venue has paid three dollars instead of six: the balances are taken over before anybody knows why.
  ledger.deposit(-3e6, "polymarket");
  ledger.makeRedeemable(YES, 5_000);
  expect(cashOf(ledger)).toEqual([994e6, 2e6, 1e6, 0]);
  expect(ledger.problem()).toBeUndefined();
});

test("makeRedeemable: behavior: what settles, comes back or is put in afterwards is claimed, once", () => {
  const ledger = openWithBoth();
  ledger.observe(told("late", "matched", trade({ price: 5_000, size: 2e6, fee: 0 })));
  ledger.observe(told("sale", "matched", trade({ side: "sell", price: 9_000, size: 4e6, fee: 0 })));
  ledger.observe(told("void", "matched", trade({ side: "sell", price: 9_000, size: 3e6, fee: 0 })));
  ledger.makeRedeemable(YES, 10_000);
  expect(ledger.problem()).toBeUndefined();
  ledger.observe(told("late", "confirmed", trade({ price: 5_000, size: 2e6, fee: 0 })));
  ledger.observe(told("sale", "confirmed", trade({ side: "sell", price: 9_000, size: 4e6, fee: 0 })));
  ledger.observe(told("void", "failed", trade({ side: "sell", price: 9_000, size: 3e6, fee: 0 })));
  // 10 − 4 for 4 dollars, and 2 for 1.
  expect(ledger.redeemable(YES)).toEqual({ contracts: 8e6, cash: 8e6 });
  expect(cashOf(ledger)).toEqual([991e6 - 1e6 + 3.6e6, 8e6, -5e6 + 3.6e6 + 8e6, 0]);
  ledger.open(YES, 5e6, 10_000);
  expect(ledger.redeemable(YES)).toEqual({ contracts: 13e6, cash: 13e6 });
  expect([ledger.confirmed.realizedPnl(YES) as number, ledger.problem()]).toEqual([6.6e6, undefined]);
});

test("makeRedeemable: behavior: a redemption or a merge told as an entry turns the claim into cash, and earns nothing more", () => {
  const ledger = openWithBoth();
  ledger.makeRedeemable(YES, 10_000);
  ledger.makeRedeemable(NO, 0);
  ledger.observe(told("r", "confirmed", { kind: "redeem", instrument: YES, size: 6e6, payout: 10_000 }));
  expect(cashOf(ledger)).toEqual([997e6, 4e6, 6e6, -5e6]);
  ledger.observe(told("m", "confirmed", { kind: "merge", yes: YES, no: NO, size: 3e6 }));
  expect(cashOf(ledger).slice(0, 2)).toEqual([1_000e6, 1e6]);
  expect((ledger.confirmed.realizedPnl(YES) + ledger.confirmed.realizedPnl(NO)) as number).toBe(1e6);
  expect([ledger.redeemable(YES).contracts, ledger.redeemable(NO).contracts, ledger.problem()]).toEqual([
    1e6,
    7e6,
    undefined,
  ]);
});

test("resolve: behavior: told otherwise, what was paid is restated in cash and profit", () => {
  const ledger = openWithBoth();
  expect([ledger.resolve(YES, 10_000), ledger.resolve(YES, 10_000), ledger.resolve(YES, 5_000)].map(Number)).toEqual([
    10e6, 0, -5e6,
  ]);
  expect(cashOf(ledger)).toEqual([996e6, 0, 1e6, 0]);
  expect(ledger.problem()).toBeUndefined();
});

test("overdue: default", () => {
  const ledger = open();
  ledger.observe(told("old", "matched"));
  ledger.observe({ ...told("new", "matched"), happenedMs: NOW_MS + 60_000 });
  expect(ledger.overdue(NOW_MS + 30_000)).toEqual(["old"]);
});

test("observe: behavior: random schedules balance to the unit and end as if told plainly", () => {
  for (let seed = 1; seed <= 3_000; seed++) {
    const { problem } = runSettlementSchedule(seed);
    if (problem) throw new Error(`seed ${seed}: ${problem}`);
  }
});

import { expect, test } from "bun:test";
import { ORDER_STATES, type OrderState, SETTLEMENT_STATES } from "@augury/model";
import { NO_STRATEGY, SlotKind } from "@augury/wire";
import fc from "fast-check";
import { LedgerFold } from "./ledger-fold.ts";
import { LedgerTape, START_US } from "./ledger-tape.ts";
import { columnsOf, type Row, type RowFields, type TableName } from "./tables.ts";

const ONE = 1_000_000;

test("LedgerFold: default: an order from intent to filled, with its fills, cash, fees and position", () => {
  const tape = new LedgerTape()
    .intent({
      intentId: 1,
      price: 5000,
      size: 3 * ONE,
      strategy: 4,
      reason: "complement_edge",
      numbers: [0.5, 2, 3, 4],
    })
    .report({ intentId: 1, state: "accepted" })
    .fill({ intentId: 1, state: "partially_filled", fillSize: ONE, fillPrice: 4900, fee: 100, strategy: 4 })
    .fill({ intentId: 1, state: "filled", fillSize: 2 * ONE, fillPrice: 5000, fee: 200, maker: true, strategy: 4 });
  const { tables } = fold(tape);
  expect(tables.orders).toMatchObject([
    {
      intent_id: 1,
      number: 2,
      strategy: 4,
      reason: "complement_edge",
      state: "filled",
      end_reason: "none",
      filled_size: 3 * ONE,
      cash: -490_000 - 1_000_000,
      fees: 300,
      created_us: START_US + 2000,
      updated_us: START_US + 7000,
      updated_number: 7,
    },
  ]);
  expect(tables.fills).toMatchObject([
    { number: 4, price: 4900, size: ONE, cash: -490_000, fee: 100, liquidity: "taker", strategy: 4 },
    { number: 6, price: 5000, size: 2 * ONE, cash: -1_000_000, fee: 200, liquidity: "maker", strategy: 4 },
  ]);
  expect(tables.positions).toMatchObject([
    { instrument: 0, size: 3 * ONE, settled_size: 3 * ONE, cash: -1_490_000, fees: 300, fills: 2 },
  ]);
  expect(tables.strategy_events).toMatchObject([
    { number: 2, kind: "intent", reason: "complement_edge", n0: 0.5, n3: 4 },
  ]);
});

test("LedgerFold: behavior: cash is rounded against us on both sides", () => {
  const tape = new LedgerTape()
    .intent({ intentId: 1 })
    .fill({ intentId: 1, state: "filled", side: "buy", fillSize: 1, fillPrice: 5001 })
    .intent({ intentId: 2, side: "sell" })
    .fill({ intentId: 2, state: "filled", side: "sell", fillSize: 3, fillPrice: 5001 });
  const { tables } = fold(tape);
  expect(tables.fills.map((one) => one.cash)).toEqual([-1, 1]);
  expect(tables.positions).toMatchObject([{ size: -2, bought_size: 1, sold_size: 3, cash: 0 }]);
});

test("LedgerFold: behavior: a state never goes back, an end is never left, and a late fill still counts", () => {
  const tape = new LedgerTape()
    .intent({ intentId: 1 })
    .report({ intentId: 1, state: "partially_filled", fillSize: 10, fillPrice: 5000 })
    .report({ intentId: 1, state: "accepted" })
    .report({ intentId: 1, state: "canceled", reason: "requested" })
    .report({ intentId: 1, state: "filled", fillSize: 20, fillPrice: 5000 });
  expect(fold(tape).tables.orders).toMatchObject([{ state: "canceled", end_reason: "requested", filled_size: 30 }]);
});

test("LedgerFold: behavior: a report is counted once: repeated, or counted by an earlier run", () => {
  const fill = { intentId: 1, state: "partially_filled" as OrderState, fillSize: 10, fillPrice: 5000 };
  const tape = new LedgerTape()
    .runStart(5)
    .intent({ intentId: 1 })
    .report({ ...fill, reportNumber: 5 })
    .report({ ...fill, reportNumber: 6 })
    .report({ ...fill, reportNumber: 6 });
  const { tables } = fold(tape);
  expect(tables.orders).toMatchObject([{ filled_size: 10 }]);
});

test("LedgerFold: behavior: an order that the executor made is a row like any other, once, and no event", () => {
  const back = { intentId: 1, leg: 2, strategy: 4, price: 4800, size: 3 * ONE } as const;
  const tape = new LedgerTape()
    .intent({ intentId: 1, strategy: 4 })
    .opened(back)
    .fill({ ...back, side: "sell", state: "filled", fillSize: 3 * ONE, fillPrice: 4900, fee: 7 })
    .opened(back)
    .opened({ ...back, leg: 3, reportNumber: 1 })
    .opened({ ...back, leg: 4 })
    .report({ ...back, leg: 4, state: "rejected", reason: "unreconciled" })
    .opened({ ...back, leg: 4, price: 4700 });
  const { tables } = fold(tape);
  expect(tables.orders).toMatchObject([
    { intent_id: 1, leg: 0, reason: "operator", state: "intent" },
    {
      intent_id: 1,
      leg: 2,
      number: 2,
      strategy: 4,
      side: "sell",
      time_in_force: "IOC",
      reason: "unwind",
      state: "filled",
      filled_size: 3 * ONE,
      cash: 1_470_000,
      fees: 7,
    },
    { leg: 4, state: "intent", end_reason: null, price: 4700 },
  ]);
  expect(tables.orders).toHaveLength(3);
  expect(tables.strategy_events).toHaveLength(1);
});

test("LedgerFold: behavior: a trade is one row from its match to its end, and a position knows what of it is settled", () => {
  const trade = { id: 1, size: 10, price: 5000, fee: 3, strategy: 2 };
  const tape = new LedgerTape().settle({ ...trade, state: "matched" });
  expect(fold(tape).tables).toMatchObject({
    fills: [{ number: 1, settlement: "matched", strategy: 2, happened_ms: 1001, carried: 0 }],
    positions: [{ size: 10, settled_size: 0, fills: 1, cash: -5, fees: 3 }],
  });
  tape
    .settle({ ...trade, state: "retrying" })
    .settle({ ...trade, fee: 4 })
    .settle(trade)
    .settle({ ...trade, state: "failed" });
  expect(fold(tape).tables).toMatchObject({
    fills: [{ number: 1, settlement: "confirmed", fee: 4, fee_expected: 3, updated_number: 3 }],
    positions: [{ size: 10, settled_size: 10, fills: 1, fees: 4 }],
  });
});

test("LedgerFold: behavior: a failed trade stays as a row and leaves the position", () => {
  const trade = { id: 1, size: 10, price: 5000 };
  const tape = new LedgerTape().settle({ ...trade, state: "matched" }).settle({ ...trade, state: "failed" });
  expect(fold(tape).tables).toMatchObject({
    fills: [{ settlement: "failed", updated_number: 2 }],
    positions: [{ size: 0, settled_size: 0, bought_size: 0, cash: 0, fills: 0, updated_number: 2 }],
  });
});

test("LedgerFold: behavior: told otherwise, again, or by a new executor, a trade changes nothing", () => {
  const trade = { id: 1, size: 10, price: 5000 };
  const tape = new LedgerTape()
    .settle({ ...trade, state: "matched" })
    .settle({ ...trade, size: 11 })
    .settle(trade)
    .control("executor_restart")
    .settle({ ...trade, reportNumber: 900 });
  expect(fold(tape).tables).toMatchObject({ fills: [{ size: 10, updated_number: 3 }], positions: [{ size: 10 }] });
});

test("LedgerFold: behavior: what main tells of runs before is carried, known, or older than the books", () => {
  const trade = { size: 10, price: 5000 };
  const tape = new LedgerTape()
    .runStart(50)
    .control("ledger_horizon", 1_003)
    .settle({ ...trade, id: 4, counted: true, reportNumber: 0 })
    .settle({ ...trade, id: 5, state: "matched", reportNumber: 0 })
    .settle({ ...trade, id: 3, reportNumber: 51 })
    .settle({ ...trade, id: 4, reportNumber: 52 })
    .settle({ ...trade, id: 5, reportNumber: 53 })
    .settle({ ...trade, id: 6, reportNumber: 50 });
  expect(fold(tape).tables).toMatchObject({
    fills: [{ number: 4, happened_ms: 1005, carried: 1, settlement: "confirmed" }],
    positions: [],
  });
});

test("LedgerFold: behavior: the report of an unknown order is counted, nobody's trade is a fill without a strategy", () => {
  const tape = new LedgerTape().report({ intentId: 9, state: "filled", fillSize: 5, fillPrice: 100 });
  tape.settle({ id: 1, intentId: 0, strategy: NO_STRATEGY, size: 5, price: 100 });
  const { tables, ledger } = fold(tape);
  expect(tables.fills).toMatchObject([{ intent_id: 0, strategy: null }]);
  expect([tables.orders.length, tables.positions.length, ledger.orphans]).toEqual([0, 1, 1]);
});

test("LedgerFold: behavior: cancels and refusals are events, with target, value and limit", () => {
  const tape = new LedgerTape().intent({ intentId: 1 }).cancel(1, 2).refusal(3, "order_notional", 9e6, 5e6);
  const { tables } = fold(tape);
  expect(tables.strategy_events).toMatchObject([
    { kind: "intent", intent_id: 1, n0: null },
    { kind: "cancel", intent_id: 2, target_intent_id: 1, reason: "quote_withdraw" },
    {
      kind: "refusal",
      intent_id: 3,
      strategy: 1,
      instrument: 2,
      epoch: 3,
      reason: "order_notional",
      value: 9e6,
      limit_value: 5e6,
    },
  ]);
  expect(tables.orders).toMatchObject([{ cancel_requested: 1, state: "intent", updated_number: 2 }]);
});

test("LedgerFold: behavior: a change is an event, and the order is what the report says, which is no fill", () => {
  const tape = new LedgerTape()
    .intent({ intentId: 1, price: 5000, size: 3 * ONE })
    .report({ intentId: 1, state: "accepted" })
    .amend(1, 2, 5100, 4 * ONE)
    .terms(1, 5000, 3 * ONE, "deadline_passed")
    .amend(1, 3, 5100, 4 * ONE)
    .terms(1, 5100, 4 * ONE)
    .fill({ intentId: 1, state: "filled", fillSize: 4 * ONE, fillPrice: 5100 });
  const { tables } = fold(tape);
  expect(tables.orders).toMatchObject([
    { intent_id: 1, price: 5100, size: 4 * ONE, filled_size: 4 * ONE, state: "filled", reduce_only: 0 },
  ]);
  expect(tables.fills).toHaveLength(1);
  expect(tables.strategy_events.slice(1)).toMatchObject([
    {
      kind: "amend",
      intent_id: 2,
      target_intent_id: 1,
      reason: "quote_move",
      price: 5100,
      size: 4 * ONE,
      n0: 5,
      n3: 8,
    },
    { kind: "amend", intent_id: 3, target_intent_id: 1 },
  ]);
});

test("LedgerFold: behavior: numbers belong to the intent that they name only, and NaN is null", () => {
  const tape = new LedgerTape()
    .intent({ intentId: 1, numbers: [Number.NaN, 1, 2, 3] })
    .intent({ intentId: 1, leg: 1 })
    .intent({ intentId: 2 });
  const events = fold(tape).tables.strategy_events;
  expect(events.map((event) => [event.leg, event.n0, event.n1])).toEqual([
    [0, null, 1],
    [1, null, 1],
    [0, null, null],
  ]);
});

test("LedgerFold: behavior: an executor's restart ends what was open", () => {
  const tape = new LedgerTape()
    .intent({ intentId: 1 })
    .intent({ intentId: 2 })
    .report({ intentId: 1, state: "expired", reason: "expired" })
    .control("executor_restart");
  const { tables } = fold(tape);
  expect(tables.orders.map((order) => [order.intent_id, order.state, order.end_reason])).toEqual([
    [1, "expired", "expired"],
    [2, "canceled", "restart"],
  ]);
});

test("LedgerFold: behavior: fills that an executor which takes over tells anew count once", () => {
  const part = { intentId: 1, state: "partially_filled", fillPrice: 5000, fee: 10 } as const;
  const tape = new LedgerTape()
    .intent({ intentId: 1, price: 5000, size: 5 * ONE })
    .report({ ...part, fillSize: ONE })
    .report({ ...part, fillSize: 2 * ONE })
    .control("executor_restart")
    .report({ ...part, fillSize: ONE })
    .report({ ...part, fillSize: 2 * ONE })
    .report({ ...part, fillSize: ONE });
  expect(fold(tape).tables.orders).toMatchObject([
    { state: "canceled", end_reason: "restart", filled_size: 4 * ONE, cash: -2_000_000, fees: 30 },
  ]);
});

test("LedgerFold: behavior: an infinite deadline is none", () => {
  const tape = new LedgerTape().intent({ intentId: 1, deadlineUs: Number.POSITIVE_INFINITY });
  expect(fold(tape).tables.orders).toMatchObject([{ deadline_us: null }]);
});

test("LedgerFold: behavior: remembers the last digest, number and time", () => {
  const { ledger } = fold(new LedgerTape().digest(1, 2).digest(0xff, 3).trade(0, 1, 1));
  expect([ledger.lastDigest, ledger.lastNumber, ledger.lastTimeUs]).toEqual(["000000ff00000003", 3, START_US + 3000]);
});

test("LedgerFold: behavior: orders that ended long ago are forgotten, the newest 3 072 at least are not", () => {
  const tape = new LedgerTape();
  for (let id = 1; id <= 4200; id++) tape.intent({ intentId: id }).report({ intentId: id, state: "canceled" });
  tape.report({ intentId: 1, state: "canceled", fillSize: 1, fillPrice: 1 });
  tape.report({ intentId: 4200 - 3072, state: "canceled", fillSize: 1, fillPrice: 1 });
  const { ledger, tables } = fold(tape);
  expect(ledger.orphans).toBe(1);
  expect(tables.orders.filter((one) => one.filled_size > 0).map((one) => one.intent_id)).toEqual([4200 - 3072]);
});

test("LedgerFold: behavior: slots seen before change nothing, and slots without rows may be missing (tap = journal)", () => {
  fc.assert(
    fc.property(anyTape, (tape) => {
      const whole = fold(tape);
      const tapped = new LedgerTape();
      tapped.slots.push(...tape.slots.filter((slot) => isTapped(slot[0] & 0xff)));
      const repeated = new LedgerTape();
      for (const [at, slot] of tape.slots.entries())
        repeated.slots.push(slot, ...tape.slots.slice(Math.max(0, at - 2), at));
      expect(fold(tapped).rows).toEqual(whole.rows);
      expect(fold(repeated).rows).toEqual(whole.rows);
    }),
    { numRuns: 60 },
  );
});

test("LedgerFold: behavior: fills and positions tell the same sums", () => {
  fc.assert(
    fc.property(anyTape, (tape) => {
      const { tables, ledger } = fold(tape);
      const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
      const fills = tables.fills.filter((one) => one.settlement !== "failed" && one.carried === 0);
      const signed = (rows: typeof fills) => rows.map((one) => (one.side === "buy" ? one.size : -one.size));
      expect(sum(tables.positions.map((one) => one.size))).toBe(sum(signed(fills)));
      const settled = fills.filter((one) => one.settlement === "confirmed");
      expect(sum(tables.positions.map((one) => one.settled_size))).toBe(sum(signed(settled)));
      expect(sum(tables.positions.map((one) => one.cash))).toBe(sum(fills.map((one) => one.cash)));
      expect(sum(tables.positions.map((one) => one.fills))).toBe(fills.length);
      expect(ledger.lastNumber).toBe(tape.slots.length);
    }),
    { numRuns: 60 },
  );
});

/** Any sequence of what decision and the executor may write, sensible or not. */
const anyTape: fc.Arbitrary<LedgerTape> = fc
  .array(
    fc.record({
      what: fc.constantFrom(
        "intent",
        "opened",
        "report",
        "fill",
        "settle",
        "cancel",
        "refusal",
        "trade",
        "timer",
        "restart",
      ),
      id: fc.integer({ min: 1, max: 6 }),
      state: fc.constantFrom(...ORDER_STATES),
      side: fc.constantFrom<"buy" | "sell">("buy", "sell"),
      size: fc.integer({ min: 1, max: 5 * ONE }),
      price: fc.integer({ min: 1, max: 9999 }),
    }),
    { maxLength: 60 },
  )
  .map((steps) => {
    const tape = new LedgerTape();
    let opened = 0;
    for (const { what, id: pick, state, side, size, price } of steps) {
      // The newest orders are the ones that something happens to; before the first there are only unknown ones.
      const id = Math.max(1, opened - (pick % 4));
      if (what === "intent") tape.intent({ intentId: ++opened, side, size, price, instrument: opened % 3 });
      else if (what === "opened") tape.opened({ intentId: id, leg: 1 + (pick % 3), size, price });
      else if (what === "report") tape.report({ intentId: id, leg: pick % 5 === 0 ? 1 : 0, state });
      else if (what === "fill")
        tape.fill({ intentId: id, state, side, fillSize: size, fillPrice: price, instrument: id % 3 });
      else if (what === "settle")
        tape.settle({
          id: pick,
          side,
          size: pick * 7,
          price: 5000,
          state: SETTLEMENT_STATES[price % 4],
          instrument: pick % 3,
        });
      else if (what === "cancel") tape.cancel(id, 100);
      else if (what === "refusal") tape.refusal(id, "price_band", price, 1);
      else if (what === "trade") tape.trade(0, price, size);
      else tape.control(what === "restart" ? "executor_restart" : "flush");
    }
    return tape;
  });

function isTapped(kind: number): boolean {
  return kind >= SlotKind.orderReport;
}

/** Folds a tape; `tables` is what the rows come to when each replaces the one with its key. */
function fold(tape: LedgerTape) {
  const ledger = new LedgerFold(tape.runId);
  const rows: Row[] = [];
  for (const slot of tape.slots) {
    ledger.apply(slot, new Float64Array(slot.buffer), 0);
    rows.push(...ledger.rows);
  }
  return {
    ledger,
    rows,
    tables: {
      orders: latest(rows, "orders", (row) => `${row.intent_id}:${row.leg}`),
      fills: latest(rows, "fills", (row) => `${row.number}`),
      positions: latest(rows, "positions", (row) => `${row.instrument}`),
      strategy_events: latest(rows, "strategy_events", (row) => `${row.number}`),
    },
  };
}

function latest<T extends TableName>(
  rows: readonly Row[],
  table: T,
  keyOf: (row: RowFields<T>) => string,
): RowFields<T>[] {
  const found = new Map<string, RowFields<T>>();
  for (const row of rows) {
    if (row.table !== table) continue;
    const fields = Object.fromEntries(columnsOf(table).map((column, at) => [column, row.values[at]])) as RowFields<T>;
    found.set(keyOf(fields), fields);
  }
  return [...found.values()];
}

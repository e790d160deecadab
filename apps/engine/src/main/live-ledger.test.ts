import { describe, expect, test } from "bun:test";
import { NO_STRATEGY } from "@augury/wire";
import type { OrderView, RowQuery } from "../api/view/order-views.ts";
import { ledgerReport } from "./ledger-report.ts";
import { type LedgerNotices, LiveLedger } from "./live-ledger.ts";
import { TapScript } from "./tap-script.ts";
import { smallTable } from "./test-plan.ts";

const ALL: RowQuery = { before: Number.POSITIVE_INFINITY, limit: 100 } as RowQuery;

function rigOf(notices: LedgerNotices = {}) {
  const ledger = new LiveLedger(smallTable(), ["complement", "quoter"], notices);
  const script = new TapScript();
  const fold = (write: (script: TapScript) => TapScript) => {
    write(script).tell((i32, f64, base) => ledger.apply(i32, f64, base));
    return ledger;
  };
  return { ledger, fold };
}

describe("LiveLedger: orders", () => {
  test("default: an order from its intent to its end", () => {
    const { fold } = rigOf();
    const ledger = fold((script) =>
      script
        .runStart()
        .numbers(1, 2, 3, 4)
        .leg({ intentId: 7, strategy: 1 })
        .report({ intentId: 7, state: "accepted" })
        .settle({ id: 1, intentId: 7, strategy: 1, fill: [4000, 4_000_000], fee: 10 })
        .report({ intentId: 7, state: "partially_filled", fill: [4000, 4_000_000], fee: 10 }),
    );
    expect(ledger.findOrders({ ...ALL, open: true })).toMatchObject([
      { intentId: 7, strategy: "quoter", state: "partially_filled", filledSize: 4_000_000, reason: "none" },
    ]);
    expect(ledger.ordersOpen).toBe(1);
    fold((script) => script.report({ intentId: 7, state: "canceled", reason: "requested" }));
    expect(ledger.ordersOpen).toBe(0);
    expect(ledger.findOrders({ ...ALL, open: true })).toEqual([]);
    expect(ledger.findOrders({ ...ALL, open: false })).toMatchObject([{ state: "canceled", reason: "requested" }]);
    expect(ledger.strategies[1]).toMatchObject({
      intents: 1,
      fills: 1,
      lastDecision: { reason: "operator", numbers: [1, 2, 3, 4] },
    });
  });

  test("behavior: the legs of one intent are one intent and several orders", () => {
    const { fold } = rigOf();
    const ledger = fold((script) => script.leg({ intentId: 3 }).leg({ intentId: 3, leg: 1, instrument: 1 }));
    expect(ledger.ordersOpen).toBe(2);
    expect(ledger.strategies[0].intents).toBe(1);
    expect(ledger.lastIntentId).toBe(3);
  });

  test("behavior: an order that the executor made is one of its intent's, with why, and nobody's decision", () => {
    const told: number[] = [];
    const { fold } = rigOf({ intent: ({ leg }) => told.push(leg) });
    const back = { intentId: 7, leg: 2, strategy: 1, sell: true, size: 5_000_000 } as const;
    const ledger = fold((script) => script.leg({ intentId: 7, strategy: 1 }).opened(back).opened(back));
    expect(ledger.findOrders({ ...ALL, open: true })).toMatchObject([
      { intentId: 7, leg: 2, strategy: "quoter", side: "sell", timeInForce: "IOC", intentReason: "unwind" },
      { intentId: 7, leg: 0, intentReason: "operator" },
    ]);
    fold((script) =>
      script
        .report({ ...back, state: "filled", fill: [4_000, 5_000_000] })
        .opened(back)
        .opened({ ...back, intentId: -1, strategy: NO_STRATEGY })
        .report({ ...back, intentId: -1, state: "rejected", reason: "unreconciled" })
        .opened({ ...back, intentId: -1, strategy: NO_STRATEGY }),
    );
    expect(
      ledger.findOrders(ALL).map(({ filledSize, state, strategy }) => [strategy, state, Number(filledSize)]),
    ).toEqual([
      ["", "intent", 0],
      ["", "rejected", 0],
      ["quoter", "filled", 5_000_000],
      ["quoter", "intent", 0],
    ]);
    expect([ledger.strategies[1]?.intents, ledger.lastIntentId, told]).toEqual([1, 7, [0]]);
  });

  test("behavior: a changed order has the price and size that the report tells, a refused change says why", () => {
    const { fold } = rigOf();
    const ledger = fold((script) =>
      script
        .leg({ intentId: 3, price: 4000, size: 10_000_000 })
        .report({ intentId: 3, state: "accepted" })
        .terms(3, 4100, 12_000_000),
    );
    const row = () => ledger.findOrders(ALL)[0];
    expect(row()).toMatchObject({ price: 4100, size: 12_000_000, filledSize: 0, state: "accepted", reason: "none" });
    fold((script) => script.terms(3, 4100, 12_000_000, "post_only_cross"));
    expect(row()).toMatchObject({ price: 4100, size: 12_000_000, reason: "post_only_cross" });
    expect(ledger.portfolio.account.provisional.position(0) as number).toBe(0);
  });

  test("behavior: a state never goes back, and a report is folded once", () => {
    const { fold } = rigOf();
    const ledger = fold((script) =>
      script
        .leg({ intentId: 1 })
        .report({ intentId: 1, state: "partially_filled", fill: [4000, 1_000_000], number: 5 })
        .report({ intentId: 1, state: "partially_filled", fill: [4000, 1_000_000], number: 5 })
        .report({ intentId: 1, state: "accepted", number: 6 }),
    );
    expect(ledger.findOrders(ALL)).toMatchObject([{ state: "partially_filled", filledSize: 1_000_000 }]);
    expect(ledger.reportsSeen).toBe(6);
  });

  test("behavior: an order is what its amendments made of it; why one was refused stands until the next, or its end", () => {
    const { fold, ledger } = rigOf();
    const rest = { intentId: 1, state: "accepted" } as const;
    const small = { price: 4_000, size: 5_000_000 };
    const told = (write: (script: TapScript) => TapScript) => {
      const [{ price, reason, size, state } = {}] = fold(write).findOrders(ALL);
      return [price as number, size as number, state, reason];
    };
    fold((script) => script.leg({ intentId: 1 }).report({ ...rest, terms: { ...small, amending: true } }));
    expect(told((script) => script.report({ ...rest, reason: "venue_refused", terms: small }))).toEqual([
      4_000,
      5_000_000,
      "accepted",
      "venue_refused",
    ]);
    const larger = { price: 4_100, size: 6_000_000 };
    expect(told((script) => script.report({ ...rest, terms: larger }))).toEqual([4_100, 6_000_000, "accepted", "none"]);
    fold((script) => script.report({ ...rest, reason: "amend_pending", terms: larger }));
    const filled = { intentId: 1, state: "filled", fill: [4_100, 6_000_000] } as const;
    expect(told((script) => script.report(filled))).toEqual([4_100, 6_000_000, "filled", "none"]);
    expect(ledger.ordersOpen).toBe(0);
  });

  test("behavior: refusals are counted by reason and by strategy", () => {
    const { fold } = rigOf();
    const ledger = fold((script) =>
      script.refusal(1, 0, "kill_switch").refusal(2, 1, "kill_switch").refusal(3, 1, "price_band"),
    );
    expect(ledger.orders.refusals).toEqual({ kill_switch: 2, price_band: 1 });
    expect(ledger.strategies.map(({ refusals }) => refusals)).toEqual([1, 2]);
    expect(ledger.lastIntentId).toBe(3);
  });

  test.each(["a new executor", "a new decision"] as const)("behavior: with %s what was open is gone", (who) => {
    const { fold } = rigOf();
    const ledger = fold((script) =>
      who === "a new executor"
        ? script.leg({ intentId: 1 }).control("executor_restart")
        : script.leg({ intentId: 1 }).runStart(2),
    );
    expect(ledger.ordersOpen).toBe(0);
    expect(ledger.findOrders(ALL)).toMatchObject([{ state: "canceled", reason: "restart" }]);
  });
});

describe("LiveLedger: fills and positions", () => {
  const TRADE = { id: 1, intentId: 1, strategy: 1, fill: [4000, 10_000_000], fee: 7 } as const;

  test("default: a trade moves the portfolio and is told, a report alone does not", () => {
    const told: unknown[] = [];
    const { fold } = rigOf({ fill: (fill) => told.push(fill) });
    const ledger = fold((script) =>
      script
        .leg({ intentId: 1, strategy: 1 })
        .settle(TRADE)
        .report({ intentId: 1, state: "filled", fill: [4000, 10_000_000], fee: 7 }),
    );
    expect(ledger.portfolio.position(0) as number).toBe(10_000_000);
    expect(ledger.portfolio.cash as number).toBe(-4_000_000 - 7);
    expect(ledger.portfolio.strategy(1)?.sellable(0) as number).toBe(10_000_000);
    expect(ledger.portfolio.account.problem()).toBeUndefined();
    expect(told).toMatchObject([
      { intentId: 1, strategy: "quoter", side: "buy", price: 4000, size: 10_000_000, fee: 7, settlement: "confirmed" },
    ]);
  });

  test("behavior: a trade is one row from its match to its end, with the fee expected and charged", () => {
    const told: unknown[] = [];
    const { fold } = rigOf({ fill: (fill) => told.push(fill) });
    const ledger = fold((script) => script.settle({ ...TRADE, state: "matched" }));
    expect(ledger.findFills(ALL)).toMatchObject([{ settlement: "matched", fee: 7 }]);
    fold((script) =>
      script
        .settle({ ...TRADE, state: "retrying" })
        .settle({ ...TRADE, fee: 9 })
        .settle(TRADE),
    );
    expect(ledger.findFills(ALL)).toMatchObject([{ number: 1, settlement: "confirmed", fee: 9, feeExpected: 7 }]);
    expect(told).toHaveLength(1);
    expect(ledger.portfolio.account.takeFeeDifferences()).toMatchObject([{ expected: 7, charged: 9 }]);
  });

  test("behavior: a market's end pays the account on paper, as decision counts it", () => {
    const { fold } = rigOf();
    const ledger = fold((script) => script.settle(TRADE).resolved(0, 10_000).resolved(0, 10_000).resolved(99, 10_000));
    expect([ledger.portfolio.position(0), ledger.portfolio.cash].map(Number)).toEqual([0, 6_000_000 - 7]);
  });

  test("behavior: what the executor tells to be redeemed is due, then cash, and the profit is taken once", () => {
    const { fold } = rigOf();
    const shown = ({ portfolio: { account } }: LiveLedger) =>
      [account.redeemable(0).cash, account.spendable("polymarket"), account.confirmed.realizedPnl(0)].map(Number);
    const ledger = fold((script) => script.settle(TRADE).redemption(0, 10_000).redemption(0, 10_000));
    expect(shown(ledger)).toEqual([10_000_000, -4_000_007, 6_000_000]);
    fold((script) => script.redemption(0, 10_000, 4_000_000).redemption(0, 10_000, 4_000_000));
    expect(shown(ledger)).toEqual([4_000_000, 1_999_993, 6_000_000]);
    expect(ledger.portfolio.strategy(1)?.confirmed.realizedPnl(0) as number).toBe(6_000_000);
  });

  test("behavior: a failed trade stays as a row and moves nothing", () => {
    const { fold } = rigOf();
    const ledger = fold((script) =>
      script.settle({ ...TRADE, state: "matched" }).settle({ ...TRADE, state: "failed" }),
    );
    expect(ledger.findFills(ALL)).toMatchObject([{ settlement: "failed" }]);
    expect([ledger.portfolio.position(0), ledger.portfolio.cash].map(Number)).toEqual([0, 0]);
  });

  test("behavior: a trade of an order of an earlier run counts too, one of nobody's in the account alone", () => {
    const { fold } = rigOf();
    const ledger = fold((script) =>
      script
        .leg({ intentId: 1, strategy: 1 })
        .runStart(2)
        .settle(TRADE)
        .settle({ id: 2, intentId: 0, strategy: NO_STRATEGY, fill: [4000, 1_000_000] }),
    );
    expect(ledger.portfolio.position(0) as number).toBe(11_000_000);
    expect(ledger.findFills(ALL)).toMatchObject([{ strategy: "" }, { strategy: "quoter", intentId: 1 }]);
    expect(ledger.strategies.map(({ fills }) => fills)).toEqual([0, 1]);
  });

  test("behavior: what main itself tells a new decision is not counted again, nor a trade told by a new executor", () => {
    const { fold } = rigOf();
    const ledger = fold((script) =>
      script
        .settle(TRADE)
        .runStart(2)
        .settle({ ...TRADE, number: 0 })
        .control("executor_restart")
        .settle({ ...TRADE, number: 900 }),
    );
    expect(ledger.portfolio.position(0) as number).toBe(10_000_000);
    expect([ledger.fills.rows.size, ledger.reportsSeen]).toEqual([1, 900]);
  });
});

describe("LiveLedger: reconciliation", () => {
  test("default: the state of each venue with its history, until its teller is gone", () => {
    const { ledger, fold } = rigOf();
    fold((script) => script.status("kalshi", false).status("kalshi", true).status("kalshi", false, 2));
    // Told again it is no news; it still holds.
    fold((script) => script.status("kalshi", false, 2));
    ledger.reconciliation.note({ venue: "kalshi", timeUs: 5, kind: "difference", detail: "an order" });
    const [kalshi, polymarket] = ledger.reconciliation.views(["kalshi", "polymarket"]);
    expect(kalshi).toMatchObject({
      venue: "kalshi",
      status: { isReconciled: false, unknownOrders: 2, number: 4 },
      history: [{ number: 3 }, { number: 2, isReconciled: true }, { number: 1 }],
      notes: [{ detail: "an order" }],
    });
    expect(kalshi.lastGoodUs).toBe(kalshi.history[1].timeUs);
    expect(polymarket).toEqual({ venue: "polymarket", history: [], notes: [] });
    expect([...ledger.reconciliation.current()].map(([venue]) => venue)).toEqual(["kalshi"]);
    fold((script) => script.control("executor_restart"));
    expect([...ledger.reconciliation.current()]).toEqual([]);
    expect(ledger.reconciliation.views(["kalshi"])[0].status).toBeUndefined();
  });
});

test("ledgerReport: default: balances, and profit by venue, strategy and instrument", () => {
  const { ledger, fold } = rigOf();
  fold((script) =>
    script
      .settle({ id: 1, strategy: 1, fill: [4000, 10_000_000], fee: 7 })
      .settle({ id: 2, strategy: 1, state: "matched", sell: true, fill: [5000, 4_000_000] })
      .settle({ id: 3, strategy: NO_STRATEGY, instrument: 3, fill: [7000, 1_000_000] }),
  );
  const report = ledgerReport(ledger, smallTable(), ["complement", "quoter"], (index) =>
    index === 0 ? 6000 : undefined,
  );
  expect(report).toMatchObject({
    asOf: 3,
    pending: 1,
    contradictions: 0,
    cash: [
      { venue: "polymarket", own: -4_000_007, incoming: 2_000_000, outgoing: 0, fees: 7 },
      { venue: "kalshi", own: -700_000 },
    ],
    contracts: [
      { instrument: 0, own: 6_000_000, incoming: 0, outgoing: 4_000_000 },
      { instrument: 3, own: 1_000_000 },
    ],
    total: { realizedPnl: 400_000, settledPnl: 0, unrealizedPnl: 1_200_000, fees: 7, unmarked: 1 },
    strategies: [{ strategy: "quoter", realizedPnl: 400_000, unrealizedPnl: 1_200_000 }],
    instruments: [
      { instrument: 0, cost: 2_400_000 },
      { instrument: 3, cost: 700_000, unmarked: 1 },
    ],
  });
  expect(report.problem).toBeUndefined();
});

test("ledgerReport: behavior: what waits to be redeemed stands apart from what is held, until it is cash", () => {
  const { ledger, fold } = rigOf();
  const booksAfter = (write: (script: TapScript) => TapScript) => {
    fold(write);
    return ledgerReport(ledger, smallTable(), ["complement", "quoter"], () => undefined);
  };
  const due = booksAfter((script) =>
    script.settle({ id: 1, strategy: 1, fill: [4000, 10_000_000] }).redemption(0, 10_000),
  );
  expect(due).toMatchObject({
    cash: [{ venue: "polymarket", own: -4_000_000, redeemable: 10_000_000 }],
    contracts: [{ instrument: 0, own: 0, redeemable: 10_000_000 }],
    total: { cost: 0, realizedPnl: 6_000_000, settledPnl: 6_000_000 },
    strategies: [{ strategy: "quoter", realizedPnl: 6_000_000 }],
  });
  expect(booksAfter((script) => script.redemption(0, 10_000, 0))).toMatchObject({
    cash: [{ venue: "polymarket", own: 6_000_000, redeemable: 0 }],
    contracts: [],
    total: { realizedPnl: 6_000_000 },
  });
});

describe("LiveLedger: pages", () => {
  const five = (script: TapScript) => {
    for (let intentId = 1; intentId <= 5; intentId++)
      script.leg({ intentId, strategy: intentId % 2, instrument: intentId % 3 });
    return script;
  };
  const idsOf = (orders: readonly OrderView[]) => orders.map(({ intentId }) => intentId);

  test("default: newest first, page by page, by strategy and by instrument", () => {
    const { fold } = rigOf();
    const ledger = fold(five);
    const first = ledger.findOrders({ ...ALL, limit: 2 });
    expect(idsOf(first)).toEqual([5, 4]);
    expect(idsOf(ledger.findOrders({ ...ALL, limit: 2, before: first[1].number }))).toEqual([3, 2]);
    expect(idsOf(ledger.findOrders({ ...ALL, strategy: "quoter" }))).toEqual([5, 3, 1]);
    expect(idsOf(ledger.findOrders({ ...ALL, instrument: 2 }))).toEqual([5, 2]);
  });

  test("behavior: numbers go on counting over runs, so that pages do not mix", () => {
    const { fold } = rigOf();
    const ledger = fold((script) => five(five(script.runStart(1)).runStart(2)));
    const numbers = ledger.findOrders(ALL).map(({ number }) => number);
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    expect(new Set(numbers).size).toBe(10);
  });
});

describe("LiveLedger: what else is known", () => {
  test("trust: behavior: told with its reason, forgotten with the run", () => {
    const told: string[] = [];
    const { fold } = rigOf({ trust: (book, trusted, reason) => told.push(`${book} ${trusted} ${reason}`) });
    const ledger = fold((script) =>
      script.trust(0, true, "snapshot").trust(2, true, "snapshot").trust(0, false, "crossed"),
    );
    expect([ledger.isTrusted(0), ledger.isTrusted(2), ledger.trustReasonOf(0)]).toEqual([false, true, "crossed"]);
    expect(told).toEqual(["0 true snapshot", "2 true snapshot", "0 false crossed"]);
    fold((script) => script.runStart(2));
    expect(ledger.isTrusted(2)).toBe(false);
  });

  test("connections: behavior: the newest state of each", () => {
    const { fold } = rigOf();
    const ledger = fold((script) =>
      script
        .connection("polymarket", 0, "connecting")
        .connection("polymarket", 1, "connected")
        .connection("kalshi", 0, "reconnecting", 4)
        .connection("polymarket", 0, "connected", 2),
    );
    expect(ledger.connections("polymarket")).toMatchObject([
      { connection: 0, state: "connected", attempt: 2 },
      { connection: 1, state: "connected" },
    ]);
    expect(ledger.connections("kalshi")).toMatchObject([{ connection: 0, state: "reconnecting", attempt: 4 }]);
  });

  test("digest: behavior: the last one, with the inputs that it is over", () => {
    const { fold } = rigOf();
    const ledger = fold((script) => script.digest(1, 2, 50).digest(0xabc, -1, 99));
    expect([ledger.digest, ledger.events]).toEqual(["00000abcffffffff", 99]);
  });
});

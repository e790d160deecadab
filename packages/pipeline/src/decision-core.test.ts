import { describe, expect, test } from "bun:test";
import { sizeMicros } from "@augury/core";
import { RISK_LIMITS } from "@augury/risk";
import { Flag, NO_STRATEGY, SlotKind, W_EPOCH, W_KIND } from "@augury/wire";
import { K_NO, K_YES, kindsOf, NO, OTHER, PipelineScene, PuppetStrategy, placeOrder, YES } from "./pipeline-scene.ts";

const BOOK = { bids: [[40, 10]], asks: [[42, 5]] } as const;

function sceneWith(
  instruments: readonly number[],
  options: Partial<ConstructorParameters<typeof PipelineScene>[0]> = {},
) {
  const puppet = new PuppetStrategy(instruments);
  const scene = new PipelineScene({ ...options, strategies: [puppet] });
  return { scene, puppet };
}

describe("DecisionCore: who is asked, and when", () => {
  test("default: a snapshot, a frame, a trade and an end of an epoch ask the book's readers once", () => {
    const { scene, puppet } = sceneWith([OTHER]);
    scene.feed((script) =>
      script
        .book(OTHER, 1, BOOK)
        .delta(OTHER, 1, { side: "bid", cents: 41, contracts: 1 })
        .trade(OTHER, 1, 42, 1)
        .epochEnd(OTHER, 1),
    );
    expect(puppet.asked.map(({ kind, trusted }) => [kind, trusted])).toEqual([
      [SlotKind.snapshotEnd, true],
      [SlotKind.bookDelta, true],
      [SlotKind.trade, true],
      [SlotKind.epochEnd, false],
    ]);
  });

  test("behavior: a frame of many slots is judged when it is whole, each book of it once", () => {
    const { scene, puppet } = sceneWith([YES, NO]);
    scene.feed((script) => script.book(YES, 1).book(NO, 1));
    puppet.asked.length = 0;
    scene.feed((script) =>
      script
        .delta(YES, 1, { side: "bid", cents: 41, contracts: 1, inFrame: true })
        .delta(NO, 1, { side: "ask", cents: 59, contracts: 1, inFrame: true })
        .delta(YES, 1, { side: "bid", cents: 40, contracts: 1, inFrame: true }),
    );
    expect(puppet.asked).toEqual([]);
    scene.feed((script) => script.delta(NO, 1, { side: "ask", cents: 60, contracts: 1 }));
    expect(puppet.asked.map(({ instrument }) => instrument)).toEqual([YES, NO]);
  });

  test("behavior: a frame whose last slot is ignored ends all the same", () => {
    const { scene, puppet } = sceneWith([OTHER]);
    scene.feed((script) => script.book(OTHER, 3, BOOK));
    puppet.asked.length = 0;
    scene.feed((script) =>
      script
        .delta(OTHER, 3, { side: "bid", cents: 41, contracts: 1, inFrame: true })
        .delta(OTHER, 1, { side: "bid", cents: 42, contracts: 1 }),
    );
    expect(puppet.asked).toHaveLength(1);
  });

  test("behavior: the other outcome's strategy reads the shared book's events; strangers are not asked", () => {
    const reader = new PuppetStrategy([K_NO]);
    const stranger = new PuppetStrategy([YES]);
    const scene = new PipelineScene({ strategies: [reader, stranger] });
    scene.feed((script) => script.book(K_YES, 1, BOOK));
    expect(reader.asked.map(({ instrument }) => instrument)).toEqual([K_YES]);
    expect(stranger.asked).toEqual([]);
  });

  test("behavior: readers hear of lost trust, with the frame or with the timer that led to it", () => {
    const { scene, puppet } = sceneWith([OTHER]);
    scene.feed((script) =>
      script.book(OTHER, 1, BOOK).delta(OTHER, 1, { side: "bid", cents: 45, contracts: 1, timeMs: 2 }),
    );
    puppet.asked.length = 0;
    scene.pass(300);
    expect(scene.core.keeper.isTrusted(OTHER)).toBe(false);
    expect([...scene.core.touched.subarray(0, scene.core.touchedCount)]).toEqual([OTHER]);
    scene.feed((script) => script.book(OTHER, 3, BOOK));
    puppet.asked.length = 0;
    scene.feed((script) => script.delta(OTHER, 3, { side: "bid", cents: 1.5, contracts: 1 }));
    expect(puppet.asked).toMatchObject([{ instrument: OTHER, trusted: false }]);
  });

  test("behavior: a timer asks everybody about nothing in particular", () => {
    const { scene, puppet } = sceneWith([YES]);
    scene.pass(100);
    expect(puppet.asked).toMatchObject([{ instrument: -1, kind: SlotKind.timer }]);
  });
});

describe("DecisionCore: intents", () => {
  test("default: an accepted intent is its numbers and its legs, and its orders are open", () => {
    const { scene, puppet } = sceneWith([OTHER]);
    puppet.willPlace({ instrument: OTHER, cents: 41, contracts: 5 });
    const outputs = scene.feed((script) => script.book(OTHER, 1, BOOK));
    expect(outputs.map(({ kind }) => kind)).toEqual(["bookTrust", "intentNumbers", "intentLeg"]);
    expect(outputs[1]).toMatchObject({ sequence: 1, body: { numbers: [1, 2, 3, 4] } });
    expect(outputs[2]).toMatchObject({
      instrument: OTHER,
      epoch: 1,
      venue: "polymarket",
      body: { intentId: 1, leg: 0, price: 4100, size: 5_000_000, side: "buy", lastLeg: true, reason: "operator" },
    });
    expect(scene.core.emitted).toEqual({ intents: 1, refusals: 0, cancels: 0, amends: 0 });
    expect(scene.core.orders.open).toBe(1);
  });

  test("behavior: an untrusted book's intent is refused", () => {
    const { scene, puppet } = sceneWith([OTHER]);
    scene.feed((script) => script.book(OTHER, 1, BOOK));
    puppet.willPlace({ instrument: OTHER, cents: 41, contracts: 5 });
    const outputs = scene.feed((script) => script.delta(OTHER, 1, { side: "bid", cents: 1.5, contracts: 1 }));
    expect(kindsOf(outputs, "refusal")[0]?.body).toMatchObject({ reason: "book_untrusted", intentId: 1 });
    expect(scene.core.orders.open).toBe(0);
  });

  test("behavior: an intent of another epoch than the book's is refused", () => {
    const { scene, puppet } = sceneWith([OTHER]);
    puppet.willPlace({ instrument: OTHER, cents: 41, contracts: 5, epoch: 1 });
    const outputs = scene.feed((script) => script.book(OTHER, 3, BOOK));
    expect(kindsOf(outputs, "refusal")[0]?.body).toMatchObject({ reason: "epoch_ended", value: 1, limit: 3 });
  });

  test("behavior: an order on a polled book is refused, on either outcome, unless that is allowed", () => {
    for (const [polled, reason] of [
      ["observe", "book_polled"],
      ["paper", undefined],
    ] as const) {
      for (const instrument of [K_YES, K_NO]) {
        const { scene, puppet } = sceneWith([instrument], { risk: { polled } });
        puppet.willPlace({ instrument, cents: 40, contracts: 5 });
        const outputs = scene.feed((script) => script.book(K_YES, 1, { ...BOOK, polled: true }));
        expect(kindsOf(outputs, "refusal")[0]?.body.reason).toBe(reason);
      }
    }
  });

  test("behavior: after a refusal the strategy is not asked about that book for a while, about others it is", () => {
    const { scene, puppet } = sceneWith([OTHER, K_YES], { refusalPauseUs: 250_000 });
    scene.feed((script) => script.book(K_YES, 1, BOOK));
    puppet.willPlace({ instrument: OTHER, cents: 41, contracts: 5, epoch: 9 });
    scene.feed((script) => script.book(OTHER, 1, BOOK));
    puppet.asked.length = 0;
    scene.feed((script) => script.trade(OTHER, 1, 42, 1).trade(K_YES, 1, 42, 1).timer());
    expect(puppet.asked.map(({ instrument }) => instrument)).toEqual([K_YES, -1]);
    scene.nowUs += 250_000;
    scene.feed((script) => script.trade(OTHER, 1, 42, 1));
    expect(puppet.asked.at(-1)?.instrument).toBe(OTHER);
  });

  test("behavior: a refusal on a timer pauses the timers", () => {
    const { scene, puppet } = sceneWith([OTHER], { refusalPauseUs: 250_000 });
    scene.feed((script) => script.book(OTHER, 1, BOOK));
    puppet.asked.length = 0;
    puppet.willPlace({ instrument: OTHER, cents: 41, contracts: 5, epoch: 9 });
    scene.pass(300);
    expect(puppet.asked).toHaveLength(1);
    scene.pass(100);
    expect(puppet.asked).toHaveLength(2);
  });

  test("behavior: more than one event may lead to is refused whole, and what fits is told", () => {
    const { scene, puppet } = sceneWith([OTHER], { risk: { openOrdersMax: 10_000, openOrdersPerStrategyMax: 10_000 } });
    puppet.answers.push((context) =>
      Array.from({ length: 400 }, () => placeOrder(context, { instrument: OTHER, cents: 41, contracts: 1 })),
    );
    const outputs = scene.feed((script) => script.book(OTHER, 1, BOOK));
    expect(outputs).toHaveLength(512);
    const refusals = kindsOf(outputs, "refusal");
    expect(refusals.some(({ body }) => body.reason === "intent_ring_full")).toBe(true);
    const legs = kindsOf(outputs, "intentLeg").length;
    expect(kindsOf(outputs, "intentNumbers")).toHaveLength(legs);
    expect(scene.core.orders.open).toBe(legs);
  });

  test("behavior: intents are numbered on from the run's first", () => {
    const { scene, puppet } = sceneWith([OTHER]);
    puppet.willPlace({ instrument: OTHER, cents: 41, contracts: 5 });
    const outputs = scene.feed((script) => script.runStart(2, 70_001).book(OTHER, 1, BOOK));
    expect(kindsOf(outputs, "intentLeg")[0]?.body.intentId).toBe(70_001);
  });
});

describe("DecisionCore: cancels", () => {
  function sceneWithOrder() {
    const { scene, puppet } = sceneWith([OTHER]);
    puppet.willPlace({ instrument: OTHER, cents: 41, contracts: 5 });
    scene.feed((script) => script.book(OTHER, 1, BOOK));
    return { scene, puppet };
  }

  test("default: a cancel of an own open order goes out once", () => {
    const { scene, puppet } = sceneWithOrder();
    puppet.willCancel(1);
    puppet.willCancel(1);
    const outputs = scene.feed((script) => script.trade(OTHER, 1, 42, 1).trade(OTHER, 1, 42, 1));
    expect(outputs).toMatchObject([{ kind: "cancel", instrument: OTHER, body: { target: 1, leg: 0, intentId: 2 } }]);
  });

  test("behavior: never refused: not killed, not untrusted, not after the end of the epoch", () => {
    const { scene, puppet } = sceneWithOrder();
    scene.feed((script) => script.control("kill"));
    puppet.willCancel(1);
    const outputs = scene.feed((script) => script.epochEnd(OTHER, 1));
    expect(kindsOf(outputs, "cancel")).toHaveLength(1);
    expect(kindsOf(outputs, "refusal")).toEqual([]);
  });

  test("behavior: of nobody's or somebody else's order nothing comes", () => {
    const other = new PuppetStrategy([OTHER]);
    const owner = new PuppetStrategy([OTHER]);
    const scene = new PipelineScene({ strategies: [other, owner] });
    owner.willPlace({ instrument: OTHER, cents: 41, contracts: 5 });
    scene.feed((script) => script.book(OTHER, 1, BOOK));
    other.willCancel(1);
    owner.willCancel(99);
    expect(scene.feed((script) => script.trade(OTHER, 1, 42, 1))).toEqual([]);
    expect(scene.core.orders.find(1, 0)?.cancelRequested).toBe(false);
  });
});

describe("DecisionCore: orders that the executor made", () => {
  const BACK = { intentId: 1, leg: 2, instrument: OTHER, cents: 38, contracts: 5, sell: true } as const;

  test("default: open until their end, like any other: the gate counts them, and their strategy hears of them", () => {
    const { scene, puppet } = sceneWith([OTHER], { risk: { openOrdersMax: 1 } });
    scene.feed((script) => script.book(OTHER, 1, BOOK).opened(BACK));
    expect(scene.core.orders.find(1, 2)).toMatchObject({ strategy: 0, side: "sell", price: 3_800, hasPlan: true });
    puppet.willPlace({ instrument: OTHER, cents: 30, contracts: 5 });
    const refused = scene.feed((script) => script.trade(OTHER, 1, 42, 1));
    expect(refused).toMatchObject([{ kind: "refusal", body: { reason: "open_orders" } }]);
    scene.nowUs += 250_000;
    puppet.asked.length = 0;
    scene.feed((script) => script.report({ ...BACK, state: "filled", fill: [38, 5] }));
    expect(puppet.asked).toMatchObject([{ instrument: OTHER, kind: SlotKind.orderReport }]);
    expect(scene.core.orders.open).toBe(0);
  });

  test("behavior: an operator's cancel reaches them, and nobody may amend them", () => {
    const { scene } = sceneWith([]);
    scene.feed((script) => script.book(OTHER, 1, BOOK).opened(BACK));
    const canceled = scene.feed((script) => script.operatorCancel(9));
    expect(kindsOf(canceled, "cancel")).toMatchObject([{ instrument: OTHER, body: { target: 1, leg: 2 } }]);
    const amended = scene.feed((script) => script.operatorAmend(10, { intentId: 1, leg: 2, cents: 39 }));
    expect(kindsOf(amended, "refusal")).toMatchObject([{ body: { reason: "unsupported" } }]);
  });

  test("behavior: told twice it is one order; of an intent before this run it is nobody's", () => {
    const { scene, puppet } = sceneWith([OTHER]);
    scene.feed((script) => script.opened(BACK, 1).opened(BACK, 1).opened(BACK, 2));
    expect(scene.core.orders.open).toBe(1);
    const old = { ...BACK, intentId: -1, strategy: NO_STRATEGY };
    puppet.asked.length = 0;
    scene.feed((script) => script.opened(old, 3).report({ ...old, state: "canceled" }, 4));
    expect(puppet.asked).toEqual([]);
    expect(scene.core.orders.open).toBe(1);
  });
});

describe("DecisionCore: controls", () => {
  test("kill: behavior: refuses from there on, resume lifts it", () => {
    const { scene, puppet } = sceneWith([OTHER], { refusalPauseUs: 0 });
    scene.feed((script) => script.book(OTHER, 1, BOOK).control("kill"));
    puppet.willPlace({ instrument: OTHER, cents: 41, contracts: 5 });
    puppet.willPlace({ instrument: OTHER, cents: 41, contracts: 5 });
    const killed = scene.feed((script) => script.trade(OTHER, 1, 42, 1));
    expect(killed).toMatchObject([{ kind: "refusal", body: { reason: "kill_switch" } }]);
    const resumed = scene.feed((script) => script.control("resume").trade(OTHER, 1, 42, 1));
    expect(kindsOf(resumed, "intentLeg")).toHaveLength(1);
  });

  test("stop: behavior: nobody is asked any more, books and reports go on", () => {
    const { scene, puppet } = sceneWith([OTHER]);
    scene.feed((script) => script.control("stop").book(OTHER, 1, BOOK).timer());
    expect(puppet.asked).toEqual([]);
    expect(scene.core.keeper.isTrusted(OTHER)).toBe(true);
  });

  test("cash, position: behavior: open the books of their own run, once", () => {
    const { scene } = sceneWith([OTHER], { cash: 0 });
    scene.feed((script) =>
      script
        .runStart(2)
        .control("cash", { a: 1, x: 5_000_000 })
        .position(OTHER, 3, 40, 1)
        .control("cash", { a: 2, x: 7_000_000 })
        .position(OTHER, 5, 40, 2),
    );
    expect([scene.portfolio.cash, scene.portfolio.position(OTHER)] as number[]).toEqual([7_000_000, 5_000_000]);
  });

  test("executor_restart: behavior: what was open is gone", () => {
    const { scene, puppet } = sceneWith([OTHER]);
    puppet.willPlace({ instrument: OTHER, cents: 41, contracts: 5 });
    scene.feed((script) => script.book(OTHER, 1, BOOK).control("executor_restart"));
    expect(scene.core.orders.open).toBe(0);
  });
});

describe("DecisionCore: what is owned", () => {
  const TRADE = { id: 1, instrument: OTHER, fill: [41, 2], fee: 1000 } as const;
  function sceneWithCash() {
    const scene = new PipelineScene({ cash: 0 });
    scene.feed((script) => script.runStart(1).cash("polymarket", 100));
    const { portfolio } = scene;
    const owned = () =>
      [portfolio.account.sellable(OTHER), portfolio.position(OTHER), portfolio.account.spendable("polymarket")].map(
        Number,
      );
    return { scene, portfolio, owned };
  }

  test("settlement: default: promised by a match, owned when confirmed, with the fee that was charged", () => {
    const { scene, portfolio, owned } = sceneWithCash();
    scene.feed((script) => script.settle({ ...TRADE, state: "matched" }));
    expect(owned()).toEqual([0, 2_000_000, 100_000_000 - 821_000]);
    scene.feed((script) => script.settle({ ...TRADE, state: "retrying" }).settle({ ...TRADE, fee: 1200 }));
    expect(owned()).toEqual([2_000_000, 2_000_000, 100_000_000 - 821_200]);
    expect(portfolio.strategy(0)?.sellable(OTHER) as number).toBe(2_000_000);
    expect(portfolio.account.problem()).toBeUndefined();
  });

  test("settlement: behavior: a failure gives everything back", () => {
    const { scene, owned } = sceneWithCash();
    scene.feed((script) => script.settle({ ...TRADE, state: "matched" }).settle({ ...TRADE, state: "failed" }));
    expect(owned()).toEqual([0, 0, 100_000_000]);
  });

  test("settlement: behavior: nobody's trade is the account's alone", () => {
    const { scene, portfolio, owned } = sceneWithCash();
    scene.feed((script) => script.settle({ ...TRADE, strategy: NO_STRATEGY }));
    expect(owned()[0]).toBe(2_000_000);
    expect(portfolio.strategy(0)).toBeUndefined();
  });

  test("settlement: behavior: the same trade counts once, by its number in the ring and by its name after a new executor", () => {
    const { scene, owned } = sceneWithCash();
    scene.feed((script) => script.settle(TRADE, 1).settle(TRADE, 1).control("executor_restart").settle(TRADE, 70_000));
    expect(owned()[0]).toBe(2_000_000);
    const next = new PipelineScene();
    next.feed((script) =>
      script
        .runStart(2, 100, 5)
        .settle(TRADE, 5)
        .settle({ ...TRADE, id: 2 }, 6),
    );
    expect(next.portfolio.position(OTHER) as number).toBe(2_000_000);
  });

  test("settlement: behavior: what a run is told to know is not counted, nor what is older than its books", () => {
    const { scene, portfolio } = sceneWithCash();
    scene.feed((script) => {
      script.settle(TRADE, 0);
      script.i32[W_KIND] |= Flag.counted;
      return script.control("ledger_horizon", { x: 900 });
    });
    scene.feed((script) =>
      script
        .settle(TRADE, 1)
        .settle({ ...TRADE, id: -100 }, 2)
        .settle({ ...TRADE, id: 3 }, 3),
    );
    expect(portfolio.position(OTHER) as number).toBe(2_000_000);
    expect(portfolio.odd).toEqual({ contradictions: 0, tooOld: 1 });
  });

  test("position, cash: behavior: told by the executor they open the account, each once", () => {
    const { scene, portfolio } = sceneWithCash();
    scene.feed((script) =>
      script.position(OTHER, 3, 40, 0, 1).position(OTHER, 3, 40, 0, 1).cash("kalshi", 50, 2).cash("kalshi", 50, 2),
    );
    expect([portfolio.account.sellable(OTHER), portfolio.account.spendable("kalshi")].map(Number)).toEqual([
      3_000_000, 50_000_000,
    ]);
  });
});

describe("DecisionCore: what has to be redeemed", () => {
  /** Five contracts that cost two dollars, of a hundred. */
  function sceneWithClaims() {
    const scene = new PipelineScene({ cash: 0, risk: { mode: "live" } });
    scene.feed((script) =>
      script
        .runStart(1)
        .cash("polymarket", 100)
        .settle({ id: 1, instrument: OTHER, fill: [40, 5] }),
    );
    const { account } = scene.portfolio;
    /** Dollars that are spendable and due, contracts that may be sold, and the profit of account and strategy. */
    const shown = () =>
      [
        account.spendable("polymarket"),
        account.redeemable(OTHER).cash,
        account.sellable(OTHER),
        account.confirmed.realizedPnl(OTHER),
        scene.portfolio.strategy(0)?.confirmed.realizedPnl(OTHER) ?? 0,
      ].map((micros) => micros / 1e6);
    return { scene, shown };
  }

  test("redemption: default: the profit is taken at the end, and what is gone has become cash", () => {
    const { scene, shown } = sceneWithClaims();
    scene.feed((script) => script.redemption({ instrument: OTHER, cents: 100 }));
    expect(shown()).toEqual([98, 5, 0, 3, 3]);
    scene.feed((script) => script.redemption({ instrument: OTHER, cents: 100, contracts: 2 }));
    expect(shown()).toEqual([101, 2, 0, 3, 3]);
    scene.feed((script) => script.redemption({ instrument: OTHER, cents: 100, contracts: 0 }));
    expect(shown()).toEqual([103, 0, 0, 3, 3]);
    expect(scene.portfolio.account.problem()).toBeUndefined();
  });

  test("redemption: behavior: told again, by this executor or the next, it changes nothing; told otherwise the profit is another", () => {
    const { scene, shown } = sceneWithClaims();
    const end = { instrument: OTHER, cents: 100 };
    scene.feed((script) => script.redemption({ ...end, contracts: 2 }, 9).redemption({ ...end, contracts: 0 }, 9));
    expect(shown()).toEqual([101, 2, 0, 3, 3]);
    scene.feed((script) => script.redemption({ ...end, contracts: 2 }, 70_000).redemption(end, 70_001));
    expect(shown()).toEqual([101, 2, 0, 3, 3]);
    scene.feed((script) => script.redemption({ ...end, cents: 0 }, 70_002));
    expect(shown()).toEqual([101, 0, 0, -2, -2]);
    expect(scene.portfolio.account.problem()).toBeUndefined();
  });

  test("redemption: behavior: a trade that settles after it is claimed, and what main tells for another run is not heard", () => {
    const { scene, shown } = sceneWithClaims();
    scene.feed((script) => {
      script.redemption({ instrument: OTHER, cents: 100 }, 0);
      script.i32[W_EPOCH] = 2;
      return script;
    });
    expect(shown()).toEqual([98, 0, 5, 0, 0]);
    scene.feed((script) =>
      script.redemption({ instrument: OTHER, cents: 100 }, 0).settle({ id: 2, instrument: OTHER, fill: [50, 4] }),
    );
    expect(shown()).toEqual([96, 9, 0, 5, 5]);
  });
});

describe("DecisionCore: the end of a market", () => {
  function sceneWith5(mode: "paper" | "live") {
    const scene = new PipelineScene({ cash: 0, risk: { mode } });
    scene.feed((script) =>
      script
        .runStart(1)
        .cash("polymarket", 100)
        .cash("kalshi", 100)
        .settle({ id: 1, instrument: OTHER, fill: [40, 5] })
        .settle({ id: 2, instrument: K_NO, fill: [30, 10] }),
    );
    const { account } = scene.portfolio;
    const cash = () => [account.spendable("polymarket"), account.spendable("kalshi")].map((micros) => micros / 1e6);
    return { scene, cash };
  }

  test("marketUpdate: default: on paper both venues pay what is held, once", () => {
    const { scene, cash } = sceneWith5("paper");
    expect(cash()).toEqual([98, 97]);
    scene.feed((script) => script.update(OTHER, "resolved", 10_000).update(OTHER, "resolved", 10_000));
    expect(cash()).toEqual([103, 97]);
    scene.feed((script) => script.update(K_YES, "determined", 0).update(K_YES, "settled", 1_700_000_000_000));
    expect(cash()).toEqual([103, 107]);
    expect([scene.portfolio.position(OTHER), scene.portfolio.position(K_NO)].map(Number)).toEqual([0, 0]);
    expect(scene.portfolio.strategy(0)?.provisional.realizedPnl(OTHER) as number).toBe(3_000_000);
    expect(scene.portfolio.account.problem()).toBeUndefined();
  });

  test("marketUpdate: behavior: a scalar value is rounded against us, an unknown one pays nothing", () => {
    const { scene, cash } = sceneWith5("paper");
    scene.feed((script) => script.update(OTHER, "resolved", -1).update(OTHER, "closed"));
    expect(cash()).toEqual([98, 97]);
    scene.feed((script) => script.update(K_YES, "determined", 2_500.5));
    expect(cash()[1]).toBeCloseTo(97 + 10 * 0.7499, 9);
  });

  test("marketUpdate: behavior: with real money Kalshi itself tells what it pays, and it counts once", () => {
    const { scene, cash } = sceneWith5("live");
    scene.feed((script) => script.update(K_YES, "determined", 0));
    expect(cash()).toEqual([98, 97]);
    expect(scene.portfolio.strategy(0)?.provisional.position(K_NO) as number).toBe(0);
    const paid = { id: 9, instrument: K_YES, strategy: NO_STRATEGY, fill: [0, 10] } as const;
    scene.feed((script) => script.settle(paid).settle(paid));
    expect(cash()).toEqual([98, 107]);
    expect(scene.portfolio.position(K_NO) as number).toBe(0);
  });

  test("marketUpdate: behavior: with real money Polymarket pays nobody before the executor tells of it", () => {
    const { scene, cash } = sceneWith5("live");
    const profits = () =>
      [scene.portfolio.account, scene.portfolio.strategy(0)].map((one) => one?.confirmed.realizedPnl(OTHER));
    scene.feed((script) => script.update(OTHER, "resolved", 10_000));
    expect([cash(), profits().map(Number)]).toEqual([
      [98, 97],
      [0, 0],
    ]);
    scene.feed((script) => script.redemption({ instrument: OTHER, cents: 100 }).update(OTHER, "resolved", 10_000));
    expect([cash(), profits().map(Number)]).toEqual([
      [98, 97],
      [3_000_000, 3_000_000],
    ]);
  });
});

describe("DecisionCore: what a venue says of itself", () => {
  const GOOD = {
    isReconciled: true,
    heartbeatMisses: 0,
    unknownOrders: 0,
    externalOrders: 0,
    unknownCash: 0,
    clockSkewMs: 0,
  };
  function liveScene() {
    const { scene, puppet } = sceneWith([OTHER], { risk: { mode: "live" }, refusalPauseUs: 0 });
    scene.feed((script) => script.runStart(1).book(OTHER, 1, BOOK));
    const tryOne = () => {
      puppet.willPlace({ instrument: OTHER, cents: 41, contracts: 5 });
      const [outcome] = scene
        .feed((script) => script.trade(OTHER, 1, 42, 1))
        .filter(({ kind }) => kind !== "intentNumbers");
      return outcome.kind === "refusal" ? (outcome.body.reason as string) : outcome.kind;
    };
    return { scene, tryOne };
  }

  test("venueStatus: behavior: nothing goes to a venue before its books are known to agree, nor when that is lost", () => {
    const { scene, tryOne } = liveScene();
    expect(tryOne()).toBe("unreconciled");
    scene.feed((script) => script.status("kalshi", GOOD));
    expect(tryOne()).toBe("unreconciled");
    scene.feed((script) => script.status("polymarket", GOOD));
    expect(tryOne()).toBe("intentLeg");
    scene.feed((script) => script.status("polymarket", { ...GOOD, isReconciled: false }));
    expect(tryOne()).toBe("unreconciled");
  });

  test("venueStatus: behavior: misses, skew and unknown orders stop it, a new executor must tell anew", () => {
    const { scene, tryOne } = liveScene();
    const outcomeOf = (over: Partial<typeof GOOD>) => {
      scene.feed((script) => script.status("polymarket", { ...GOOD, ...over }));
      return tryOne();
    };
    expect(outcomeOf({ heartbeatMisses: 2 })).toBe("heartbeat");
    expect(outcomeOf({ clockSkewMs: -2_001 })).toBe("clock_skew");
    expect(outcomeOf({ unknownOrders: 1, unknownCash: 100_000_001 })).toBe("unknown_exposure");
    expect(outcomeOf({})).toBe("intentLeg");
    scene.feed((script) => script.control("executor_restart"));
    expect(tryOne()).toBe("unreconciled");
  });
});

describe("DecisionCore: reports", () => {
  function sceneWithOrder() {
    const { scene, puppet } = sceneWith([OTHER], { cash: 0 });
    puppet.willPlace({ instrument: OTHER, cents: 41, contracts: 5 });
    scene.feed((script) => script.runStart(1).cash("polymarket", 100).book(OTHER, 1, BOOK));
    return { scene, puppet };
  }
  const FILL = { intentId: 1, instrument: OTHER, state: "partially_filled", fill: [41, 2], fee: 1000 } as const;

  test("default: a fill asks its strategy and moves the order; nothing is owned by it", () => {
    const { scene, puppet } = sceneWithOrder();
    puppet.asked.length = 0;
    const decidedUs = scene.nowUs;
    scene.feed((script) => script.report(FILL));
    expect(scene.core.orders.find(1, 0)?.filledSize).toBe(sizeMicros(2_000_000));
    expect([scene.portfolio.position(OTHER), scene.portfolio.cash] as number[]).toEqual([0, 100_000_000]);
    expect(puppet.asked).toMatchObject([{ instrument: OTHER, kind: SlotKind.orderReport }]);
    expect(scene.core.lastFillLatencyUs).toBe(scene.nowUs - decidedUs);
  });

  test("behavior: a report is counted once, whether it comes again or stood in the ring of an earlier run", () => {
    const { scene } = sceneWithOrder();
    scene.feed((script) => script.report(FILL, 1).report(FILL, 1));
    expect(scene.core.orders.find(1, 0)?.filledSize).toBe(sizeMicros(2_000_000));
  });

  test("behavior: a fill of an order that this run does not know asks nobody", () => {
    const { scene, puppet } = sceneWithOrder();
    puppet.asked.length = 0;
    scene.feed((script) => script.report({ ...FILL, intentId: 77 }));
    expect(puppet.asked).toEqual([]);
  });

  test("behavior: an ended order leaves, a canceled one's strategy hears of it", () => {
    const { scene, puppet } = sceneWithOrder();
    puppet.asked.length = 0;
    scene.feed((script) => script.report({ intentId: 1, instrument: OTHER, state: "canceled" }));
    expect(scene.core.orders.open).toBe(0);
    expect(puppet.asked).toHaveLength(1);
  });
});

describe("DecisionCore: resyncs", () => {
  const BAD = { side: "bid", cents: 1.5, contracts: 1 } as const;

  test("default: a lost book is asked for at once, again while it stays lost, and not once its epoch has ended", () => {
    const { scene } = sceneWith([OTHER]);
    scene.feed((script) => script.book(OTHER, 1, BOOK).delta(OTHER, 1, BAD));
    expect(scene.resyncs).toEqual([OTHER]);
    scene.pass(4900);
    expect(scene.resyncs).toEqual([OTHER]);
    scene.pass(5200);
    expect(scene.resyncs).toEqual([OTHER, OTHER, OTHER]);
    scene.feed((script) => script.epochEnd(OTHER, 1));
    scene.pass(20_000);
    expect(scene.resyncs).toHaveLength(3);
  });

  test("behavior: trust ends the asking", () => {
    const { scene } = sceneWith([OTHER]);
    scene.feed((script) => script.book(OTHER, 1, BOOK).delta(OTHER, 1, BAD).book(OTHER, 3, BOOK));
    scene.pass(20_000);
    expect(scene.resyncs).toEqual([OTHER]);
  });

  test("behavior: the ordinary end of an epoch asks for nothing", () => {
    const { scene } = sceneWith([OTHER]);
    scene.feed((script) => script.book(OTHER, 1, BOOK).epochEnd(OTHER, 1));
    scene.pass(20_000);
    expect(scene.resyncs).toEqual([]);
  });
});

test("fillCell: default: the newest top with trust, epoch and times", () => {
  const { scene } = sceneWith([OTHER]);
  scene.feed((script) => script.book(OTHER, 1, { ...BOOK, timeMs: 77 }).trade(OTHER, 1, 41, 1));
  const fields = new Float64Array(16);
  scene.core.fillCell(OTHER, fields, 2);
  expect([...fields.subarray(2, 13)]).toEqual([
    4000,
    4200,
    10_000_000,
    5_000_000,
    4100,
    1,
    1,
    4,
    77,
    expect.any(Number),
    1,
  ] as number[]);
});

test("DecisionCore: behavior: a limit that a control changes is in force for the next intent", () => {
  const { scene, puppet } = sceneWith([OTHER]);
  const ask = () => {
    puppet.willPlace({ instrument: OTHER, cents: 41, contracts: 5 });
    return scene.feed((script) => script.trade(OTHER, 1, 42, 1)).map(({ kind }) => kind);
  };
  scene.feed((script) => script.book(OTHER, 1, BOOK));
  expect(ask()).toContain("intentLeg");
  const a = RISK_LIMITS.indexOf("orderNotionalDollarsMax");
  scene.feed((script) => script.control("risk_limit", { a, x: 1 }));
  expect(ask()).toEqual(["refusal"]);
});

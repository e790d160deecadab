import { describe, expect, test } from "bun:test";
import { type SizeMicros, sizeMicros } from "@augury/core";
import { type Instrument, InstrumentTable, type Intent, isOnTick, type OpenOrder, uniformTicks } from "@augury/model";
import { SlotKind } from "@augury/wire";
import fc from "fast-check";
import { INTENTS_PER_EVENT_MAX, NO_INTENTS } from "../strategy.ts";
import { instrumentOf, type Levels, StrategyScene } from "../strategy-scene.ts";
import { Quoter, type QuoterOptions } from "./quoter.ts";

const micros = (contracts: number) => Math.round(contracts * 1e6);

/** A quoter over these instruments and the scene around it, which opens and marks orders as decision would. */
class QuoterBench {
  readonly scene: StrategyScene;
  readonly quoter: Quoter;
  private intentId = 0;

  constructor(
    readonly list: readonly Instrument[],
    options: Partial<QuoterOptions> = {},
  ) {
    const table = new InstrumentTable(list);
    this.scene = new StrategyScene(table);
    this.quoter = new Quoter(
      {
        name: "quoter",
        instruments: list,
        size: micros(10),
        halfSpreadTicks: 200,
        skewTicksPerContract: 10,
        positionMax: micros(25),
        requoteTicksMin: 100,
        move: "replace",
        refreshUs: 100,
        deadlineUs: 500,
        ...options,
      },
      table,
    );
  }

  /** Shows an event and does what it led to; returns that in words: "buy 10@4600", "cancel buy quote_replace". */
  tell(instrument: number, kind?: number): string[] {
    return this.act(this.scene.tell(this.quoter, instrument, kind));
  }

  pass(us: number): string[] {
    return this.act(this.scene.pass(this.quoter, us));
  }

  /** The order on one side ends: canceled, filled, refused. */
  end(side: "buy" | "sell"): void {
    this.scene.orders = this.scene.orders.filter((order) => order.side !== side);
  }

  act(intents: readonly Intent[]): string[] {
    return intents.map((intent) => {
      if (intent.kind === "cancel") return this.cancel(intent);
      return intent.kind === "amend" ? this.amend(intent) : this.place(intent);
    });
  }

  /** The venue has them: what was placed rests, what was to be changed has changed, or was refused. */
  answer(isDone = true): void {
    this.scene.orders = this.scene.orders.map(({ amending, ...order }) => {
      const state = order.state === "intent" ? "accepted" : order.state;
      return { ...order, state, ...(amending && isDone ? amending : {}) };
    });
  }

  private amend({ intentId, price, reason, size }: Extract<Intent, { kind: "amend" }>): string {
    this.scene.orders = this.scene.orders.map((one) =>
      one.intentId === intentId ? { ...one, amending: { price, size } } : one,
    );
    return `${reason} ${size / 1e6}@${price}`;
  }

  private cancel(intent: Extract<Intent, { kind: "cancel" }>): string {
    const order = this.scene.orders.find(({ intentId }) => intentId === intent.intentId) as OpenOrder;
    this.scene.orders = this.scene.orders.map((one) => (one === order ? { ...one, cancelRequested: true } : one));
    return `cancel ${order.side} ${intent.reason}`;
  }

  private place(intent: Extract<Intent, { kind: "place" }>): string {
    const [leg] = intent.legs;
    const order: OpenOrder = {
      intentId: ++this.intentId,
      leg: 0,
      strategy: 0,
      instrument: leg.instrument,
      side: leg.side,
      price: leg.price,
      size: leg.size,
      filledSize: sizeMicros(0),
      state: "intent",
      cancelRequested: false,
      timeInForce: leg.timeInForce,
      postOnly: leg.postOnly,
      reduceOnly: false,
      hasPlan: false,
    };
    this.scene.orders = [...this.scene.orders, order];
    return `${leg.side} ${leg.size / 1e6}@${leg.price}`;
  }
}

const one = (options: Partial<QuoterOptions> = {}, change: Partial<Instrument> = {}) =>
  new QuoterBench([instrumentOf({ index: 0, ...change })], options);
const BIDS: Levels = [[4800, 100]];
const ASKS: Levels = [[5200, 100]];

/** Mid 50 cents, spread 4. */
function quoted(options: Partial<QuoterOptions> = {}, position = 0): QuoterBench {
  const bench = one(options);
  bench.scene.positions.set(0, micros(position));
  bench.scene.book(0, BIDS, ASKS);
  bench.tell(0);
  return bench;
}

describe("Quoter: placing", () => {
  test("default: a post-only bid and, for what is held, an ask around the size-weighted mid", () => {
    const bench = one({ skewTicksPerContract: 0 });
    bench.scene.positions.set(0, micros(10));
    bench.scene.book(0, [[4800, 300]], [[5200, 100]]); // size-weighted mid 51 cents
    const intents = bench.scene.tell(bench.quoter, 0);
    expect(intents).toMatchObject([
      {
        kind: "place",
        reason: "quote_bid",
        numbers: [5100, -0, 4900, micros(10)],
        legs: [{ side: "buy", price: 4900, size: micros(10), timeInForce: "GTC", postOnly: true, epoch: 1 }],
        deadlineUs: bench.scene.nowUs + 500,
      },
      { reason: "quote_ask", legs: [{ side: "sell", price: 5300, size: micros(10), postOnly: true }] },
    ]);
  });

  test("behavior: quotes stand on the grid that the book has now", () => {
    const bench = one({ skewTicksPerContract: 0, halfSpreadTicks: 130 });
    bench.scene.book(0, BIDS, ASKS, 1, 50);
    expect(bench.tell(0)).toEqual(["buy 10@4850"]);
    bench.end("buy");
    bench.scene.book(0, [[4000, 100]], [[6000, 100]], 2, 1000);
    expect(bench.pass(1000)).toEqual(["buy 10@4000"]);
  });

  test("behavior: nothing is sold that is not held, and no more than is", () => {
    expect(quoted().scene.orders.map(({ side }) => side)).toEqual(["buy"]);
    expect(quoted({}, 7.005).scene.orders.at(-1)).toMatchObject({ side: "sell", size: 7_000_000 });
    expect(quoted({}, 4).scene.orders.map(({ side }) => side)).toEqual(["buy"]);
  });

  test("behavior: nothing is bought past the position limit", () => {
    expect(quoted({}, 19).scene.orders[0]).toMatchObject({ side: "buy", size: micros(6) });
    expect(quoted({}, 21).scene.orders.map(({ side }) => side)).toEqual(["sell"]);
  });

  test("behavior: the center moves away from what is held, and towards what the other outcome holds", () => {
    const skewed = (own: number, other: number) => {
      const bench = new QuoterBench([
        instrumentOf({ index: 0, marketId: "m", mirrorIndex: 1 }),
        instrumentOf({ index: 1, marketId: "m", mirrorIndex: 0, outcome: "no" }),
      ]);
      bench.scene.book(0, [[4000, 100]], [[6000, 100]]);
      bench.scene.positions.set(0, micros(own)).set(1, micros(other));
      return bench.tell(0);
    };
    expect(skewed(0, 0)).toEqual(["buy 10@4800"]);
    expect(skewed(10, 0)).toEqual(["buy 10@4700", "sell 10@5100"]);
    expect(skewed(0, 10)).toEqual(["buy 10@4900"]);
  });

  test("behavior: prices round away from the center, to the tick structure", () => {
    const bench = one({ halfSpreadTicks: 120, skewTicksPerContract: 0 });
    bench.scene.positions.set(0, micros(10));
    bench.scene.book(0, [[4800, 100]], [[5300, 100]]);
    expect(bench.tell(0)).toEqual(["buy 10@4900", "sell 10@5200"]);
  });

  test("behavior: never across the present book", () => {
    const bench = one({ halfSpreadTicks: 1, skewTicksPerContract: 100 }, { ticks: uniformTicks(10) });
    bench.scene.positions.set(0, micros(10));
    bench.scene.book(0, [[4990, 100]], [[5000, 100]]);
    expect(bench.tell(0)).toEqual(["buy 10@3990", "sell 10@5000"]);
    const other = new QuoterBench(
      [
        instrumentOf({ index: 0, marketId: "m", ticks: uniformTicks(10) }),
        instrumentOf({ index: 1, marketId: "m", outcome: "no" }),
      ],
      { halfSpreadTicks: 1, skewTicksPerContract: 100 },
    );
    other.scene.positions.set(1, micros(10));
    other.scene.book(0, [[4990, 100]], [[5000, 100]]);
    expect(other.tell(0)).toEqual(["buy 10@4990"]);
  });

  test("behavior: at the edge of the price range a side stays empty", () => {
    const bench = one({}, { ticks: uniformTicks(100) });
    bench.scene.positions.set(0, micros(10));
    bench.scene.book(0, [[100, 100]], [[200, 100]]);
    expect(bench.tell(0)).toEqual(["sell 10@300"]);
  });

  test("behavior: a Kalshi NO quote follows the events of its YES book", () => {
    const kalshi = { venue: "kalshi" as const, venueId: "K", marketId: "K", bookIndex: 0 };
    const no = instrumentOf({ ...kalshi, index: 1, mirrorIndex: 0, outcome: "no" });
    const bench = new QuoterBench([instrumentOf({ ...kalshi, index: 0, mirrorIndex: 1 }), no], { instruments: [no] });
    bench.scene.book(0, [[6800, 100]], [[7200, 100]]);
    expect(bench.tell(0)).toEqual(["buy 10@2800"]);
  });
});

describe("Quoter: replacing", () => {
  test("behavior: a quote stands until its wanted price has moved by the threshold", () => {
    const bench = quoted({ requoteTicksMin: 200 });
    bench.scene.book(0, [[4900, 100]], [[5300, 100]]);
    expect(bench.tell(0)).toEqual([]);
    bench.scene.book(0, [[5000, 100]], [[5400, 100]]);
    expect(bench.tell(0)).toEqual(["cancel buy quote_replace"]);
  });

  test("behavior: the new quote waits for the old one's confirmed end and for the refresh time", () => {
    const bench = quoted();
    bench.scene.book(0, [[4900, 100]], [[5300, 100]]);
    expect(bench.tell(0)).toEqual(["cancel buy quote_replace"]);
    expect(bench.tell(0)).toEqual([]);
    expect(bench.pass(1_000)).toEqual([]);
    bench.end("buy");
    expect(bench.tell(0, SlotKind.orderReport)).toEqual(["buy 10@4900"]);
    bench.end("buy");
    expect(bench.tell(0)).toEqual([]);
    expect(bench.pass(99)).toEqual([]);
    expect(bench.pass(1)).toEqual(["buy 10@4900"]);
  });

  test("behavior: a quote that the book has come to is canceled, however little it is off", () => {
    const bench = quoted({ requoteTicksMin: 5_000 });
    bench.scene.book(0, [[4600, 100]], [[4800, 100]]);
    expect(bench.tell(0)).toEqual(["cancel buy quote_replace"]);
  });

  test("behavior: a quote for more than the limits now allow is canceled", () => {
    const bench = quoted({ skewTicksPerContract: 0 }, 10);
    bench.scene.positions.set(0, micros(9));
    expect(bench.tell(0)).toEqual(["cancel sell quote_replace"]);
    bench.scene.positions.set(0, micros(25));
    expect(bench.tell(0)).toEqual(["cancel buy quote_withdraw"]);
  });

  test("behavior: a partial fill leaves the rest standing", () => {
    const bench = quoted({ skewTicksPerContract: 0 }, 15);
    bench.scene.positions.set(0, micros(20));
    bench.scene.orders = bench.scene.orders.map((order) =>
      order.side === "buy" ? { ...order, filledSize: sizeMicros(micros(5)) } : order,
    );
    expect(bench.tell(0)).toEqual([]);
  });
});

describe("Quoter: withdrawing", () => {
  test("behavior: an untrusted book is left at once, and only canceled on", () => {
    const bench = quoted({}, 10);
    bench.scene.untrusted.add(0);
    expect(bench.tell(0)).toEqual(["cancel buy quote_withdraw", "cancel sell quote_withdraw"]);
    expect(bench.tell(0)).toEqual([]);
    bench.end("buy");
    bench.end("sell");
    expect(bench.pass(1_000)).toEqual([]);
    bench.scene.untrusted.clear();
    expect(bench.pass(0).length).toBe(2);
  });

  test("behavior: so is a book without a mid, and one that is gone", () => {
    const oneSided = quoted();
    oneSided.scene.book(0, BIDS, []);
    expect(oneSided.tell(0)).toEqual(["cancel buy quote_withdraw"]);
    const gone = quoted();
    gone.scene.clear(0);
    expect(gone.tell(0, SlotKind.epochEnd)).toEqual(["cancel buy quote_withdraw"]);
  });

  test("behavior: an event that concerns nothing of ours leads to the shared empty answer", () => {
    const bench = quoted();
    expect(bench.scene.tell(bench.quoter, 0)).toBe(NO_INTENTS);
    expect(bench.scene.tell(bench.quoter, -1, SlotKind.connection)).toBe(NO_INTENTS);
  });

  test("behavior: a timer does no more than one event may, and goes on with the next", () => {
    const list = Array.from({ length: 20 }, (_, index) => instrumentOf({ index }));
    const bench = new QuoterBench(list);
    for (const { index } of list) bench.scene.book(index, BIDS, ASKS);
    let placed = 0;
    for (let timer = 0; timer < 3; timer++) {
      const intents = bench.scene.pass(bench.quoter, 1);
      expect(intents.length).toBeLessThanOrEqual(INTENTS_PER_EVENT_MAX);
      placed += bench.act(intents).length;
    }
    expect(placed).toBe(20);
  });
});

const anySide = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 5_000 })), {
  minLength: 1,
  maxLength: 4,
  selector: ([price]) => price,
});
const anyStep = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("book" as const),
      top: fc.integer({ min: 2, max: 998 }),
      bids: anySide,
      asks: anySide,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("distrust" as const, "trust" as const, "timer" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("confirm" as const) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("answer" as const), isDone: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("fill" as const), part: fc.double({ min: 0.01, max: 1, noNaN: true }) }),
  },
);

describe("Quoter: moving by amendment", () => {
  const KALSHI = { venue: "kalshi", venueId: "K", marketId: "K" } as const;
  const resting = (change: Partial<Instrument> = KALSHI) => {
    const bench = one({ move: "amend", skewTicksPerContract: 0 }, change);
    bench.scene.book(0, BIDS, ASKS);
    bench.tell(0);
    bench.answer();
    return bench;
  };

  test("default: the resting quote is changed to the wanted price and size, one change at a time", () => {
    const bench = resting();
    bench.scene.book(0, [[4600, 100]], [[5000, 100]]);
    bench.scene.nowUs += 100;
    const [moved] = bench.scene.tell(bench.quoter, 0);
    expect(moved).toMatchObject({
      kind: "amend",
      reason: "quote_move",
      numbers: [4800, -0, 4600, 0],
      intentId: 1,
      price: 4600,
      size: micros(10),
      epoch: 1,
      deadlineUs: bench.scene.nowUs + 500,
    });
    bench.act(moved ? [moved] : []);
    bench.scene.book(0, [[4400, 100]], [[4800, 100]]);
    expect(bench.tell(0)).toEqual([]);
    bench.answer();
    bench.scene.nowUs += 100;
    expect(bench.tell(0)).toEqual(["quote_move 10@4400"]);
  });

  test("behavior: what has filled counts in the new size", () => {
    const bench = resting();
    bench.scene.orders = bench.scene.orders.map((order) => ({ ...order, filledSize: sizeMicros(micros(4)) }));
    bench.scene.book(0, [[4600, 100]], [[5000, 100]]);
    bench.scene.nowUs += 100;
    expect(bench.tell(0)).toEqual(["quote_move 14@4600"]);
  });

  test("behavior: more than the position limit allows is taken off at its price", () => {
    const bench = resting();
    bench.scene.positions.set(0, micros(19));
    bench.scene.nowUs += 100;
    expect(bench.tell(0)).toEqual(["quote_move 6@4800", "sell 10@5200"]);
  });

  test("behavior: sooner than the refresh time, before it rests, or where the venue cannot, it is replaced", () => {
    const moved = (bench: QuoterBench, us: number) => {
      bench.scene.book(0, [[4600, 100]], [[5000, 100]]);
      bench.scene.nowUs += us;
      return bench.tell(0);
    };
    expect(moved(resting(), 50)).toEqual(["cancel buy quote_replace"]);
    expect(moved(resting({}), 100)).toEqual(["cancel buy quote_replace"]);
    const refused = resting();
    moved(refused, 100);
    refused.answer(false);
    expect(refused.tell(0)).toEqual(["cancel buy quote_replace"]);
    const unsent = one({ move: "amend" }, KALSHI);
    unsent.scene.book(0, BIDS, ASKS);
    unsent.tell(0);
    expect(moved(unsent, 100)).toEqual(["cancel buy quote_replace"]);
  });

  test("behavior: an untrusted book is left at once, whatever is on its way", () => {
    const bench = resting();
    bench.scene.book(0, [[4600, 100]], [[5000, 100]]);
    bench.scene.nowUs += 100;
    bench.tell(0);
    bench.scene.untrusted.add(0);
    expect(bench.tell(0)).toEqual(["cancel buy quote_withdraw"]);
  });
});

describe("Quoter: properties", () => {
  test("property: one order a side, on the tick, off the book, within the limits, and none on an untrusted book", () => {
    const anyOptions = fc.record({
      halfSpreadTicks: fc.integer({ min: 1, max: 500 }),
      skewTicksPerContract: fc.double({ min: 0, max: 50, noNaN: true }),
      requoteTicksMin: fc.integer({ min: 1, max: 300 }),
      move: fc.constantFrom("replace" as const, "amend" as const),
    });
    let placed = 0;
    let changed = 0;
    fc.assert(
      fc.property(anyOptions, fc.array(anyStep, { minLength: 5, maxLength: 40, size: "max" }), (options, steps) => {
        const bench = one(options, { ticks: uniformTicks(10), venue: "kalshi" });
        const { scene, quoter } = bench;
        for (const step of steps) {
          scene.nowUs += step.do === "answer" ? 200 : 60;
          let timer = false;
          if (step.do === "book") {
            const bids = step.bids
              .filter(([price]) => price < step.top)
              .map(([price, size]) => [price * 10, size / 100] as const);
            const asks = step.asks
              .filter(([price]) => price >= step.top)
              .map(([price, size]) => [price * 10, size / 100] as const);
            scene.book(0, bids, asks);
          } else if (step.do === "distrust") scene.untrusted.add(0);
          else if (step.do === "trust") scene.untrusted.clear();
          else if (step.do === "confirm") scene.orders = scene.orders.filter((order) => !order.cancelRequested);
          else if (step.do === "answer") bench.answer(step.isDone);
          else if (step.do === "fill") fillSome(scene, step.part);
          else timer = true;
          const intents = scene.tell(quoter, timer ? -1 : 0, timer ? SlotKind.timer : SlotKind.bookDelta);
          for (const intent of intents) {
            if (intent.kind === "cancel") continue;
            expect(scene.isTrusted(0)).toBe(true);
            const leg = intent.kind === "place" ? intent.legs[0] : changeOf(intent, scene.orders);
            if (intent.kind === "amend") changed++;
            else {
              placed++;
              expect(scene.orders.some(({ side }) => side === leg.side)).toBe(false);
            }
            expect(isOnTick(uniformTicks(10), leg.price)).toBe(true);
            const position = scene.position(0);
            const [mid, skew] = intent.numbers;
            // Fewer at their price stand where they stood.
            if (scene.orders.some(({ price, side }) => side === leg.side && price === leg.price)) continue;
            if (leg.side === "buy") {
              expect(leg.price).toBeLessThan(scene.books.bestAsk(0));
              expect(leg.price).toBeLessThanOrEqual(mid + skew - options.halfSpreadTicks);
              expect(position + leg.size).toBeLessThanOrEqual(micros(25));
            } else {
              expect(leg.price).toBeGreaterThan(scene.books.bestBid(0));
              expect(leg.price).toBeGreaterThanOrEqual(mid + skew + options.halfSpreadTicks);
              expect(leg.size).toBeLessThanOrEqual(position);
            }
          }
          bench.act(intents);
          if (!scene.isTrusted(0)) expect(scene.orders.every(({ cancelRequested }) => cancelRequested)).toBe(true);
          expect(scene.position(0)).toBeWithin(0, micros(25) + 1);
        }
      }),
      { numRuns: 300 },
    );
    expect(placed).toBeGreaterThan(150);
    expect(changed).toBeGreaterThan(30);
  });
});

/** What an order would be for, and what of it would be left to fill. */
function changeOf({ intentId, price, size }: Extract<Intent, { kind: "amend" }>, orders: readonly OpenOrder[]) {
  const order = orders.find((one) => one.intentId === intentId) as OpenOrder;
  expect(order.amending).toBeUndefined();
  return { side: order.side, price, size: size - order.filledSize };
}

/** Fills a part of every open order, and what it completes ends. */
function fillSome(scene: StrategyScene, part: number): void {
  for (const order of scene.orders) {
    const left = order.size - order.filledSize;
    const size = Math.min(left, Math.ceil((left * part) / 10_000) * 10_000);
    const sign = order.side === "buy" ? 1 : -1;
    scene.positions.set(0, scene.position(0) + sign * size);
    (order as { filledSize: SizeMicros }).filledSize = sizeMicros(order.filledSize + size);
  }
  scene.orders = scene.orders.filter(({ size, filledSize }) => filledSize < size);
}

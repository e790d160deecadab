import { describe, expect, test } from "bun:test";
import { ASK } from "@augury/book";
import { type PriceTicks, priceTicks, sizeMicros } from "@augury/core";
import {
  computeFee,
  type FeeSchedule,
  type Instrument,
  InstrumentTable,
  type Intent,
  NO_FEES,
  type OpenOrder,
  type PlaceIntent,
  uniformTicks,
} from "@augury/model";
import fc from "fast-check";
import { NO_INTENTS } from "../strategy.ts";
import { instrumentOf, type Levels, StrategyScene } from "../strategy-scene.ts";
import { Complement, type ComplementOptions } from "./complement.ts";
import { OutcomeSet, type SetKind } from "./outcome-set.ts";

const POLYMARKET_FEES: FeeSchedule = { rounding: "polymarket", takerPpm: 70_000, makerPpm: 0, exponent: 1 };
const KALSHI_FEES: FeeSchedule = { rounding: "kalshi", takerPpm: 70_000, makerPpm: 17_500, exponent: 1 };

const micros = (contracts: number) => Math.round(contracts * 1e6);

interface Bench {
  readonly scene: StrategyScene;
  readonly strategy: Complement;
}

/** A strategy over one set of these legs. */
function bench(
  legs: readonly Instrument[],
  options: Partial<ComplementOptions> = {},
  kind: SetKind = "event",
  table = new InstrumentTable(legs),
): Bench {
  const set = new OutcomeSet(kind, legs);
  const strategy = new Complement({
    name: "complement",
    sets: kind === "mirror" ? [] : [set],
    mirrors: kind === "mirror" ? [set] : [],
    edge: 10_000,
    sizeMin: micros(5),
    sizeMax: micros(1_000),
    cooldownUs: 1_000,
    deadlineUs: 500,
    mirrorGraceUs: 100,
    legs: { onFailure: "hold", sequence: "together", bandTicks: 500, legMs: 1_000 },
    ...options,
  });
  return { scene: new StrategyScene(table), strategy };
}

/** Three neg-risk markets' YES tokens. */
function event(change: Partial<Instrument> = {}): Instrument[] {
  return [0, 1, 2].map((index) => instrumentOf({ index, negRisk: true, groupId: "E", ...change }));
}

function fill(scene: StrategyScene, asks: readonly Levels[]): void {
  for (const [book, levels] of asks.entries()) scene.book(book, [], levels);
}

function fired(intents: readonly Intent[]): PlaceIntent | undefined {
  return intents[0]?.kind === "place" ? intents[0] : undefined;
}

/** What a place intent buys, as [instrument, limit, contracts]. */
function bought(intents: readonly Intent[]): (readonly [number, number, number])[] {
  return (fired(intents)?.legs ?? []).map(({ instrument, price, size }) => [instrument, price, size / 1e6]);
}

/** Shows the strategy every book once; returns what it fired first. */
function showAll({ scene, strategy }: Bench): readonly Intent[] {
  let intents = NO_INTENTS;
  for (const { index, bookIndex } of scene.instruments.list) {
    if (bookIndex !== index) continue;
    const answer = scene.tell(strategy, index);
    if (intents === NO_INTENTS) intents = answer;
  }
  return intents;
}

const CHEAP: readonly Levels[] = [[[3000, 40]], [[3000, 40]], [[3000, 40]]];

describe("Complement: what it buys", () => {
  test("default: every outcome, down to the level where the next set would not leave the edge", () => {
    const set = bench(event());
    fill(set.scene, [
      [
        [3000, 20],
        [3200, 50],
      ],
      [
        [3000, 30],
        [3500, 50],
      ],
      [[3500, 100]],
    ]);
    expect(set.scene.tell(set.strategy, 0)).toBe(NO_INTENTS);
    expect(set.scene.tell(set.strategy, 1)).toBe(NO_INTENTS);
    const intents = set.scene.tell(set.strategy, 2);
    // 20 sets at 0.95, 10 more at 0.97; the next would be at 1.02.
    expect(bought(intents)).toEqual([
      [0, 3200, 30],
      [1, 3000, 30],
      [2, 3500, 30],
    ]);
    expect(fired(intents)).toMatchObject({
      reason: "complement_edge",
      numbers: [micros(20 * 0.95 + 10 * 0.97), 0, 43_333, micros(30)],
      deadlineUs: set.scene.nowUs + 500,
    });
    for (const leg of fired(intents)?.legs ?? []) {
      expect(leg).toMatchObject({ side: "buy", timeInForce: "IOC", postOnly: false, epoch: 1 });
    }
  });

  test("behavior: no more than sizeMax, on the size step of every leg", () => {
    const legs = event().map((leg, at) => ({ ...leg, sizeStep: [10_000, 15_000, 10_000][at] }));
    const set = bench(legs, { sizeMax: micros(10.04) });
    fill(set.scene, CHEAP);
    expect(bought(showAll(set)).map(([, , size]) => size)).toEqual([10.02, 10.02, 10.02]);
  });

  test("behavior: nothing below sizeMin, nor below the venue's smallest taking order", () => {
    const small = bench(event(), { sizeMin: micros(41) });
    fill(small.scene, CHEAP);
    expect(showAll(small)).toBe(NO_INTENTS);
    const cents = bench(event());
    // 40 contracts at 2 cents are 80 cents: Polymarket takes no order below a dollar.
    fill(cents.scene, [[[200, 40]], [[3000, 40]], [[3000, 40]]]);
    expect(showAll(cents)).toBe(NO_INTENTS);
    fill(cents.scene, [[[200, 50]], [[3000, 50]], [[3000, 50]]]);
    expect(bought(showAll(cents)).length).toBe(3);
  });

  test("behavior: the edge is what is left after fees", () => {
    const cost = (fees: FeeSchedule, ask: number) => {
      const set = bench(event({ fees }), { edge: 10_000 });
      fill(set.scene, [[[ask, 40]], [[3000, 40]], [[3000, 40]]]);
      return bought(showAll(set)).length;
    };
    // 0.07 × p × (1 − p) is 1.5 cents at 30 and 32 cents: the edge goes with 95 + 4.5 cents.
    expect(cost(NO_FEES, 3500)).toBe(3);
    expect(cost(POLYMARKET_FEES, 3500)).toBe(0);
    expect(cost(POLYMARKET_FEES, 3400)).toBe(3);
    expect(cost(KALSHI_FEES, 3400)).toBe(3);
  });

  test("behavior: rounding counts: what leaves the edge before it may not leave it after", () => {
    const legs = [0, 1].map((index) =>
      instrumentOf({ index, venue: "kalshi", ticks: uniformTicks(1), fees: KALSHI_FEES }),
    );
    const size = (edge: number, contracts: number) => {
      const set = bench(legs, { edge, sizeMin: 10_000 }, "pair");
      // 0.965 and 0.03496 of fees leave $0.00004 a set; each leg's fee may be rounded up by $0.0002.
      fill(set.scene, [[[4800, contracts]], [[4850, contracts]]]);
      return bought(showAll(set))[0]?.[2];
    };
    expect(size(0, 9)).toBeUndefined();
    expect(size(0, 20)).toBe(20);
    expect(size(30, 20)).toBeUndefined();
    expect(size(30, 50)).toBe(50);
    const pieces = bench(legs, { edge: 0, sizeMin: 10_000 }, "pair");
    fill(pieces.scene, [
      [
        [4799, 9],
        [4800, 9],
      ],
      [
        [4849, 9],
        [4850, 9],
      ],
    ]);
    // The second piece of each leg is rounded again, which 18 sets do not leave room for.
    expect(bought(showAll(pieces))[0]?.[2]).toBe(9);
  });

  test("behavior: a pair across venues buys YES here and NO there, Kalshi's NO from the YES bids", () => {
    const kalshi = { venue: "kalshi" as const, venueId: "K", marketId: "K", bookIndex: 1 };
    const table = [
      instrumentOf({ index: 0 }),
      instrumentOf({ ...kalshi, index: 1, mirrorIndex: 2 }),
      instrumentOf({ ...kalshi, index: 2, mirrorIndex: 1, outcome: "no" }),
    ];
    const set = bench([table[0], table[2]], {}, "pair", new InstrumentTable(table));
    set.scene.book(0, [], [[4000, 30]]);
    set.scene.book(
      1,
      [
        [4500, 20],
        [4200, 20],
      ],
      [[4600, 9]],
    );
    expect(bought(showAll(set))).toEqual([
      [0, 4000, 30],
      [2, 5800, 30],
    ]);
  });

  test("behavior: a level off the tick structure is not fired at", () => {
    const set = bench(event());
    fill(set.scene, [[[3050, 40]], [[3000, 40]], [[3000, 40]]]);
    expect(showAll(set)).toBe(NO_INTENTS);
  });
});

describe("Complement: when it holds still", () => {
  test("behavior: until every book is trusted and has an ask", () => {
    const set = bench(event());
    fill(set.scene, CHEAP.slice(0, 2));
    expect(showAll(set)).toBe(NO_INTENTS);
    fill(set.scene, CHEAP);
    set.scene.untrusted.add(1);
    expect(showAll(set)).toBe(NO_INTENTS);
    set.scene.untrusted.clear();
    expect(bought(showAll(set)).length).toBe(3);
  });

  test("behavior: within the cooldown of its last shot, and while an order on a leg is open", () => {
    const set = bench(event());
    fill(set.scene, CHEAP);
    expect(bought(showAll(set)).length).toBe(3);
    set.scene.nowUs += 999;
    expect(showAll(set)).toBe(NO_INTENTS);
    set.scene.nowUs += 1;
    set.scene.orders = [openOrder(2)];
    expect(showAll(set)).toBe(NO_INTENTS);
    set.scene.orders = [openOrder(7)];
    expect(bought(showAll(set)).length).toBe(3);
    expect(set.strategy.counts.fired).toBe(2);
  });

  test("behavior: a timer fires at what stood there all along", () => {
    const set = bench(event());
    fill(set.scene, CHEAP);
    expect(bought(set.scene.pass(set.strategy, 1)).length).toBe(3);
    expect(set.scene.pass(set.strategy, 500)).toBe(NO_INTENTS);
    expect(bought(set.scene.pass(set.strategy, 500)).length).toBe(3);
  });

  test("behavior: never at an augmented event, however it came in", () => {
    const set = bench(event({ groupAugmented: true }));
    fill(set.scene, CHEAP);
    expect(showAll(set)).toBe(NO_INTENTS);
  });

  test("behavior: one set an event; the other one comes with the next", () => {
    const legs = [0, 1, 2, 3].map((index) => instrumentOf({ index }));
    const first = new OutcomeSet("pair", [legs[0], legs[1]]);
    const second = new OutcomeSet("pair", [legs[0], legs[2]]);
    const set = bench(legs, { sets: [first, second] });
    fill(set.scene, [[[4000, 40]], [[4000, 40]], [[4000, 40]], [[4000, 40]]]);
    for (const book of [1, 2]) set.scene.tell(set.strategy, book);
    expect(bought(set.scene.tell(set.strategy, 0)).map(([leg]) => leg)).toEqual([0, 1]);
    expect(bought(set.scene.tell(set.strategy, 0)).map(([leg]) => leg)).toEqual([0, 2]);
    expect(set.scene.tell(set.strategy, 0)).toBe(NO_INTENTS);
  });
});

describe("Complement: the mirror check", () => {
  test("behavior: a lasting bargain between trusted mirrors is counted once and never fired at", () => {
    const mirror = bench([instrumentOf({ index: 0 }), instrumentOf({ index: 1 })], {}, "mirror");
    const { scene, strategy } = mirror;
    fill(scene, [[[4000, 40]], [[4000, 40]]]);
    expect(showAll(mirror)).toBe(NO_INTENTS);
    expect(strategy.counts.violations).toBe(0);
    scene.pass(strategy, 100);
    scene.pass(strategy, 100);
    expect(strategy.counts.violations).toBe(1);
    scene.book(1, [], [[6000, 40]]);
    scene.tell(strategy, 1);
    scene.book(1, [], [[4000, 40]]);
    scene.tell(strategy, 1);
    scene.pass(strategy, 99);
    expect(strategy.counts).toEqual({ fired: 0, violations: 1 });
    scene.pass(strategy, 1);
    expect(strategy.counts.violations).toBe(2);
  });

  test("behavior: untrusted books prove nothing", () => {
    const mirror = bench([instrumentOf({ index: 0 }), instrumentOf({ index: 1 })], {}, "mirror");
    fill(mirror.scene, [[[4000, 40]], [[4000, 40]]]);
    mirror.scene.untrusted.add(0);
    showAll(mirror);
    mirror.scene.pass(mirror.strategy, 1_000);
    expect(mirror.strategy.counts.violations).toBe(0);
  });
});

/** A side of a book: distinct prices on the cent, sizes in hundredths of a contract. */
const anyAsks = fc.uniqueArray(
  fc.tuple(
    fc.integer({ min: 1, max: 99 }),
    fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300_000 })),
  ),
  {
    minLength: 1,
    maxLength: 6,
    selector: ([price]) => price,
  },
);
const toLevels = (side: readonly (readonly [number, number])[]): Levels =>
  side.map(([cents, hundredths]) => [cents * 100, hundredths / 100]);
const anyFees = fc.constantFrom(NO_FEES, POLYMARKET_FEES, KALSHI_FEES, {
  ...POLYMARKET_FEES,
  takerPpm: 40_000,
  exponent: 2,
});
const anySet = fc.record({
  legs: fc.array(fc.record({ asks: anyAsks, fees: anyFees, kalshi: fc.boolean() }), { minLength: 2, maxLength: 4 }),
  edge: fc.constantFrom(0, 1, 10_000, 100_000),
  sizeMin: fc.integer({ min: 1, max: 1_000 }),
  sizeMax: fc.integer({ min: 1_000, max: 500_000 }),
});

function randomBench({ legs, edge, sizeMin, sizeMax }: typeof anySet extends fc.Arbitrary<infer T> ? T : never): Bench {
  const instruments = legs.map(({ fees, kalshi }, index) =>
    instrumentOf({ index, fees, ticks: uniformTicks(100), ...(kalshi ? { venue: "kalshi" as const } : {}) }),
  );
  const set = bench(instruments, { edge, sizeMin: sizeMin * 10_000, sizeMax: sizeMax * 10_000 }, "pair");
  fill(
    set.scene,
    legs.map(({ asks }) => toLevels(asks)),
  );
  return set;
}

/** Exact cash of a whole leg at one price, in one piece, rounded against us, with the venue's exact fee. */
function exactCost(fees: FeeSchedule, price: number, size: number): bigint {
  const cash = (BigInt(price) * BigInt(size) + 9_999n) / 10_000n;
  const query = { price: priceTicks(price), size: sizeMicros(size), side: "buy", liquidity: "taker" } as const;
  return cash + BigInt(computeFee(fees, query));
}

/** What the last set cost with fees before rounding, in micro-dollars, rounded down. */
function exactMarginal(intent: PlaceIntent, legs: readonly { readonly fees: FeeSchedule }[]): bigint {
  const unit = 10n ** 30n;
  const sum = intent.legs.reduce((total, { price }, at) => {
    const { takerPpm, exponent } = legs[at].fees;
    const spread = BigInt(price) * BigInt(10_000 - price);
    return (
      total +
      BigInt(price) * 100n * unit +
      (BigInt(takerPpm) * spread ** BigInt(exponent) * unit) / 10n ** BigInt(8 * exponent)
    );
  }, 0n);
  return sum / unit;
}

const share = (size: number, edge: number) => (BigInt(size) * BigInt(edge) + 999_999n) / 1_000_000n;

describe("Complement: properties", () => {
  test("property: what is fired leaves the edge even at every leg's limit with exact fees, and the books hold it", () => {
    let shots = 0;
    fc.assert(
      fc.property(anySet, (wanted) => {
        const set = randomBench(wanted);
        const intent = fired(showAll(set));
        if (!intent) return;
        shots++;
        const { size } = intent.legs[0];
        let cost = 0n;
        let walked = 0n;
        for (const [at, leg] of intent.legs.entries()) {
          const { fees } = wanted.legs[at];
          expect(leg.size).toBe(size);
          cost += exactCost(fees, leg.price, size);
          const walk = set.scene.books.walkSize(leg.instrument, ASK, size, leg.price);
          expect(walk.filled).toBe(size);
          expect(walk.worst as number).toBe(leg.price);
          walked += BigInt(walk.cash);
        }
        expect(cost < BigInt(size) - share(size, wanted.edge)).toBe(true);
        expect(exactMarginal(intent, wanted.legs) < 1_000_000n - BigInt(wanted.edge)).toBe(true);
        expect(BigInt(intent.numbers[0])).toBe(walked);
        expect(size % 10_000).toBe(0);
        expect(size).toBeWithin(wanted.sizeMin * 10_000, wanted.sizeMax * 10_000 + 1);
        expect(intent.numbers[3]).toBe(size);
        expect(intent.numbers[2]).toBeGreaterThanOrEqual(wanted.edge);
      }),
      { numRuns: 600 },
    );
    expect(shots).toBeGreaterThan(100);
  });

  test("property: the size is the largest: every larger level's end fails an independent sum", () => {
    fc.assert(
      fc.property(anySet, (wanted) => {
        const set = randomBench(wanted);
        const size = fired(showAll(set))?.legs[0].size ?? 0;
        for (const end of levelEnds(wanted.legs.map(({ asks }) => asks))) {
          const candidate = Math.min(end, wanted.sizeMax * 10_000);
          if (candidate <= size || candidate < wanted.sizeMin * 10_000) continue;
          let cost = 0n;
          let isTooSmall = false;
          for (const { asks, fees, kalshi } of wanted.legs) {
            const { price, levels } = worstFor(asks, candidate);
            // The strategy allows for the rounding of every piece; a candidate within that allowance may go either way.
            cost += exactCost(fees, price, candidate) + BigInt(levels * 201);
            isTooSmall ||= !kalshi && price * candidate < 10_000 * 1_000_000;
          }
          expect(isTooSmall || cost >= BigInt(candidate) - share(candidate, wanted.edge)).toBe(true);
        }
      }),
      { numRuns: 600 },
    );
  });

  test("property: on mirrored books neither a shot nor a violation", () => {
    const anyMirrored = fc.record({
      top: fc.integer({ min: 2, max: 98 }),
      bids: anyAsks,
      asks: anyAsks,
      edge: fc.constantFrom(0, 1, 10_000),
    });
    fc.assert(
      fc.property(anyMirrored, ({ top, bids, asks, edge }) => {
        const below = toLevels(bids.filter(([price]) => price < top));
        const above = toLevels(asks.filter(([price]) => price >= top));
        const mirror = (side: Levels): Levels => side.map(([price, size]) => [10_000 - price, size]);
        for (const kind of ["pair", "mirror"] as const) {
          const set = bench([instrumentOf({ index: 0 }), instrumentOf({ index: 1 })], { edge, sizeMin: 1 }, kind);
          set.scene.book(0, below, above);
          set.scene.book(1, mirror(above), mirror(below));
          expect(showAll(set)).toBe(NO_INTENTS);
          expect(set.scene.pass(set.strategy, 1_000)).toBe(NO_INTENTS);
          set.scene.pass(set.strategy, 1_000);
          expect(set.strategy.counts).toEqual({ fired: 0, violations: 0 });
        }
      }),
    );
  });
});

/** Every size at which some leg's level ends, in micros. */
function levelEnds(sides: readonly (readonly (readonly [number, number])[])[]): number[] {
  return sides.flatMap((side) => {
    let sum = 0;
    return [...side]
      .sort(([a], [b]) => a - b)
      .map(([, hundredths]) => {
        sum += hundredths * 10_000;
        return sum;
      });
  });
}

/** The price at which `size` is complete, and how many levels that takes; the price of nothing at all where there is not enough. */
function worstFor(side: readonly (readonly [number, number])[], size: number): { price: number; levels: number } {
  let sum = 0;
  let levels = 0;
  for (const [cents, hundredths] of [...side].sort(([a], [b]) => a - b)) {
    levels++;
    sum += hundredths * 10_000;
    if (sum >= size) return { price: cents * 100, levels };
  }
  return { price: 10_000, levels };
}

function openOrder(instrument: number): OpenOrder {
  return {
    intentId: 1,
    leg: 0,
    strategy: 0,
    instrument,
    side: "buy",
    price: 3000 as PriceTicks,
    size: sizeMicros(1),
    filledSize: sizeMicros(0),
    state: "submitted",
    cancelRequested: false,
    timeInForce: "GTC",
    postOnly: false,
    reduceOnly: false,
    hasPlan: false,
  };
}

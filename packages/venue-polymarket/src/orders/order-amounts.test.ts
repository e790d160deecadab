import { expect, test } from "bun:test";
import { notionalUp, type PriceTicks, Prng, type SizeMicros } from "@augury/core";
import { computeFee, NO_FEES, type OrderSide, POLYMARKET_TICK_STEPS, type TimeInForce } from "@augury/model";
import { hasFixtures, readFixture } from "@augury/testkit";
import { Chain, OrderBuilder, Side, type TickSize } from "@polymarket/clob-client-v2";
import fc from "fast-check";
import { computeOrderAmounts, type OrderAmounts, type OrderAmountsRequest } from "./order-amounts.ts";

const SIDES: readonly OrderSide[] = ["buy", "sell"];
const TIMES_IN_FORCE: readonly TimeInForce[] = ["GTC", "GTD", "FOK", "IOC"];
/** Decimals that the venue takes of a resting order's collateral, by tick (polymarket.md section 6). */
const CASH_DECIMALS = new Map([
  [1000, 3],
  [100, 4],
  [50, 5],
  [25, 6],
  [10, 5],
  [1, 6],
]);
const CENT = 10_000n;

function takes(timeInForce: TimeInForce): boolean {
  return timeInForce === "FOK" || timeInForce === "IOC";
}

function pricesOf(tick: number): number[] {
  return Array.from({ length: 10_000 / tick - 1 }, (_, i) => (i + 1) * tick);
}

/** Sizes from nothing to 900 million contracts: round ones, their neighbors in the last digits, and random ones. */
function sizeGrid(): number[] {
  const prng = new Prng(6);
  const round = [0.01, 0.1, 1, 1.01, 1.5, 5, 12.34, 99.99, 100, 3_333.33, 1e5, 987_654.32, 9e8].map((size) =>
    Math.round(size * 1e6),
  );
  const random = Array.from({ length: 10 }, () => prng.int(1, 10 ** prng.int(4, 9)));
  return [0, 1, 9_999, ...round, 12_345_678, 999_999_999_999, ...random];
}

function requestOf(side: OrderSide, timeInForce: TimeInForce, tick: number, price: number, size: number) {
  return {
    side,
    timeInForce,
    tick,
    price: price as PriceTicks,
    size: size as SizeMicros,
  } satisfies OrderAmountsRequest;
}

/** The rules of polymarket.md section 6 about a pair of amounts, in BigInt and by cross-multiplication: returns the one that is broken. */
function brokenRule(request: OrderAmountsRequest, made: OrderAmounts): string | undefined {
  const { side, timeInForce, tick, price } = request;
  const [maker, taker] = [BigInt(made.makerAmount), BigInt(made.takerAmount)];
  const [size, cash] = side === "buy" ? [taker, maker] : [maker, taker];
  const [limit, step] = [BigInt(price), BigInt(tick)];
  if (maker <= 0n || taker <= 0n) return "both amounts are positive";
  if (BigInt(made.size) !== size || BigInt(made.cash) !== cash) return "size and cash are the pair's";
  if (!takes(timeInForce)) {
    if (size % CENT !== 0n) return "a resting size has 2 decimals";
    if (cash % 10n ** BigInt(6 - (CASH_DECIMALS.get(tick) ?? 0)) !== 0n) return "collateral has the tick's decimals";
    return cash * 10_000n === size * limit ? undefined : "the implied price is the limit, to the last digit";
  }
  if (maker % CENT !== 0n) return "the maker's amount has 2 decimals";
  if (taker % (tick === 1000 ? 1_000n : 100n) !== 0n)
    return "the taker's amount has 4 decimals, 3 on the coarsest tick";
  if (cash < 1_000_000n && size * limit < 1_000_000n * 10_000n) return "an order that takes is worth a dollar";
  // Implied price: cash ÷ size. It takes a level at the limit, and no level of the grid that is worse.
  if (side === "buy" && cash * 10_000n < size * limit) return "a buy takes an ask at its limit";
  if (side === "buy" && cash * 10_000n >= size * (limit + step)) return "a buy takes no ask a tick above its limit";
  if (side === "sell" && cash * 10_000n > size * limit) return "a sell takes a bid at its limit";
  if (side === "sell" && cash * 10_000n <= size * (limit - step)) return "a sell takes no bid a tick below its limit";
  return undefined;
}

/** More than wanted, or less by more than rounding explains. */
function wrongQuantity(request: OrderAmountsRequest, made: OrderAmounts): string | undefined {
  const [wanted, price] = [BigInt(request.size), BigInt(request.price)];
  const { side, timeInForce } = request;
  if (takes(timeInForce) && side === "buy") {
    const worth = ((wanted / CENT) * price) / CENT;
    return BigInt(made.cash) === worth * CENT ? undefined : "a taking buy spends its worth in whole cents";
  }
  return BigInt(made.size) === wanted - (wanted % CENT) ? undefined : "the size is the wanted one, in hundredths";
}

test("computeOrderAmounts: behavior: every tick, price, side and time in force over the size grid is legal", () => {
  const sizes = sizeGrid();
  const counts = { computed: 0, legal: 0, refused: 0, prices: 0 };
  const broken: string[] = [];
  for (const tick of POLYMARKET_TICK_STEPS)
    for (const price of pricesOf(tick)) {
      counts.prices++;
      for (const side of SIDES)
        for (const timeInForce of TIMES_IN_FORCE)
          for (const size of sizes) {
            const request = requestOf(side, timeInForce, tick, price, size);
            const made = computeOrderAmounts(request);
            counts.computed++;
            if (typeof made === "string") {
              counts.refused++;
              if (!mustRefuse(request)) broken.push(`refused: ${JSON.stringify(request)}`);
              continue;
            }
            counts.legal++;
            const rule = brokenRule(request, made) ?? wrongQuantity(request, made);
            if (rule || mustRefuse(request) || made.cut)
              broken.push(`${rule}: ${JSON.stringify({ ...request, ...made })}`);
          }
    }
  console.log(
    `amounts: ${POLYMARKET_TICK_STEPS.length} ticks, ${counts.prices} prices of theirs, ${SIDES.length} sides, ` +
      `${TIMES_IN_FORCE.length} times in force, ${sizes.length} sizes: ${counts.computed} computed, ` +
      `${counts.legal} legal pairs, ${counts.refused} rightly refused, ${broken.length} broken`,
  );
  expect(broken.slice(0, 5)).toEqual([]);
  expect(counts.prices).toBe(9 + 99 + 199 + 399 + 999 + 9_999);
}, 120_000);

/** Nothing of the size is left, or a taker's worth is under a dollar: a buy's in whole cents. */
function mustRefuse({ side, timeInForce, price, size }: OrderAmountsRequest): boolean {
  const worth = (BigInt(size) / CENT) * BigInt(price);
  if (!takes(timeInForce)) return size < 10_000;
  return (side === "buy" ? worth - (worth % CENT) : worth) < 1_000_000n;
}

/** The venue's fee by the model's own rule at the price, at or under the limit, where the order's fee is the highest. */
function dearestFee(
  { timeInForce, tick, price, fees = NO_FEES }: OrderAmountsRequest,
  { cash, size }: OrderAmounts,
): number {
  let highest = 0;
  for (let at = tick; at <= price; at += Math.max(tick, Math.floor(price / 20 / tick) * tick)) {
    // A taking buy spends its cash and gets what that buys; a resting one buys its size.
    const bought = takes(timeInForce) ? Math.floor((cash * 10_000) / at) : size;
    const saved = takes(timeInForce) ? 0 : notionalUp(price, size) - notionalUp(at as PriceTicks, size);
    const fill = { price: at as PriceTicks, size: bought as SizeMicros, side: "buy", liquidity: "taker" } as const;
    highest = Math.max(highest, computeFee(fees, fill) - saved);
  }
  return highest;
}

/** The room that is left for the fee of so much cash. */
function feeBound({ timeInForce, tick, price, fees = NO_FEES }: OrderAmountsRequest, cash: number): number {
  const atLimit = fees.exponent === 0 ? 10_000 / price : (10_000 - price) / 10_000;
  const anywhere = fees.exponent === 0 ? 10_000 / tick : 1;
  return Math.ceil(cash * (fees.takerPpm / 1e6) * (takes(timeInForce) ? anywhere : atLimit));
}

/** What the smallest order costs, the fee and its rounding included: with less there is none. */
function leastCost(request: OrderAmountsRequest): number {
  const { side, timeInForce, price } = request;
  if (side === "sell") return takes(timeInForce) ? 10_000 * Math.ceil(1_000_000 / price) : 10_000;
  const least = takes(timeInForce) ? 1_000_000 : price;
  return least + feeBound(request, least) + 20;
}

const anyRequest = fc
  .record({
    side: fc.constantFrom(...SIDES),
    timeInForce: fc.constantFrom(...TIMES_IN_FORCE),
    tick: fc.constantFrom(...POLYMARKET_TICK_STEPS),
    point: fc.double({ min: 0, max: 1, noNaN: true }),
    size: fc.oneof(fc.nat(), fc.maxSafeNat()),
  })
  .map(({ side, timeInForce, tick, point, size }) => {
    const points = 10_000 / tick - 1;
    return requestOf(side, timeInForce, tick, tick * (1 + Math.min(points - 1, Math.floor(point * points))), size);
  });

test("computeOrderAmounts: behavior: never exceeds what there is, the fee on top included, and uses nearly all of it", () => {
  const schedules = fc.record({
    rounding: fc.constant("polymarket" as const),
    takerPpm: fc.constantFrom(0, 30_000, 50_000, 72_000, 250_000),
    makerPpm: fc.constant(0),
    exponent: fc.constantFrom(0, 1, 2),
  });
  const property = fc.property(anyRequest, fc.nat(4_000_000_000), schedules, (plain, available, fees) => {
    const request = { ...plain, available, fees };
    const made = computeOrderAmounts(request);
    const { side, price } = request;
    const taking = takes(request.timeInForce);
    if (typeof made === "string") return expect(mustRefuse(plain) || available < leastCost(request)).toBe(true);
    expect(brokenRule(request, made)).toBeUndefined();
    const fee = side === "sell" ? 0 : dearestFee(request, made);
    expect(made.makerAmount + fee).toBeLessThanOrEqual(available);
    if (!made.cut) return expect(wrongQuantity(request, made)).toBeUndefined();
    // One unit more, and it could be too much.
    const unit = side === "sell" || taking ? 10_000 : price;
    const room = side === "sell" ? 0 : feeBound(request, made.makerAmount + unit);
    expect(made.makerAmount + unit + room + 20).toBeGreaterThan(available);
  });
  fc.assert(property, { numRuns: 20_000 });
});

test("computeOrderAmounts: behavior: the whole safe range is legal too", () => {
  const property = fc.property(anyRequest, (request) => {
    const made = computeOrderAmounts(request);
    if (typeof made === "string") return expect(mustRefuse(request)).toBe(true);
    expect(brokenRule(request, made) ?? wrongQuantity(request, made)).toBeUndefined();
  });
  fc.assert(property, { numRuns: 20_000 });
});

test("computeOrderAmounts: error: prices off the grid, sizes under the market's minimum, a crossing buy under a dollar", () => {
  const base = requestOf("buy", "GTC", 100, 5_000, 5_000_000);
  for (const price of [0, 10_000, 5_050, 1]) {
    expect(computeOrderAmounts({ ...base, price: price as PriceTicks })).toBe("off_tick");
  }
  expect(computeOrderAmounts({ ...base, sizeMin: 5_000_000 as SizeMicros })).toMatchObject({ size: 5_000_000 });
  expect(computeOrderAmounts({ ...base, sizeMin: 5_010_000 as SizeMicros })).toBe("size_min");
  const small = { ...base, size: 1_990_000 as SizeMicros };
  expect(computeOrderAmounts(small)).toMatchObject({ cash: 995_000 });
  expect(computeOrderAmounts({ ...small, crosses: true })).toBe("size_min");
  expect(computeOrderAmounts({ ...base, available: 0 })).toBe("size_min");
  expect(() => computeOrderAmounts({ ...base, tick: 20 })).toThrow("broken rule");
});

// The refusals that venue and clients have reported (polymarket.md section 6).
test.each([
  ["buy", "GTC", 100, 2_200, 19_690_000, 4_331_800, 19_690_000],
  ["sell", "GTC", 100, 2_200, 19_690_000, 19_690_000, 4_331_800],
  ["buy", "FOK", 100, 5_800, 17_250_000, 10_000_000, 17_241_300],
  ["buy", "IOC", 10, 9_850, 10_140_000, 9_980_000, 10_131_900],
  ["sell", "IOC", 1, 3_729, 12_349_000, 12_340_000, 4_601_500],
] as const)(
  "computeOrderAmounts: default: %s %s on tick %p at %p",
  (side, timeInForce, tick, price, size, maker, taker) => {
    const made = computeOrderAmounts(requestOf(side, timeInForce, tick, price, size));
    expect(made).toMatchObject({ makerAmount: maker, takerAmount: taker });
  },
);

const fixtures = hasFixtures();
if (!fixtures) console.log("skipped: the Polymarket signing vectors are not here");

test.skipIf(!fixtures)("computeOrderAmounts: behavior: the 27 recorded limit orders' amounts", async () => {
  const { orders } = JSON.parse(await readFixture("polymarket/signing-vectors.json"));
  const limits = orders.filter(({ input }: { input: { kind: string } }) => input.kind === "limit");
  expect(limits.length).toBe(27);
  for (const { input, expected } of limits) {
    const [tick, price, size] = [input.tickSize * 1e4, input.price * 1e4, input.size * 1e6].map(Math.round) as [
      number,
      number,
      number,
    ];
    const made = computeOrderAmounts(requestOf(input.side.toLowerCase(), input.orderType, tick, price, size));
    const { makerAmount, takerAmount } = expected;
    expect(made).toMatchObject({ makerAmount: Number(makerAmount), takerAmount: Number(takerAmount) });
  }
});

test("computeOrderAmounts: behavior: every tick and price of a limit order as the official client computes it", async () => {
  const address = "0x1111111111111111111111111111111111111111";
  const unsigned = { account: { address }, signTypedData: async () => "0x" };
  const builder = new OrderBuilder(unsigned as unknown as ConstructorParameters<typeof OrderBuilder>[0], Chain.POLYGON);
  const prng = new Prng(11);
  let compared = 0;
  for (const tick of POLYMARKET_TICK_STEPS)
    for (const price of pricesOf(tick))
      for (const side of SIDES) {
        const hundredths = prng.int(1, 10 ** prng.int(2, 7));
        const options = { tickSize: String(tick / 10_000) as TickSize, negRisk: false };
        const terms = { tokenID: "1", price: price / 10_000, size: hundredths / 100 };
        const official = await builder.buildOrder(
          { ...terms, side: side === "buy" ? Side.BUY : Side.SELL },
          options,
          2,
        );
        const ours = computeOrderAmounts(requestOf(side, "GTC", tick, price, hundredths * 10_000));
        const theirs = { makerAmount: Number(official.makerAmount), takerAmount: Number(official.takerAmount) };
        expect({ tick, price, hundredths, ...(ours as OrderAmounts) }).toMatchObject(theirs);
        compared++;
      }
  console.log(`amounts: ${compared} limit orders equal the official client's`);
}, 120_000);

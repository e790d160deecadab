import { expect, test } from "bun:test";
import { parseCash, parsePrice, parseSize, priceTicks, sizeMicros } from "@augury/core";
import { hasFixtures, readFixture } from "@augury/testkit";
import fc from "fast-check";
import { boundFee, computeFee, type FeeSchedule, NO_FEES } from "./fee-schedule.ts";

const kalshi = (multiplier: number): FeeSchedule => ({
  rounding: "kalshi",
  takerPpm: 70_000 * multiplier,
  makerPpm: 0,
  exponent: 1,
});
const polymarket: FeeSchedule = { rounding: "polymarket", takerPpm: 70_000, makerPpm: 0, exponent: 1 };

// kalshi.md section 11, the table of real taker fills.
test.each([
  ["71.94", "0.0130", 1, "0.064780"],
  ["227.27", "0.0010", 1, "0.015930"],
  ["28.32", "0.0330", 1, "0.063340"],
  ["10.00", "0.8400", 1, "0.094100"],
  ["20.00", "0.1500", 1, "0.178500"],
  ["20.00", "0.1300", 0.5, "0.079200"],
  ["0.27", "0.2700", 0.5, "0.001900"],
] as const)("computeFee: behavior: Kalshi %p at %p with multiplier %p costs %p", (count, price, multiplier, fee) => {
  const fill = {
    price: must(parsePrice(price)),
    size: must(parseSize(count)),
    side: "buy",
    liquidity: "taker",
  } as const;
  expect(computeFee(kalshi(multiplier), fill)).toBe(must(parseCash(fee)));
});

test.skipIf(!hasFixtures())(
  "computeFee: behavior: every recorded Kalshi taker fill costs what Kalshi charged",
  async () => {
    const recorded = JSON.parse(await readFixture("kalshi/rest/cockpit-portfolio_fills_redacted.json"));
    const fills = findFills(recorded);
    expect(fills.length).toBe(33);
    const charged = fills.map((fill) => parseCash(fill.fee_cost));
    // Ten of them are of a series with multiplier 0.5; which ones is told by nothing but the charge itself.
    const computed = fills.map((fill) =>
      [1, 0.5].map((multiplier) =>
        computeFee(kalshi(multiplier), {
          price: priceOf(fill),
          size: must(parseSize(fill.count_fp)),
          side: "buy",
          liquidity: "taker",
        }),
      ),
    );
    expect(charged.filter((fee, at) => computed[at]?.includes(fee as never)).length).toBe(33);
    expect(charged.filter((fee, at) => computed[at]?.[0] === fee).length).toBe(23);
  },
);

interface RecordedFill {
  readonly count_fp: string;
  readonly yes_price_dollars: string;
  readonly no_price_dollars: string;
  readonly outcome_side?: string;
  readonly side: string;
  readonly fee_cost: string;
}

function findFills(value: unknown): RecordedFill[] {
  if (Array.isArray(value)) return value.flatMap(findFills);
  if (typeof value !== "object" || value === null) return [];
  if ("fee_cost" in value && "count_fp" in value) return [value as RecordedFill];
  return Object.values(value).flatMap(findFills);
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("a test's own value parses");
  return value;
}

function priceOf(fill: RecordedFill) {
  return must(parsePrice((fill.outcome_side ?? fill.side) === "no" ? fill.no_price_dollars : fill.yes_price_dollars));
}

test("computeFee: behavior: Polymarket's observed charge", () => {
  // polymarket.md section 8: 5.12 at 0.50 at rate 0.072 cost 0.09216.
  const fill = { price: priceTicks(5000), size: sizeMicros(5_120_000), side: "buy", liquidity: "taker" } as const;
  expect(computeFee({ ...polymarket, takerPpm: 72_000 }, fill)).toBe(must(parseCash("0.09216")));
});

test("computeFee: behavior: makers and free markets pay nothing", () => {
  const fill = { price: priceTicks(5000), size: sizeMicros(1_000_000), side: "sell" } as const;
  expect(computeFee(polymarket, { ...fill, liquidity: "maker" })).toBe(must(parseCash("0")));
  expect(computeFee(NO_FEES, { ...fill, liquidity: "taker" })).toBe(must(parseCash("0")));
});

test("boundFee: behavior: never below the exact fee, and close above it", () => {
  const cents = fc.integer({ min: 0, max: 100_000_000 }).map((n) => sizeMicros(n * 10_000));
  fc.assert(
    fc.property(
      fc.constantFrom(polymarket, kalshi(1), kalshi(0.5), { ...polymarket, exponent: 2, takerPpm: 250_000 }),
      fc.integer({ min: 1, max: 9_999 }).map(priceTicks),
      cents,
      fc.constantFrom("buy" as const, "sell" as const),
      (schedule, price, size, side) => {
        const exact = computeFee(schedule, { price, size, side, liquidity: "taker" });
        const bound = boundFee(schedule, schedule.takerPpm, price, size);
        expect(bound).toBeGreaterThanOrEqual(exact);
        expect(bound - exact).toBeLessThanOrEqual(220 + exact * 2 ** -30);
      },
    ),
    { numRuns: 2000 },
  );
});

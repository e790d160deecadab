import { expect, test } from "bun:test";
import { formatReferenceValue, toReferenceValue } from "@augury/model";
import { hasFixtures, readFixture } from "@augury/testkit";
import { readPrice } from "./price-point.ts";

const textOf = (e18: bigint | undefined) =>
  formatReferenceValue(toReferenceValue(e18 ?? -1n) ?? { micros: -1, rest: 0 });

test("readPrice: default: the exact text counts, in its channel's scale", () => {
  expect(textOf(readPrice(76_966.52921845097, "76966529218450970000000", "e18"))).toBe("76966.52921845097");
  expect(textOf(readPrice(198.45, "198.4500000001", "plain"))).toBe("198.4500000001");
  expect(textOf(readPrice(198.45, undefined, "plain"))).toBe("198.45");
  expect(textOf(readPrice("0.00001234", null, "e18"))).toBe("0.00001234");
});

test("readPrice: error: a text in the other scale is refused, not taken for a price", () => {
  expect(readPrice(76_966.5, "76966.5", "e18")).toBeUndefined();
  expect(readPrice(76_966.5, "76966500000000000000000", "plain")).toBeUndefined();
  expect(readPrice(76_966.5, "76000.5", "plain")).toBeUndefined();
  expect(readPrice("NaN", "1", "plain")).toBeUndefined();
});

test.skipIf(!hasFixtures())("readPrice: fixture: a day of Chainlink's prices, exact", async () => {
  const lines = (await readFixture("polymarket/rtds/chainlink-btcusd-2026-07-24-24h.csv.gz")).trimEnd().split("\n");
  let wrong = 0;
  for (const line of lines.slice(1)) {
    const [, value = "", exact = ""] = line.split(",");
    const price = readPrice(value, exact, "e18");
    if (price === undefined || price !== BigInt(exact) || readPrice(value, exact, "plain") !== undefined) wrong++;
  }
  expect({ rows: lines.length - 1, wrong }).toEqual({ rows: 78_515, wrong: 0 });
});

import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  formatCash,
  formatPrice,
  formatScaled,
  formatSize,
  mulDivCeil,
  mulDivFloor,
  parseCash,
  parsePrice,
  parseScaled,
  parseSize,
} from "./decimal.ts";
import { cashMicros, priceTicks, sizeMicros } from "./units.ts";

test("parseScaled: behavior: reads back what formatScaled wrote", () => {
  fc.assert(
    fc.property(
      fc.maxSafeInteger(),
      fc.integer({ min: 0, max: 8 }),
      fc.integer({ min: 0, max: 8 }),
      (value, places, min) => {
        expect(parseScaled(formatScaled(value, places, Math.min(min, places)), places)).toBe(value === 0 ? 0 : value);
      },
    ),
  );
});

test.each([
  ["0.5600", 5600],
  ["0.56", 5600],
  ["0.560000", 5600],
  ["1", 10_000],
  ["0", 0],
])("parsePrice: default: %p", (text, ticks) => {
  expect(parsePrice(text)).toBe(priceTicks(ticks));
});

test.each(["1.0001", "-0.01", "0.00001", "", ".5", "5.", "1e-2", " 0.5", "0.5 ", "+0.5", "0x1", "NaN", "0,5"])(
  "parsePrice: error: %p",
  (text) => {
    expect(parsePrice(text)).toBeUndefined();
  },
);

test("parseSize: behavior: signed, to a millionth, never through a binary fraction", () => {
  expect(parseSize("-0.01")).toBe(sizeMicros(-10_000));
  expect(parseSize("4620445.26")).toBe(sizeMicros(4_620_445_260_000));
  expect(parseSize("0.0000001")).toBeUndefined();
  expect(parseSize("9007199254.740993")).toBeUndefined();
  expect(parseSize("-0")).toBe(sizeMicros(0));
});

test("format: default", () => {
  expect(formatPrice(priceTicks(5600))).toBe("0.56");
  expect(formatPrice(priceTicks(5601))).toBe("0.5601");
  expect(formatPrice(priceTicks(10_000), 4)).toBe("1.0000");
  expect(formatSize(sizeMicros(12_500_000))).toBe("12.5");
  expect(formatCash(cashMicros(-1_250_000))).toBe("-1.25");
  expect(parseCash("-1.250001")).toBe(cashMicros(-1_250_001));
});

test("mulDiv: behavior: equals BigInt arithmetic in both directions", () => {
  const whole = fc.integer({ min: 0, max: 2 ** 40 });
  fc.assert(
    fc.property(whole, fc.integer({ min: 0, max: 2 ** 12 }), fc.integer({ min: 1, max: 2 ** 20 }), (a, b, c) => {
      const floor = mulDivFloor(a, b, c);
      expect(BigInt(floor)).toBe((BigInt(a) * BigInt(b)) / BigInt(c));
      expect(mulDivCeil(a, b, c) - floor).toBe((BigInt(a) * BigInt(b)) % BigInt(c) === 0n ? 0 : 1);
    }),
  );
});

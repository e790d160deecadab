import { expect, test } from "bun:test";
import fc from "fast-check";
import { formatReferenceValue, parseE18, type ReferenceValue, toReferenceValue } from "./reference-value.ts";

const valueOfText = (text: string) => toReferenceValue(parseE18(text) ?? 0n) as ReferenceValue;

test("parseE18: default: decimals, whole numbers and exponents", () => {
  expect(["64126.5", "1", "1.5e-7", "2E3", "-0.25"].map(parseE18)).toEqual([
    64_126_500_000_000_000_000_000n,
    1_000_000_000_000_000_000n,
    150_000_000_000n,
    2_000_000_000_000_000_000_000n,
    -250_000_000_000_000_000n,
  ]);
});

test.each(["", ".5", "5.", "1,5", "0x1", "NaN", "Infinity", "1e400", " 1"])("parseE18: error: %p", (text) => {
  expect(parseE18(text)).toBeUndefined();
});

test("parseE18: behavior: every finite price that JSON can carry is read as its own text", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (price) => {
      const e18 = parseE18(String(price));
      expect(Math.abs(Number(e18) / 1e18 - price)).toBeLessThanOrEqual(price * 1e-9 + 1e-18);
    }),
  );
});

test("toReferenceValue: default: micros and the rest below one micro", () => {
  expect(valueOfText("78788.525642908795142144")).toEqual({ micros: 78_788_525_642, rest: 908_795_142_144 });
  expect(toReferenceValue(10n ** 40n)).toBeUndefined();
});

test("toReferenceValue: behavior: splits and joins exactly, and pairs compare as prices do", () => {
  const anyE18 = fc.bigInt({ min: -(10n ** 27n), max: 10n ** 27n });
  fc.assert(
    fc.property(anyE18, anyE18, (a, b) => {
      const [first, second] = [a, b].map(toReferenceValue) as [ReferenceValue, ReferenceValue];
      expect(first.rest).toBeWithin(0, 1e12);
      expect(parseE18(formatReferenceValue(first))).toBe(a);
      const order = Math.sign(first.micros - second.micros) || Math.sign(first.rest - second.rest);
      expect(order).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
});

test("formatReferenceValue: default: no trailing zeros", () => {
  expect(["61035.86000000", "-0.5", "0", "100"].map((text) => formatReferenceValue(valueOfText(text)))).toEqual([
    "61035.86",
    "-0.5",
    "0",
    "100",
  ]);
});

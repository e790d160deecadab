import { expect, test } from "bun:test";
import { Prng } from "@augury/core";
import { formatDigest } from "@augury/wire";
import fc from "fast-check";
import { Digest } from "./digest.ts";

const anyWords = fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 40 });

test("Digest: default: these words give this digest on every machine and in every version", () => {
  expect(digestOf([])).toBe("20fff1618e9e5631");
  expect(digestOf([0])).toBe("478f306a66b8401a");
  expect(digestOf([1, 2, 3, -1])).toBe("9308437b705699c7");
});

test("Digest: behavior: the grouping into updates does not matter, and reading does not disturb", () => {
  fc.assert(
    fc.property(anyWords, fc.nat(40), (words, cut) => {
      const whole = Int32Array.from(words);
      const split = new Digest();
      split.update(whole, 0, Math.min(cut, whole.length));
      expect(split.high).toBe(split.high);
      split.update(whole, Math.min(cut, whole.length), whole.length - Math.min(cut, whole.length));
      expect(formatDigest(split.high, split.low)).toBe(digestOf(words));
    }),
  );
});

test("Digest: behavior: reset starts over", () => {
  const digest = new Digest();
  digest.update(Int32Array.of(1, 2, 3), 0, 3);
  digest.reset();
  expect(formatDigest(digest.high, digest.low)).toBe(digestOf([]));
});

test("Digest: behavior: order, trailing zeros and single words all count", () => {
  const all = [[], [0], [0, 0], [1, 2], [2, 1], [1, 2, 0]].map(digestOf);
  expect(new Set(all).size).toBe(all.length);
});

test("Digest: behavior: one flipped input bit flips about half of the output bits (avalanche)", () => {
  const prng = new Prng(7);
  const words = Int32Array.from({ length: 16 }, () => prng.uint32() | 0);
  const flips = new Float64Array(64);
  for (let bit = 0; bit < 512; bit++) {
    const changed = words.slice();
    changed[bit >>> 5] = (changed[bit >>> 5] as number) ^ (1 << (bit & 31));
    const difference = BigInt(`0x${digestOf([...words])}`) ^ BigInt(`0x${digestOf([...changed])}`);
    for (let out = 0; out < 64; out++) if ((difference >> BigInt(out)) & 1n) flips[out] = (flips[out] as number) + 1;
  }
  // 512 fair coins stay within 256 ± 80 (seven standard deviations).
  for (const count of flips) expect(Math.abs(count - 256)).toBeLessThan(80);
});

function digestOf(words: readonly number[]): string {
  const digest = new Digest();
  digest.update(Int32Array.from(words), 0, words.length);
  return formatDigest(digest.high, digest.low);
}

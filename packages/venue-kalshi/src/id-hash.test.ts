import { expect, test } from "bun:test";
import fc from "fast-check";
import { hashId, hashIdBytes } from "./id-hash.ts";

test("hashId: property: a safe integer below 2^52 that depends on every byte, 0 for the empty id alone", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (text) => {
      const hash = hashId(text);
      expect(hash > 0 && hash < 2 ** 52 && Number.isInteger(hash)).toBe(true);
      expect(hashId(`${text}x`)).not.toBe(hash);
    }),
  );
  expect(hashId("")).toBe(0);
});

test("hashId: behavior: ten thousand ids of one day do not collide", () => {
  const ids = Array.from({ length: 10_000 }, (_, n) => `ba2632f9-7d17-66f5-2f82-${n.toString(16).padStart(12, "0")}`);
  expect(new Set(ids.map(hashId)).size).toBe(ids.length);
});

test("hashIdBytes: behavior: reads just its part of the bytes", () => {
  expect(hashIdBytes(new TextEncoder().encode("--abc--"), 2, 5)).toBe(hashId("abc"));
});

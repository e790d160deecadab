import { expect, test } from "bun:test";
import { keccak_256 } from "@noble/hashes/sha3.js";
import fc from "fast-check";
import { keccak256 } from "./keccak256.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test.each([
  ["", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"],
  ["abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"],
  ["transfer(address,uint256)", "a9059cbb2ab09eb219583f4a59a5d0623ade346d962bcd4e46b11da047c9049b"],
])("keccak256: default: %p", (text, expected) => {
  expect(hex(keccak256(Buffer.from(text)))).toBe(expected);
});

test("keccak256: behavior: equals an independent implementation for any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 700 }), (bytes) => {
      expect(hex(keccak256(bytes))).toBe(hex(keccak_256(bytes)));
    }),
    { numRuns: 500 },
  );
});

test("keccak256: behavior: lengths around one block and around the module's memory", () => {
  const page = 136 * 473;
  const around = [136, 272, 384, page, 2 * page].flatMap((length) => [length - 1, length, length + 1]);
  for (const length of around) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31) & 0xff);
    expect(hex(keccak256(bytes))).toBe(hex(keccak_256(bytes)));
  }
});

test("keccak256: behavior: writes where it is told, and nowhere else", () => {
  const out = new Uint8Array(40).fill(7);
  expect(keccak256(Buffer.from("abc"), out, 4)).toBe(out);
  expect(hex(out)).toBe(`07070707${hex(keccak_256(Buffer.from("abc")))}07070707`);
});

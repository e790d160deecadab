import { expect, test } from "bun:test";
import { Prng } from "@augury/core";
import fc from "fast-check";
import { FrameBytes } from "./frame-bytes.ts";
import { mutateFrame } from "./frame-mutator.ts";
import { skipSpace, skipValue } from "./json-bytes.ts";

const frame = new FrameBytes();

/** Whether the checker takes the whole text as one JSON value. */
function isTaken(bytes: Uint8Array): boolean {
  frame.load(bytes);
  const end = skipValue(frame.bytes, skipSpace(frame.bytes, 0));
  return end > 0 && skipSpace(frame.bytes, end) === frame.length;
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}

test("skipValue: behavior: takes every JSON value", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 2), (value, indent) => {
      expect(isTaken(new Uint8Array(Buffer.from(JSON.stringify(value, null, indent))))).toBe(true);
    }),
  );
});

test("skipValue: behavior: agrees with JSON.parse on damaged texts", () => {
  const prng = new Prng(7);
  const corpus = [
    { a: [1, -0.5, 2e10, 'x\n"\\/€', true, false, null], b: { c: {}, d: [] } },
    [[], [[]], "", 0, "\u0000\u001f\ud800"],
    "text",
    12.5e-3,
  ].map((value) => new Uint8Array(Buffer.from(JSON.stringify(value))));
  for (let round = 0; round < 20_000; round++) {
    const bytes = mutateFrame(prng, corpus);
    if (isTaken(bytes) !== isJson(bytes)) {
      throw new Error(
        `round ${round}: ${JSON.stringify(Buffer.from(bytes).toString("latin1"))} is taken: ${isTaken(bytes)}`,
      );
    }
  }
});

test("skipValue: error: nesting beyond the bound is declined, not followed", () => {
  const nested = (depth: number) => new Uint8Array(Buffer.from("[".repeat(depth) + "]".repeat(depth)));
  expect(isTaken(nested(64))).toBe(true);
  expect(isTaken(nested(65))).toBe(false);
  expect(isTaken(nested(1_000_000))).toBe(false);
});

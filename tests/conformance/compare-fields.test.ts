import { expect, test } from "bun:test";
import fc from "fast-check";
import { compareFields } from "./compare-fields.ts";

const paths = (official: unknown, ours: unknown) => compareFields(official, ours).map(({ path }) => path);

test("compareFields: default: numbers and their text, and the ways to say nothing, are the same", () => {
  expect(paths({ a: 1, b: "", c: null, d: [] }, { a: "1", e: undefined })).toEqual([]);
  expect(paths([{ x: "0.5" }], [{ x: 0.5 }])).toEqual([]);
});

test("compareFields: behavior: every differing, missing and additional field is named", () => {
  expect(paths({ a: { b: [1, { c: 2 }] }, d: 1 }, { a: { b: [1, { c: 3 }] }, e: true })).toEqual([
    "a.b[1].c",
    "d",
    "e",
  ]);
  expect(paths([1, 2], [1])).toEqual([".length"]);
  expect(paths({ a: "0.50" }, { a: 0.5 })).toEqual(["a"]);
  expect(paths({ a: false }, { a: undefined })).toEqual(["a"]);
});

test("compareFields: behavior: any JSON equals itself, and no other than itself once a leaf is changed", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer(), (json, other) => {
      expect(compareFields(json, structuredClone(json))).toEqual([]);
      expect(compareFields({ json, leaf: other }, { json, leaf: other + 1 })).toHaveLength(1);
    }),
  );
});

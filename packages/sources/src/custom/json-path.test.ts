import { expect, test } from "bun:test";
import fc from "fast-check";
import { JSON_PATH_BOUNDS, type JsonPath, parseJsonPath, readJsonPath } from "./json-path.ts";

test.each([
  ["$", []],
  ["$.data.price", ["data", "price"]],
  ["$.data[0][-1]", ["data", 0, -1]],
  [`$["USD/EUR"]['a b']`, ["USD/EUR", "a b"]],
  ["$.x-rate_1", ["x-rate_1"]],
])("parseJsonPath: default: %s", (text, steps) => {
  expect(parseJsonPath(text)).toEqual({ ok: true, value: steps });
});

test.each([
  ["", "begins with $"],
  ["data", "begins with $"],
  ["$data", "at character 2"],
  ["$.", "at character 2"],
  ["$..price", "at character 2"],
  ["$.a[*]", "at character 4"],
  ["$.a[?(@.b)]", "at character 4"],
  ["$.a[0:2]", "at character 4"],
  ["$.a[(1+1)]", "at character 4"],
  ["$.a['b\\'c']", "at character 4"],
  ["$.a ", "at character 4"],
  [`$${".a".repeat(17)}`, "at most 16 steps"],
  [`$.${"a".repeat(300)}`, "at most 256 characters"],
])("parseJsonPath: error: %s", (text, message) => {
  const parsed = parseJsonPath(text);
  expect(parsed.ok ? "" : parsed.error).toContain(message);
});

test("parseJsonPath: behavior: reads every path that can be written down", () => {
  const name = fc.string({ maxLength: 8 }).filter((text) => !/["\\]/.test(text));
  const steps = fc.array(fc.oneof(name, fc.integer({ min: -999, max: 999 })), { maxLength: 12 });
  fc.assert(
    fc.property(steps, (path) => {
      const text = `$${path.map((step) => (typeof step === "number" ? `[${step}]` : `["${step}"]`)).join("")}`;
      expect(parseJsonPath(text)).toEqual({ ok: true, value: path });
    }),
  );
});

test("parseJsonPath: behavior: any text is parsed or refused, within the bounds", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."$.[]'\"a0-* ") }), (text) => {
      const parsed = parseJsonPath(text);
      if (parsed.ok) expect(parsed.value.length).toBeLessThanOrEqual(JSON_PATH_BOUNDS.stepsMax);
    }),
  );
});

const at = (path: JsonPath, json: unknown) => readJsonPath(path, json);

test("readJsonPath: default: fields, elements from the front and from the back", () => {
  const json = { data: [{ p: 1 }, { p: 2 }] };
  expect([at(["data", 0, "p"], json), at(["data", -1, "p"], json), at([], 7)]).toEqual([1, 2, 7]);
});

test("readJsonPath: behavior: what is not there is undefined, and nothing is inherited", () => {
  const json = JSON.parse('{"a": [1], "b": null, "c": "text", "__proto__": {"x": 1}}');
  for (const path of [
    ["b", "x"],
    ["c", "length"],
    ["c", 0],
    ["a", "length"],
    ["a", 1],
    ["a", -2],
    ["a", "0"],
  ]) {
    expect(at(path, json)).toBeUndefined();
  }
  for (const name of ["constructor", "toString", "hasOwnProperty", "valueOf"]) {
    expect([at([name], json), at(["a", name], json)]).toEqual([undefined, undefined]);
  }
  // A field of that name in the document is the document's own.
  expect(at(["__proto__", "x"], json)).toBe(1);
  expect(at(["__proto__", "x"], {})).toBeUndefined();
});

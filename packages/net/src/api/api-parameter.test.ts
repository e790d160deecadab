import { expect, test } from "bun:test";
import { z } from "zod";
import { defineApiMethod } from "./api-method.ts";
import { listParameters, parseParams } from "./api-parameter.ts";
import { flag, wholeNumber } from "./parameter-schemas.ts";

const bookMethod = defineApiMethod({
  name: "book",
  description: "A book.",
  endpoint: "GET /book",
  reference: "made up",
  params: z.strictObject({
    id: z.string().min(1).describe("Which book."),
    depth: wholeNumber(1, 100).default(10).describe("Levels."),
    merged: flag().optional(),
  }),
  example: { id: "a" },
  answer: z.unknown(),
  request: ({ id }) => ({ path: `/book/${id}` }),
});

const failureOf = (params: unknown) => {
  const parsed = parseParams("toy", bookMethod, params);
  return parsed.ok ? undefined : parsed.error;
};

test("listParameters: default: names, descriptions and whether they must be given, in order", () => {
  expect(bookMethod.parameters.map(({ name, description, required }) => [name, description, required])).toEqual([
    ["id", "Which book.", true],
    ["depth", "Levels.", false],
    ["merged", "", false],
  ]);
  expect(listParameters(z.strictObject({}))).toEqual([]);
});

test("listParameters: behavior: each schema checks the text of a command line", () => {
  const depth = bookMethod.parameters.find(({ name }) => name === "depth");
  expect(depth?.schema.safeParse("7").data).toBe(7);
  expect(depth?.schema.safeParse("0").success).toBe(false);
});

test("parseParams: default: fills in defaults, takes text and plain values alike", () => {
  const parsed = parseParams("toy", bookMethod, { id: "a", merged: "true" });
  expect(parsed.ok && parsed.value).toEqual({ id: "a", depth: 10, merged: true });
});

test.each([
  [{}, "toy book: parameter id: "],
  [{ id: "" }, "toy book: parameter id: "],
  [{ id: "a", depth: "many" }, "toy book: parameter depth: must be a whole number from 1 to 100"],
  [{ id: "a", deep: 3 }, "toy book: "],
  ["a", "toy book: "],
  [undefined, "toy book: "],
])("parseParams: error: %p is refused before anything is sent", (params, message) => {
  const error = failureOf(params);
  expect(error).toMatchObject({ code: "rejected", retry: "never", source: "toy", endpoint: "book" });
  expect(error?.message).toStartWith(message);
  expect(error?.hint).toBe("parameters of book: id, depth, merged");
});

test("parseParams: error: an unknown parameter is named", () => {
  expect(failureOf({ id: "a", deep: 3 })?.message).toContain('"deep"');
});

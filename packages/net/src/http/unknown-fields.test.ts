import { expect, test } from "bun:test";
import { z } from "zod";
import { findUnknownFields, skipFields } from "./unknown-fields.ts";

const paths = (schema: z.ZodType, value: unknown) => findUnknownFields(schema, value).map((field) => field.path);
const Level = z.object({ price: z.string() });

test("findUnknownFields: default: names fields that the schema does not, wherever they are", () => {
  const schema = z.object({
    id: z.number(),
    book: z.object({ bids: z.array(Level) }).nullable(),
    quote: z.record(z.string(), z.object({ price: z.number() })),
    pair: z.tuple([Level, z.string()]),
  });
  const value = {
    id: 1,
    book: { bids: [{ price: "1", size: "2" }], hash: "x" },
    quote: { USD: { price: 1, tvl: 2 } },
    pair: [{ price: "1", odd: 1 }, "x"],
    extra: [1],
  };
  expect(paths(schema, value)).toEqual(["book.bids[].size", "book.hash", "quote{}.tvl", "pair[].odd", "extra"]);
});

test("findUnknownFields: behavior: sees through every wrapper", () => {
  for (const wrapped of [
    Level.optional(),
    Level.nullable(),
    Level.nullish(),
    Level.default({ price: "0" }),
    Level.prefault({ price: "0" }),
    Level.readonly(),
    Level.catch({ price: "0" }),
    Level.transform(({ price }) => Number(price)),
    Level.pipe(z.any()),
    Level.refine(() => true),
    Level.loose(),
    z.looseObject({ price: z.string() }),
    z.lazy(() => Level),
    z.union([z.string(), z.object({ other: z.string() }), Level]),
    z.discriminatedUnion("price", [
      z.object({ price: z.literal("1") }),
      z.object({ price: z.literal("2"), extra: z.string() }),
    ]),
    z.intersection(Level, z.object({ size: z.string().optional() })),
  ]) {
    expect(paths(z.object({ level: wrapped }), { level: { price: "1", extra: 1 } })).toEqual(["level.extra"]);
  }
});

test("findUnknownFields: behavior: a catch-all with a schema names its fields, a preprocess hides its own", () => {
  expect(paths(z.object({}).catchall(z.number()), { a: 1 })).toEqual([]);
  expect(paths(z.object({}).catchall(Level), { a: { price: "1", size: 1 } })).toEqual(["a.size"]);
  expect(
    paths(
      z.preprocess((text) => JSON.parse(String(text)), Level),
      '{"price":"1"}',
    ),
  ).toEqual([]);
});

test("findUnknownFields: behavior: names of Object's own are unknown, too", () => {
  expect(paths(z.object({}), JSON.parse('{"constructor":1,"__proto__":2}'))).toEqual(["constructor", "__proto__"]);
});

test("findUnknownFields: behavior: bounded in elements and in values", () => {
  const many = Array.from({ length: 1000 }, () => ({ price: "1", size: "1" }));
  expect(findUnknownFields(z.array(Level), many)).toHaveLength(50);
  const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`field${at}`, 1]));
  expect(findUnknownFields(z.object({}), wide, { valuesMax: 20, elementsMax: 5 })).toHaveLength(19);
});

test("skipFields: default: what is known and not read is no drift, the rest is", () => {
  const Row = skipFields(z.object({ id: z.int(), level: Level }), ["icon"]);
  expect(Row.parse({ id: 1, level: { price: "1" }, icon: 1 })).toEqual({ id: 1, level: { price: "1" } });
  const rows = [{ id: 1, level: { price: "1", icon: 1 }, icon: "x", image: "y" }];
  expect(paths(z.array(Row.transform(({ id }) => id).catch(0)), rows)).toEqual(["[].level.icon", "[].image"]);
});

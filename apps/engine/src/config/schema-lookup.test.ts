import { expect, test } from "bun:test";
import { describeSchemas, fittingSchemasAt, keysOf, type SchemaNode, schemasAt } from "./schema-lookup.ts";

const shape = (kind: string, key: string): SchemaNode => ({
  type: "object",
  properties: { kind: { type: "string", const: kind }, [key]: { type: "integer", minimum: 1 } },
});
const root: SchemaNode = {
  type: "object",
  properties: {
    list: { type: "array", items: { oneOf: [shape("circle", "radius"), shape("square", "side")] } },
    mode: {
      anyOf: [
        { type: "string", const: "auto" },
        { type: "integer", maximum: 9 },
      ],
    },
    byName: { type: "object", additionalProperties: { type: "boolean" } },
  },
};

test("fittingSchemasAt: behavior: a union is narrowed by the constants of what stands there", () => {
  const value = { list: [{ kind: "square", sdie: 2 }] };
  expect(keysOf(fittingSchemasAt(root, ["list", 0], value))).toEqual(["kind", "side"]);
  expect(keysOf(fittingSchemasAt(root, ["list", 0], { list: [{}] }))).toEqual(["kind", "radius", "side"]);
});

test("schemasAt: behavior: the last step keeps every branch of the value's own union", () => {
  expect(describeSchemas(schemasAt(root, ["mode"], { mode: "x" }))).toBe("auto or a whole number to 9");
  expect(describeSchemas(schemasAt(root, ["list", 0, "side"], { list: [{ kind: "square" }] }))).toBe(
    "a whole number from 1",
  );
});

test("schemasAt: behavior: paths that lead nowhere give nothing", () => {
  expect(schemasAt(root, ["nope", "deeper"], {})).toEqual([]);
  expect(schemasAt(root, ["list", "x"], {})).toEqual([]);
  expect(schemasAt(root, ["constructor"], {})).toEqual([]);
});

test("describeSchemas: default: words for every kind", () => {
  const words = (node: SchemaNode) => describeSchemas([node]);
  expect(words({ type: "integer", minimum: 0, maximum: 9 })).toBe("a whole number from 0 to 9");
  expect(words({ type: "number", exclusiveMinimum: 0, maximum: 1 })).toBe("a number above 0 to 1");
  expect(words({ type: "string", minLength: 1, maxLength: 8 })).toBe("a text of 1 to 8 characters");
  expect(words({ type: "string", format: "uri" })).toBe("a URL");
  expect(words({ type: "boolean" })).toBe("true or false");
  expect(words({ enum: ["a", "b"] })).toBe("a, b");
  expect(words({ type: "array", minItems: 1, items: { type: "boolean" } })).toBe(
    "a list of at least 1 entries of: true or false",
  );
  expect(words({ type: "object", properties: { a: {}, b: {} } })).toBe("an object with a, b");
  expect(words(root.properties?.byName ?? {})).toBe("an object");
});

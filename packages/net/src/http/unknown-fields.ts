import { z } from "zod";

export interface WalkBounds {
  /** Values looked at in one answer. */
  readonly valuesMax: number;
  /** Elements looked at in one list: the first ones. */
  readonly elementsMax: number;
}

export const WALK_BOUNDS: WalkBounds = { valuesMax: 5000, elementsMax: 50 };

/** A field that the schema does not name. List elements are "[]", entries of a dictionary "{}": "data[].quote{}.tvl". */
export interface UnknownField {
  readonly path: string;
  readonly value: unknown;
}

type Schema = z.core.$ZodType;

const SKIPPED = new WeakMap<z.core.$ZodObjectDef, ReadonlySet<string>>();

/**
 * Says of an object schema which further fields are known and not read. They are no drift, and, unlike fields that the schema names as
 * unknown, cost nothing where answers are checked: for schemas that read little of what is large and often.
 */
export function skipFields<Shape extends z.ZodObject>(schema: Shape, names: Iterable<string>): Shape {
  SKIPPED.set(schema._zod.def, new Set(names));
  return schema;
}

/**
 * Returns the fields of `value` that `schema` does not name, within the bounds. `value` is what the schema accepted, as it came. What
 * lies behind a `z.preprocess` is not looked at: its shape is known only to the function.
 */
export function findUnknownFields(schema: Schema, value: unknown, bounds: WalkBounds = WALK_BOUNDS): UnknownField[] {
  const walk: Walk = { left: bounds.valuesMax, elementsMax: bounds.elementsMax };
  return visit(walk, schema, value, "");
}

interface Walk {
  left: number;
  readonly elementsMax: number;
}

function visit(walk: Walk, schema: Schema, value: unknown, path: string): UnknownField[] {
  if (value === null || typeof value !== "object" || walk.left-- <= 0) return [];
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "object":
      return visitObject(walk, def, value, path);
    case "array":
      return elementsOf(walk, value).flatMap((one) => visit(walk, def.element, one, `${path}[]`));
    case "tuple":
      return elementsOf(walk, value).flatMap((one, at) => visitElement(walk, def.items[at] ?? def.rest, one, path));
    case "record":
      return Object.values(value)
        .slice(0, walk.elementsMax)
        .flatMap((one) => visit(walk, def.valueType, one, `${path}{}`));
    case "union": {
      const taken = def.options.find((option) => z.core.safeParse(option, value).success);
      return taken ? visit(walk, taken, value, path) : [];
    }
    case "intersection":
      return inBoth(visit(walk, def.left, value, path), visit(walk, def.right, value, path));
    case "lazy":
      return visit(walk, def.getter(), value, path);
    case "pipe":
      return visit(walk, def.in, value, path);
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "nonoptional":
    case "readonly":
    case "catch":
      return visit(walk, def.innerType, value, path);
    default:
      return [];
  }
}

function visitObject(walk: Walk, def: z.core.$ZodObjectDef, value: object, path: string): UnknownField[] {
  const found: UnknownField[] = [];
  const prefix = path === "" ? "" : `${path}.`;
  // A loose object lets everything through, which is no reason not to tell; a catch-all of its own names what it expects.
  const skipped = SKIPPED.get(def);
  const named = def.catchall !== undefined && !/^(unknown|any|never)$/.test(def.catchall._zod.def.type);
  for (const [key, one] of Object.entries(value)) {
    const schema = Object.hasOwn(def.shape, key) ? def.shape[key] : named ? def.catchall : undefined;
    if (schema) found.push(...visit(walk, schema, one, `${prefix}${key}`));
    else if (!skipped?.has(key) && walk.left-- > 0) found.push({ path: `${prefix}${key}`, value: one });
  }
  return found;
}

function visitElement(walk: Walk, schema: Schema | null | undefined, value: unknown, path: string): UnknownField[] {
  return schema ? visit(walk, schema, value, `${path}[]`) : [];
}

function elementsOf(walk: Walk, value: object): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, walk.elementsMax) : [];
}

function inBoth(left: readonly UnknownField[], right: readonly UnknownField[]): UnknownField[] {
  const paths = new Set(right.map((field) => field.path));
  return left.filter((field) => paths.has(field.path));
}

/** The part of JSON Schema that the document's schemas use. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly $ref?: string;
}

/** One field of a body as a reader sees it. */
export interface SchemaRow {
  /** "orders[].price". */
  readonly path: string;
  readonly type: string;
  readonly description: string;
}

const DEPTH_MAX = 6;

/** Returns the fields of a schema, outer before inner, in its order. */
export function schemaRows(schema: JsonSchema, prefix = "", depth = 0): SchemaRow[] {
  const inner = unwrap(schema);
  if (depth > DEPTH_MAX) return [];
  if (inner.items) return schemaRows(inner.items, `${prefix}[]`, depth);
  const named = Object.entries(inner.properties ?? {});
  const any = typeof inner.additionalProperties === "object" ? inner.additionalProperties : undefined;
  const all: [string, JsonSchema][] = any && Object.keys(any).length > 0 ? [...named, ["{name}", any]] : named;
  return all.flatMap(([name, child]) => {
    const path = prefix === "" ? name : `${prefix}.${name}`;
    return [
      { path, type: typeText(child), description: child.description ?? "" },
      ...schemaRows(child, path, depth + 1),
    ];
  });
}

/** Returns what a value may be, in a few words: `"buy" or "sell"`, `whole number`, `list of objects`. */
export function typeText(schema: JsonSchema): string {
  if (schema.$ref) return schema.$ref.split("/").at(-1) ?? "object";
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" or ");
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return [...new Set(branches.map(typeText))].join(" or ");
  if (Array.isArray(schema.type)) return schema.type.map((type) => plainType(type)).join(" or ");
  if (schema.type === "array") return `list of ${plural(schema.items ? typeText(schema.items) : "any value")}`;
  return `${plainType(schema.type as string | undefined)}${range(schema)}`;
}

function plainType(type: string | undefined): string {
  return (
    { integer: "whole number", string: "text", boolean: "true or false", null: "null" }[type ?? ""] ??
    type ??
    "any value"
  );
}

function plural(type: string): string {
  return /^[a-z ]+$/.test(type) && !type.endsWith("s") ? `${type}s` : type;
}

function range({ minimum, maximum }: JsonSchema): string {
  const low = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER;
  const high = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  if (low && high) return `, ${minimum} to ${maximum}`;
  if (low) return `, from ${minimum}`;
  return high ? `, up to ${maximum}` : "";
}

/** Returns the branch of a union that has fields: what is nullable is its object. */
function unwrap(schema: JsonSchema): JsonSchema {
  return (schema.anyOf ?? schema.oneOf)?.map(unwrap).find(({ properties, items }) => properties || items) ?? schema;
}

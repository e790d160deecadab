import type { ConfigPath } from "./yaml-source.ts";

/** The part of JSON Schema that our zod schemas turn into. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

/** Returns the schemas that may describe what stands at `path` of `value`, every branch of a union there included. */
export function schemasAt(root: SchemaNode, path: ConfigPath, value: unknown): SchemaNode[] {
  const step = path.at(-1);
  if (step === undefined) return unfold(root);
  return fittingSchemasAt(root, path.slice(0, -1), value)
    .flatMap((node) => childSchemas(node, step))
    .flatMap(unfold);
}

/** Like {@link schemasAt}, but of a union only the branches that fit the value that stands there, if any does. */
export function fittingSchemasAt(root: SchemaNode, path: ConfigPath, value: unknown): SchemaNode[] {
  let here = value;
  let nodes = branchesFor(root, here);
  for (const step of path) {
    here = valueAt(here, [step]);
    nodes = nodes.flatMap((node) => childSchemas(node, step)).flatMap((node) => branchesFor(node, here));
  }
  return nodes;
}

/** Returns what stands at `path` of plain data, or `undefined`. */
export function valueAt(value: unknown, path: ConfigPath): unknown {
  let here = value;
  for (const step of path) here = isContainer(here) && Object.hasOwn(here, step) ? here[step] : undefined;
  return here;
}

/** Returns what may stand where this schema rules, in words: "a whole number from 1 to 65535". */
export function describeSchemas(nodes: readonly SchemaNode[]): string {
  return [...new Set(nodes.flatMap(unfold).map(describe))].join(" or ");
}

/** Returns the keys that objects of these schemas may have. */
export function keysOf(nodes: readonly SchemaNode[]): string[] {
  return [...new Set(nodes.flatMap(unfold).flatMap((node) => Object.keys(node.properties ?? {})))];
}

/** Returns a schema without its unions: the branches. */
export function unfold(node: SchemaNode): SchemaNode[] {
  const branches = node.anyOf ?? node.oneOf;
  return branches ? branches.flatMap(unfold) : [node];
}

function childSchemas(node: SchemaNode, step: string | number): SchemaNode[] {
  const named = node.properties && Object.hasOwn(node.properties, step) ? node.properties[step] : undefined;
  if (named) return [named];
  if (typeof node.additionalProperties === "object") return [node.additionalProperties];
  return node.items && Number.isInteger(Number(step)) ? [node.items] : [];
}

function branchesFor(node: SchemaNode, value: unknown): SchemaNode[] {
  const all = unfold(node);
  const fitting = all.filter((branch) => fits(branch, value));
  return fitting.length > 0 ? fitting : all;
}

/** A branch fits by its type, and an object also by its constants (`kind: complement`). */
function fits(branch: SchemaNode, value: unknown): boolean {
  if (branch.type === "object" && isContainer(value) && !Array.isArray(value))
    return Object.entries(branch.properties ?? {}).every(
      ([key, { const: constant }]) => constant === undefined || value[key] === constant,
    );
  if (branch.type === "array") return Array.isArray(value);
  if (branch.type === "integer") return typeof value === "number";
  return branch.type === typeof value && (branch.const === undefined || branch.const === value);
}

function isContainer(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null;
}

function describe(node: SchemaNode): string {
  if (node.const !== undefined) return String(node.const);
  if (node.enum) return node.enum.map(String).join(", ");
  switch (node.type) {
    case "integer":
      return `a whole number${range(node)}`;
    case "number":
      return `a number${range(node)}`;
    case "boolean":
      return "true or false";
    case "string":
      return node.format === "uri" ? "a URL" : `a text${lengths(node.minLength, node.maxLength, "characters")}`;
    case "array":
      return `a list${lengths(node.minItems, node.maxItems, "entries")}${node.items ? ` of: ${describeSchemas([node.items])}` : ""}`;
    case "object":
      return node.properties ? `an object with ${Object.keys(node.properties).join(", ")}` : "an object";
    default:
      return "any value";
  }
}

function range({ minimum, maximum, exclusiveMinimum }: SchemaNode): string {
  const low = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? ` from ${minimum}` : "";
  const above = exclusiveMinimum === undefined ? "" : ` above ${exclusiveMinimum}`;
  const high = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? ` to ${maximum}` : "";
  return above + low + high;
}

function lengths(min: number | undefined, max: number | undefined, unit: string): string {
  if (min !== undefined && max !== undefined) return ` of ${min} to ${max} ${unit}`;
  if (min !== undefined) return ` of at least ${min} ${unit}`;
  return max === undefined ? "" : ` of at most ${max} ${unit}`;
}

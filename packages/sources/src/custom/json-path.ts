import { err, ok, type Result } from "@augury/core";

/** The steps from a document's root to one value in it. */
export type JsonPath = readonly (string | number)[];

export const JSON_PATH_BOUNDS = { charactersMax: 256, stepsMax: 16 } as const;

const STEP = /\.([A-Za-z_][\w-]*)|\[(-?\d{1,9})\]|\["([^"\\]*)"\]|\['([^'\\]*)'\]/y;

/**
 * Parses the small part of JSONPath that names one value: `$`, then any number of `.name`, `["any name"]`, `['any name']`, `[0]` (element
 * from the front) and `[-1]` (from the back). No wildcards, filters, slices or expressions: nothing is searched, nothing is evaluated.
 *
 * @example parseJsonPath("$.data.rates[0]['USD/EUR']") // ["data", "rates", 0, "USD/EUR"]
 */
export function parseJsonPath(text: string): Result<JsonPath, string> {
  const { charactersMax, stepsMax } = JSON_PATH_BOUNDS;
  if (text.length > charactersMax) return err(`a path has at most ${charactersMax} characters`);
  if (!text.startsWith("$")) return err("a path begins with $");
  const steps: (string | number)[] = [];
  for (let at = 1; at < text.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const match = STEP.exec(text);
    if (!match) return err(`a path goes on with .name, ["name"] or [number]; at character ${at + 1} it does not`);
    const [, name, index, double, single] = match;
    steps.push(index === undefined ? ((name ?? double ?? single) as string) : Number(index));
  }
  return steps.length <= stepsMax ? ok(steps) : err(`a path has at most ${stepsMax} steps`);
}

/** Returns the value at `path`, or `undefined` when there is none. Only own fields count: nothing is inherited from a prototype. */
export function readJsonPath(path: JsonPath, json: unknown): unknown {
  let value = json;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    const key = typeof step === "number" ? elementKey(value, step) : fieldKey(value, step);
    if (key === undefined || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[key];
  }
  return value;
}

function elementKey(value: object, index: number): number | undefined {
  if (!Array.isArray(value)) return undefined;
  return index < 0 ? value.length + index : index;
}

/** A list has elements, no fields: `length` is not one of the document's. */
function fieldKey(value: object, name: string): string | undefined {
  return Array.isArray(value) ? undefined : name;
}

/** One field in which two answers differ. */
export interface Difference {
  readonly path: string;
  readonly official: unknown;
  readonly ours: unknown;
}

/**
 * Returns the fields in which our answer is not the official client's. Two things count as equal because they say the same: a number and
 * its text, and the ways to say nothing (missing, null, "" and an empty list). A field that only one of the two has is a difference.
 */
export function compareFields(official: unknown, ours: unknown, path = ""): Difference[] {
  if (isNothing(official) && isNothing(ours)) return [];
  if (isList(official) && isList(ours)) return compareLists(official, ours, path);
  if (isRecord(official) && isRecord(ours)) {
    const names = new Set([...Object.keys(official), ...Object.keys(ours)]);
    return [...names].flatMap((name) =>
      compareFields(official[name], ours[name], path === "" ? name : `${path}.${name}`),
    );
  }
  return isSameValue(official, ours) ? [] : [{ path, official, ours }];
}

function compareLists(official: readonly unknown[], ours: readonly unknown[], path: string): Difference[] {
  if (official.length !== ours.length)
    return [{ path: `${path}.length`, official: official.length, ours: ours.length }];
  return official.flatMap((item, i) => compareFields(item, ours[i], `${path}[${i}]`));
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (isList(value) && value.length === 0);
}

function isSameValue(official: unknown, ours: unknown): boolean {
  if (official === ours) return true;
  const isPlain = (value: unknown) => typeof value === "number" || typeof value === "string";
  return isPlain(official) && isPlain(ours) && String(official) === String(ours);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

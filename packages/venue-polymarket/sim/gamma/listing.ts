import { invalid, wholeOf } from "./query.ts";

const LIMIT_DEFAULT = 20;
const OFFSET_LIMIT_MAX = 500;
const KEYSET_LIMIT_MAX = 100;

/** A body of a listing: sorted by one of its fields, then by its number. */
interface Row {
  readonly id: string;
}

/** Returns the page that `offset` and `limit` ask for; a limit that is too large is cut down without a word. */
export function offsetPage<Body extends Row>(query: URLSearchParams, rows: readonly Body[]): readonly Body[] {
  const offset = wholeOf(query, "offset", 0);
  const limit = Math.min(wholeOf(query, "limit", LIMIT_DEFAULT), OFFSET_LIMIT_MAX);
  return sortRows(query, rows).slice(offset, offset + limit);
}

export interface KeysetPage<Body> {
  readonly rows: readonly Body[];
  readonly cursor: { readonly next_cursor?: string };
}

/** Returns the page after `after_cursor`, which holds the sort key of the last row: rows that come and go move none of the others. */
export function keysetPage<Body extends Row>(query: URLSearchParams, rows: readonly Body[]): KeysetPage<Body> {
  const limit = Math.max(1, Math.min(wholeOf(query, "limit", LIMIT_DEFAULT), KEYSET_LIMIT_MAX));
  const sorted = sortRows(query, rows);
  const cursor = query.get("after_cursor");
  const last = cursor === null ? undefined : decodeCursor(cursor);
  const compare = orderOf(query);
  const from = last === undefined ? 0 : sorted.findIndex((row) => compare(row, last) > 0);
  const page = from < 0 ? [] : sorted.slice(from, from + limit);
  const end = page.at(-1);
  const isLast = end === undefined || end === sorted.at(-1);
  return { rows: page, cursor: isLast ? {} : { next_cursor: encodeCursor(query, end) } };
}

function sortRows<Body extends Row>(query: URLSearchParams, rows: readonly Body[]): readonly Body[] {
  return rows.toSorted(orderOf(query));
}

function orderOf(query: URLSearchParams): (a: Row, b: Row) => number {
  const fields = sortFields(query);
  const direction = query.get("ascending") === "false" ? -1 : 1;
  return (a, b) => {
    for (const field of fields) {
      const difference = compareValues(valueAt(a, field), valueAt(b, field));
      if (difference !== 0) return difference * direction;
    }
    return Number(a.id) - Number(b.id);
  };
}

function sortFields(query: URLSearchParams): readonly string[] {
  return (query.get("order") ?? "").split(",").filter((field) => field !== "");
}

function valueAt(row: Row, field: string): unknown {
  const value = (row as unknown as Readonly<Record<string, unknown>>)[field];
  return typeof value === "string" && value !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
}

function compareValues(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a ?? "") < String(b ?? "") ? -1 : String(a ?? "") > String(b ?? "") ? 1 : 0;
}

function encodeCursor(query: URLSearchParams, row: Row): string {
  const key = Object.fromEntries(sortFields(query).map((field) => [field, valueAt(row, field)]));
  return Buffer.from(JSON.stringify({ ...key, id: row.id })).toString("base64url");
}

function decodeCursor(text: string): Row {
  try {
    const row: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    if (typeof row === "object" && row !== null && "id" in row) return row as Row;
  } catch {
    // Falls through to the refusal.
  }
  throw invalid("invalid after_cursor");
}

import { DataRefusal, wholeOf } from "./query.ts";

/** Largest and usual page of version 2. */
const V2_LIMITS = [1000, 100] as const;

/** Version 1's page by offset. */
export function offsetPage<Row>(
  query: URLSearchParams,
  rows: readonly Row[],
  { limit: [limitMax, usual], offsetMax }: { readonly limit: readonly [number, number]; readonly offsetMax: number },
): readonly Row[] {
  const offset = wholeOf(query, "offset", offsetMax, 0);
  return rows.slice(offset, offset + wholeOf(query, "limit", limitMax, usual));
}

interface Token {
  readonly kind: string;
  readonly limit: number;
  readonly served: number;
  /** Of a feed: the time of the last row, and how many of that time have been served. */
  readonly at?: number;
  readonly same?: number;
}

interface FeedRow {
  readonly timeMs: number;
}

/** Version 2's page of a board: the offset stands in the signed cursor, and with it the size of the page. */
export function boardPage<Row>(
  query: URLSearchParams,
  kind: string,
  rows: readonly Row[],
  limits = V2_LIMITS as readonly [number, number],
) {
  const token = tokenOf(query, kind, limits);
  const page = rows.slice(token.served, token.served + token.limit);
  const served = token.served + page.length;
  return envelope(page, token, served < rows.length ? { ...token, served } : undefined);
}

/** Version 2's page of a feed, sorted by time: rows that come meanwhile move none of the others. */
export function feedPage<Row extends FeedRow>(query: URLSearchParams, kind: string, rows: readonly Row[]) {
  const token = tokenOf(query, kind, V2_LIMITS);
  const descends = query.get("sort_direction") !== "ASC";
  const isPast = ({ timeMs }: Row) => token.at !== undefined && (descends ? timeMs < token.at : timeMs > token.at);
  const first = token.at === undefined ? 0 : rows.findIndex(({ timeMs }) => timeMs === token.at);
  const from = first >= 0 ? first + (token.same ?? 0) : Math.max(rows.findIndex(isPast), 0);
  const page = first < 0 && !rows.some(isPast) ? [] : rows.slice(from, from + token.limit);
  const last = page.at(-1);
  if (!last || from + page.length >= rows.length) return envelope(page, token, undefined);
  const same = rows.slice(0, from + page.length).filter(({ timeMs }) => timeMs === last.timeMs).length;
  return envelope(page, token, { ...token, served: token.served + page.length, at: last.timeMs, same });
}

function envelope<Row>(data: readonly Row[], { limit, served }: Token, next: Token | undefined) {
  const next_cursor = next === undefined || data.length === 0 ? null : encode(next);
  return { data, pagination: { limit, offset: served, has_more: next_cursor !== null, next_cursor } };
}

function tokenOf(query: URLSearchParams, kind: string, [limitMax, usual]: readonly [number, number]): Token {
  const limit = wholeOf(query, "limit", limitMax, usual);
  const cursor = query.get("cursor");
  return cursor === null ? { kind, limit, served: 0 } : decode(cursor, kind);
}

function encode(token: Token): string {
  const text = JSON.stringify(token);
  return Buffer.from(JSON.stringify({ data: text, sig: sign(text) })).toString("base64url");
}

function decode(cursor: string, kind: string): Token {
  try {
    const { data, sig } = JSON.parse(Buffer.from(cursor, "base64url").toString()) as { data: string; sig: string };
    const token = JSON.parse(data) as Token;
    if (sig === sign(data) && token.kind === kind) return token;
  } catch {
    // Falls through to the refusal.
  }
  throw new DataRefusal("invalid cursor", "cursor");
}

function sign(text: string): string {
  return Bun.hash(`sim${text}`).toString(16);
}

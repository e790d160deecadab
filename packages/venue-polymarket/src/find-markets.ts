import { ok, type Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import type { ApiCallOptions, ApiClient } from "@augury/net";
import { type EventRow, eventRows, marketRows } from "./gamma/market-row.ts";
import type { MarketTerms } from "./gamma/market-terms.ts";
import { type MarketGroup, toMarketGroup } from "./market-group.ts";
import { runAtOnce } from "./run-at-once.ts";

/** Which markets. `discover` takes the open ones with the largest volume of the day. */
export type MarketQuery =
  | { readonly by: "conditionIds" | "slugs" | "tokenIds" | "eventSlugs"; readonly values: readonly string[] }
  | { readonly by: "discover"; readonly marketsMax: number };

/** A market with what its event says. */
export interface FoundMarket {
  readonly market: MarketTerms;
  readonly group: MarketGroup | undefined;
}

export interface FoundMarkets {
  /** Each market once, in Gamma's order. */
  readonly found: readonly FoundMarket[];
  /** Those that do not fit the schema, with the field. */
  readonly skipped: readonly VenueError[];
}

type MarketRow = Result<MarketTerms, VenueError>;

/** Gamma cuts larger pages down. */
const PAGE = 100;
const IDS_PER_REQUEST = 50;
/** Pages asked for at once: the way to Gamma takes longer than a page. */
const PAGES_AT_ONCE = 6;
const PARAMETERS = { conditionIds: "condition_ids", slugs: "slug", tokenIds: "clob_token_ids" } as const;

/** Finds markets in Gamma (polymarket.md section 13). Fails when a request fails. Only a market found through its event has a group. */
export async function findMarkets(
  gamma: ApiClient,
  query: MarketQuery,
  options: ApiCallOptions = {},
): Promise<Result<FoundMarkets, VenueError>> {
  if (query.by === "eventSlugs") return findByEvents(gamma, query.values, options);
  const rows =
    query.by === "discover"
      ? await discoverRows(gamma, query.marketsMax, options)
      : await rowsOf(gamma, PARAMETERS[query.by], query.values, options);
  if (!rows.ok) return rows;
  const marketsMax = query.by === "discover" ? query.marketsMax : Number.POSITIVE_INFINITY;
  return ok(collect(rows.value, () => undefined, marketsMax));
}

async function rowsOf(
  gamma: ApiClient,
  parameter: (typeof PARAMETERS)[keyof typeof PARAMETERS],
  values: readonly string[],
  options: ApiCallOptions,
): Promise<Result<MarketRow[], VenueError>> {
  // Without a limit Gamma's default page cuts a long list of ids short, and says nothing.
  const pages = await runAtOnce(chunksOf(values), PAGES_AT_ONCE, async (ids) => {
    const page = await gamma.get(marketRows, { [parameter]: ids, limit: PAGE }, options);
    return page.ok ? ok(page.value.value) : page;
  });
  return pages.ok ? ok(pages.value.flat()) : pages;
}

/**
 * Reads pages until there are enough rows or no more. The first page alone says how many rows Gamma puts into one; from then on several
 * are asked for at once. Volumes change meanwhile: a market that moved over the edge of a page comes twice or, at the end, not at all.
 */
async function discoverRows(
  gamma: ApiClient,
  marketsMax: number,
  options: ApiCallOptions,
): Promise<Result<MarketRow[], VenueError>> {
  const pageAt = async (offset: number): Promise<Result<MarketRow[], VenueError>> => {
    const order = { order: "volume24hr", ascending: false, active: true, closed: false };
    const page = await gamma.get(marketRows, { ...order, limit: PAGE, offset }, options);
    return page.ok ? ok(page.value.value) : page;
  };
  const first = await pageAt(0);
  if (!first.ok) return first;
  const step = first.value.length;
  const count = step === 0 ? 0 : Math.ceil(marketsMax / step) - 1;
  const offsets = Array.from({ length: count }, (_, at) => (at + 1) * step);
  let end = Number.POSITIVE_INFINITY;
  const rest = await runAtOnce(offsets, PAGES_AT_ONCE, async (offset) => {
    if (offset >= end) return ok([]);
    const page = await pageAt(offset);
    if (page.ok && page.value.length === 0) end = Math.min(end, offset);
    return page;
  });
  return rest.ok ? ok([...first.value, ...rest.value.flat()]) : rest;
}

async function findByEvents(
  gamma: ApiClient,
  slugs: readonly string[],
  options: ApiCallOptions,
): Promise<Result<FoundMarkets, VenueError>> {
  const pages = await runAtOnce(chunksOf(slugs), PAGES_AT_ONCE, async (slug) => {
    const page = await gamma.get(eventRows, { slug, limit: PAGE }, options);
    return page.ok ? ok(page.value.value) : page;
  });
  if (!pages.ok) return pages;
  const groups = new Map<MarketRow, MarketGroup | undefined>();
  for (const event of pages.value.flat()) addEvent(event, groups);
  return ok(collect([...groups.keys()], (row) => groups.get(row), Number.POSITIVE_INFINITY));
}

function addEvent(event: EventRow, groups: Map<MarketRow, MarketGroup | undefined>): void {
  const rows = event.markets ?? [];
  const group = toMarketGroup(
    event,
    rows.flatMap((row) => (row.ok ? [row.value] : [])),
  );
  for (const row of rows) groups.set(row, group);
}

function collect(
  rows: readonly MarketRow[],
  groupOf: (row: MarketRow) => MarketGroup | undefined,
  marketsMax: number,
): FoundMarkets {
  const found = new Map<string, FoundMarket>();
  const skipped: VenueError[] = [];
  for (const row of rows) {
    if (!row.ok) skipped.push(row.error);
    else if (found.size < marketsMax && !found.has(row.value.conditionId))
      found.set(row.value.conditionId, { market: row.value, group: groupOf(row) });
  }
  return { found: [...found.values()], skipped };
}

function chunksOf(values: readonly string[]): string[][] {
  const count = Math.ceil(values.length / IDS_PER_REQUEST);
  return Array.from({ length: count }, (_, at) => values.slice(at * IDS_PER_REQUEST, (at + 1) * IDS_PER_REQUEST));
}

import { err, ok, type Result } from "@augury/core";
import type { Instrument, VenueError } from "@augury/model";
import { type FetchLimits, fetchJson } from "./fetch-json.ts";
import { badPayload, type MarketGroup, parseGammaMarket, toInstruments } from "./instruments.ts";
import { ClobMarket, GammaEvent, type GammaMarket } from "./schema.ts";

/** Where the metadata comes from (polymarket.md section 1), without a trailing slash. */
export interface PolymarketHosts {
  readonly gammaUrl: string;
  readonly clobUrl: string;
}

/** Which markets. `discover` takes the open ones with the largest volume of the day. */
export type MarketQuery =
  | { readonly by: "conditionIds" | "slugs" | "tokenIds" | "eventSlugs"; readonly values: readonly string[] }
  | { readonly by: "discover"; readonly marketsMax: number };

export interface FetchedMarkets {
  /** Two per market, numbered from `firstIndex`. */
  readonly instruments: readonly Instrument[];
  /** Markets that cannot be followed now, with why. */
  readonly skipped: readonly VenueError[];
}

export interface FetchMarketsOptions extends FetchLimits {
  readonly firstIndex?: number;
}

/** A market with what its event says. */
interface Found {
  readonly market: GammaMarket;
  readonly group: MarketGroup | undefined;
}

const IDS_PER_REQUEST = 50;
const PAGE = 100;
const CLOB_REQUESTS_AT_ONCE = 4;
const PARAMETERS = { conditionIds: "condition_ids", slugs: "slug", tokenIds: "clob_token_ids" } as const;

/**
 * Fetches markets from Gamma and each one's current tick and fee from the CLOB (polymarket.md sections 3, 8, 13). Fails when a request
 * fails; a single market that cannot be used is skipped with its reason. Only a market found through its event has a complete set.
 */
export async function fetchPolymarketMarkets(
  hosts: PolymarketHosts,
  query: MarketQuery,
  options: FetchMarketsOptions = {},
): Promise<Result<FetchedMarkets, VenueError>> {
  const skipped: VenueError[] = [];
  const found = await findMarkets(hosts, query, { options, skipped });
  if (!found.ok) return found;
  const harvest: Harvest = { firstIndex: options.firstIndex ?? 0, instruments: [], skipped, torn: new Set() };
  // Settled markets of an event count for its set but have no book to follow.
  const open = found.value.filter(({ market }) => market.closed !== true);
  for (let from = 0; from < open.length; from += CLOB_REQUESTS_AT_ONCE) {
    const batch = open.slice(from, from + CLOB_REQUESTS_AT_ONCE);
    const details = await Promise.all(batch.map(({ market }) => fetchClobMarket(hosts, market.conditionId, options)));
    for (const [at, clob] of details.entries()) {
      // Just listed: Gamma knows the market minutes before the CLOB does.
      if (!clob.ok && clob.error.code !== "not_found") return clob;
      if (clob.ok) addMarket(batch[at], clob.value, harvest);
      else skip(batch[at], clob.error, harvest);
    }
  }
  return ok({ instruments: harvest.instruments.map((entry) => withSet(entry, harvest)), skipped });
}

/** Fetches `GET /clob-markets/{condition_id}`. */
export async function fetchClobMarket(
  { clobUrl }: Pick<PolymarketHosts, "clobUrl">,
  conditionId: string,
  limits: FetchLimits = {},
): Promise<Result<ClobMarket, VenueError>> {
  const body = await fetchJson(`${clobUrl}/clob-markets/${encodeURIComponent(conditionId)}`, limits);
  if (!body.ok) return body;
  const parsed = ClobMarket.safeParse(body.value);
  return parsed.success ? ok(parsed.data) : err(badPayload(`CLOB market ${conditionId}`, parsed.error));
}

interface Harvest {
  readonly firstIndex: number;
  readonly instruments: Instrument[];
  readonly skipped: VenueError[];
  /** Sets of which a market was skipped after all. */
  readonly torn: Set<string>;
}

function addMarket(found: Found, clob: ClobMarket, harvest: Harvest): void {
  const { group, market } = found;
  const firstIndex = harvest.firstIndex + harvest.instruments.length;
  const pair = toInstruments(market, { firstIndex, clob, group });
  if (pair.ok) harvest.instruments.push(...pair.value);
  else skip(found, pair.error, harvest);
}

function skip({ group }: Found, error: VenueError, harvest: Harvest): void {
  harvest.skipped.push(error);
  if (group) harvest.torn.add(group.id);
}

/** Says of an instrument's set that a market of it is missing, or of how many markets it consists: whoever has fewer has not all. */
function withSet(instrument: Instrument, { instruments, torn }: Harvest): Instrument {
  const { groupAugmented, groupId } = instrument;
  if (torn.has(groupId)) return { ...instrument, groupAugmented: true };
  if (groupId === "" || groupAugmented) return instrument;
  const groupSize = instruments.filter((one) => one.groupId === groupId && one.outcome === "yes").length;
  return { ...instrument, groupSize };
}

interface Search {
  readonly options: FetchLimits;
  readonly skipped: VenueError[];
}

async function findMarkets(
  hosts: PolymarketHosts,
  query: MarketQuery,
  search: Search,
): Promise<Result<readonly Found[], VenueError>> {
  const found: Found[] = [];
  for (const path of pathsOf(query)) {
    const body = await fetchJson(`${hosts.gammaUrl}${path}`, search.options);
    if (!body.ok) return body;
    const list: readonly unknown[] = Array.isArray(body.value) ? body.value : [body.value];
    found.push(...(query.by === "eventSlugs" ? fromEvents(list, search) : fromMarkets(list, search)));
    if (query.by === "discover" && list.length < PAGE) break;
  }
  const unique = [...new Map(found.map((entry) => [entry.market.conditionId, entry])).values()];
  return ok(query.by === "discover" ? unique.slice(0, query.marketsMax) : unique);
}

function* pathsOf(query: MarketQuery): Generator<string> {
  if (query.by === "discover") {
    for (let offset = 0; offset < query.marketsMax; offset += PAGE) {
      yield `/markets?active=true&closed=false&order=volume24hr&ascending=false&limit=${PAGE}&offset=${offset}`;
    }
    return;
  }
  // Without a limit Gamma's default page cuts a long list of ids short, and says nothing.
  const path = `${query.by === "eventSlugs" ? "/events" : "/markets"}?limit=${PAGE}&`;
  const parameter = query.by === "eventSlugs" ? "slug" : PARAMETERS[query.by];
  for (let from = 0; from < query.values.length; from += IDS_PER_REQUEST) {
    const ids = query.values.slice(from, from + IDS_PER_REQUEST);
    yield path + ids.map((id) => `${parameter}=${encodeURIComponent(id)}`).join("&");
  }
}

function fromMarkets(list: readonly unknown[], { skipped }: Search): Found[] {
  return list.flatMap((value) => {
    const market = parseGammaMarket(value);
    if (!market.ok) skipped.push(market.error);
    return market.ok ? [{ market: market.value, group: undefined }] : [];
  });
}

function fromEvents(list: readonly unknown[], search: Search): Found[] {
  return list.flatMap((value) => {
    const event = GammaEvent.safeParse(value);
    if (!event.success) {
      search.skipped.push(badPayload("a Gamma event", event.error));
      return [];
    }
    const found = fromMarkets(event.data.markets, search);
    const group = groupOf(
      event.data,
      found.map(({ market }) => market),
    );
    return found.map(({ market }) => ({ market, group }));
  });
}

/** A set is complete when nothing may be added to it and each of its markets can be followed or has already lost. */
function groupOf(event: GammaEvent, markets: readonly GammaMarket[]): MarketGroup | undefined {
  if (!event.negRisk || !event.negRiskMarketID) return undefined;
  const isSettled = (market: GammaMarket) => market.closed === true && market.outcomePrices?.[0] === "0";
  const isFollowed = (market: GammaMarket) =>
    toInstruments(market, { firstIndex: 0 }).ok && market.acceptingOrders !== false;
  const isComplete =
    event.negRiskAugmented !== true &&
    markets.length === event.markets.length &&
    markets.every((market) => isSettled(market) || isFollowed(market));
  return { id: event.negRiskMarketID, isComplete };
}

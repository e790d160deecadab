import { err, ok, type Result } from "@augury/core";
import type { Instrument, VenueError } from "@augury/model";
import type { ApiCallOptions, ApiClient } from "@augury/net";
import { clobMarket } from "./clob/markets.ts";
import { type FoundMarket, findMarkets, type MarketQuery } from "./find-markets.ts";
import { toInstruments } from "./instruments.ts";
import { runAtOnce } from "./run-at-once.ts";
import type { ClobMarket } from "./schema.ts";

/** Where metadata come from. */
export interface MetadataClients {
  readonly gamma: ApiClient;
  readonly clob: ApiClient;
}

export interface FetchedMarkets {
  /** Two per market, numbered from `firstIndex`. */
  readonly instruments: readonly Instrument[];
  /** Markets that cannot be followed now, with why. */
  readonly skipped: readonly VenueError[];
}

export interface FetchMarketsOptions extends ApiCallOptions {
  readonly firstIndex?: number;
}

const CLOB_REQUESTS_AT_ONCE = 8;

/**
 * Fetches markets from Gamma and each one's current tick and fee from the CLOB (polymarket.md sections 3, 8, 13). Fails when a request
 * fails; a single market that cannot be used is skipped with its reason. Only a market found through its event has a complete set.
 */
export async function fetchPolymarketMarkets(
  { gamma, clob }: MetadataClients,
  query: MarketQuery,
  { firstIndex = 0, ...options }: FetchMarketsOptions = {},
): Promise<Result<FetchedMarkets, VenueError>> {
  const answer = await findMarkets(gamma, query, options);
  if (!answer.ok) return answer;
  // Settled markets of an event count for its set but have no book to follow.
  const open = answer.value.found.filter(({ market }) => market.closed !== true);
  const details = await runAtOnce(open, CLOB_REQUESTS_AT_ONCE, async ({ market }) => {
    const one = await clob.get(clobMarket, { condition_id: market.conditionId }, options);
    if (one.ok) return ok<ClobMarket | VenueError>(one.value.value);
    // Just listed: Gamma knows the market minutes before the CLOB does.
    return one.error.code === "not_found" ? ok<ClobMarket | VenueError>(one.error) : one;
  });
  if (!details.ok) return details;
  const harvest = new Harvest(firstIndex, answer.value.skipped);
  for (const [at, found] of open.entries()) harvest.add(found, details.value[at] as ClobMarket | VenueError);
  return ok(harvest.finish());
}

/** Instruments as they come together, and the sets of which one was missing. */
class Harvest {
  private readonly instruments: Instrument[] = [];
  private readonly skipped: VenueError[];
  private readonly torn = new Set<string>();

  constructor(
    private readonly firstIndex: number,
    skipped: readonly VenueError[],
  ) {
    this.skipped = [...skipped];
  }

  add({ market, group }: FoundMarket, clob: ClobMarket | VenueError): void {
    const firstIndex = this.firstIndex + this.instruments.length;
    const pair = clob instanceof Error ? err(clob) : toInstruments(market, { firstIndex, clob, group });
    if (pair.ok) this.instruments.push(...pair.value);
    else this.skip(group?.id, pair.error);
  }

  /** Says of each set that a market of it is missing, or of how many markets it consists: whoever has fewer has not all. */
  finish(): FetchedMarkets {
    const sizes = new Map<string, number>();
    for (const { groupId, outcome } of this.instruments)
      if (outcome === "yes") sizes.set(groupId, (sizes.get(groupId) ?? 0) + 1);
    const instruments = this.instruments.map((one) => {
      if (this.torn.has(one.groupId)) return { ...one, groupAugmented: true };
      if (one.groupId === "" || one.groupAugmented) return one;
      return { ...one, groupSize: sizes.get(one.groupId) ?? 0 };
    });
    return { instruments, skipped: this.skipped };
  }

  private skip(groupId: string | undefined, error: VenueError): void {
    this.skipped.push(error);
    if (groupId !== undefined) this.torn.add(groupId);
  }
}

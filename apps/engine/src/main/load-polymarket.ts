import { err, ok, type Result } from "@augury/core";
import type { Instrument } from "@augury/model";
import {
  fetchPolymarketMarkets,
  type MarketQuery,
  type MetadataClients,
  openClob,
  openGamma,
} from "@augury/venue-polymarket";
import type { EngineConfig } from "../config/engine-config.ts";
import { type PolymarketConfig, type PolymarketMarketRef, polymarketHttp } from "../config/polymarket-config.ts";
import { explainVenueError } from "./explain-venue-error.ts";
import type { HttpClients } from "./http-clients.ts";
import type { LoadFailure } from "./load-instruments.ts";

const TOKENS_PER_MARKET = 2;

/** Loads the selected Polymarket markets, two instruments each. A market named twice is taken once, a set through its event is complete. */
export async function loadPolymarketInstruments(
  { venues }: EngineConfig,
  firstIndex: number,
  clients: HttpClients,
): Promise<Result<Instrument[], LoadFailure>> {
  const { polymarket } = venues;
  if (!polymarket?.enabled) return ok([]);
  const metadata = openMetadataClients(polymarket, clients);
  const found = new Map<string, Instrument>();
  for (const query of queriesOf(polymarket)) {
    const fetched = await fetchPolymarketMarkets(metadata, query);
    if (!fetched.ok) return err(explainVenueError("Polymarket", fetched.error));
    const named = query.by !== "discover" && fetched.value.instruments.length === 0;
    if (named)
      return err({
        message: `Polymarket metadata: none of ${query.values.join(", ")} can be followed${why(fetched.value.skipped)}`,
        isOutage: false,
      });
    for (const instrument of fetched.value.instruments)
      if (!found.has(instrument.venueId)) found.set(instrument.venueId, instrument);
  }
  return ok(
    renumber(
      [...found.values()].slice(0, polymarket.instrumentsMax - (polymarket.instrumentsMax % TOKENS_PER_MARKET)),
      firstIndex,
    ),
  );
}

function openMetadataClients(config: PolymarketConfig, clients: HttpClients): MetadataClients {
  const options = { http: polymarketHttp(config), ...clients.seams };
  return {
    gamma: clients.add(openGamma({ baseUrl: config.gammaUrl, ...options }).client),
    clob: clients.add(openClob({ baseUrl: config.clobUrl, ...options }).client),
  };
}

/** One query per way of naming markets; events first, because only they tell whether a set is complete. */
function queriesOf({ markets, instrumentsMax }: PolymarketConfig): MarketQuery[] {
  if (markets === "discover") return [{ by: "discover", marketsMax: Math.floor(instrumentsMax / TOKENS_PER_MARKET) }];
  const values = (pick: (reference: PolymarketMarketRef) => string | undefined) =>
    markets.flatMap((reference) => pick(reference) ?? []);
  const queries: MarketQuery[] = [
    { by: "eventSlugs", values: values((one) => ("eventSlug" in one ? one.eventSlug : undefined)) },
    { by: "slugs", values: values((one) => ("slug" in one ? one.slug : undefined)) },
    { by: "conditionIds", values: values((one) => ("conditionId" in one ? one.conditionId : undefined)) },
    { by: "tokenIds", values: values((one) => ("tokenIds" in one ? one.tokenIds[0] : undefined)) },
  ];
  return queries.filter((query) => query.by === "discover" || query.values.length > 0);
}

/** Gives the instruments their places in the table; the two tokens of a market stand side by side. */
function renumber(list: readonly Instrument[], firstIndex: number): Instrument[] {
  return list.map((instrument, at) => {
    const index = firstIndex + at;
    return {
      ...instrument,
      index,
      bookIndex: index,
      mirrorIndex: instrument.outcome === "yes" ? index + 1 : index - 1,
    };
  });
}

function why(skipped: readonly Error[]): string {
  return skipped.length === 0 ? "" : ` (${skipped[0].message})`;
}

import { err, ok, type Result } from "@augury/core";
import { type Instrument, InstrumentTable } from "@augury/model";
import type { EngineConfig } from "../config/engine-config.ts";
import type { HttpClients } from "./http-clients.ts";
import { loadKalshiInstruments } from "./load-kalshi.ts";
import { loadPolymarketInstruments } from "./load-polymarket.ts";

/** Loads one venue's instruments, numbered from `firstIndex` on, over clients that are added to `clients`; an error is one line. */
export type LoadVenue = (
  config: EngineConfig,
  firstIndex: number,
  clients: HttpClients,
) => Promise<Result<Instrument[], string>>;

/** One line per venue. */
const LOADERS: readonly LoadVenue[] = [loadPolymarketInstruments, loadKalshiInstruments];

/** Builds the run's instrument table from the venues' metadata, as far as the configuration selects it. */
export async function loadInstruments(
  config: EngineConfig,
  clients: HttpClients,
): Promise<Result<InstrumentTable, string>> {
  const list: Instrument[] = [];
  for (const load of LOADERS) {
    const loaded = await load(config, list.length, clients);
    if (!loaded.ok) return loaded;
    list.push(...loaded.value);
  }
  return list.length === 0
    ? err("the configuration selects no market that a venue lists")
    : ok(new InstrumentTable(list));
}

import { err, ok, type Result } from "@augury/core";
import { type Instrument, InstrumentTable, type VenueName } from "@augury/model";
import type { EngineConfig } from "../config/engine-config.ts";
import type { HttpClients } from "./http-clients.ts";
import { loadKalshiInstruments } from "./load-kalshi.ts";
import { loadPolymarketInstruments } from "./load-polymarket.ts";

/** Why a venue's metadata could not be had, in one line. */
export interface LoadFailure {
  readonly message: string;
  /** The venue is at fault, not what was asked of it: the others run on without it. */
  readonly isOutage: boolean;
}

/** Loads one venue's instruments, numbered from `firstIndex` on, over clients that are added to `clients`. */
export type LoadVenue = (
  config: EngineConfig,
  firstIndex: number,
  clients: HttpClients,
) => Promise<Result<Instrument[], LoadFailure>>;

/** A venue that takes no part in this run, and why. */
export interface MissingVenue {
  readonly venue: VenueName;
  readonly message: string;
}

export interface LoadedInstruments {
  readonly table: InstrumentTable;
  readonly missing: readonly MissingVenue[];
}

/** One line per venue. */
const LOADERS: readonly (readonly [VenueName, LoadVenue])[] = [
  ["polymarket", loadPolymarketInstruments],
  ["kalshi", loadKalshiInstruments],
];

/**
 * Builds the run's instrument table from the venues' metadata, as far as the configuration selects it. A venue that does not answer is left
 * out, as long as another one does; a configuration that names what a venue does not list is an error.
 */
export async function loadInstruments(
  config: EngineConfig,
  clients: HttpClients,
): Promise<Result<LoadedInstruments, string>> {
  const list: Instrument[] = [];
  const missing: MissingVenue[] = [];
  for (const [venue, load] of LOADERS) {
    const loaded = await load(config, list.length, clients);
    if (loaded.ok) list.push(...loaded.value);
    else if (loaded.error.isOutage) missing.push({ venue, message: loaded.error.message });
    else return err(loaded.error.message);
  }
  if (list.length > 0) return ok({ table: new InstrumentTable(list), missing });
  const reasons = missing.map(({ message }) => message).join("; ");
  return err(reasons || "the configuration selects no market that a venue lists");
}

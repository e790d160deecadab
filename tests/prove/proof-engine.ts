import { resolve } from "node:path";
import type { LedgerNotices } from "@augury/engine";
import { type DottedValues, Engine, formatConfigError, type LoadedConfig, loadConfig } from "@augury/engine";
import type { Manifest } from "@augury/sim";
import { createLog } from "@augury/telemetry";

const CONFIG_FILE = resolve(import.meta.dir, "../../config/demo.yaml");

/** What an engine needs to run against a sim; survives being written as JSON. */
export interface EngineSetup {
  readonly manifest: Manifest;
  readonly key: { readonly keyId: string; readonly privateKeyPem: string };
  readonly dataDir: string;
  /** Over config/demo.yaml, by dotted path. */
  readonly overrides?: DottedValues;
  /** Further variables of its environment: tokens. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the engine as the demo does, without its screen. Throws an error of one line. */
export async function startEngine(setup: EngineSetup, notices: LedgerNotices = {}): Promise<Engine> {
  const started = await Engine.start({
    loaded: loadSetup(setup),
    env: environmentOf(setup),
    log: createLog({ level: "error", component: "prove", write: (line) => process.stderr.write(`${line}\n`) }),
    notices,
  });
  if (!started.ok) throw new Error(`the engine did not start: ${started.error}`);
  return started.value;
}

/** The configuration of a setup: config/demo.yaml with the sim's addresses and the proof's own wishes laid over it. */
export function loadSetup(setup: EngineSetup): LoadedConfig {
  const { manifest, dataDir, overrides = {} } = setup;
  const loaded = loadConfig(CONFIG_FILE, environmentOf(setup), {
    overrides: { ...addressesOf(manifest), dataDir, "api.port": 0, seed: 1, ...pairsOf(manifest), ...overrides },
  });
  if (!loaded.ok) throw new Error(loaded.error.map(formatConfigError).join("\n"));
  return loaded.value;
}

function environmentOf({ key, env }: EngineSetup): Record<string, string> {
  return { ...env, AUGURY_DEMO_KALSHI_KEY_ID: key.keyId, AUGURY_DEMO_KALSHI_PRIVATE_KEY: key.privateKeyPem };
}

function addressesOf({ mode, polymarket, kalshi }: Manifest): Record<string, unknown> {
  const events = [...new Set(polymarket.markets.map(({ eventSlug }) => eventSlug))];
  return {
    // A recording is of another day than the sim's prices.
    "reference.enabled": mode !== "play",
    "reference.url": polymarket.referenceUrls.polybolt,
    "venues.polymarket.marketWs": polymarket.socketUrl,
    "venues.polymarket.clobUrl": polymarket.url,
    "venues.polymarket.gammaUrl": polymarket.url,
    "venues.polymarket.siteUrl": polymarket.url,
    "venues.polymarket.enabled": polymarket.markets.length > 0,
    // By event, because only an event tells that a set of outcomes is complete.
    ...(events.length > 0 ? { "venues.polymarket.markets": events.map((eventSlug) => ({ eventSlug })) } : {}),
    "venues.polymarket.instrumentsMax": 20_000,
    "venues.kalshi.ws": kalshi.socketUrl,
    "venues.kalshi.restUrl": kalshi.url,
    "venues.kalshi.enabled": kalshi.markets.length > 0,
  };
}

function pairsOf({ pairs, polymarket }: Manifest): Record<string, unknown> {
  const conditionOf = new Map(polymarket.markets.map(({ slug, conditionId }) => [slug, conditionId]));
  const named = pairs.map(({ polymarket: slug, kalshi }) => ({
    a: `polymarket:${conditionOf.get(slug) ?? slug}`,
    b: `kalshi:${kalshi}`,
    approvedBy: "the simulated world",
  }));
  return named.length === 0 ? {} : { "strategies.0.pairs": named };
}

import { resolve } from "node:path";
import type { Result } from "@augury/core";
import { type ConfigError, type LoadedConfig, loadConfig } from "@augury/engine";
import type { Manifest } from "@augury/sim";
import type { DemoOptions } from "./demo-options.ts";

/** The repository's root. */
export const ROOT = resolve(import.meta.dir, "../../../..");
const CONFIG_FILE = resolve(ROOT, "config/demo.yaml");
const WALLET_VARIABLE = "AUGURY_DEMO_WALLET_KEY";
/** Quotes on the second venue, too. */
const KALSHI_QUOTER = {
  kind: "quoter",
  name: "kalshi-quoter",
  instruments: { venue: "kalshi", outcome: "both", instrumentsMax: 8 },
  size: "10",
  halfSpreadTicks: 100,
  skewTicksPerContract: 2,
  positionMax: "100",
  requoteTicksMin: 100,
  move: "amend",
  refreshMs: 1000,
};
/** Who approved the demo's pairs: the world that made them equal. */
const APPROVED_BY = "the simulated world";

/** The keys of a demo, made for it and good nowhere else: what the variables hold that its configuration names. */
export interface DemoKey {
  readonly keyId: string;
  readonly privateKeyPem: string;
  /** Of a wallet: 0x and 64 hexadecimal digits. */
  readonly walletKey: string;
}

/** Loads config/demo.yaml with this run's ports, pairs and key laid over it. The key is handed over as environment, never written. */
export function loadDemoConfig(
  options: DemoOptions,
  manifest: Manifest,
  key: DemoKey,
): Result<LoadedConfig, ConfigError[]> {
  const env = demoEnvironment(key);
  const overrides = { ...addresses(manifest), ...run(options), ...pairs(manifest), ...trading(options, manifest) };
  return loadConfig(CONFIG_FILE, env, { overrides });
}

/** The environment that the engine reads its secrets from. */
export function demoEnvironment(key: DemoKey): Record<string, string | undefined> {
  return {
    ...process.env,
    AUGURY_DEMO_KALSHI_KEY_ID: key.keyId,
    AUGURY_DEMO_KALSHI_PRIVATE_KEY: key.privateKeyPem,
    [WALLET_VARIABLE]: key.walletKey,
  };
}

/** Real orders, to venues that are simulated: signed, logged, settled and reconciled as they would be on the real ones. */
function trading({ mode }: DemoOptions, { polymarket }: Manifest): Record<string, unknown> {
  if (mode === "paper") return {};
  return {
    mode,
    "live.polymarket": {
      wallet: { env: WALLET_VARIABLE },
      kind: "eoa",
      wsUrl: polymarket.socketUrl.replace(/\/market$/, ""),
      dataUrl: `${polymarket.url}/data`,
    },
    "live.kalshi": {},
    "live.lockDir": resolve(ROOT, "data/demo/locks"),
    "strategies.2": KALSHI_QUOTER,
  };
}

function addresses({ mode, polymarket, kalshi }: Manifest): Record<string, unknown> {
  return {
    // A recording is of another day than the sim's prices.
    "reference.enabled": mode !== "play",
    "reference.url": polymarket.referenceUrls.polybolt,
    "venues.polymarket.marketWs": polymarket.socketUrl,
    "venues.polymarket.clobUrl": `${polymarket.url}/clob`,
    "venues.polymarket.gammaUrl": `${polymarket.url}/gamma`,
    "venues.polymarket.siteUrl": polymarket.url,
    "venues.polymarket.enabled": polymarket.markets.length > 0,
    // By event, because only an event tells that a set of outcomes is complete.
    ...(polymarket.markets.length > 0
      ? {
          "venues.polymarket.markets": [...new Set(polymarket.markets.map(({ eventSlug }) => eventSlug))].map(
            (eventSlug) => ({ eventSlug }),
          ),
        }
      : {}),
    "venues.kalshi.ws": kalshi.socketUrl,
    "venues.kalshi.restUrl": kalshi.url,
    "venues.kalshi.enabled": kalshi.markets.length > 0,
  };
}

function run({ port, topology, seed, play }: DemoOptions): Record<string, unknown> {
  return {
    dataDir: resolve(ROOT, "data/demo"),
    "api.port": port,
    topology,
    seed: seed & 0x7fffffff,
    // A recording may be of one venue only: the quoter (the second strategy of config/demo.yaml) takes what there is.
    ...(play.length > 0 ? { "strategies.1.instruments": { outcome: "both", instrumentsMax: 8 } } : {}),
  };
}

/** The pairs of the world, in the words of the complement strategy (the first one of config/demo.yaml). */
function pairs({ pairs: list, polymarket }: Manifest): Record<string, unknown> {
  const conditionOf = new Map(polymarket.markets.map(({ slug, conditionId }) => [slug, conditionId]));
  const named = list.map((pair) => ({
    a: `polymarket:${conditionOf.get(pair.polymarket) ?? pair.polymarket}`,
    b: `kalshi:${pair.kalshi}`,
    approvedBy: APPROVED_BY,
  }));
  return named.length === 0 ? {} : { "strategies.0.pairs": named };
}

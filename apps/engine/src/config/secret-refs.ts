import type { EngineConfig } from "./engine-config.ts";
import type { SecretRef } from "./secret-ref.ts";
import { sourceSections } from "./sources-config.ts";

/** One secret that a configuration names. */
export interface NamedSecret {
  /** Dotted path of the reference. */
  readonly path: string;
  readonly ref: SecretRef;
  /** False where what it is for is switched off. */
  readonly needed: boolean;
  /** What the engine does without it. */
  readonly without: string;
}

/** Returns every secret that this configuration refers to. */
export function secretRefs(config: EngineConfig): NamedSecret[] {
  const { api, venues } = config;
  const token = { path: "api.token", ref: api.token, needed: api.enabled, without: "write routes answer 403" };
  const known = [token, ...sourceSecrets(config), ...referenceSecrets(config), ...liveSecrets(config)];
  if (!venues.kalshi?.credentials) return known;
  const { keyId, privateKey } = venues.kalshi.credentials;
  const rest = { needed: venues.kalshi.enabled, without: "Kalshi's WebSocket cannot be opened" };
  return [
    ...known,
    { path: "venues.kalshi.credentials.keyId", ref: keyId, ...rest },
    { path: "venues.kalshi.credentials.privateKey", ref: privateKey, ...rest },
  ];
}

function referenceSecrets({ reference }: EngineConfig): NamedSecret[] {
  const { credentials, enabled, source } = reference ?? {};
  const rest = { needed: enabled === true && source === "polybolt", without: "the engine does not start" };
  return Object.entries(credentials ?? {}).map(([name, ref]) => ({
    path: `reference.credentials.${name}`,
    ref,
    ...rest,
  }));
}

function liveSecrets({ live, mode }: EngineConfig): NamedSecret[] {
  const { api, wallet } = live?.polymarket ?? {};
  const rest = { needed: mode === "live", without: "live trading on Polymarket does not start" };
  const named: Record<string, SecretRef | undefined> = {
    ...(wallet && "keystore" in wallet ? { "wallet.password": wallet.password } : { wallet }),
    "api.apiKey": api?.apiKey,
    "api.secret": api?.secret,
    "api.passphrase": api?.passphrase,
  };
  return Object.entries(named).flatMap(([name, ref]) =>
    ref ? [{ path: `live.polymarket.${name}`, ref, ...rest }] : [],
  );
}

function sourceSecrets({ sources }: EngineConfig): NamedSecret[] {
  return sourceSections(sources).flatMap(({ definition: { name, title }, isEnabled, apiKey }) =>
    apiKey === undefined
      ? []
      : [
          {
            path: `sources.${name}.apiKey`,
            ref: apiKey,
            needed: isEnabled,
            without: `${title} is asked without a key`,
          },
        ],
  );
}

import type { EngineConfig } from "./engine-config.ts";
import type { SecretRef } from "./secret-ref.ts";

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
  if (!venues.kalshi?.credentials) return [token];
  const { keyId, privateKey } = venues.kalshi.credentials;
  const rest = { needed: venues.kalshi.enabled, without: "Kalshi's WebSocket cannot be opened" };
  return [
    token,
    { path: "venues.kalshi.credentials.keyId", ref: keyId, ...rest },
    { path: "venues.kalshi.credentials.privateKey", ref: privateKey, ...rest },
  ];
}

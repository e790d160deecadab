import type { EngineConfig } from "./engine-config.ts";
import type { SecretRef } from "./secret-ref.ts";

/** One secret that a configuration names. */
export interface NamedSecret {
  /** Dotted path of the reference. */
  readonly path: string;
  readonly ref: SecretRef;
  /** What the engine does without it. */
  readonly without: string;
}

/** Returns every secret that this configuration refers to. */
export function secretRefs(config: EngineConfig): NamedSecret[] {
  const { kalshi } = config.venues;
  const refs: NamedSecret[] = [{ path: "api.token", ref: config.api.token, without: "write routes answer 403" }];
  if (kalshi?.credentials) {
    const without = "Kalshi's WebSocket cannot be opened";
    refs.push({ path: "venues.kalshi.credentials.keyId", ref: kalshi.credentials.keyId, without });
    refs.push({ path: "venues.kalshi.credentials.privateKey", ref: kalshi.credentials.privateKey, without });
  }
  return refs;
}

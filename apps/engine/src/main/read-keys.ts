import { err, ok, type Result } from "@augury/core";
import type { KalshiKeySource } from "@augury/pipeline";
import type { PolyboltCredentials } from "@augury/venue-polymarket";
import type { EngineConfig } from "../config/engine-config.ts";
import { readSecret } from "../config/secret-ref.ts";
import { secretSource } from "./live-start-of.ts";

export interface Keys {
  readonly apiToken: string | undefined;
  /** Where it is: that it is there has been seen, and nothing of it was kept. */
  readonly kalshi: KalshiKeySource | undefined;
  readonly polybolt: PolyboltCredentials | undefined;
}

/** Reads the secrets that the configuration names. The API's token may be missing (write routes then answer 403); a named Kalshi key may not. */
export function readKeys(
  config: EngineConfig,
  env: Readonly<Record<string, string | undefined>>,
): Result<Keys, string> {
  const token = readSecret(config.api.token, env);
  if (!token.ok && token.error.code !== "missing") return err(`api.token: ${token.error.message}`);
  const kalshi = readKalshi(config, env);
  if (!kalshi.ok) return kalshi;
  const polybolt = readPolybolt(config, env);
  if (!polybolt.ok) return polybolt;
  return ok({ apiToken: token.ok ? token.value : undefined, kalshi: kalshi.value, polybolt: polybolt.value });
}

function readPolybolt(
  { reference }: EngineConfig,
  env: Readonly<Record<string, string | undefined>>,
): Result<Keys["polybolt"], string> {
  const refs = reference?.enabled && reference.source === "polybolt" ? reference.credentials : undefined;
  if (!refs) return ok(undefined);
  const found = { apiKey: "", secret: "", passphrase: "" };
  for (const part of ["apiKey", "secret", "passphrase"] as const) {
    const read = readSecret(refs[part], env);
    if (!read.ok) return err(`reference.credentials.${part}: ${read.error.message}`);
    found[part] = read.value;
  }
  return ok(found);
}

function readKalshi(
  { venues }: EngineConfig,
  env: Readonly<Record<string, string | undefined>>,
): Result<Keys["kalshi"], string> {
  const { kalshi } = venues;
  if (!kalshi?.enabled || !kalshi.credentials) return ok(undefined);
  for (const part of ["keyId", "privateKey"] as const) {
    const read = readSecret(kalshi.credentials[part], env);
    if (!read.ok) return err(`venues.kalshi.credentials.${part}: ${read.error.message}`);
  }
  const { keyId, privateKey } = kalshi.credentials;
  return ok({ keyId: secretSource(keyId), privateKey: secretSource(privateKey) });
}

import { err, ok, type Result } from "@augury/core";
import { KalshiSigner } from "@augury/signing";
import { Redactor } from "@augury/telemetry";
import { KALSHI_GROUPS, kalshiCredentials } from "@augury/venue-kalshi";
import { fromApiGroup, type Provider } from "./command-group.ts";
import { type Credentials, NO_CREDENTIALS } from "./credentials.ts";
import { readEnvSecrets } from "./env-secret.ts";

const NAMES = ["KALSHI_API_KEY", "KALSHI_PRIVATE_KEY"] as const;
/** What the handshake's signature covers (kalshi.md section 4). */
const SOCKET_PATH = "/trade-api/ws/v2";

export const kalshi: Provider = {
  name: "kalshi",
  title: "Kalshi",
  description: "Kalshi's REST v2 and its live channels.",
  groups: KALSHI_GROUPS.map(fromApiGroup),
  keyVariables: ["KALSHI_API_KEY", "KALSHI_PRIVATE_KEY or KALSHI_PRIVATE_KEY_FILE (PEM, chmod 600)"],
  readCredentials: readKalshiCredentials,
};

/** Reads the id and the private key of an API key, if both are there. */
export function readKalshiCredentials(env: Readonly<Record<string, string | undefined>>): Result<Credentials, string> {
  const found = readEnvSecrets(env, NAMES);
  if (!found.ok) return found;
  const { KALSHI_API_KEY: keyId, KALSHI_PRIVATE_KEY: pem } = found.value;
  if (keyId === undefined && pem === undefined) return ok(NO_CREDENTIALS);
  if (keyId === undefined) return err("KALSHI_PRIVATE_KEY is set, KALSHI_API_KEY (the key's id) is not");
  if (pem === undefined) return err("KALSHI_API_KEY is set, KALSHI_PRIVATE_KEY or KALSHI_PRIVATE_KEY_FILE is not");
  const signer = KalshiSigner.fromPem(keyId, pem);
  if (!signer.ok) return err(`KALSHI_PRIVATE_KEY: ${signer.error.message}`);
  const redactor = new Redactor();
  redactor.add(pem);
  return ok({
    options: {
      credentials: kalshiCredentials(signer.value),
      mintStreamHeaders: async () => ok(signer.value.headers(Date.now(), "GET", SOCKET_PATH)),
      redactor,
    },
  });
}

import { err, ok, type Result } from "@augury/core";
import { readSecret } from "@augury/engine";
import { KalshiSigner } from "@augury/signing";
import { kalshiApi, kalshiCredentials, openKalshiRest } from "@augury/venue-kalshi";
import { readEnvSecrets } from "../../api/env-secret.ts";
import type { DoctorCheck } from "../doctor-check.ts";
import { configOf, type DoctorContext, hastyHttp } from "../doctor-context.ts";
import { type Finding, fail, fine, skip, warn } from "../finding.ts";
import { dollarsOf, WRITE_SCOPES } from "../kalshi-key.ts";
import { explain } from "../probe-http.ts";

/** The key of an account: whether it is taken, what it may do, and how often. */
export const kalshiAccount: DoctorCheck = {
  name: "kalshi-account",
  summary: "Kalshi: key, scopes, rate limits, balance",
  needsConfig: true,
  run: async (context) => {
    const { kalshi } = configOf(context).venues;
    if (!kalshi?.enabled) return [skip("Kalshi is not enabled")];
    const signer = readSigner(context);
    if (!signer.ok) return [signer.error];
    if (!signer.value) return [skip("no key: only public calls are possible, books are polled with lower trust")];
    return tryKey(context, signer.value, kalshi.restUrl);
  },
};

/** The configuration's key; where it names none, the command line's. */
function readSigner(context: DoctorContext): Result<KalshiSigner | undefined, Finding> {
  const { credentials } = configOf(context).venues.kalshi ?? {};
  const found = credentials
    ? { id: readSecret(credentials.keyId, context.env), key: readSecret(credentials.privateKey, context.env) }
    : undefined;
  // What is missing, and what that means, the check of the secrets tells.
  if (found && !(found.id.ok && found.key.ok)) return ok(undefined);
  if (found?.id.ok && found.key.ok) return toSigner(found.id.value, found.key.value);
  const env = readEnvSecrets(context.env, ["KALSHI_API_KEY", "KALSHI_PRIVATE_KEY"]);
  if (!env.ok) return err(fail(env.error, "correct the variable or its file"));
  const { KALSHI_API_KEY: id, KALSHI_PRIVATE_KEY: key } = env.value;
  return id === undefined || key === undefined ? ok(undefined) : toSigner(id, key);
}

function toSigner(keyId: string, pem: string): Result<KalshiSigner, Finding> {
  const signer = KalshiSigner.fromPem(keyId, pem);
  return signer.ok ? signer : err(fail(`Kalshi key: ${signer.error.message}`, "set the private key anew"));
}

async function tryKey(context: DoctorContext, signer: KalshiSigner, baseUrl: string): Promise<Finding[]> {
  const { fetch, redactor } = context;
  const credentials = kalshiCredentials(signer);
  const rest = openKalshiRest({ baseUrl, http: hastyHttp(context), credentials, redactor, ...(fetch && { fetch }) });
  try {
    const [limits, keys, balance] = await Promise.all([
      rest.client.get(kalshiApi.accountLimits, {}),
      rest.client.get(kalshiApi.apiKeys, {}),
      rest.client.get(kalshiApi.readBalance, {}),
    ]);
    if (!limits.ok) return [{ ...explain(limits.error), text: `Kalshi key: ${explain(limits.error).text}` }];
    const { usage_tier: tier, read, write } = limits.value.value;
    const rates = `${read.refill_rate} read and ${write.refill_rate} write tokens a second`;
    return [
      fine(`the key is taken: tier ${tier}, ${rates}`),
      keys.ok
        ? judgeScopes(keys.value.value, signer.keyId)
        : warn(`the key's scopes are not known: ${keys.error.message}`, "look them up on Kalshi's site"),
      balance.ok
        ? fine(`$${dollarsOf(balance.value.value)} of cash`)
        : warn(`the key may not read the balance: ${balance.error.message}`, "give it the scope read"),
    ];
  } finally {
    rest.close();
  }
}

function judgeScopes({ api_keys: keys }: kalshiApi.ApiKeysAnswer, keyId: string): Finding {
  const own = keys.find(({ api_key_id: id }) => id === keyId);
  if (!own) return warn("the key is not among those that the account lists", "look whether the key id is right");
  const bound = typeof own.subaccount === "number" ? `, bound to subaccount ${own.subaccount}` : "";
  const text = `scopes: ${own.scopes.join(", ")}${bound}`;
  if (own.scopes.some((scope) => WRITE_SCOPES.includes(scope))) return fine(text);
  return warn(`${text}: orders will be refused`, "that is right for watching; for trading make a key that may write");
}

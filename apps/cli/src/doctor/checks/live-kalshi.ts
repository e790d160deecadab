import type { LiveVenueStarts } from "@augury/pipeline";
import { KalshiSigner, readSecret } from "@augury/signing";
import { kalshiApi, kalshiCredentials, openKalshiRest } from "@augury/venue-kalshi";
import type { DoctorCheck } from "../doctor-check.ts";
import { type DoctorContext, hastyHttp } from "../doctor-context.ts";
import { type Finding, fail, fine, skip, warn } from "../finding.ts";
import { dollarsOf, WRITE_SCOPES } from "../kalshi-key.ts";
import { liveVenuesOf, notLive } from "../live-venues.ts";
import { explain } from "../probe-http.ts";

type KalshiStart = NonNullable<LiveVenueStarts["kalshi"]>;

/** Whether Kalshi lets the key trade on the portfolio that the configuration names. */
export const liveKalshi: DoctorCheck = {
  name: "live-kalshi",
  summary: "live trading: Kalshi takes the key for the portfolio that is traded",
  needsConfig: true,
  run: async (context) => {
    const off = notLive(context, "kalshi");
    if (off !== undefined) return [skip(off)];
    const start = liveVenuesOf(context).kalshi as KalshiStart;
    const [id, pem] = [readSecret(start.keyId, context.env), readSecret(start.privateKey, context.env)];
    const signer = id.ok && pem.ok ? KalshiSigner.fromPem(id.value, pem.value) : undefined;
    return signer?.ok ? ask(context, signer.value, start) : [skip("the key could not be opened: see live-keys")];
  },
};

async function ask(context: DoctorContext, signer: KalshiSigner, start: KalshiStart): Promise<Finding[]> {
  const { fetch, redactor } = context;
  const { restUrl: baseUrl, subaccount } = start;
  const credentials = kalshiCredentials(signer);
  const rest = openKalshiRest({ baseUrl, http: hastyHttp(context), credentials, redactor, ...(fetch && { fetch }) });
  try {
    const [keys, balance] = await Promise.all([
      rest.client.get(kalshiApi.apiKeys, {}),
      rest.client.get(kalshiApi.readBalance, subaccount === undefined ? {} : { subaccount }),
    ]);
    const whose = subaccount === undefined ? "the portfolio" : `the portfolio of subaccount ${subaccount}`;
    return [
      balance.ok
        ? fine(`${whose} is the key's: $${dollarsOf(balance.value.value)} of cash`)
        : { ...explain(balance.error), text: `${whose}: ${explain(balance.error).text}` },
      keys.ok
        ? judgeKey(keys.value.value, signer.keyId, start)
        : warn(`whether the key may trade is not known: ${keys.error.message}`, "look up its scopes on Kalshi's site"),
    ];
  } finally {
    rest.close();
  }
}

function judgeKey({ api_keys: keys }: kalshiApi.ApiKeysAnswer, keyId: string, { subaccount }: KalshiStart): Finding {
  const own = keys.find(({ api_key_id: id }) => id === keyId);
  if (!own) return warn("the key is not among those that the account lists", "look whether the key id is right");
  if (!own.scopes.some((scope) => WRITE_SCOPES.includes(scope)))
    return fail(`the key's scopes are ${own.scopes.join(", ")}: every order is refused`, "make a key that may write");
  const bound = own.subaccount ?? undefined;
  if (bound !== undefined && subaccount !== undefined && bound !== subaccount)
    return fail(
      `the key is bound to subaccount ${bound}, and live.kalshi.subaccount is ${subaccount}`,
      "name the key's own, or leave it out",
    );
  return fine(`the key may trade${bound === undefined ? "" : `, on subaccount ${bound} alone`}`);
}

import { ok } from "@augury/core";
import { type ApiCredentials, systemScheduler } from "@augury/net";
import { KalshiSigner } from "@augury/signing";
import { requestOf } from "@augury/testkit";
import { kalshiCredentials } from "@augury/venue-kalshi";
import { SceneProcess } from "@augury/venue-kalshi/live/sim";
import type { KalshiLink } from "./crash-job.ts";
import { type CrashLife, LIFE_CONFIG, type LifeSeams, POST_MS_MAX } from "./crash-life.ts";
import { kindOfKalshiRequest } from "./kind-of-kalshi-request.ts";
import { wireFetch } from "./wire-fetch.ts";

/** Takes up the log and trades on the simulated Kalshi; signatures are real ones. */
export function liveKalshi(link: KalshiLink, seams: LifeSeams): CrashLife {
  const { baseUrl, keyId, logPath, opening, privateKeyPem, sinceMs, streamUrl } = link;
  const signer = KalshiSigner.fromPem(keyId, privateKeyPem);
  if (!signer.ok) throw signer.error;
  const trading = new SceneProcess(
    {
      ...seams,
      baseUrl,
      streamUrl,
      scheduler: systemScheduler,
      fetch: wireFetch(seams.at, kindOfKalshiRequest),
      credentials: watchedCredentials(signer.value, seams.at),
      mintHeaders: async () => ok(signer.value.headers(Date.now(), "GET", new URL(streamUrl).pathname)),
      postMsMax: POST_MS_MAX,
      isLive: () => true,
    },
    { keys: new Map(), logPath, opening, sinceMs, config: LIFE_CONFIG },
  );
  const { ledger } = trading;
  return {
    trading,
    requestOf,
    // A fill is final at once.
    isSettled: true,
    books: () => ({ cash: ledger.spendable("kalshi"), yes: ledger.sellable(0), no: ledger.sellable(1) }),
  };
}

/** Not the order is signed here but the request that brings it. */
function watchedCredentials(signer: KalshiSigner, at: (point: string) => void): ApiCredentials {
  return kalshiCredentials({
    headers: (timeMs, method, path) => {
      if (method === "POST") at("sign");
      const headers = signer.headers(timeMs, method, path);
      if (method === "POST") at("signed");
      return headers;
    },
  });
}

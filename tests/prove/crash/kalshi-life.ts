import { ok } from "@augury/core";
import { type ApiCredentials, systemScheduler } from "@augury/net";
import { KalshiSigner } from "@augury/signing";
import { requestOf } from "@augury/testkit";
import { kalshiCredentials } from "@augury/venue-kalshi";
import { SceneProcess, TICKER } from "@augury/venue-kalshi/live/sim";
import type { KalshiLink } from "./crash-job.ts";
import { type CrashLife, LIFE_CONFIG, type LifeSeams, POST_MS_MAX } from "./crash-life.ts";
import { instrumentOf, LIFE_TABLE } from "./kalshi-markets.ts";
import { amendSome, awaitPayout, buyOwn, CAP, decreaseSome, tripGroup } from "./kalshi-rounds.ts";
import { kindOfKalshiRequest } from "./kind-of-kalshi-request.ts";
import { wireFetch } from "./wire-fetch.ts";

/** Takes up the log and trades on the simulated Kalshi; signatures are real ones. `life`: how many there were before. */
export function liveKalshi(link: KalshiLink, seams: LifeSeams, life: number): CrashLife {
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
    {
      keys: new Map(),
      logPath,
      opening,
      sinceMs,
      config: LIFE_CONFIG,
      table: LIFE_TABLE,
      group: { contractsMax: CAP },
    },
  );
  const { ledger, live, settlements } = trading;
  const { groups } = live;
  if (!groups) throw new Error("every order of a life carries an order group");
  const own = instrumentOf(life);
  let isPaidOut = false;
  return {
    trading,
    requestOf,
    // A fill is final at once.
    get isReady() {
      return groups.state === "active";
    },
    get cap() {
      const group = groups.admit(TICKER);
      return group.ok ? group.value : group.error;
    },
    books: () => ({
      cash: ledger.spendable("kalshi"),
      held: LIFE_TABLE.list.map(({ index }) => ledger.sellable(index)),
    }),
    begin: (trader) => buyOwn(trader, own),
    goOn: async (trader) => {
      await amendSome(trader);
      if (!isPaidOut) await awaitPayout(trader, own, settlements);
      isPaidOut = true;
      await tripGroup(trader, groups);
      await decreaseSome(trader);
    },
    end: (trader) => trader.during("stop", () => live.stop()),
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

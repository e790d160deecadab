import { systemScheduler } from "@augury/net";
import { requestOf } from "@augury/testkit";
import { SceneProcess } from "@augury/venue-polymarket/live/sim";
import type { PolymarketLink } from "./crash-job.ts";
import { type CrashLife, LIFE_CONFIG, type LifeSeams, POST_MS_MAX } from "./crash-life.ts";
import { kindOfClobRequest } from "./kind-of-clob-request.ts";
import { wireFetch } from "./wire-fetch.ts";

/** Takes up the log and trades on the simulated Polymarket. */
export function livePolymarket(link: PolymarketLink, seams: LifeSeams): CrashLife {
  const { baseUrl, key, logPath, opening, streamUrl } = link;
  const trading = new SceneProcess(
    {
      ...seams,
      baseUrl,
      streamUrl,
      scheduler: systemScheduler,
      fetch: wireFetch(seams.at, kindOfClobRequest),
      postMsMax: POST_MS_MAX,
      config: LIFE_CONFIG,
    },
    { key, keys: new Map(), logPath, opening },
  );
  const { ledger, live } = trading;
  return {
    trading,
    requestOf,
    get isReady() {
      return live.settlements.pendingCount === 0;
    },
    cap: undefined,
    books: () => ({ cash: ledger.spendable("polymarket"), held: [ledger.sellable(0), ledger.sellable(1)] }),
  };
}

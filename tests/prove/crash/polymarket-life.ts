import { systemScheduler } from "@augury/net";
import { requestOf } from "@augury/testkit";
import { SCENE_TABLE, SceneProcess } from "@augury/venue-polymarket/live/sim";
import type { PolymarketLink } from "./crash-job.ts";
import { type CrashLife, LIFE_CONFIG, type LifeSeams, POST_MS_MAX } from "./crash-life.ts";
import { kindOfClobRequest } from "./kind-of-clob-request.ts";
import { LifePlans } from "./life-plans.ts";
import { planSome } from "./polymarket-rounds.ts";
import { wireFetch } from "./wire-fetch.ts";

/** Takes up the log and trades on the simulated Polymarket. `life`: how many there were before. */
export function livePolymarket(link: PolymarketLink, seams: LifeSeams, life: number): CrashLife {
  const { at } = seams;
  const nowUs = () => systemScheduler.nowUs();
  const { baseUrl, key, logPath, opening, streamUrl } = link;
  let plans: LifePlans | undefined;
  const trading = new SceneProcess(
    {
      ...seams,
      baseUrl,
      streamUrl,
      scheduler: systemScheduler,
      fetch: wireFetch(seams.at, kindOfClobRequest),
      postMsMax: POST_MS_MAX,
      config: LIFE_CONFIG,
      report: (said) => plans?.onReport(said),
    },
    { key, keys: new Map(), logPath, opening },
  );
  const { ledger, live } = trading;
  const taken = new LifePlans({ process: trading, table: SCENE_TABLE, life, at, nowUs });
  plans = taken;
  let rounds = 0;
  return {
    trading,
    plans,
    requestOf,
    get isReady() {
      return live.settlements.pendingCount === 0 && taken.openCount === 0;
    },
    cap: undefined,
    atRest: (trader) => planSome(trader, taken, rounds++),
    books: () => ({ cash: ledger.spendable("polymarket"), held: [ledger.sellable(0), ledger.sellable(1)] }),
  };
}

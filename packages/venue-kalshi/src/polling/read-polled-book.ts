import { ok } from "@augury/core";
import { RateBudget, RateBudgetConfig } from "@augury/net";
import { toBookLevels } from "../rest/book-levels.ts";
import { type KalshiRestOptions, openKalshiRest } from "../rest/kalshi-rest.ts";
import { orderbook } from "../rest/market-methods.ts";
import type { PolledBookReader } from "./polled-feed.ts";
import type { KalshiPollingConfig } from "./polling-config.ts";

/**
 * Opens the unsigned client that a polled feed reads books with. Its budget is its own: a bound on reads per second that a 429 halves and
 * that recovers slowly. A read is not repeated here: the next turn is.
 */
export function openBookReader(
  options: KalshiRestOptions,
  config: Pick<KalshiPollingConfig, "requestsPerSecondMax" | "requestMsMax" | "concurrencyMax">,
): PolledBookReader {
  const { requestsPerSecondMax, requestMsMax, concurrencyMax } = config;
  const rest = openKalshiRest({
    ...options,
    methods: [orderbook],
    budget: new RateBudget("kalshi-polling", pollingBudget(requestsPerSecondMax, requestMsMax), options.scheduler),
    http: { ...options.http, concurrencyMax, retry: { ...options.http?.retry, attemptsMax: 1 } },
  });
  return {
    readBook: async (ticker, signal) => {
      const answer = await rest.client.get(orderbook, { ticker }, { signal, timeoutMs: requestMsMax });
      if (!answer.ok) return answer;
      const levels = toBookLevels(answer.value.value.orderbook_fp);
      const { sentTimeUs, receivedTimeUs } = answer.value;
      return levels.ok ? ok({ levels: levels.value, sentTimeUs, receivedTimeUs }) : levels;
    },
    close: () => rest.close(),
  };
}

/** One token per read. A little may come at once, so that two timers a millisecond apart do not wait for each other. */
function pollingBudget(refillPerSecond: number, waitMsMax: number): RateBudgetConfig {
  return RateBudgetConfig.parse({
    allowances: { reads: { kind: "bucket", capacity: Math.max(2, Math.ceil(refillPerSecond / 4)), refillPerSecond } },
    classes: { default: { reads: 1 } },
    waitMsMax,
  });
}

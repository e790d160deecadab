import type { Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import {
  type AnyApiMethod,
  type ApiCallOptions,
  ApiClient,
  type ApiCredentials,
  type HttpClientOptions,
  type HttpOverride,
  mergeHttpConfig,
  RateBudget,
} from "@augury/net";
import { KALSHI_ENVIRONMENTS } from "../environments.ts";
import { KALSHI_METHODS } from "./methods.ts";
import { type KalshiLimits, kalshiBudget, refreshKalshiLimits } from "./rate-limits.ts";
import { readKalshiError } from "./read-error.ts";

export interface KalshiRestOptions
  extends Pick<
    HttpClientOptions,
    "clock" | "counters" | "drift" | "fetch" | "random" | "redactor" | "scheduler" | "tap"
  > {
  /** Default: production. */
  readonly baseUrl?: string | undefined;
  readonly http?: HttpOverride | undefined;
  /** As `kalshiCredentials` makes them; without them only what is public can be called. */
  readonly credentials?: ApiCredentials | undefined;
  /** Default: one of its own. Clients of one account share theirs. */
  readonly budget?: RateBudget | undefined;
  /** Default: all. */
  readonly methods?: readonly AnyApiMethod[] | undefined;
}

/** Kalshi's REST v2, open. */
export interface KalshiRest {
  readonly client: ApiClient;
  readonly budget: RateBudget;
  /** Asks for the account's own limits and takes them over. */
  refreshLimits(options?: ApiCallOptions): Promise<Result<KalshiLimits, VenueError>>;
  close(): void;
}

const KEY_HINT =
  "set the id and the private key of a Kalshi API key; this environment's, demo and production have their own";

/**
 * Opens Kalshi's REST v2 (kalshi.md sections 3 to 11). Signatures carry the venue's time; reads are tried again where that is safe, writes
 * never; an answer that did not come leaves a write's outcome open: retry class "resync".
 *
 * @example
 * const kalshi = openKalshiRest({ credentials: kalshiCredentials(signer) });
 * const book = await kalshi.client.get(kalshiApi.orderbook, { ticker: "KXBTC-26NOV2117-B95000" });
 */
export function openKalshiRest(options: KalshiRestOptions = {}): KalshiRest {
  const { baseUrl = KALSHI_ENVIRONMENTS.production.rest, http = {}, credentials, methods, ...seams } = options;
  const budget = options.budget ?? new RateBudget("kalshi", kalshiBudget(), options.scheduler);
  const client = new ApiClient({
    ...seams,
    source: "kalshi",
    baseUrl,
    config: mergeHttpConfig({}, http),
    budget,
    readErrorBody: readKalshiError,
    methods: methods ?? KALSHI_METHODS,
    credentials,
    credentialHints: { key: KEY_HINT },
  });
  return {
    client,
    budget,
    refreshLimits: (call) => refreshKalshiLimits(client, budget, call),
    close: () => client.close(),
  };
}

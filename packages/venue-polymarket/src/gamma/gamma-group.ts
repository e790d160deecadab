import type { ApiGroup, ApiGroupOptions } from "@augury/net";
import { openRestGroup } from "../open-rest-group.ts";
import { GAMMA_BUDGET } from "./budget.ts";
import { GAMMA_METHODS } from "./methods.ts";
import { readGammaError } from "./read-error.ts";

export const GAMMA_URL = "https://gamma-api.polymarket.com";

/** Gamma: what is traded (polymarket.md section 13). Public, nothing is signed. */
export const GAMMA_GROUP = {
  name: "gamma",
  title: "Polymarket Gamma API",
  description: "What is traded: markets, events, series, tags, sports, comments, search.",
  baseUrl: GAMMA_URL,
  methods: GAMMA_METHODS,
  streams: [],
  open: openGamma,
} satisfies ApiGroup;

/**
 * Opens Gamma.
 *
 * @example
 * const { client } = openGamma();
 * const found = await client.get(marketBySlug, { slug: "btc-updown-5m-1784851200" });
 */
export function openGamma(options: ApiGroupOptions = {}) {
  const parts = { source: "polymarket-gamma", baseUrl: GAMMA_URL, methods: GAMMA_METHODS, budget: GAMMA_BUDGET };
  return openRestGroup({ ...parts, readErrorBody: readGammaError }, options);
}

import type { ApiGroup, ApiGroupOptions } from "@augury/net";
import { openRestGroup } from "../open-rest-group.ts";
import { DATA_BUDGET } from "./budget.ts";
import { DATA_METHODS } from "./methods.ts";
import { readDataError } from "./read-error.ts";

export const DATA_URL = "https://data-api.polymarket.com";

/**
 * The Data API, both versions (polymarket.md section 14). Public, nothing is signed. Its answers come from caches and are seconds to
 * minutes old: the state of own orders and fills comes from the CLOB.
 */
export const DATA_GROUP = {
  name: "data",
  title: "Polymarket Data API",
  description: "Who holds and trades what: positions, trades, activity, holders, boards, price history.",
  baseUrl: DATA_URL,
  methods: DATA_METHODS,
  streams: [],
  open: openData,
} satisfies ApiGroup;

/** Opens the Data API. */
export function openData(options: ApiGroupOptions = {}) {
  const parts = { source: "polymarket-data", baseUrl: DATA_URL, methods: DATA_METHODS, budget: DATA_BUDGET };
  return openRestGroup({ ...parts, readErrorBody: readDataError }, options);
}

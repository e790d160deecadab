import { wholeNumber } from "@augury/net";
import { cursor } from "./paging.ts";
import { conditions, eventIds, oneOf, rows } from "./parameters.ts";

/** Most markets or events in one request (polymarket.md section 14). */
export const V2_IDS_MAX = 20;
export const V2_PERIODS = ["day", "week", "month", "all"] as const;

/** What every paged call of version 2 takes. There is no offset: the venue refuses it. */
export const V2_PAGE = { limit: rows(1000, 100), cursor: cursor() } as const;

/** Which markets, by condition or by event. */
export const V2_MARKETS = {
  condition: conditions(V2_IDS_MAX).optional(),
  event_id: eventIds(V2_IDS_MAX).optional(),
} as const;

export const V2_PERIOD = oneOf(V2_PERIODS, "Over the last");

/** How long ago, in Unix seconds from 1 on: version 2 takes 0 for nothing. */
export function fromSecondOne(what: string) {
  return wholeNumber(1, 8.64e12).optional().describe(`${what}, in Unix seconds.`);
}

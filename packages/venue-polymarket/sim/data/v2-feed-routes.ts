import type { SimCall, SimRoute } from "../sim-route.ts";
import { activityBody, tradeBody } from "./bodies.ts";
import { comboRoute } from "./combo-route.ts";
import type { LedgerFill } from "./ledger.ts";
import { feedPage } from "./page.ts";
import { DataRefusal, listOf, maybeUserOf, oneOf, userOf, v2Route } from "./query.ts";
import { V2_MARKETS, wantedFills } from "./selection.ts";
import { snakeCase } from "./snake-case.ts";

const AMOUNT = { type: "filter_type", amount: "filter_amount" } as const;

/** Feeds of version 2: by time, with a cursor that stays right while trades come in. */
export const V2_FEED_ROUTES: readonly SimRoute[] = [
  v2Route("GET /v2/trades", (call) => {
    const user = maybeUserOf(call.query);
    const takerOnly = call.query.get("taker_only") !== "false";
    const fills = wantedFills(call, V2_MARKETS, AMOUNT).filter(
      (fill) => (user === undefined || fill.wallet === user) && (!takerOnly || fill.isTaker),
    );
    return bodies(feedPage(call.query, "trades", fills), tradeBody);
  }),
  v2Route("GET /v2/activity", activity),
  comboRoute("GET /v2/activity/combos"),
];

function activity(call: SimCall) {
  const { query } = call;
  const user = userOf(query);
  if (query.has("sort_by") && query.get("sort_by") !== "TIMESTAMP")
    throw new DataRefusal("only sortBy=TIMESTAMP is supported", "sort_by");
  const types = listOf(query, "type");
  // Trades are all that happens at the fake venue.
  const own =
    types && !types.includes("TRADE")
      ? []
      : wantedFills(call, V2_MARKETS, AMOUNT).filter(({ wallet }) => wallet === user);
  const ascends = oneOf(query, "sort_direction", ["ASC", "DESC"], "DESC") === "ASC";
  return bodies(feedPage(query, "activity", ascends ? own.toReversed() : own), activityBody);
}

/** Version 2 says token_id where version 1 says asset. */
function bodies(page: ReturnType<typeof feedPage<LedgerFill>>, toBody: (fill: LedgerFill) => object) {
  const data = page.data.map((fill) => {
    const { asset, ...body } = snakeCase(toBody(fill));
    return { ...body, token_id: asset };
  });
  return { ...page, data };
}

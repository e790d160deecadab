import type { SimMarket } from "../sim-market.ts";
import type { SimCall, SimRoute } from "../sim-route.ts";
import { json, refuse } from "./answer.ts";
import { compactOf, fullOf, simplifiedOf } from "./market-bodies.ts";
import { pageOf } from "./page-of.ts";
import { tokenRoute } from "./token-route.ts";

const all = () => true;
/** Those that pay liquidity rewards: here every open one. */
const isSampled = ({ status }: SimMarket) => status === "open";

/** Markets, in pages and by condition. */
export const MARKET_ROUTES: readonly SimRoute[] = [
  {
    endpoint: "GET /markets",
    // At the root Gamma's list is at the same path; only the CLOB's goes by this cursor.
    answer: (call) => (call.isHostNamed || call.query.has("next_cursor") ? listing(call, all, fullOf) : undefined),
  },
  { endpoint: "GET /simplified-markets", answer: (call) => listing(call, all, simplifiedOf) },
  { endpoint: "GET /sampling-markets", answer: (call) => listing(call, isSampled, fullOf) },
  { endpoint: "GET /sampling-simplified-markets", answer: (call) => listing(call, isSampled, simplifiedOf) },
  tokenRoute("GET /markets-by-token/{token_id}", ({ market: { spec } }) =>
    json({ condition_id: spec.conditionId, primary_token_id: spec.tokens[0], secondary_token_id: spec.tokens[1] }),
  ),
  {
    endpoint: "GET /markets/{condition_id}",
    // At the root Gamma's /markets/{id} has numbers, the CLOB's has condition ids.
    answer: (call) =>
      call.isHostNamed || call.params.condition_id?.startsWith("0x") ? aboutCondition(call, fullOf) : undefined,
  },
  { endpoint: "GET /clob-markets/{condition_id}", answer: (call) => aboutCondition(call, compactOf) },
];

function listing(
  call: SimCall,
  isListed: (market: SimMarket) => boolean,
  body: (market: SimMarket) => object,
): Response {
  return pageOf(call, call.world.exchange.markets.filter(isListed).map(body));
}

function aboutCondition({ world, params }: SimCall, body: (market: SimMarket) => object): Response {
  const market = world.exchange.findCondition(params.condition_id ?? "");
  return market ? json(body(market)) : refuse(404, "market not found");
}

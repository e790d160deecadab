import type { SimMarket, TokenIndex } from "../sim-market.ts";
import type { SimCall, SimRoute } from "../sim-route.ts";
import { NO_BOOK, refuse } from "./answer.ts";

export interface FoundToken {
  readonly market: SimMarket;
  readonly token: TokenIndex;
}

/** Returns a call about the open token that the parameter `token_id` names; without it 400, unknown or closed 404. */
export function tokenRoute(endpoint: string, answer: (found: FoundToken, call: SimCall) => Response): SimRoute {
  return {
    endpoint,
    answer: (call) => {
      const id = call.params.token_id ?? call.query.get("token_id");
      if (!id) return refuse(400, "Invalid token id");
      const found = findOpenToken(call, id);
      return found ? answer(found, call) : refuse(404, NO_BOOK);
    },
  };
}

export function findOpenToken({ world }: SimCall, id: string): FoundToken | undefined {
  const found = world.exchange.findToken(id);
  return found?.market.status === "open" ? found : undefined;
}

/** Returns a token's best bid and ask in PriceTicks. */
export function topOf({ market, token }: FoundToken): [bid: number | undefined, ask: number | undefined] {
  const bid = market.bids.best();
  const ask = market.asks.best();
  if (token === 0) return [bid, ask];
  return [ask === undefined ? undefined : 10_000 - ask, bid === undefined ? undefined : 10_000 - bid];
}

import { z } from "zod";
import type { SimRoute } from "../sim-route.ts";
import { priceText } from "../text-ladder.ts";
import { json, NO_BOOK, refuse } from "./answer.ts";
import { batchRoute } from "./book-routes.ts";
import { parseBody } from "./request-body.ts";
import { type FoundToken, tokenRoute, topOf } from "./token-route.ts";

const AskedSides = z.array(z.object({ token_id: z.string(), side: z.enum(["BUY", "SELL"]) }));

/** Prices drawn from the books. A batch leaves out what a single call would answer with 404. */
export const PRICE_ROUTES: readonly SimRoute[] = [
  tokenRoute("GET /price", (found, { query }) => json({ price: sidePrice(found, query.get("side")) })),
  batchRoute("POST /prices", (found, call) => {
    const asked = parseBody(call, AskedSides) ?? [];
    return json(mapOf(found, (one) => sidePrices(one, asked)));
  }),
  tokenRoute("GET /midpoint", (found) => {
    const mid = midText(found);
    return mid === undefined ? refuse(404, NO_BOOK) : json({ mid });
  }),
  batchRoute("POST /midpoints", (found) => json(mapOf(found, midText))),
  tokenRoute("GET /spread", (found) => json({ spread: spreadText(found) })),
  batchRoute("POST /spreads", (found) => json(mapOf(found, spreadText))),
  tokenRoute("GET /last-trade-price", ({ market }) =>
    json({ price: market.lastTradePrice || "0.5", side: market.lastTradeSide }),
  ),
  batchRoute("POST /last-trades-prices", (found) =>
    json(
      found.map(({ market, token }) => ({
        token_id: market.spec.tokens[token],
        price: market.lastTradePrice || "0.5",
        side: market.lastTradeSide,
      })),
    ),
  ),
];

/** As the API reference has it: BUY is the best bid, SELL the best ask (polymarket.md section 3). */
function sidePrice(found: FoundToken, side: string | null): string {
  const [bid, ask] = topOf(found);
  const price = side === "SELL" ? ask : bid;
  return price === undefined ? "0" : priceText(price);
}

/** Only the sides that were asked for. */
function sidePrices(found: FoundToken, asked: z.infer<typeof AskedSides>): Record<string, string> {
  const own = asked.filter(({ token_id }) => token_id === found.market.spec.tokens[found.token]);
  return Object.fromEntries(own.map(({ side }) => [side, sidePrice(found, side)]));
}

function midText(found: FoundToken): string | undefined {
  const [bid, ask] = topOf(found);
  return bid === undefined || ask === undefined ? undefined : String((bid + ask) / 20_000);
}

function spreadText(found: FoundToken): string {
  const [bid = 0, ask = 10_000] = topOf(found);
  return priceText(ask - bid);
}

function mapOf<T>(found: readonly FoundToken[], read: (one: FoundToken) => T | undefined): Record<string, T> {
  return Object.fromEntries(
    found.flatMap((one) => {
      const value = read(one);
      return value === undefined ? [] : [[one.market.spec.tokens[one.token], value]];
    }),
  );
}

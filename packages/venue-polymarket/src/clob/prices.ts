import { defineApiMethod } from "@augury/net";
import { z } from "zod";
import { EXAMPLE_TOKEN, ManyTokens, OneToken, tokenBody } from "./books.ts";
import { side } from "./parameters.ts";
import { DecimalText } from "./wire-schemas.ts";

const REFERENCE = "polymarket.md section 3";
const example = { token_id: EXAMPLE_TOKEN };
const batchExample = { token_ids: EXAMPLE_TOKEN };
/** The side of the last trade; "" when there was none. */
const TradeSide = z.enum(["BUY", "SELL", ""]);

export const price = defineApiMethod({
  name: "price",
  description: "The best price of one side of a book. Which side the venue means is disputed: prefer book.",
  endpoint: "GET /price",
  reference: REFERENCE,
  params: OneToken.extend({ side: side().describe("BUY or SELL.") }),
  example: { ...example, side: "BUY" },
  answer: z.object({ price: DecimalText }),
  request: (query) => ({ path: "/price", query }),
});

export const prices = defineApiMethod({
  name: "prices",
  description: "The best prices of many tokens, by token and side.",
  endpoint: "POST /prices",
  reference: REFERENCE,
  params: ManyTokens.extend({ side: side().optional().describe("BUY or SELL; left out: both.") }),
  example: batchExample,
  answer: z.record(z.string(), z.partialRecord(z.enum(["BUY", "SELL"]), DecimalText)),
  idempotent: true,
  request: ({ token_ids, side: wanted }) => ({
    method: "POST",
    path: "/prices",
    body: token_ids.flatMap((token_id) =>
      (wanted ? [wanted] : (["BUY", "SELL"] as const)).map((one) => ({ token_id, side: one })),
    ),
  }),
});

/** The current name and the one that docs also show. */
const Midpoint = z.union([
  z.object({ mid: DecimalText }),
  z.object({ mid_price: DecimalText }).transform(({ mid_price }) => ({ mid: mid_price })),
]);

export const midpoint = defineApiMethod({
  name: "midpoint",
  description: "The middle between best bid and best ask of a token.",
  endpoint: "GET /midpoint",
  reference: REFERENCE,
  params: OneToken,
  example,
  answer: Midpoint,
  request: (query) => ({ path: "/midpoint", query }),
});

export const midpoints = defineApiMethod({
  name: "midpoints",
  description: "The middles of many tokens.",
  endpoint: "POST /midpoints",
  reference: REFERENCE,
  params: ManyTokens,
  example: batchExample,
  answer: z.record(z.string(), DecimalText),
  idempotent: true,
  request: (params) => ({ method: "POST", path: "/midpoints", body: tokenBody(params) }),
});

export const spread = defineApiMethod({
  name: "spread",
  description: "The distance between best bid and best ask of a token.",
  endpoint: "GET /spread",
  reference: REFERENCE,
  params: OneToken,
  example,
  answer: z.object({ spread: DecimalText }),
  request: (query) => ({ path: "/spread", query }),
});

export const spreads = defineApiMethod({
  name: "spreads",
  description: "The spreads of many tokens.",
  endpoint: "POST /spreads",
  reference: REFERENCE,
  params: ManyTokens,
  example: batchExample,
  answer: z.record(z.string(), DecimalText),
  idempotent: true,
  request: (params) => ({ method: "POST", path: "/spreads", body: tokenBody(params) }),
});

export const lastTradePrice = defineApiMethod({
  name: "last-trade-price",
  description: "Price and taker side of a token's last trade.",
  endpoint: "GET /last-trade-price",
  reference: REFERENCE,
  params: OneToken,
  example,
  answer: z.object({ price: DecimalText, side: TradeSide }),
  request: (query) => ({ path: "/last-trade-price", query }),
});

export const lastTradesPrices = defineApiMethod({
  name: "last-trades-prices",
  description: "Price and taker side of the last trades of many tokens.",
  endpoint: "POST /last-trades-prices",
  reference: REFERENCE,
  params: ManyTokens,
  example: batchExample,
  answer: z.array(z.object({ token_id: z.string(), price: DecimalText, side: TradeSide })),
  idempotent: true,
  request: (params) => ({ method: "POST", path: "/last-trades-prices", body: tokenBody(params) }),
});

import { defineApiMethod } from "@augury/net";
import { z } from "zod";
import { RestBook } from "../schema.ts";
import { tokenId, tokenIds } from "./parameters.ts";
import { LooseNumber } from "./wire-schemas.ts";

/** About as many as a body may hold (polymarket.md section 3). */
export const BATCH_TOKENS_MAX = 500;
const REFERENCE = "polymarket.md section 3";

export const OneToken = z.strictObject({ token_id: tokenId().describe("Token of an outcome.") });
export const ManyTokens = z.strictObject({
  token_ids: tokenIds(BATCH_TOKENS_MAX).describe(
    `Tokens, at most ${BATCH_TOKENS_MAX}; unknown ones are left out of the answer.`,
  ),
});
export const EXAMPLE_TOKEN = "71321045679252212594626385532706912750332728571942532289631379312455583992563";

/** Returns the body of a batch call. */
export function tokenBody({ token_ids }: { readonly token_ids: readonly string[] }) {
  return token_ids.map((token_id) => ({ token_id }));
}

export const book = defineApiMethod({
  name: "book",
  description: "The order book of a token. Bids ascend, asks descend: the best price of each is the last.",
  endpoint: "GET /book",
  reference: REFERENCE,
  params: OneToken,
  example: { token_id: EXAMPLE_TOKEN },
  answer: RestBook,
  request: (query) => ({ path: "/book", query }),
});

export const books = defineApiMethod({
  name: "books",
  description: "The order books of many tokens.",
  endpoint: "POST /books",
  reference: REFERENCE,
  params: ManyTokens,
  example: { token_ids: EXAMPLE_TOKEN },
  answer: z.array(RestBook),
  idempotent: true,
  request: (params) => ({ method: "POST", path: "/books", body: tokenBody(params) }),
});

export const tickSize = defineApiMethod({
  name: "tick-size",
  description: "The smallest price step of a token as of now; it changes during a market's life.",
  endpoint: "GET /tick-size",
  reference: REFERENCE,
  params: OneToken,
  example: { token_id: EXAMPLE_TOKEN },
  answer: z.object({ minimum_tick_size: LooseNumber }),
  request: (query) => ({ path: "/tick-size", query }),
});

export const negRisk = defineApiMethod({
  name: "neg-risk",
  description: "Whether a token belongs to a neg-risk event, whose orders name another exchange.",
  endpoint: "GET /neg-risk",
  reference: REFERENCE,
  params: OneToken,
  example: { token_id: EXAMPLE_TOKEN },
  answer: z.object({ neg_risk: z.boolean() }),
  request: (query) => ({ path: "/neg-risk", query }),
});

export const feeRate = defineApiMethod({
  name: "fee-rate",
  description: "The legacy base fee of a token in basis points; not what is charged, see clob-market.",
  endpoint: "GET /fee-rate",
  reference: REFERENCE,
  params: OneToken,
  example: { token_id: EXAMPLE_TOKEN },
  answer: z.object({ base_fee: LooseNumber }),
  request: (query) => ({ path: "/fee-rate", query }),
});

import { z } from "zod";
import type { SimCall, SimRoute } from "../sim-route.ts";
import { json, jsonText, refuse } from "./answer.ts";
import { parseBody } from "./request-body.ts";
import { type FoundToken, findOpenToken, tokenRoute } from "./token-route.ts";

/** Batches are limited by bytes, at about 500 ids (polymarket.md section 3). */
const BODY_BYTES_MAX = 48_000;
const Tokens = z.array(z.object({ token_id: z.string() }));

/** Books and what is fixed about them. */
export const BOOK_ROUTES: readonly SimRoute[] = [
  tokenRoute("GET /book", ({ market, token }) => jsonText(market.summary(token))),
  batchRoute("POST /books", (found) =>
    jsonText(`[${found.map(({ market, token }) => market.summary(token)).join(",")}]`),
  ),
  ...onQueryAndPath("tick-size", ({ market }) => json({ minimum_tick_size: market.step / 10_000 })),
  ...onQueryAndPath("neg-risk", ({ market }) => json({ neg_risk: market.spec.event.negRisk })),
  ...onQueryAndPath("fee-rate", ({ market }) => json({ base_fee: market.spec.feeRate > 0 ? 1000 : 0 })),
];

/** Returns a call about many tokens: unknown ones are left out silently. */
export function batchRoute(
  endpoint: string,
  answer: (found: readonly FoundToken[], call: SimCall) => Response,
): SimRoute {
  return {
    endpoint,
    answer: (call) => {
      if (call.body.length > BODY_BYTES_MAX) return refuse(400, "Payload exceeds the limit");
      const wanted = parseBody(call, Tokens);
      if (!wanted) return refuse(400, "Invalid payload");
      return answer(
        wanted.flatMap(({ token_id }) => findOpenToken(call, token_id) ?? []),
        call,
      );
    },
  };
}

function onQueryAndPath(call: string, answer: (found: FoundToken) => Response): SimRoute[] {
  return [tokenRoute(`GET /${call}`, answer), tokenRoute(`GET /${call}/{token_id}`, answer)];
}

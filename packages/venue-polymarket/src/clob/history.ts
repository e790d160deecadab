import { defineApiMethod, wholeNumber } from "@augury/net";
import { z } from "zod";
import { EXAMPLE_TOKEN } from "./books.ts";
import { tokenId, tokenIds } from "./parameters.ts";

const REFERENCE = "polymarket.md section 3";
const BATCH_MAX = 20;
const SECONDS_MAX = 100_000_000_000;

/** `t` in Unix seconds; the last point may come twice. */
const PricePoint = z.object({ t: z.number(), p: z.number() });

const Window = {
  start_ts: wholeNumber(0, SECONDS_MAX).optional().describe("From this Unix second; then end_ts, too."),
  end_ts: wholeNumber(0, SECONDS_MAX).optional().describe("Up to this Unix second."),
  interval: z
    .enum(["max", "all", "1m", "1w", "1d", "6h", "1h"])
    .optional()
    .describe("A span that ends now, in place of start_ts and end_ts; 1m is a month."),
  fidelity: wholeNumber(1, 100_000).optional().describe("Minutes between points."),
};

/** Without a span the venue would answer with an empty history, not with an error. */
function hasSpan({
  interval,
  start_ts,
  end_ts,
}: {
  interval?: unknown;
  start_ts?: unknown;
  end_ts?: unknown;
}): boolean {
  return interval !== undefined || (start_ts !== undefined && end_ts !== undefined);
}
const NO_SPAN = { error: "there must be an interval, or start_ts and end_ts" };

export const pricesHistory = defineApiMethod({
  name: "prices-history",
  description: "Past prices of a token.",
  endpoint: "GET /prices-history",
  reference: REFERENCE,
  params: z
    .strictObject({ token_id: tokenId().describe("Token; a condition id would give an empty history."), ...Window })
    .refine(hasSpan, NO_SPAN),
  example: { token_id: EXAMPLE_TOKEN, interval: "1d", fidelity: 60 },
  answer: z.object({ history: z.array(PricePoint) }),
  request: ({ token_id, start_ts, end_ts, interval, fidelity }) => ({
    path: "/prices-history",
    query: { market: token_id, startTs: start_ts, endTs: end_ts, interval, fidelity },
  }),
});

export const batchPricesHistory = defineApiMethod({
  name: "batch-prices-history",
  description: `Past prices of up to ${BATCH_MAX} tokens.`,
  endpoint: "POST /batch-prices-history",
  reference: REFERENCE,
  params: z
    .strictObject({ token_ids: tokenIds(BATCH_MAX).describe(`Tokens, at most ${BATCH_MAX}.`), ...Window })
    .refine(hasSpan, NO_SPAN),
  example: { token_ids: EXAMPLE_TOKEN, interval: "1d", fidelity: 60 },
  answer: z.object({ history: z.record(z.string(), z.array(PricePoint)) }),
  idempotent: true,
  request: ({ token_ids, ...span }) => ({
    method: "POST",
    path: "/batch-prices-history",
    body: { markets: token_ids, ...span },
  }),
});

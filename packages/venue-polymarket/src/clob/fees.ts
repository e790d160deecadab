import { defineApiMethod } from "@augury/net";
import { z } from "zod";
import { CURSOR_PAGING, cursor, cursorPage } from "./paging.ts";
import { TradeFilter } from "./trade-filter.ts";
import { LooseNumber, TimeText } from "./wire-schemas.ts";

const EXAMPLE_CODE = `0x${"1".repeat(64)}`;

function builderCode() {
  return z
    .string()
    .trim()
    .regex(/^0x(?!0{64}$)[0-9a-fA-F]{64}$/, { error: "must be a builder code: 0x and 64 hex digits, not all zero" })
    .describe("Builder code: 32 bytes in hex.");
}

export const builderFees = defineApiMethod({
  name: "builder-fees",
  description: "What a builder's code adds to makers' and takers' fees, in basis points.",
  endpoint: "GET /fees/builder-fees/{code}",
  reference: "polymarket.md section 3",
  params: z.strictObject({ builder_code: builderCode() }),
  example: { builder_code: EXAMPLE_CODE },
  answer: z.object({ builder_maker_fee_rate_bps: LooseNumber, builder_taker_fee_rate_bps: LooseNumber }),
  request: ({ builder_code }) => ({ path: `/fees/builder-fees/${builder_code}` }),
});

/** A trade that was brought by a builder. Amounts are text. */
const BuilderTrade = z.object({
  id: z.string(),
  tradeType: z.string(),
  takerOrderHash: z.string(),
  builder: z.string(),
  market: z.string(),
  assetId: z.string(),
  side: z.string(),
  size: z.string(),
  sizeUsdc: z.string(),
  price: z.string(),
  status: z.string(),
  outcome: z.string(),
  outcomeIndex: z.number(),
  owner: z.string(),
  maker: z.string(),
  transactionHash: z.string(),
  matchTime: TimeText,
  bucketIndex: z.number(),
  fee: z.string(),
  feeUsdc: z.string(),
  builderFee: z.string().optional(),
  builderCode: z.string().optional(),
  err_msg: z.string().nullish(),
  createdAt: TimeText.nullish(),
  updatedAt: TimeText.nullish(),
});
export type BuilderTrade = z.infer<typeof BuilderTrade>;

export const builderTrades = defineApiMethod({
  name: "builder-trades",
  description: "Trades that a builder's code has brought, a page at a time.",
  endpoint: "GET /builder/trades",
  reference: "polymarket.md section 3",
  params: z.strictObject({ builder_code: builderCode(), ...TradeFilter, next_cursor: cursor() }),
  example: { builder_code: EXAMPLE_CODE },
  answer: cursorPage(BuilderTrade),
  paging: CURSOR_PAGING,
  request: (query) => ({ path: "/builder/trades", query }),
});

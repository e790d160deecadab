import { defineApiMethod } from "@augury/net";
import { z } from "zod";
import { signatureType, tokenId } from "./parameters.ts";

const Asset = z
  .strictObject({
    asset_type: z
      .enum(["COLLATERAL", "CONDITIONAL", "CONDITIONAL-V2"])
      .default("COLLATERAL")
      .describe("COLLATERAL is pUSD, CONDITIONAL a token, CONDITIONAL-V2 a token of a version 2 market."),
    token_id: tokenId().optional().describe("The token, unless it is about collateral."),
    signature_type: signatureType(),
  })
  .refine(({ asset_type, token_id }) => (asset_type === "COLLATERAL") === (token_id === undefined), {
    error: "a token_id must be there for tokens, and only for them",
  });

/** Amounts in base units: 6 decimals. */
const BaseUnits = z.string().regex(/^\d+$/);

/** The current shape; one recorded answer has a single `allowance` in place of the map. */
export const BalanceAllowance = z.object({
  balance: BaseUnits,
  allowances: z.record(z.string(), BaseUnits).optional(),
  allowance: BaseUnits.optional(),
});
export type BalanceAllowance = z.infer<typeof BalanceAllowance>;

export const balanceAllowance = defineApiMethod({
  name: "balance-allowance",
  description: "Balance and allowances by spender, in base units of 6 decimals, as the venue has them cached.",
  endpoint: "GET /balance-allowance",
  reference: "polymarket.md section 4",
  params: Asset,
  example: { asset_type: "COLLATERAL" },
  answer: BalanceAllowance,
  auth: "l2",
  request: (query) => ({ path: "/balance-allowance", query }),
});

export const updateBalanceAllowance = defineApiMethod({
  name: "update-balance-allowance",
  description: "Makes the venue read balance and allowances from the chain anew.",
  endpoint: "GET /balance-allowance/update",
  reference: "polymarket.md section 4",
  params: Asset,
  example: { asset_type: "COLLATERAL" },
  // What it answers with is written nowhere; the refreshed values are asked for with balance-allowance.
  answer: z.undefined(),
  answerKind: "empty",
  auth: "l2",
  request: (query) => ({ path: "/balance-allowance/update", query }),
});

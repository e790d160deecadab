import { z } from "zod";
import { JsonList, LooseNumber } from "./wire-values.ts";

const Text = z.string().nullish();
const Flag = z.boolean().nullish();

/** The market's own fee rule: taker fee = contracts × rate × (p × (1 − p))^exponent (polymarket.md section 8). */
export const GammaFeeSchedule = z.object({
  rate: LooseNumber,
  exponent: LooseNumber,
  takerOnly: Flag,
  /** Part of the taker's fee that goes to the maker. */
  rebateRate: LooseNumber.nullish(),
});
export type GammaFeeSchedule = z.infer<typeof GammaFeeSchedule>;

/** What a market says of the event it belongs to, as far as its set is concerned. */
export const MarketEventTerms = z.object({
  id: z.union([z.string(), z.int().transform(String)]).nullish(),
  negRiskAugmented: Flag,
});

/** The fields of a Gamma market that instruments are made of, and no other: ten thousand of them are checked at a start. */
export const MARKET_TERMS = {
  conditionId: z.string().min(1).max(128),
  question: z.string(),
  slug: Text,
  /** Of the protocol: "v1" or nothing, or "v2" (polymarket.md section 0). */
  version: Text,
  endDate: Text,
  active: Flag,
  closed: Flag,
  closedTime: Text,
  acceptingOrders: Flag,
  enableOrderBook: Flag,
  /** Three spellings of one thing (A15). */
  negRisk: Flag,
  neg_risk: Flag,
  negativeRisk: Flag,
  negRiskMarketID: Text,
  orderPriceMinTickSize: LooseNumber.nullish(),
  orderMinSize: LooseNumber.nullish(),
  /** These four align: index 0 is the first outcome of all of them. */
  outcomes: JsonList.nullish(),
  outcomePrices: JsonList.nullish(),
  clobTokenIds: JsonList.nullish(),
  positionIds: JsonList.nullish(),
  feesEnabled: Flag,
  feeSchedule: GammaFeeSchedule.nullish(),
  umaResolutionStatus: Text,
  umaResolutionStatuses: JsonList.nullish(),
} as const;

/** What an engine needs of a Gamma market (polymarket.md section 13). */
export const MarketTerms = z.object({ ...MARKET_TERMS, events: z.array(MarketEventTerms).nullish() });
export type MarketTerms = z.infer<typeof MarketTerms>;

/** Whether a market belongs to a neg-risk set: `negRisk`, `neg_risk` and `negativeRisk` are one concept. */
export function isNegRisk({
  negRisk,
  neg_risk,
  negativeRisk,
}: Pick<MarketTerms, "negRisk" | "neg_risk" | "negativeRisk">): boolean {
  return negRisk === true || neg_risk === true || negativeRisk === true;
}

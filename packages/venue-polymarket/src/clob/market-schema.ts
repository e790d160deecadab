import { z } from "zod";
import { ClobMarket } from "../schema.ts";
import { LooseNumber, listOf, unused } from "./wire-schemas.ts";

const MarketToken = z.object({
  token_id: z.string(),
  outcome: z.string(),
  /** As the venue's lists show it: a display value, not a quote. */
  price: LooseNumber.optional(),
  winner: z.boolean().optional(),
});

const MarketRewards = z.object({
  rates: listOf(z.object({ asset_address: z.string(), rewards_daily_rate: LooseNumber })),
  min_size: LooseNumber.optional(),
  max_spread: LooseNumber.optional(),
});

/** `GET /markets/{condition_id}`, also an item of the long lists. */
export const FullMarket = z.object({
  condition_id: z.string().min(1),
  question_id: z.string(),
  tokens: z.array(MarketToken),
  question: z.string(),
  market_slug: z.string(),
  minimum_order_size: LooseNumber,
  minimum_tick_size: LooseNumber,
  active: z.boolean(),
  closed: z.boolean(),
  archived: z.boolean(),
  accepting_orders: z.boolean(),
  accepting_order_timestamp: z.string().nullish(),
  enable_order_book: z.boolean(),
  end_date_iso: z.string().nullish(),
  game_start_time: z.string().nullish(),
  seconds_delay: z.number().optional(),
  neg_risk: z.boolean(),
  neg_risk_market_id: z.string().optional(),
  neg_risk_request_id: z.string().optional(),
  maker_base_fee: LooseNumber.optional(),
  taker_base_fee: LooseNumber.optional(),
  is_50_50_outcome: z.boolean().optional(),
  rewards: MarketRewards.nullish(),
  tags: listOf(z.string()),
  description: z.string().optional(),
  ...unused("fpmm", "icon", "image", "notifications_enabled"),
});
export type FullMarket = z.infer<typeof FullMarket>;

/** An item of the simplified lists. */
export const SimplifiedMarket = z.object({
  condition_id: z.string().min(1),
  tokens: z.array(MarketToken),
  rewards: MarketRewards.nullish(),
  active: z.boolean(),
  closed: z.boolean(),
  archived: z.boolean(),
  accepting_orders: z.boolean(),
});
export type SimplifiedMarket = z.infer<typeof SimplifiedMarket>;

/** `GET /clob-markets/{condition_id}` with all of its compact keys (polymarket.md section 3). */
export const CompactMarket = ClobMarket.extend({
  /** Rewards: least size, widest spread in cents, enabled, least age of an order in s. */
  r: z
    .object({
      mi: LooseNumber.optional(),
      ma: LooseNumber.optional(),
      e: z.boolean().optional(),
      moas: LooseNumber.optional(),
      smoa: z.boolean().optional(),
    })
    .nullish(),
  /** Legacy base fees in basis points, not what is charged. */
  mbf: LooseNumber.optional(),
  tbf: LooseNumber.optional(),
  /** Accepting orders since; start of the game. */
  aot: z.string().nullish(),
  gst: z.string().nullish(),
  /** Whether the book is cleared at the start of the game. */
  cbos: z.boolean().optional(),
  /** Delay of takers in s. */
  sd: z.number().optional(),
  rfqe: z.boolean().optional(),
  itode: z.boolean().optional(),
  ibce: z.boolean().optional(),
  oas: z.number().optional(),
});
export type CompactMarket = z.infer<typeof CompactMarket>;

/** A public trade with who made it. Amounts are text, `timestamp` Unix seconds. */
export const LiveActivity = z.object({
  event_type: z.string(),
  market: z.object({
    condition_id: z.string(),
    asset_id: z.string(),
    question: z.string().optional(),
    icon: z.string().optional(),
    slug: z.string().optional(),
  }),
  user: z
    .object({
      address: z.string(),
      username: z.string().optional(),
      profile_picture: z.string().optional(),
      optimized_profile_picture: z.string().optional(),
      pseudonym: z.string().optional(),
    })
    .nullish(),
  side: z.enum(["BUY", "SELL"]),
  size: z.string(),
  fee_rate_bps: z.string().optional(),
  price: z.string(),
  outcome: z.string().optional(),
  outcome_index: z.number().optional(),
  transaction_hash: z.string().optional(),
  timestamp: z.string(),
});
export type LiveActivity = z.infer<typeof LiveActivity>;

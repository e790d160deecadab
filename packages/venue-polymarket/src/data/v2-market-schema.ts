import { z } from "zod";
import { LooseNumber } from "../clob/wire-schemas.ts";

const Text = z.string().nullish();
const Flag = z.boolean().nullish();
const Num = LooseNumber.nullish();

const V2Holder = z.object({
  proxy_wallet: z.string(),
  token_id: z.string(),
  /** Contracts; of both outcomes net, unless profits were asked for. */
  amount: LooseNumber,
  outcome_index: z.int().nullish(),
  name: Text,
  pseudonym: Text,
  bio: Text,
  display_username_public: Flag,
  verified: Flag,
  profile_image: Text,
  profile_image_optimized: Text,
  // Only when profits were asked for.
  avg_price: Num,
  entry_cost_usdc: Num,
  current_price: Num,
  current_value: Num,
  realized_pnl: Num,
  unrealized_pnl: Num,
  total_pnl: Num,
});

/** The largest holders of one outcome. Pages are joined by token, not by place. */
export const V2TokenHolders = z.object({ token_id: z.string(), holders: z.array(V2Holder) });

/** Open interest in dollars; of all markets under the name GLOBAL. */
export const V2OpenInterest = z.object({ condition_id: z.string(), value: LooseNumber });

/** Takers' volume so far, in contracts. */
export const V2LiveVolume = z.object({
  taker_volume_total: LooseNumber,
  conditions: z.array(z.object({ condition_id: z.string(), taker_volume: LooseNumber })),
});

/** A price that was seen in the `resolution_seconds` from `timestamp` on; 0: at that second. */
export const PricePoint = z.object({ timestamp: z.int(), price: LooseNumber, resolution_seconds: z.int() });
export type PricePoint = z.infer<typeof PricePoint>;

/** How the resolution of a market or question stands; `payouts` in millionths of a dollar per contract. */
export const V2Resolution = z.object({
  status: z.string(),
  condition_id: Text,
  question_id: Text,
  market_type: Text,
  payouts: z.array(z.int()).nullish(),
  price: Text,
  proposed_price: Text,
  reproposed_price: Text,
  reporter: Text,
  resolution_source: Text,
  resolved_at: Text,
  resolved_block: z.int().nullish(),
  expected_settlement_time: Text,
  settlement_time_basis: Text,
  extended_review: Flag,
  was_disputed: Flag,
  was_arbitrated: Flag,
  new_version_q: Flag,
  transaction_hash: Text,
  log_index: Text,
  last_update_timestamp: Text,
});
export type V2Resolution = z.infer<typeof V2Resolution>;

import { z } from "zod";
import { LooseNumber } from "../clob/wire-schemas.ts";

const Text = z.string().nullish();
const Flag = z.boolean().nullish();
const Num = LooseNumber.nullish();

/**
 * What an account holds or held of one outcome (polymarket.md section 14). Sizes in contracts, the rest in dollars: `entry_cost_usdc` is
 * without fees, `total_cost_usdc` with them. Times in Unix seconds, 0 when not known.
 */
export const V2Position = z.object({
  proxy_wallet: z.string(),
  token_id: z.string(),
  condition_id: z.string(),
  /** Held now. */
  current_size: LooseNumber,
  /** Ever bought. */
  total_size: Num,
  avg_price: Num,
  entry_cost_usdc: Num,
  entry_fees_usdc: Num,
  total_cost_usdc: Num,
  current_price: Num,
  current_value: Num,
  realized_pnl: Num,
  unrealized_pnl: Num,
  total_pnl: Num,
  percent_pnl: Num,
  percent_realized_pnl: Num,
  /** OPEN, REDEEMABLE, CLOSED: may be narrower than what was asked for. */
  status: z.string(),
  redeemable: Flag,
  mergeable: Flag,
  negative_risk: Flag,
  archived: Flag,
  title: Text,
  slug: Text,
  icon: Text,
  event_id: Text,
  event_slug: Text,
  outcome: Text,
  outcome_index: z.int().nullish(),
  opposite_outcome: Text,
  opposite_token_id: Text,
  end_date: Text,
  last_event_at: z.int().nullish(),
  first_entry_at: z.int().nullish(),
  name: Text,
  profile_image: Text,
  verified: Flag,
});
export type V2Position = z.infer<typeof V2Position>;

export const V2Value = z.object({ proxy_wallet: z.string(), value: LooseNumber });

/** Profit up to a point in time, in dollars; null means that it is not known, never zero. */
export const PnlPoint = z.object({
  timestamp: z.int(),
  source_block: z.int().nullish(),
  realized_market_pnl: Num,
  realized_lp_pnl: Num,
  realized_combo_pnl: Num,
  realized_pnl: Num,
  unrealized_pnl: Num,
  position_pnl: Num,
  settled_pnl: Num,
  economic_pnl: Num,
  trade_pnl: Num,
  wallet_income: Num,
  maker_rebate: Num,
  taker_rebate: Num,
  reward_income: Num,
  yield_income: Num,
  referral_income: Num,
  sponsored_income: Num,
  /** Negative. */
  fees: Num,
  fees_paid: Num,
  fees_refunded: Num,
  deposits: Num,
  withdrawals: Num,
  cashflow_net: Num,
  volume: Num,
  volume_usdc: Num,
  trade_count: z.int().nullish(),
});

export const PnlSeries = z.object({
  proxy_wallet: z.string(),
  interval: z.string(),
  fidelity: z.string(),
  source_fidelity: Text,
  points: z.array(PnlPoint),
});

/** An account in numbers; `trades` counts markets. */
export const UserStats = z.object({
  proxy_wallet: z.string(),
  trades: z.int(),
  biggest_win: Num,
  views: z.int().nullish(),
  join_date: z.int().nullish(),
  all_time_pnl: PnlPoint.nullish(),
});

/** `volume` in contracts of both sides, `volume_usdc` in dollars. */
export const UserVolume = z.object({ volume: LooseNumber, volume_usdc: LooseNumber, trade_count: z.int() });

/** Which contracts may move an account's tokens. `amount` is "max" or a whole number of token units. */
export const Approvals = z.object({
  address: z.string(),
  chain_id: z.int(),
  checked_at: z.string(),
  contracts: z.array(
    z.object({
      id: z.string(),
      feature: Text,
      token: z.string(),
      spender: z.string(),
      standard: z.string(),
      approved: z.boolean(),
      amount: Text,
    }),
  ),
});

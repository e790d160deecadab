import { z } from "zod";
import { LooseNumber, listOf, unused } from "./wire-schemas.ts";

/** Amounts of rewards are display values: numbers, as the venue prints them. */
const RewardsConfig = z.object({
  id: z.number().optional(),
  asset_address: z.string(),
  start_date: z.string(),
  end_date: z.string().optional(),
  rate_per_day: LooseNumber,
  total_rewards: LooseNumber.optional(),
  remaining_reward_amount: LooseNumber.optional(),
});

const RewardToken = z.object({ token_id: z.string(), outcome: z.string(), price: LooseNumber });

const About = {
  question: z.string(),
  market_slug: z.string().optional(),
  event_slug: z.string().optional(),
  ...unused("image"),
};

/** What a market pays now. */
export const CurrentReward = z.object({
  condition_id: z.string().min(1),
  rewards_max_spread: LooseNumber.optional(),
  rewards_min_size: LooseNumber.optional(),
  rewards_config: listOf(RewardsConfig),
  sponsored_daily_rate: LooseNumber.optional(),
  sponsors_count: z.number().optional(),
  native_daily_rate: LooseNumber.optional(),
  total_daily_rate: LooseNumber.optional(),
});
export type CurrentReward = z.infer<typeof CurrentReward>;

/** What a market pays, with what it is about. */
export const MarketReward = z.object({
  condition_id: z.string().min(1),
  ...About,
  rewards_max_spread: LooseNumber.optional(),
  rewards_min_size: LooseNumber.optional(),
  market_competitiveness: LooseNumber.optional(),
  tokens: z.array(RewardToken),
  rewards_config: listOf(RewardsConfig),
});
export type MarketReward = z.infer<typeof MarketReward>;

/** Fees that a maker got back on one market and day; the amount is text in dollars. */
export const MakerRebate = z.object({
  date: z.string(),
  condition_id: z.string(),
  asset_address: z.string(),
  maker_address: z.string(),
  rebated_fees_usdc: z.string(),
});
export type MakerRebate = z.infer<typeof MakerRebate>;

const Earning = z.object({ asset_address: z.string(), earnings: LooseNumber, asset_rate: LooseNumber });

export const UserEarning = Earning.extend({
  date: z.string(),
  condition_id: z.string(),
  maker_address: z.string(),
});
export type UserEarning = z.infer<typeof UserEarning>;

export const TotalEarning = UserEarning.omit({ condition_id: true });
export type TotalEarning = z.infer<typeof TotalEarning>;

/** A market with what the account earns on it. */
export const UserReward = MarketReward.extend({
  maker_address: z.string(),
  earning_percentage: LooseNumber,
  earnings: listOf(Earning),
});
export type UserReward = z.infer<typeof UserReward>;

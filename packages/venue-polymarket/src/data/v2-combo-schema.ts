import { z } from "zod";
import { LooseNumber, unused } from "../clob/wire-schemas.ts";

const Text = z.string().nullish();

const LegMarket = z.object({
  market_id: z.string(),
  slug: Text,
  title: Text,
  question: Text,
  outcome: Text,
  outcomes: z.array(z.string()).nullish(),
  category: Text,
  subcategory: Text,
  end_date: Text,
  sports_market_type: Text,
  line: LooseNumber.nullish(),
  event: z.object({ event_id: z.string(), event_slug: Text, event_title: Text, ...unused("event_image") }).nullish(),
  ...unused("group_item_title", "icon_url", "image_url", "tags"),
});

/** One market of a combo. */
export const ComboLeg = z.object({
  leg_index: z.int(),
  leg_position_id: z.string(),
  leg_condition_id: z.string(),
  leg_outcome_index: z.int(),
  leg_outcome_label: Text,
  leg_status: z.string(),
  leg_current_price: LooseNumber.nullish(),
  leg_resolved_at: Text,
  market: LegMarket.nullish(),
});

/** What an account holds of a combo: several markets that must all come true. */
export const ComboPosition = z.object({
  combo_condition_id: z.string(),
  combo_position_id: z.string(),
  outcome_index: z.int().nullish(),
  outcome_label: Text,
  proxy_wallet: z.string(),
  current_size: LooseNumber,
  entry_avg_price_usdc: LooseNumber.nullish(),
  entry_cost_usdc: LooseNumber.nullish(),
  gross_entry_cost_usdc: LooseNumber.nullish(),
  entry_fees_usdc: LooseNumber.nullish(),
  realized_payout_usdc: LooseNumber.nullish(),
  status: z.string(),
  redeemable: z.boolean().nullish(),
  first_entry_at: Text,
  first_entry_at_micros: z.int().nullish(),
  resolved_at: Text,
  legs_total: z.int().nullish(),
  legs_resolved: z.int().nullish(),
  legs_pending: z.int().nullish(),
  legs: z.array(ComboLeg),
  updated_at: Text,
  updated_at_micros: z.int().nullish(),
});
export type ComboPosition = z.infer<typeof ComboPosition>;

import { z } from "zod";
import { LooseNumber } from "../clob/wire-schemas.ts";
import { ComboLeg } from "./v2-combo-schema.ts";

const Text = z.string().nullish();

const ROW = {
  proxy_wallet: Text,
  token_id: z.string(),
  condition_id: z.string(),
  /** Contracts. */
  size: LooseNumber,
  price: LooseNumber,
  /** Unix seconds. */
  timestamp: z.int(),
  title: Text,
  slug: Text,
  icon: Text,
  event_slug: Text,
  outcome: Text,
  /** 999: not known. */
  outcome_index: z.int().nullish(),
  name: Text,
  pseudonym: Text,
  bio: Text,
  profile_image: Text,
  profile_image_optimized: Text,
  transaction_hash: Text,
} as const;

/** A fill. Those of combos have a condition id of 62 digits, which no market has. */
export const V2Trade = z.object({ ...ROW, side: z.enum(["BUY", "SELL"]) });
export type V2Trade = z.infer<typeof V2Trade>;

/** What an account did; `side` is empty where there is none, IN or OUT for a tip. */
export const V2Activity = z.object({
  ...ROW,
  type: z.string(),
  /** Dollars. */
  usdc_size: LooseNumber,
  side: Text,
  is_combo: z.boolean().nullish(),
});
export type V2Activity = z.infer<typeof V2Activity>;

/** What became of a combo: split, merged, redeemed … */
export const V2ComboActivity = z.object({
  id: z.string(),
  type: z.string(),
  proxy_wallet: z.string(),
  combo_condition_id: z.string(),
  combo_position_id: z.string(),
  block_number: z.int(),
  timestamp: z.int(),
  transaction_hash: z.string(),
  amount_usdc: LooseNumber.nullish(),
  payout_usdc: LooseNumber.nullish(),
  legs: z.array(ComboLeg),
});

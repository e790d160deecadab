import { z } from "zod";
import { LooseNumber } from "../clob/wire-schemas.ts";

const Text = z.string().nullish();

const PERSON = {
  user_id: z.string(),
  /** Dollars. */
  pnl: LooseNumber,
  /** Contracts of both sides, never dollars. */
  volume: LooseNumber,
  user_name: Text,
  profile_image: Text,
  x_username: Text,
  verified: z.boolean().nullish(),
} as const;

/** A place on the board; those with the same number share it. */
export const V2TraderPlace = z.object({ ...PERSON, rank: z.int() });

/** One account's places on both boards; null or 0: on none. */
export const V2Standing = z.object({ ...PERSON, rank_pnl: z.int().nullish(), rank_volume: z.int().nullish() });

/** A position that won; of a combo there is no event (`event_id` 0). Values in dollars, `resolved_at` in Unix seconds. */
export const BiggestWin = z.object({
  win_rank: z.int(),
  kind: z.string(),
  user_id: z.string(),
  user_name: Text,
  pnl: LooseNumber,
  initial_value: LooseNumber,
  final_value: LooseNumber,
  resolved_at: z.int(),
  condition_id: z.string(),
  position_id: z.string(),
  event_id: z.int().nullish(),
  event_slug: Text,
  event_title: Text,
  profile_image: Text,
});

const BUILDER = {
  rank: z.int(),
  builder_code: z.string(),
  builder_name: Text,
  /** Contracts. */
  volume: LooseNumber,
  active_users: z.int().nullish(),
  verified: z.boolean().nullish(),
  profile_image: Text,
} as const;

export const V2BuilderPlace = z.object(BUILDER);

/** A builder's volume in the stretch of time that begins on `date`. */
export const V2BuilderVolume = z.object({ ...BUILDER, date: z.string() });

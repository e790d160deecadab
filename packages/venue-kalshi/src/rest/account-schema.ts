import { z } from "zod";
import { Contracts } from "./decimal-text.ts";

/** What the account may do: kalshi.md section 7.1. */

/** Tokens per second, and tokens at most. */
export const BucketLimit = z.object({
  refill_rate: z.number().positive(),
  bucket_capacity: z.number().positive(),
});
export type BucketLimit = z.infer<typeof BucketLimit>;

export const UsageGrant = z.object({
  exchange_instance: z.string(),
  level: z.string(),
  expires_ts: z.int().nullish(),
  source: z.string(),
});
export type UsageGrant = z.infer<typeof UsageGrant>;

export const AccountLimits = z.object({
  usage_tier: z.string(),
  read: BucketLimit,
  write: BucketLimit,
  grants: z.array(UsageGrant).nullish(),
});
export type AccountLimits = z.infer<typeof AccountLimits>;

export const EndpointCost = z.object({
  method: z.string(),
  path: z.string(),
  cost: z.number().nonnegative(),
});
export type EndpointCost = z.infer<typeof EndpointCost>;

export const EndpointCosts = z.object({
  default_cost: z.number().nonnegative(),
  endpoint_costs: z.array(EndpointCost),
});
export type EndpointCosts = z.infer<typeof EndpointCosts>;

export const VolumeGoal = z.object({
  level: z.string(),
  earn_volume_goal_fp: Contracts,
  keep_volume_goal_fp: Contracts,
});
export type VolumeGoal = z.infer<typeof VolumeGoal>;

export const VolumeProgress = z.object({
  computed_ts: z.int(),
  trailing_30d_volume_fp: Contracts,
  goals: z.array(VolumeGoal),
});
export type VolumeProgress = z.infer<typeof VolumeProgress>;

export const VolumeProgressAnswer = z.object({
  volume_progress: z.array(VolumeProgress),
});
export type VolumeProgressAnswer = z.infer<typeof VolumeProgressAnswer>;

export const ApiKey = z.object({
  api_key_id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  subaccount: z.int().nullish(),
  fcm_subtrader_id: z.string().nullish(),
});
export type ApiKey = z.infer<typeof ApiKey>;

export const ApiKeysAnswer = z.object({
  api_keys: z.array(ApiKey),
  api_key_region_expiration_ts: z.int().nullish(),
});
export type ApiKeysAnswer = z.infer<typeof ApiKeysAnswer>;

export const ApiKeyCreated = z.object({
  api_key_id: z.string(),
  warning: z.string().nullish(),
});
export type ApiKeyCreated = z.infer<typeof ApiKeyCreated>;

/** `private_key` is a secret, and shown this once. */
export const ApiKeyGenerated = z.object({
  api_key_id: z.string(),
  private_key: z.string(),
  warning: z.string().nullish(),
});
export type ApiKeyGenerated = z.infer<typeof ApiKeyGenerated>;

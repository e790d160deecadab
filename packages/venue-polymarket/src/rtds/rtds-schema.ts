import { z } from "zod";

const TimeMs = z.int().nonnegative();
/** A price as the venue prints it. The number is for display; the text is exact. */
const Printed = z.union([z.number(), z.string()]);

/** The price topics, all of one payload (polymarket.md section 12). */
export const RTDS_PRICE_TOPICS = [
  "crypto_prices",
  "crypto_prices_chainlink",
  "crypto_prices_twap_thirty",
  "crypto_prices_twap_sixty",
  "equity_prices",
] as const;
export type RtdsPriceTopic = (typeof RTDS_PRICE_TOPICS)[number];
export const RTDS_TOPICS = [...RTDS_PRICE_TOPICS, "comments", "activity"] as const;
export type RtdsTopic = (typeof RTDS_TOPICS)[number];

/** What stands around every message. */
const Envelope = {
  type: z.string(),
  /** When the server sent it; 0.5 to 1.7 s after the payload's own second. */
  timestamp: TimeMs,
  connection_id: z.string().optional(),
};

/**
 * One new price. `full_accuracy_value` is an integer × 1e18 on the Chainlink and TWAP topics and a plain decimal on the others; PolyBolt's
 * is always plain. A later arrival for the same second corrects the one before.
 */
export const RtdsPriceUpdate = z.object({
  topic: z.enum(RTDS_PRICE_TOPICS),
  ...Envelope,
  payload: z.object({
    symbol: z.string(),
    timestamp: TimeMs,
    value: Printed,
    full_accuracy_value: z.string().nullish(),
    received_at: TimeMs.nullish(),
    is_carried_forward: z.boolean().nullish(),
    window_s: z.int().nullish(),
  }),
});
export type RtdsPriceUpdate = z.infer<typeof RtdsPriceUpdate>;

/** First frame of a filtered subscription: the last minute or two. Labeled `crypto_prices` whatever the topic; only the symbol tells. */
export const RtdsPriceSnapshot = z.object({
  topic: z.enum(RTDS_PRICE_TOPICS),
  ...Envelope,
  payload: z.object({
    symbol: z.string().optional(),
    data: z.array(z.object({ timestamp: TimeMs, value: Printed, full_accuracy_value: z.string().nullish() })),
  }),
});
export type RtdsPriceSnapshot = z.infer<typeof RtdsPriceSnapshot>;

const CommentFields = z.object({
  id: z.string(),
  body: z.string().nullish(),
  parentEntityType: z.string().nullish(),
  /** A text of digits in some answers. */
  parentEntityID: z.union([z.number(), z.string()]).nullish(),
  parentCommentID: z.string().nullish(),
  userAddress: z.string().nullish(),
  replyAddress: z.string().nullish(),
  createdAt: z.string().nullish(),
  updatedAt: z.string().nullish(),
  profile: z.looseObject({}).nullish(),
});
const ReactionFields = z.object({
  id: z.string(),
  commentID: z.number().nullish(),
  reactionType: z.string().nullish(),
  icon: z.string().nullish(),
  userAddress: z.string().nullish(),
  createdAt: z.string().nullish(),
  profile: z.looseObject({}).nullish(),
});

/** A comment that was written or removed. */
export const RtdsComment = z.object({
  topic: z.literal("comments"),
  ...Envelope,
  type: z.enum(["comment_created", "comment_removed"]),
  payload: CommentFields,
});

/** A reaction to a comment. */
export const RtdsReaction = z.object({
  topic: z.literal("comments"),
  ...Envelope,
  type: z.enum(["reaction_created", "reaction_removed"]),
  payload: ReactionFields,
});

/** A trade of anyone: `orders_matched` when the books matched it, `trades` when it settled. Price and size are JSON numbers here. */
export const RtdsActivity = z.object({
  topic: z.literal("activity"),
  ...Envelope,
  type: z.enum(["orders_matched", "trades"]),
  payload: z.object({
    asset: z.string(),
    conditionId: z.string(),
    side: z.enum(["BUY", "SELL"]),
    price: Printed,
    size: Printed,
    /** Unix seconds. */
    timestamp: TimeMs,
    eventSlug: z.string().nullish(),
    slug: z.string().nullish(),
    title: z.string().nullish(),
    outcome: z.string().nullish(),
    outcomeIndex: z.int().nullish(),
    proxyWallet: z.string().nullish(),
    transactionHash: z.string().nullish(),
    name: z.string().nullish(),
    pseudonym: z.string().nullish(),
    bio: z.string().nullish(),
    icon: z.string().nullish(),
    profileImage: z.string().nullish(),
  }),
});

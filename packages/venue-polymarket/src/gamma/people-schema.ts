import { z } from "zod";
import { GammaEvent } from "./event-schema.ts";
import { DecimalText, IdText, unused } from "./wire-values.ts";

const Text = z.string().nullish();
const Flag = z.boolean().nullish();

/** What a profile shows wherever it appears. */
const PROFILE = {
  name: Text,
  pseudonym: Text,
  displayUsernamePublic: Flag,
  bio: Text,
  proxyWallet: Text,
  profileImage: Text,
} as const;

/** Who wrote a comment; `positions` only when asked for, sizes in token units of 1e-6. */
const CommentProfile = z.object({
  ...PROFILE,
  isMod: Flag,
  isCreator: Flag,
  baseAddress: Text,
  positions: z.array(z.object({ tokenId: Text, positionSize: DecimalText.nullish() })).nullish(),
  ...unused("profileImageOptimized"),
});

const Reaction = z.object({
  id: IdText,
  commentID: z.int().nullish(),
  reactionType: Text,
  userAddress: Text,
  createdAt: Text,
  profile: CommentProfile.nullish(),
  ...unused("icon"),
});

/** A comment or a reply to one (`parentCommentID`). */
export const Comment = z.object({
  id: IdText,
  body: Text,
  parentEntityType: Text,
  parentEntityID: IdText.nullish(),
  parentCommentID: IdText.nullish(),
  userAddress: Text,
  replyAddress: Text,
  createdAt: Text,
  updatedAt: Text,
  profile: CommentProfile.nullish(),
  reactions: z.array(Reaction).nullish(),
  reportCount: z.int().nullish(),
  reactionCount: z.int().nullish(),
  tradeAsset: Text,
  ...unused("media"),
});
export type Comment = z.infer<typeof Comment>;

/** The public side of an account. */
export const PublicProfile = z.object({
  ...PROFILE,
  createdAt: Text,
  xUsername: Text,
  verifiedBadge: Flag,
  users: z.array(z.object({ id: IdText, creator: Flag, mod: Flag, communityMod: Flag })).nullish(),
  ...unused("$schema", "discordUsername"),
});
export type PublicProfile = z.infer<typeof PublicProfile>;

const SearchProfile = z.object({
  ...PROFILE,
  id: IdText.nullish(),
  xUsername: Text,
  verifiedBadge: Flag,
  ...unused("certReqDate", "createdAt", "createdBy", "discordUsername", "dubPartnerId", "isCertReq", "isCloseOnly"),
  ...unused("isReferralRestricted", "profileImageOptimized", "referral", "termsAcceptedAt", "updatedAt", "updatedBy"),
  ...unused("user", "utmCampaign", "utmContent", "utmMedium", "utmSource", "utmTerm", "viewOnlyAcknowledgedAt"),
  ...unused("walletActivated"),
});

/** What a search found. Lists that were not asked for are missing; single profiles may be null. */
export const SearchAnswer = z.object({
  events: z.array(GammaEvent).nullish(),
  tags: z.array(z.object({ id: IdText, label: Text, slug: Text, event_count: z.int().nullish() })).nullish(),
  profiles: z.array(SearchProfile.nullable()).nullish(),
  pagination: z.object({ hasMore: Flag, totalResults: z.int().nullish() }).nullish(),
});
export type SearchAnswer = z.infer<typeof SearchAnswer>;

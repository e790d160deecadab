import { z } from "zod";
import { LooseNumber } from "../clob/wire-schemas.ts";

const Text = z.string().nullish();
const Rank = z.union([z.string(), z.int().transform(String)]);

/** An account's place; `vol` and `pnl` in dollars. */
export const TraderPlace = z.object({
  rank: Rank,
  proxyWallet: z.string(),
  userName: Text,
  vol: LooseNumber.nullish(),
  pnl: LooseNumber.nullish(),
  profileImage: Text,
  xUsername: Text,
  verifiedBadge: z.boolean().nullish(),
});

const BUILDER = {
  rank: Rank.nullish(),
  builder: z.string(),
  builderCode: Text,
  builderLogo: Text,
  volume: LooseNumber.nullish(),
  activeUsers: z.int().nullish(),
  verified: z.boolean().nullish(),
} as const;

/** A builder's place by the volume that came through it. */
export const BuilderPlace = z.object(BUILDER);

/** A builder's volume of one day. */
export const BuilderVolume = z.object({ ...BUILDER, dt: z.string() });

import { z } from "zod";
import { LooseNumber } from "../clob/wire-schemas.ts";

const Text = z.string().nullish();

const Holder = z.object({
  proxyWallet: Text,
  asset: z.string(),
  /** Contracts. */
  amount: LooseNumber,
  outcomeIndex: z.int().nullish(),
  name: Text,
  pseudonym: Text,
  bio: Text,
  displayUsernamePublic: z.boolean().nullish(),
  verified: z.boolean().nullish(),
  profileImage: Text,
  profileImageOptimized: Text,
});

/** The largest holders of one outcome. */
export const TokenHolders = z.object({ token: z.string(), holders: z.array(Holder) });
export type TokenHolders = z.infer<typeof TokenHolders>;

/** Open interest in dollars; of all markets under the name GLOBAL. */
export const OpenInterest = z.object({ market: z.string(), value: LooseNumber });

/** Volume of an event and of each of its markets, in dollars. */
export const LiveVolume = z.object({
  total: LooseNumber.nullish(),
  markets: z.array(z.object({ market: z.string(), value: LooseNumber })).nullish(),
});

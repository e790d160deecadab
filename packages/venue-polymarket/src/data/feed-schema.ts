import { z } from "zod";
import { LooseNumber } from "../clob/wire-schemas.ts";

const Text = z.string().nullish();

/** Who it was. A trade without a wallet is a trade of an unknown one (A16). */
const PERSON = {
  proxyWallet: Text,
  name: Text,
  pseudonym: Text,
  bio: Text,
  profileImage: Text,
  profileImageOptimized: Text,
} as const;

const MARKET = {
  title: Text,
  slug: Text,
  icon: Text,
  eventSlug: Text,
  outcome: Text,
  /** 999: no outcome is meant (rebates, rewards, transfers). */
  outcomeIndex: z.int().nullish(),
  transactionHash: Text,
} as const;

/** A fill as the Data API shows it, minutes late (polymarket.md section 14). `size` in contracts; `timestamp`: see `toUnixMs`. */
export const DataTrade = z.object({
  ...PERSON,
  ...MARKET,
  side: z.enum(["BUY", "SELL"]),
  asset: z.string(),
  conditionId: z.string(),
  size: LooseNumber,
  price: LooseNumber,
  timestamp: z.union([z.number(), z.string()]),
});
export type DataTrade = z.infer<typeof DataTrade>;

/** What an account did. Where no market, side or outcome is meant, texts are empty and `outcomeIndex` is 999. */
export const DataActivity = z.object({
  ...PERSON,
  ...MARKET,
  type: z.string(),
  timestamp: z.union([z.number(), z.string()]),
  size: LooseNumber,
  /** Dollars, the fee included. */
  usdcSize: LooseNumber.nullish(),
  price: LooseNumber.nullish(),
  asset: Text,
  conditionId: Text,
  side: z.enum(["BUY", "SELL", ""]).nullish(),
  isCombo: z.boolean().nullish(),
});
export type DataActivity = z.infer<typeof DataActivity>;

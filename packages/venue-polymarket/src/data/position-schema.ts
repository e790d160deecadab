import { z } from "zod";
import { LooseNumber } from "../clob/wire-schemas.ts";

const Text = z.string().nullish();
const Flag = z.boolean().nullish();
const Num = LooseNumber.nullish();

const HELD = {
  proxyWallet: Text,
  asset: z.string(),
  conditionId: z.string(),
  /** Average entry price. */
  avgPrice: Num,
  totalBought: Num,
  realizedPnl: Num,
  curPrice: Num,
  title: Text,
  slug: Text,
  icon: Text,
  eventSlug: Text,
  outcome: Text,
  outcomeIndex: z.int().nullish(),
  oppositeOutcome: Text,
  oppositeAsset: Text,
  endDate: Text,
} as const;

/** What an account holds of one outcome (polymarket.md section 14). Sizes in contracts, values in dollars; up to 5 s old. */
export const DataPosition = z.object({
  ...HELD,
  size: LooseNumber,
  initialValue: Num,
  currentValue: Num,
  cashPnl: Num,
  percentPnl: Num,
  percentRealizedPnl: Num,
  redeemable: Flag,
  mergeable: Flag,
  negativeRisk: Flag,
  eventId: Text,
});
export type DataPosition = z.infer<typeof DataPosition>;

/** What an account held; `timestamp` in Unix seconds. */
export const ClosedPosition = z.object({ ...HELD, timestamp: LooseNumber.nullish() });
export type ClosedPosition = z.infer<typeof ClosedPosition>;

/** Dollars that an account's positions are worth. */
export const PortfolioValue = z.object({ user: z.string(), value: LooseNumber });

/** How many markets an account has traded. */
export const TradedCount = z.object({ user: z.string(), traded: z.int() });

const MarketPosition = z.object({
  proxyWallet: Text,
  name: Text,
  profileImage: Text,
  verified: Flag,
  asset: z.string(),
  conditionId: z.string(),
  avgPrice: Num,
  size: LooseNumber,
  currPrice: Num,
  currentValue: Num,
  cashPnl: Num,
  totalBought: Num,
  realizedPnl: Num,
  totalPnl: Num,
  outcome: Text,
  outcomeIndex: z.int().nullish(),
});

/** The positions in one outcome of a market. */
export const TokenPositions = z.object({ token: z.string(), positions: z.array(MarketPosition) });

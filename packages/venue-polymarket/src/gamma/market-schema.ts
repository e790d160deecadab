import { z } from "zod";
import { EventReference } from "./event-reference.ts";
import { MARKET_TERMS } from "./market-terms.ts";
import { Tag } from "./tag-schema.ts";
import { DecimalText, IdText, LooseNumber, unused } from "./wire-values.ts";

const Text = z.string().nullish();
const Flag = z.boolean().nullish();
const Num = LooseNumber.nullish();

const ClobReward = z.object({
  id: IdText,
  conditionId: z.string(),
  assetAddress: z.string(),
  rewardsAmount: LooseNumber,
  rewardsDailyRate: LooseNumber,
  startDate: Text,
  endDate: Text,
});

/** How a crypto up/down market is settled; from August 2026 on by Chainlink's TWAP (polymarket.md section 12). */
const CryptoMarketConfig = z.looseObject({ twapEnabled: Flag });

/**
 * A Gamma market (polymarket.md section 13). Fields come and go, numbers may be texts, lists may be JSON inside a text. Prices and
 * sizes are what the web site shows: quotes come from the CLOB. `volume` and `liquidity` are texts; prefer their …Num twins (A15).
 */
export const GammaMarket = z.object({
  ...MARKET_TERMS,
  id: IdText,
  questionID: Text,
  description: Text,
  category: Text,
  groupItemTitle: Text,
  startDate: Text,
  eventStartTime: Text,
  gameStartTime: Text,
  archived: Flag,
  restricted: Flag,
  acceptingOrdersTimestamp: Text,
  negRiskRequestID: Text,
  /** The outcome "none of the others" of a set to which outcomes may be added. */
  negRiskOther: Flag,
  bestBid: Num,
  bestAsk: Num,
  lastTradePrice: Num,
  spread: Num,
  oneHourPriceChange: Num,
  oneDayPriceChange: Num,
  oneWeekPriceChange: Num,
  oneMonthPriceChange: Num,
  oneYearPriceChange: Num,
  volume: DecimalText.nullish(),
  volumeNum: Num,
  volume24hr: Num,
  volume1wk: Num,
  volume1mo: Num,
  volume1yr: Num,
  liquidity: DecimalText.nullish(),
  liquidityNum: Num,
  liquidityClob: Num,
  feeType: Text,
  /** Legacy base fees in basis points: not what is charged. */
  makerBaseFee: Num,
  takerBaseFee: Num,
  makerRebatesFeeShareBps: Num,
  /** Smallest size (contracts) and widest distance from the middle (cents) that earn rewards. */
  rewardsMinSize: Num,
  rewardsMaxSpread: Num,
  clobRewards: z.array(ClobReward).nullish(),
  holdingRewardsEnabled: Flag,
  secondsDelay: Num,
  clearBookOnStart: Flag,
  resolutionSource: Text,
  resolvedBy: Text,
  comboStatus: Text,
  rfqEnabled: Flag,
  cryptoMarketConfig: CryptoMarketConfig.nullish(),
  sportsMarketType: Text,
  line: Num,
  gameId: IdText.nullish(),
  events: z.array(EventReference).nullish(),
  tags: z.array(Tag).nullish(),
  // In alphabetical order.
  ...unused("$schema", "ammType", "approved", "automaticallyActive", "automaticallyResolved", "categories"),
  ...unused(
    "categoryMailchimpTag",
    "chartColor",
    "commentsEnabled",
    "competitive",
    "createdAt",
    "createdBy",
    "creator",
  ),
  ...unused("curationOrder", "customLiveness", "cyom", "denominationToken", "deploying", "deployingTimestamp"),
  ...unused("disqusThread", "endDateIso", "featured", "fee", "formatType", "fpmmLive", "funded", "fundedTimestamp"),
  ...unused("groupItemRange", "groupItemThreshold", "hasReviewedDates", "icon", "iconOptimized", "image"),
  ...unused("imageOptimized", "internalUsers", "liquidityAmm", "lowerBound", "lowerBoundDate", "mailchimpTag"),
  ...unused("manualActivation", "marketGroup", "marketMakerAddress", "marketMetadata", "marketType", "markets", "new"),
  ...unused("notificationsEnabled", "pagerDutyNotificationEnabled", "pastSlugs", "pendingDeployment", "ready"),
  ...unused("readyForCron", "readyTimestamp", "requiresTranslation", "scheduledDeploymentTimestamp", "score"),
  ...unused("sentDiscord", "seriesColor", "shortOutcomes", "showGmpOutcome", "showGmpSeries", "sponsorImage"),
  ...unused("sponsorName", "startDateIso", "subcategory", "submitted_by", "teamAID", "teamBID", "twitterCardImage"),
  ...unused("twitterCardLastRefreshed", "twitterCardLastValidated", "twitterCardLocation", "umaBond", "umaEndDate"),
  ...unused("umaEndDateIso", "umaReward", "updatedAt", "updatedBy", "upperBound", "upperBoundDate"),
  ...unused("volume1moAmm", "volume1moClob", "volume1wkAmm", "volume1wkClob", "volume1yrAmm", "volume1yrClob"),
  ...unused("volume24hrAmm", "volume24hrClob", "volumeAmm", "volumeClob", "wideFormat", "xAxisValue", "yAxisValue"),
});
export type GammaMarket = z.infer<typeof GammaMarket>;

/** Traded volume in dollars: the number where there is one, else the text (A15). */
export function volumeOf({ volumeNum, volume }: Pick<GammaMarket, "volumeNum" | "volume">): number | undefined {
  return volumeNum ?? finiteOrNothing(volume);
}

/** Liquidity in dollars: the number where there is one, else the text (A15). */
export function liquidityOf({
  liquidityNum,
  liquidity,
}: Pick<GammaMarket, "liquidityNum" | "liquidity">): number | undefined {
  return liquidityNum ?? finiteOrNothing(liquidity);
}

function finiteOrNothing(text: string | null | undefined): number | undefined {
  const value = text ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

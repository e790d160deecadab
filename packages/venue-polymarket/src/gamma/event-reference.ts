import { z } from "zod";
import { SeriesReference } from "./series-reference.ts";
import { IdText, LooseNumber, unused } from "./wire-values.ts";

const Text = z.string().nullish();
const Flag = z.boolean().nullish();
const Num = LooseNumber.nullish();

/** What every event says of itself. */
export const EVENT_FIELDS = {
  id: IdText,
  slug: Text,
  ticker: Text,
  title: Text,
  description: Text,
  resolutionSource: Text,
  startDate: Text,
  creationDate: Text,
  endDate: Text,
  startTime: Text,
  closedTime: Text,
  active: Flag,
  closed: Flag,
  archived: Flag,
  featured: Flag,
  restricted: Flag,
  enableOrderBook: Flag,
  /** Its markets exclude each other and share collateral. */
  negRisk: Flag,
  enableNegRisk: Flag,
  /** Outcomes may still be added: those listed are never the complete set. */
  negRiskAugmented: Flag,
  negRiskMarketID: Text,
  liquidity: Num,
  liquidityClob: Num,
  volume: Num,
  volume24hr: Num,
  volume1wk: Num,
  volume1mo: Num,
  volume1yr: Num,
  openInterest: Num,
  commentCount: Num,
  category: Text,
  seriesSlug: Text,
  live: Flag,
  ended: Flag,
  score: Text,
  period: Text,
  elapsed: Text,
  series: z.array(SeriesReference).nullish(),
  // In alphabetical order.
  ...unused("$schema", "automaticallyActive", "automaticallyResolved", "bestLines", "cantEstimate", "carouselMap"),
  ...unused("categories", "chats", "collections", "color", "commentsEnabled", "competitive", "countryName"),
  ...unused("createdAt", "createdBy", "cumulativeMarkets", "cyom", "deploying", "deployingTimestamp"),
  ...unused("disqusThread", "electionType", "estimateValue", "estimatedValue", "eventCreators", "eventDate"),
  ...unused("eventMetadata", "eventWeek", "externalPartners", "featuredImage", "featuredImageOptimized"),
  ...unused("featuredOrder", "finishedTimestamp", "gameId", "gameStatus", "gmpChartMode", "homeTeamName", "icon"),
  ...unused("iconOptimized", "image", "imageOptimized", "isTemplate", "liquidityAmm", "negRiskFeeBips", "new"),
  ...unused("parentEventId", "parentEvent", "partners", "pendingDeployment", "published_at", "requiresTranslation"),
  ...unused("scheduledDeploymentTimestamp", "showAllOutcomes", "showMarketImages", "sortBy", "spreadsMainLine"),
  ...unused("subEvents", "subcategory", "subtitle", "tag_labels", "tag_slugs", "templateVariables", "templates"),
  ...unused("totalsMainLine", "turnProviderId", "tweetCount", "updatedAt", "updatedBy"),
} as const;

/** An event as a market or a series mentions it: without its markets. */
export const EventReference = z.object({ ...EVENT_FIELDS, ...unused("markets", "sport", "tags", "teams") });
export type EventReference = z.infer<typeof EventReference>;

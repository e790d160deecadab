import type { AnyApiMethod } from "@augury/net";
import { comment, comments, commentsByUser } from "./comments.ts";
import { event, eventBySlug, events, eventsKeyset, eventTags } from "./events.ts";
import { market, marketBySlug, markets, marketsKeyset, marketTags } from "./markets.ts";
import { publicProfile, search } from "./people.ts";
import { series, seriesById } from "./series.ts";
import { sports, sportsMarketTypes, team, teams } from "./sports.ts";
import { relatedTags, relatedTagsBySlug, tag, tagBySlug, tagRelations, tagRelationsBySlug, tags } from "./tags.ts";

export * from "./comments.ts";
export * from "./events.ts";
export * from "./markets.ts";
export * from "./people.ts";
export * from "./series.ts";
export * from "./sports.ts";
export * from "./tags.ts";

/** Every call of Gamma (polymarket.md section 13). */
export const GAMMA_METHODS: readonly AnyApiMethod[] = [
  ...[markets, marketsKeyset, market, marketBySlug, marketTags],
  ...[events, eventsKeyset, event, eventBySlug, eventTags],
  ...[series, seriesById],
  ...[tags, tag, tagBySlug, tagRelations, tagRelationsBySlug, relatedTags, relatedTagsBySlug],
  ...[search, publicProfile],
  ...[sports, sportsMarketTypes, teams, team],
  ...[comments, comment, commentsByUser],
];

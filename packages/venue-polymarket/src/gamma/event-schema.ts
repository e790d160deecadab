import { z } from "zod";
import { EVENT_FIELDS, EventReference } from "./event-reference.ts";
import { GammaMarket } from "./market-schema.ts";
import { SERIES_FIELDS } from "./series-reference.ts";
import { SportMetadata, Team } from "./sports-schema.ts";
import { Tag } from "./tag-schema.ts";
import { unused } from "./wire-values.ts";

/** A Gamma event: markets that belong together (polymarket.md section 13). Without `include_markets` there is no `markets`. */
export const GammaEvent = z.object({
  ...EVENT_FIELDS,
  markets: z.array(GammaMarket).nullish(),
  tags: z.array(Tag).nullish(),
  teams: z.array(Team).nullish(),
  sport: SportMetadata.nullish(),
});
export type GammaEvent = z.infer<typeof GammaEvent>;

/** A series: events that come again and again. */
export const GammaSeries = z.object({
  ...SERIES_FIELDS,
  events: z.array(EventReference).nullish(),
  tags: z.array(Tag).nullish(),
  ...unused("collections"),
});
export type GammaSeries = z.infer<typeof GammaSeries>;

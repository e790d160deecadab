import { z } from "zod";
import { unused } from "./wire-values.ts";

const Text = z.string().nullish();

/** What Gamma knows of a sport: where its rules stand, and the ids of its tags and series, separated by commas. */
export const SportMetadata = z.object({
  id: z.int().nullish(),
  sport: z.string(),
  image: Text,
  resolution: Text,
  /** Which team comes first: "home" or "away". */
  ordering: Text,
  tags: Text,
  series: Text,
  ...unused("createdAt", "updatedAt"),
});
export type SportMetadata = z.infer<typeof SportMetadata>;

export const Team = z.object({
  id: z.int(),
  name: Text,
  league: Text,
  record: Text,
  logo: Text,
  abbreviation: Text,
  alias: Text,
  providerId: z.int().nullish(),
  color: Text,
  ordering: Text,
  ...unused("$schema", "createdAt", "updatedAt"),
});
export type Team = z.infer<typeof Team>;

/** The kinds of markets that sports events have: "moneyline", "spreads", "totals" … */
export const SportsMarketTypes = z.object({ marketTypes: z.array(z.string()) });
export type SportsMarketTypes = z.infer<typeof SportsMarketTypes>;

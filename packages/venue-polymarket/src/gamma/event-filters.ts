import { wholeNumber, word } from "@augury/net";
import { dollars, filterFlag, isoTime, list, without } from "./parameters.ts";

/** Which events (polymarket.md section 13). */
export const EVENT_FILTERS = {
  id: list("events, by Gamma's numbers"),
  slug: list("events, by slug"),
  active: filterFlag("Only events that have been started."),
  closed: filterFlag("true: only closed events; false: only open ones."),
  archived: filterFlag("Only archived events."),
  featured: filterFlag("Only featured events."),
  tag_id: wholeNumber(1, 1e9).optional().describe("Only events with this tag."),
  tag_slug: word().optional().describe("Only events with the tag of this slug."),
  related_tags: filterFlag("With the tag's relatives."),
  exclude_tag_id: without("what has one of these tags, by number"),
  recurrence: word().optional().describe("Only events that come again so often: daily, weekly, monthly."),
  liquidity_min: dollars("Liquidity of at least so many dollars."),
  liquidity_max: dollars("Liquidity of at most so many dollars."),
  volume_min: dollars("Traded volume of at least so many dollars."),
  volume_max: dollars("Traded volume of at most so many dollars."),
  start_date_min: isoTime("Begins at or after this time."),
  start_date_max: isoTime("Begins at or before this time."),
  end_date_min: isoTime("Ends at or after this time."),
  end_date_max: isoTime("Ends at or before this time."),
  include_markets: filterFlag("false leaves the markets out."),
  cyom: filterFlag("Only events made by users."),
} as const;

import { decimal, wholeNumber, word } from "@augury/net";
import { dollars, filterFlag, isoTime, list, without } from "./parameters.ts";

/** Which markets (polymarket.md section 13). Gamma lists open ones only, unless `closed` is true: for all of them ask twice. */
export const MARKET_FILTERS = {
  id: list("markets, by Gamma's numbers"),
  slug: list("markets, by slug"),
  condition_ids: list("condition ids"),
  clob_token_ids: list("markets, by token id"),
  question_ids: list("markets, by question id"),
  active: filterFlag("Only markets that have been started."),
  closed: filterFlag("true: only closed markets; otherwise only open ones."),
  archived: filterFlag("Only archived markets."),
  tag_id: wholeNumber(1, 1e9).optional().describe("Only markets with this tag."),
  related_tags: filterFlag("With the tag's relatives."),
  exclude_tag_id: without("what has one of these tags, by number"),
  include_tag: filterFlag("With each market's tags."),
  liquidity_num_min: dollars("Liquidity of at least so many dollars."),
  liquidity_num_max: dollars("Liquidity of at most so many dollars."),
  volume_num_min: dollars("Traded volume of at least so many dollars."),
  volume_num_max: dollars("Traded volume of at most so many dollars."),
  start_date_min: isoTime("Begins at or after this time."),
  start_date_max: isoTime("Begins at or before this time."),
  end_date_min: isoTime("Ends at or after this time."),
  end_date_max: isoTime("Ends at or before this time."),
  uma_resolution_status: word()
    .optional()
    .describe("Only markets whose resolution stands so: proposed, disputed, resolved."),
  game_id: word().optional().describe("Only markets of this game."),
  sports_market_types: list("kinds of sports markets"),
  rewards_min_size: decimal(0, 1e9).optional().describe("Rewards begin at this size or above."),
  cyom: filterFlag("Only markets made by users."),
} as const;

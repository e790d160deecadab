import { z } from "zod";
import { Contracts, Dollars } from "./decimal-text.ts";

/** Positions: kalshi.md section 9. */

/** `position_fp` is signed: YES above zero, NO below. */
export const MarketPosition = z.object({
  ticker: z.string(),
  exchange_index: z.int().nullish(),
  total_traded_dollars: Dollars,
  position_fp: Contracts,
  market_exposure_dollars: Dollars,
  realized_pnl_dollars: Dollars,
  fees_paid_dollars: Dollars,
  last_updated_ts: z.string().nullish(),
});
export type MarketPosition = z.infer<typeof MarketPosition>;

export const EventPosition = z.object({
  event_ticker: z.string(),
  total_cost_dollars: Dollars,
  total_cost_shares_fp: Contracts,
  event_exposure_dollars: Dollars,
  realized_pnl_dollars: Dollars,
  fees_paid_dollars: Dollars,
});
export type EventPosition = z.infer<typeof EventPosition>;

export const PositionsAnswer = z.object({
  cursor: z.string().nullish(),
  market_positions: z.array(MarketPosition),
  event_positions: z.array(EventPosition),
});
export type PositionsAnswer = z.infer<typeof PositionsAnswer>;

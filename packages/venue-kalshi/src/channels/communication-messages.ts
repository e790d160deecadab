import { z } from "zod";
import { ContractCount, MoneyDollars, Outcome, PriceDollars } from "./wire-text.ts";

/** The `msg` of the channel `communications`: requests for quotes and quotes (kalshi.md section 13.10). Times are RFC 3339. */
const SelectedLegs = z
  .array(
    z.object({
      event_ticker: z.string().nullish(),
      market_ticker: z.string().nullish(),
      side: z.string().nullish(),
      yes_settlement_value_dollars: MoneyDollars.nullish(),
    }),
  )
  .nullish();

const Rfq = {
  id: z.string().min(1),
  /** Anonymous; "0" when hidden. */
  creator_id: z.string(),
  market_ticker: z.string().min(1),
  event_ticker: z.string().nullish(),
  contracts_fp: ContractCount.nullish(),
  target_cost_dollars: MoneyDollars.nullish(),
  mve_collection_ticker: z.string().nullish(),
  mve_selected_legs: SelectedLegs,
};

export const RfqCreatedBody = z.object({ ...Rfq, created_ts: z.string().nullish() });
export type RfqCreatedBody = z.infer<typeof RfqCreatedBody>;

export const RfqDeletedBody = z.object({ ...Rfq, deleted_ts: z.string().nullish() });
export type RfqDeletedBody = z.infer<typeof RfqDeletedBody>;

const Parties = {
  quote_id: z.string().min(1),
  rfq_id: z.string().min(1),
  quote_creator_id: z.string().nullish(),
  rfq_creator_id: z.string().nullish(),
  market_ticker: z.string().min(1),
  event_ticker: z.string().nullish(),
  subaccount: z.int().nullish(),
};
const Quote = {
  ...Parties,
  yes_bid_dollars: PriceDollars,
  no_bid_dollars: PriceDollars,
  yes_contracts_offered_fp: ContractCount.nullish(),
  no_contracts_offered_fp: ContractCount.nullish(),
  rfq_target_cost_dollars: MoneyDollars.nullish(),
  created_ts: z.string().nullish(),
};

export const QuoteCreatedBody = z.object(Quote);
export type QuoteCreatedBody = z.infer<typeof QuoteCreatedBody>;

export const QuoteAcceptedBody = z.object({
  ...Quote,
  accepted_side: Outcome.nullish(),
  contracts_accepted_fp: ContractCount.nullish(),
});
export type QuoteAcceptedBody = z.infer<typeof QuoteAcceptedBody>;

export const QuoteExecutedBody = z.object({
  ...Parties,
  order_id: z.string().min(1),
  /** The receiver's own. */
  client_order_id: z.string().nullish(),
  executed_ts: z.string().nullish(),
});
export type QuoteExecutedBody = z.infer<typeof QuoteExecutedBody>;

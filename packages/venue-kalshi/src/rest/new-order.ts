import { flag, wholeNumber, word } from "@augury/net";
import { z } from "zod";
import { BookSide, OutcomeSide } from "./direction.ts";
import { clientOrderId, countText, exchangeIndex, marketTicker, priceText, subaccount } from "./parameters.ts";

/**
 * An order as V2 takes it (kalshi.md section 10.1). The venue asks for no `client_order_id`; we do, because without one nobody can tell
 * after a lost answer whether the order is there.
 */
export const NewOrder = z
  .strictObject({
    ticker: marketTicker(),
    client_order_id: clientOrderId(
      "Own id: the same one again is refused, so it also tells what became of a lost answer.",
    ),
    side: BookSide.describe("bid buys YES, ask sells it; buying NO at q is an ask at 1 - q."),
    count: countText("Contracts, in steps of 0.01."),
    price: priceText(),
    time_in_force: z
      .enum(["good_till_canceled", "immediate_or_cancel", "fill_or_kill"])
      .describe(
        "good_till_canceled rests, immediate_or_cancel takes what is there, fill_or_kill takes all of it or nothing.",
      ),
    self_trade_prevention_type: z
      .enum(["taker_at_cross", "maker"])
      .describe("When own orders would meet: taker_at_cross stops the new one, maker cancels the resting one."),
    expiration_time: wholeNumber(0, 9_999_999_999)
      .optional()
      .describe("Until when it rests, in Unix seconds; good_till_canceled only."),
    post_only: flag().optional().describe("Rather none than one that takes."),
    reduce_only: flag().optional().describe("Never beyond what the position holds."),
    cancel_order_on_pause: flag().optional().describe("Cancel it when trading pauses."),
    order_group_id: word().optional().describe("Group whose cap it counts towards."),
    subaccount: subaccount("Subaccount that trades; 0 is the primary one, and the default.").optional(),
    exchange_index: exchangeIndex(
      "Exchange shard; left out it is routed by the market, -1 insists on that.",
    ).optional(),
  })
  .refine((order) => order.expiration_time === undefined || order.time_in_force === "good_till_canceled", {
    error: "expiration_time goes with good_till_canceled only",
  });
export type NewOrder = z.infer<typeof NewOrder>;

/** An order to cancel; the market routes it to its shard. */
export const OrderRef = z.strictObject({
  order_id: word(),
  subaccount: wholeNumber(0, 63).optional(),
  exchange_index: wholeNumber(-1, 1000).optional(),
  market_ticker: word().optional(),
});

/** A leg of a combo. */
export const SelectedMarket = z.strictObject({ market_ticker: word(), event_ticker: word(), side: OutcomeSide });

/** A shard's share of the free collateral. */
export const AllocationInput = z.strictObject({
  exchange_index: wholeNumber(0, 1000),
  percent: z.number().min(0).max(100),
});

/** A cap is said in whole contracts, or with decimals. */
export const hasContractsLimit = (group: { contracts_limit?: unknown; contracts_limit_fp?: unknown }) =>
  group.contracts_limit !== undefined || group.contracts_limit_fp !== undefined;
export const CONTRACTS_LIMIT = { error: "give contracts_limit or contracts_limit_fp" };

/** An RFQ says how many, or what it may cost. */
export const hasRfqSize = (rfq: { contracts?: unknown; contracts_fp?: unknown; target_cost_dollars?: unknown }) =>
  rfq.contracts !== undefined || rfq.contracts_fp !== undefined || rfq.target_cost_dollars !== undefined;
export const RFQ_SIZE = { error: "give contracts, contracts_fp or target_cost_dollars" };

import { z } from "zod";
import { MakerOrder, Trade, type TradeStatus } from "../clob/trade-schema.ts";
import { toVenueMs } from "./venue-time.ts";

type Side = "buy" | "sell";

/** One maker's part of a trade, on the maker's own token. */
export interface UserMakerFill {
  readonly orderId: string;
  readonly owner: string;
  readonly makerAddress: string;
  readonly tokenId: string;
  readonly outcome: string;
  readonly side: Side;
  readonly price: string;
  readonly size: string;
}

/**
 * What the user channel says of a trade. The same id comes once per state; MATCHED is a promise, CONFIRMED and FAILED are final, and a
 * failed trade is void (polymarket.md section 11).
 */
export interface UserTrade {
  readonly kind: "trade";
  readonly tradeId: string;
  readonly status: TradeStatus;
  readonly isFinal: boolean;
  readonly conditionId: string;
  /** The taker's: a maker may stand on the other token, see {@link ownFills}. */
  readonly tokenId: string;
  readonly outcome: string;
  readonly side: Side;
  readonly price: string;
  readonly size: string;
  readonly takerOrderId: string;
  /** The taker's API key, and the wallet with its funds. */
  readonly owner: string;
  readonly makerAddress: string;
  readonly role: "taker" | "maker";
  readonly makers: readonly UserMakerFill[];
  /** May change until the trade is confirmed. */
  readonly transactionHash: string | undefined;
  readonly matchTimeMs: number | undefined;
  readonly exchangeTimeMs: number;
}

const Time = z.union([z.string(), z.number()]);

/** A `trade` event as it comes: REST's trade with other names for some times, and some fields more. */
export const WireUserTrade = Trade.extend({
  event_type: z.literal("trade").optional(),
  type: z.literal("TRADE").optional(),
  match_time: Time.optional(),
  matchtime: Time.optional(),
  last_update: Time.optional(),
  trade_owner: z.string().optional(),
  bucket_index: z.number().optional(),
  maker_orders: z
    .array(MakerOrder)
    .nullish()
    .transform((orders) => orders ?? []),
  timestamp: Time,
});
type WireUserTrade = z.infer<typeof WireUserTrade>;

/** The same under our names and units. */
export const UserTradeEvent: z.ZodType<UserTrade> = WireUserTrade.transform((event, context) => {
  const exchangeTimeMs = toVenueMs(event.timestamp);
  if (exchangeTimeMs !== undefined) return toTrade(event, exchangeTimeMs);
  context.addIssue({ code: "custom", path: ["timestamp"], message: "must be a time" });
  return z.NEVER;
});

/** Returns a trade of the account's listing as the user channel would have told it. */
export function toUserTrade(trade: Trade): UserTrade {
  return toTrade(trade, toVenueMs(trade.last_update) ?? toVenueMs(trade.match_time) ?? 0);
}

function toTrade(event: Omit<WireUserTrade, "timestamp">, exchangeTimeMs: number): UserTrade {
  return {
    kind: "trade",
    tradeId: event.id,
    status: event.status,
    isFinal: event.status === "CONFIRMED" || event.status === "FAILED",
    conditionId: event.market,
    tokenId: event.asset_id,
    outcome: event.outcome,
    side: sideOf(event.side),
    price: event.price,
    size: event.size,
    takerOrderId: event.taker_order_id,
    owner: event.trade_owner ?? event.owner,
    makerAddress: event.maker_address,
    role: event.trader_side === "TAKER" ? "taker" : "maker",
    makers: event.maker_orders.map((maker) => toFill(event, maker)),
    transactionHash: event.transaction_hash || undefined,
    matchTimeMs: toVenueMs(event.match_time ?? event.matchtime),
    exchangeTimeMs,
  };
}

/** What of a trade is ours: as taker the whole of it, as maker the parts of our own orders. */
export function ownFills(trade: UserTrade, apiKey: string): readonly UserMakerFill[] {
  if (trade.role === "maker") return trade.makers.filter(({ owner }) => owner === apiKey);
  const { takerOrderId: orderId, owner, makerAddress, tokenId, outcome, side, price, size } = trade;
  return [{ orderId, owner, makerAddress, tokenId, outcome, side, price, size }];
}

/** Older frames do not name the maker's side: on the taker's token it is the opposite one, on the other token the same. */
function toFill(trade: Pick<Trade, "asset_id" | "side">, maker: MakerOrder): UserMakerFill {
  const isOpposite = maker.asset_id === trade.asset_id;
  const implied = isOpposite === (trade.side === "BUY") ? "SELL" : "BUY";
  return {
    orderId: maker.order_id,
    owner: maker.owner,
    makerAddress: maker.maker_address,
    tokenId: maker.asset_id,
    outcome: maker.outcome,
    side: sideOf(maker.side ?? implied),
    price: maker.price,
    size: maker.matched_amount,
  };
}

function sideOf(side: "BUY" | "SELL"): Side {
  return side === "BUY" ? "buy" : "sell";
}

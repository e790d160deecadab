import { z } from "zod";
import { DecimalText, listOf } from "../clob/wire-schemas.ts";
import { toVenueMs } from "./venue-time.ts";

const Time = z.union([z.string(), z.number()]);
const CHANGES = { PLACEMENT: "placement", UPDATE: "update", CANCELLATION: "cancellation" } as const;

/** What the user channel says of one of our orders. Prices and sizes are decimals in text, sizes in contracts. */
export interface UserOrder {
  readonly kind: "order";
  readonly change: (typeof CHANGES)[keyof typeof CHANGES];
  readonly orderId: string;
  /** LIVE, MATCHED, DELAYED, UNMATCHED, CANCELED, …; without the prefix that some frames put before it. */
  readonly status: string;
  /** The API key that posted it. */
  readonly owner: string;
  readonly makerAddress: string | undefined;
  readonly conditionId: string;
  readonly tokenId: string;
  readonly outcome: string;
  readonly side: "buy" | "sell";
  readonly price: string;
  readonly originalSize: string;
  /** Cumulative: what to reconcile by. An update may come before or after the trade it belongs to. */
  readonly sizeMatched: string;
  readonly orderType: string | undefined;
  readonly tradeIds: readonly string[];
  readonly createdTimeMs: number | undefined;
  /** `undefined` for an order without end. */
  readonly expirationMs: number | undefined;
  readonly exchangeTimeMs: number;
}

/** An `order` event as it comes (polymarket.md section 11). */
export const WireUserOrder = z.object({
  event_type: z.literal("order").optional(),
  type: z.enum(["PLACEMENT", "UPDATE", "CANCELLATION"]),
  id: z.string().min(1),
  owner: z.string(),
  order_owner: z.string().optional(),
  market: z.string(),
  asset_id: z.string(),
  side: z.enum(["BUY", "SELL"]),
  original_size: DecimalText,
  size_matched: DecimalText,
  price: DecimalText,
  associate_trades: listOf(z.string()),
  outcome: z.string(),
  created_at: Time.nullish(),
  expiration: Time.nullish(),
  order_type: z.string().optional(),
  status: z.string(),
  maker_address: z.string().optional(),
  timestamp: Time,
});

/** The same under our names and units. */
export const UserOrderEvent: z.ZodType<UserOrder> = WireUserOrder.transform((event, context) => {
  const exchangeTimeMs = toVenueMs(event.timestamp);
  if (exchangeTimeMs === undefined) {
    context.addIssue({ code: "custom", path: ["timestamp"], message: "must be a time" });
    return z.NEVER;
  }
  return {
    kind: "order",
    change: CHANGES[event.type],
    orderId: event.id,
    status: event.status.replace(/^ORDER_STATUS_/, ""),
    owner: event.order_owner ?? event.owner,
    makerAddress: event.maker_address,
    conditionId: event.market,
    tokenId: event.asset_id,
    outcome: event.outcome,
    side: event.side === "BUY" ? "buy" : "sell",
    price: event.price,
    originalSize: event.original_size,
    sizeMatched: event.size_matched,
    orderType: event.order_type,
    tradeIds: event.associate_trades,
    createdTimeMs: toVenueMs(event.created_at),
    expirationMs: toVenueMs(event.expiration),
    exchangeTimeMs,
  };
});

import type { OrderFact, ReasonCode } from "@augury/model";
import type { OpenOrder } from "../clob/order-schema.ts";
import type { UserOrder } from "../user/user-order.ts";
import { toVenueMs } from "../user/venue-time.ts";
import { matchedSize } from "./matched-size.ts";
import type { OwnOrder } from "./own-orders.ts";

/** What the stream and the listings say alike. */
export interface OrderNews {
  readonly status: string;
  readonly sizeMatched: string;
  readonly originalSize: string;
  readonly orderType: string | undefined;
  readonly isCanceled: boolean;
  readonly expirationMs: number | undefined;
  /** When it was said, by the venue's clock. */
  readonly saidMs: number;
}

/** The venue drops a GTD order a minute before the expiration that it names (polymarket.md section 7), give or take a second. */
const GTD_EARLY_MS = 61_000;

export function newsOfEvent(order: UserOrder): OrderNews {
  return { ...order, isCanceled: order.change === "cancellation", saidMs: order.exchangeTimeMs };
}

export function newsOfListing(order: OpenOrder, saidMs: number): OrderNews {
  return {
    status: order.status,
    sizeMatched: order.size_matched,
    originalSize: order.original_size,
    orderType: order.order_type,
    isCanceled: false,
    expirationMs: toVenueMs(order.expiration),
    saidMs,
  };
}

/** Whether an order of this status may still trade. */
export function isLiveStatus(status: string): boolean {
  return status === "LIVE" || status === "DELAYED";
}

/** Returns what news of an order say. */
export function factsOfOrder(news: OrderNews, own: OwnOrder | undefined): OrderFact[] {
  if (news.status === "INVALID") return [{ kind: "refused", reason: "venue_refused" }];
  const facts: OrderFact[] = [{ kind: "accepted" }];
  const matched = matchedSize(news, own?.size);
  if (matched !== undefined && matched > 0) facts.push({ kind: "matched", size: matched });
  const end = endOf(news, own);
  if (end) facts.push(end);
  return facts;
}

/** Returns what there is to say of an order that takes what it finds and never rests, once the venue has carried it out. */
export function endOfTaker(own: OwnOrder | undefined): OrderFact | undefined {
  switch (own?.request.timeInForce) {
    case "IOC":
      return ended("no_liquidity");
    case "FOK":
      return ended("fok_unfilled");
    default:
      return undefined;
  }
}

/** An order that filled needs no end of its own: its fills say so. */
function endOf(news: OrderNews, own: OwnOrder | undefined): OrderFact | undefined {
  const { isCanceled, status } = news;
  if (status === "CANCELED_MARKET_RESOLVED") return ended("market_closed");
  if (isCanceled || status === "CANCELED") return isExpired(news) ? EXPIRED : ended("requested");
  return status === "MATCHED" || status === "UNMATCHED" ? endOfTaker(own) : undefined;
}

const EXPIRED: OrderFact = { kind: "ended", how: "expired", reason: "expired" };

/** Expiry shows as a cancel (polymarket.md section 7). */
function isExpired({ orderType, expirationMs, saidMs }: OrderNews): boolean {
  return orderType === "GTD" && expirationMs !== undefined && saidMs >= expirationMs - GTD_EARLY_MS;
}

function ended(reason: ReasonCode): OrderFact {
  return { kind: "ended", how: "canceled", reason };
}

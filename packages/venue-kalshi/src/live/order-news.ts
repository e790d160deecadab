import { type PriceTicks, parsePrice, parseSize, type SizeMicros, sizeMicros } from "@augury/core";
import type { OrderFact, OrderTerms, ReasonCode } from "@augury/model";
import type { AccountOrder } from "../channels/account-events.ts";
import type { KalshiOrder } from "../rest/order-schema.ts";
import { parseRfc3339Ms } from "../rfc3339.ts";
import type { OwnOrder } from "./own-orders.ts";
import { priceOn } from "./yes-leg.ts";

/** What the stream and the listings say alike of an order. Price of YES; times in ms by the venue's clock, 0 = not said. */
export interface OrderNews {
  readonly orderId: string;
  /** "" when it has none. */
  readonly clientOrderId: string;
  readonly status: "resting" | "canceled" | "executed";
  readonly price: PriceTicks;
  readonly filledSize: SizeMicros;
  readonly remainingSize: SizeMicros;
  /** The venue's word for what happened last; listings have none. */
  readonly reason: string;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly expirationMs: number;
}

export function newsOfEvent(order: AccountOrder): OrderNews {
  const { state } = order;
  const isResting = state === "accepted" || state === "partially_filled";
  const { createdTimeMs: createdMs, expirationTimeMs: expirationMs, updatedTimeMs: updatedMs } = order;
  const status = isResting ? "resting" : state === "filled" ? "executed" : "canceled";
  return { ...order, status, createdMs, updatedMs, expirationMs };
}

/** Returns a listed order's news; `undefined` when a number of it does not fit our units. */
export function newsOfListing(order: KalshiOrder): OrderNews | undefined {
  const price = parsePrice(order.yes_price_dollars);
  const filledSize = parseSize(order.fill_count_fp);
  const remainingSize = parseSize(order.remaining_count_fp);
  if (price === undefined || filledSize === undefined || remainingSize === undefined) return undefined;
  return {
    orderId: order.order_id,
    clientOrderId: order.client_order_id,
    status: order.status,
    price,
    filledSize,
    remainingSize,
    reason: "",
    createdMs: timeOf(order.created_time),
    updatedMs: timeOf(order.last_update_time),
    expirationMs: timeOf(order.expiration_time),
  };
}

type Ended = Extract<OrderFact, { kind: "ended" }>;

/** What the venue says that an order is, if it still rests or has filled whole; its price in the dollars of what was ordered. */
export function termsOfOrder(news: OrderNews, outcome: "yes" | "no"): OrderTerms | undefined {
  const { filledSize, price, remainingSize, status, updatedMs: version } = news;
  if (status === "canceled" || version === 0) return undefined;
  return { price: priceOn(outcome, price), size: sizeMicros(filledSize + remainingSize), version };
}

/**
 * Returns what news of an order say, and what it is now where it may not be what was requested; that such a one has filled whole ends it,
 * whatever an amendment under way would have made of it. Of one that has got another id nobody knows whether the venue counts on or from
 * nothing: then only the answer to the amendment says its size.
 */
export function factsOfOrder(news: OrderNews, own: OwnOrder | undefined, terms: OrderTerms | undefined): OrderFact[] {
  const facts: OrderFact[] = [{ kind: "accepted" }];
  if (news.filledSize > 0) facts.push({ kind: "matched", size: news.filledSize });
  const isRenumbered = own !== undefined && own.formerIds.length > 0;
  if (own?.isAltered && terms && !isRenumbered) facts.push({ kind: "terms", terms });
  const isChanged = own !== undefined && (isRenumbered || own.isAltered || own.changedUs !== undefined);
  if (isChanged && news.status === "executed") facts.push({ kind: "ended", how: "filled", reason: "none" });
  const end = endOf(news, own);
  if (end) facts.push(end);
  return facts;
}

/** Returns what there is to say of the rest of an order that takes what it finds and never rests. */
export function endOfTaker(own: OwnOrder | undefined): Ended | undefined {
  switch (own?.request.timeInForce) {
    case "IOC":
      return ended("no_liquidity");
    case "FOK":
      return ended("fok_unfilled");
    default:
      return undefined;
  }
}

/** The venue's words for an end (kalshi.md section 10.2), in small letters. */
const ENDS: Readonly<Record<string, Ended>> = {
  expirycancel: { kind: "ended", how: "expired", reason: "expired" },
  margincancel: ended("balance"),
  selftradecancel: ended("self_cross"),
  closecancel: ended("market_closed"),
  haltcancel: ended("market_closed"),
  postonlycrosscancel: ended("post_only_cross"),
  reduceonlycancel: ended("reduce_only"),
  decrease: ended("requested"),
};

function endOf(news: OrderNews, own: OwnOrder | undefined): Ended | undefined {
  // One that filled whole needs no end of its own: its fills say so.
  if (news.status !== "canceled") return undefined;
  const word = news.reason.toLowerCase();
  // Its successor under another id lives on: an amendment ends nothing (kalshi.md section 10.2).
  if (word === "amend") return undefined;
  const known = ENDS[word];
  if (known) return known;
  return isExpired(news) ? ENDS.expirycancel : (endOfTaker(own) ?? ended("requested"));
}

/** Listings give no reason. */
function isExpired({ expirationMs, updatedMs }: OrderNews): boolean {
  return expirationMs > 0 && updatedMs >= expirationMs;
}

function ended(reason: ReasonCode): Ended {
  return { kind: "ended", how: "canceled", reason };
}

function timeOf(text: string | null | undefined): number {
  return text ? parseRfc3339Ms(text) : 0;
}

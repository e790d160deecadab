import { expect, test } from "bun:test";
import type { PriceTicks, SizeMicros } from "@augury/core";
import { requestOf } from "@augury/testkit";
import { toAccountOrder } from "../channels/account-events.ts";
import { UserOrderBody } from "../channels/account-messages.ts";
import { KalshiOrder } from "../rest/order-schema.ts";
import { factsOfOrder, newsOfEvent, newsOfListing, termsOfOrder } from "./order-news.ts";
import { OwnOrders } from "./own-orders.ts";

const BASE = {
  order_id: "o",
  client_order_id: "k",
  ticker: "KXA",
  outcome_side: "no",
  book_side: "ask",
  yes_price_dollars: "0.5200",
  initial_count_fp: "10.00",
  fill_count_fp: "4.00",
  remaining_count_fp: "6.00",
  taker_fill_cost_dollars: "0.000000",
  maker_fill_cost_dollars: "0.000000",
  taker_fees_dollars: "0.000000",
  maker_fees_dollars: "0.000000",
};

function ownOf(timeInForce: "GTC" | "GTD" | "IOC" | "FOK" = "GTC") {
  const own = new OwnOrders(() => {});
  own.add("k", requestOf(1, 0, { instrument: 1, timeInForce }), 0);
  const order = own.find("k");
  if (!order) throw new Error("it has just been added");
  return { own, order };
}

function eventOf(over: object) {
  const order = toAccountOrder(UserOrderBody.parse({ ...BASE, status: "canceled", last_updated_ts_ms: 7, ...over }));
  if (!order.ok) throw order.error;
  return newsOfEvent(order.value);
}

test.each([
  ["ExpiryCancel", "GTD", "expired expired"],
  ["MarginCancel", "GTC", "canceled balance"],
  ["SelfTradeCancel", "GTC", "canceled self_cross"],
  ["CloseCancel", "GTC", "canceled market_closed"],
  ["HaltCancel", "GTC", "canceled market_closed"],
  ["PostOnlyCrossCancel", "GTC", "canceled post_only_cross"],
  ["ReduceOnlyCancel", "IOC", "canceled reduce_only"],
  ["Decrease", "GTC", "canceled requested"],
  ["Trade", "IOC", "canceled no_liquidity"],
  ["", "FOK", "canceled fok_unfilled"],
  ["", "GTC", "canceled requested"],
  ["a word of next year", "GTC", "canceled requested"],
  ["Amend", "GTC", ""],
] as const)("factsOfOrder: behavior: canceled by %p, %s: %p", (last_update_reason, timeInForce, end) => {
  const { order } = ownOf(timeInForce);
  const facts = factsOfOrder(eventOf({ last_update_reason }), order, undefined);
  expect(facts.slice(0, 2) as unknown).toEqual([{ kind: "accepted" }, { kind: "matched", size: 4_000_000 }]);
  expect(
    facts
      .slice(2)
      .map((fact) => (fact.kind === "ended" ? `${fact.how} ${fact.reason}` : ""))
      .join(),
  ).toBe(end);
});

test("termsOfOrder: behavior: what rests or has filled whole says its size, in the dollars of what was ordered", () => {
  const terms = (over: object, outcome: "yes" | "no" = "no") => termsOfOrder(eventOf(over), outcome) as unknown;
  expect(terms({ status: "resting" })).toEqual({ price: 4_800, size: 10_000_000, version: 7 });
  expect(terms({ status: "resting" }, "yes")).toEqual({ price: 5_200, size: 10_000_000, version: 7 });
  const whole = { status: "executed", remaining_count_fp: "0.00" };
  expect(terms(whole)).toEqual({ price: 4_800, size: 4_000_000, version: 7 });
  expect(terms({})).toBeUndefined();
});

test("factsOfOrder: behavior: what an order is now is told from the first time on that it is not what was requested", () => {
  const { order, own } = ownOf();
  const kinds = (over: object) => {
    const news = eventOf({ status: "resting", ...over });
    const terms = termsOfOrder(news, "no");
    if (terms) own.see(order, terms.price, terms.size);
    return factsOfOrder(news, order, terms).map(({ kind }) => kind);
  };
  expect(kinds({})).toEqual(["accepted", "matched"]);
  expect(kinds({ remaining_count_fp: "2.00" })).toEqual(["accepted", "matched", "terms"]);
  expect(kinds({})).toEqual(["accepted", "matched", "terms"]);
});

test("factsOfOrder: behavior: one that was changed and has filled whole has ended, the others end by their fills", () => {
  const { order } = ownOf();
  const news = eventOf({ status: "executed", remaining_count_fp: "0.00" });
  const facts = () => factsOfOrder(news, order, undefined);
  expect(facts().map(({ kind }) => kind)).toEqual(["accepted", "matched"]);
  order.changedUs = 5;
  expect(facts().at(-1)).toEqual({ kind: "ended", how: "filled", reason: "none" });
});

test("newsOfListing: default: the same as the stream says, and an expiry by its times", () => {
  const listed = KalshiOrder.parse({
    ...BASE,
    status: "canceled",
    remaining_count_fp: "0.00",
    created_time: "2026-11-21T12:00:00Z",
    last_update_time: "2026-11-21T12:00:05.25Z",
    expiration_time: "2026-11-21T12:00:05Z",
  });
  const news = newsOfListing(listed);
  expect(news).toMatchObject({
    orderId: "o",
    price: 5_200 as PriceTicks,
    filledSize: 4_000_000 as SizeMicros,
    expirationMs: Date.parse("2026-11-21T12:00:05Z"),
  });
  const facts = news && factsOfOrder(news, ownOf("GTD").order, undefined);
  expect(facts?.at(-1) as unknown).toEqual({ kind: "ended", how: "expired", reason: "expired" });
  expect(newsOfListing({ ...listed, fill_count_fp: "0.00000001" })).toBeUndefined();
});

import { expect, test } from "bun:test";
import { err, ok } from "@augury/core";
import { VenueError } from "@augury/model";
import { requestOf } from "@augury/testkit";
import { BatchCreateAnswer, OrderCreated } from "../rest/order-reply-schema.ts";
import { OwnOrders } from "./own-orders.ts";
import { type PostReading, readBatchPosting, readPosting } from "./post-outcome.ts";

function ownOf(over: Parameters<typeof requestOf>[2] = {}) {
  const own = new OwnOrders(() => {});
  own.add("k", requestOf(1, 0, over), 0);
  return own.find("k");
}
const OWN = ownOf();
const created = (fill_count: string, remaining_count: string) =>
  ok(OrderCreated.parse({ order_id: "o", client_order_id: "k", fill_count, remaining_count, ts_ms: 1 }));
const error = (...args: ConstructorParameters<typeof VenueError>) => err(new VenueError(...args));
const refusal = (venueCode: string, status = 400) =>
  error("rejected", "never", "", { status, ...(venueCode !== "" && { venueCode }) });

function said({ facts, isGroupTriggered, mustAsk, outcome }: PostReading): string {
  const { kind, ...rest } = outcome;
  const detail = "reason" in rest ? rest.reason : "matched" in rest ? rest.matched / 1e6 : "";
  const ends = facts.map((fact) => (fact.kind === "ended" ? fact.reason : fact.kind));
  return [kind, detail, ...ends, mustAsk ? "ask" : "", isGroupTriggered ? "triggered" : ""]
    .filter((one) => one !== "")
    .join(" ");
}

test.each([
  ["rests", created("0.00", "10.00"), {}, "accepted 0"],
  ["rests with the rest", created("2.50", "7.50"), {}, "accepted 2.5"],
  ["has filled", created("10.00", "0.00"), {}, "accepted 10"],
  ["took what there was", created("4.00", "0.00"), { timeInForce: "IOC" }, "accepted 4 no_liquidity"],
  ["found not all", created("0.00", "0.00"), { timeInForce: "FOK" }, "accepted 0 fok_unfilled"],
  ["would have taken", created("0.00", "0.00"), { postOnly: true }, "accepted 0 post_only_cross"],
  ["met an own one", created("0.00", "0.00"), {}, "accepted 0 self_cross"],
  ["a number that is none of ours", created("0.00000001", "1.00"), {}, "unknown"],
] as const)("readPosting: default: one that %s", (_, answer, over, expected) => {
  expect(said(readPosting(answer, ownOf(over)))).toBe(expected);
});

test.each([
  ["the key again", refusal("order_already_exists", 409), "accepted 0 ask"],
  ["the key again, in capitals", refusal("ORDER_ALREADY_EXISTS", 409), "accepted 0 ask"],
  ["a price off the grid", refusal("INVALID_PRICE"), "refused off_tick"],
  ["a market that is not open", refusal("market_inactive"), "refused market_closed"],
  ["not enough money", refusal("insufficient_balance"), "refused balance"],
  ["a post-only cross", refusal("post_only_cross", 409), "refused post_only_cross"],
  ["a fill-or-kill", refusal("fill_or_kill_insufficient_resting_volume", 409), "refused fok_unfilled"],
  ["a reduce-only", refusal("reduce_only_violation"), "refused reduce_only"],
  ["a group that was triggered", refusal("order_group_triggered", 409), "refused order_rate triggered"],
  ["a code that nobody has seen", refusal("no_tuesdays"), "refused venue_refused"],
  ["no code at all", refusal(""), "refused venue_refused"],
  [
    "a call that was switched off, in a good answer",
    refusal("deprecated_v1_order_endpoint", 200),
    "refused venue_refused",
  ],
  ["a timeout", error("timeout", "resync", ""), "unknown"],
  ["a request that the venue waited for in vain", error("timeout", "backoff", "", { status: 408 }), "unknown"],
  ["a 503", error("venue_down", "resync", "", { status: 503, venueCode: "service_unavailable" }), "unknown"],
  ["the venue's limit", error("rate_limited", "backoff", "", { status: 429 }), "unsent order_rate"],
  ["our own budget", error("rate_limited", "backoff", ""), "unsent order_rate"],
  ["no connection", error("network", "backoff", ""), "unsent never_arrived"],
  ["a turn that came too late", error("timeout", "never", ""), "unsent deadline_passed"],
])("readPosting: error: %s", (_, answer, expected) => {
  expect(said(readPosting(answer, OWN))).toBe(expected);
});

const item = (
  client_order_id: string | null,
  more: object = { order_id: "o", fill_count: "0.00", remaining_count: "10.00" },
) => ({
  client_order_id,
  ...more,
});
const batch = (...orders: object[]) => ok(BatchCreateAnswer.parse({ orders }));
const failure = (code: string) => ({ error: { code, message: "" } });
const readTwo = (answer: Parameters<typeof readBatchPosting>[0]) =>
  readBatchPosting(answer, [
    { key: "k", own: OWN },
    { key: "l", own: OWN },
  ]).map(said);

test.each([
  ["each fails alone", batch(item("k"), item("l", failure("INVALID_PRICE"))), ["accepted 0", "refused off_tick"]],
  ["in another order", batch(item("l", failure("INVALID_PRICE")), item("k")), ["accepted 0", "refused off_tick"]],
  [
    "without names, by their place",
    batch(item(null), item(null, failure("x"))),
    ["accepted 0", "refused venue_refused"],
  ],
  ["one is left out", batch(item("k")), ["accepted 0", "unknown"]],
  ["another is named", batch(item("k"), item("m")), ["accepted 0", "unknown"]],
  [
    "one may be there all the same",
    batch(item("k", failure("internal_error")), item("l", failure(""))),
    ["unknown", "unknown"],
  ],
  ["one is there", batch(item("k", failure("order_already_exists")), item("l")), ["accepted 0 ask", "accepted 0"]],
  ["none was sent", error("network", "backoff", ""), ["unsent never_arrived", "unsent never_arrived"]],
  [
    "too many requests",
    error("rate_limited", "backoff", "", { status: 429 }),
    ["unsent order_rate", "unsent order_rate"],
  ],
  ["a refusal that may be about one", refusal("bad_request"), ["unknown", "unknown"]],
  [
    "a key that may not",
    error("auth", "never", "", { status: 403 }),
    ["refused venue_refused", "refused venue_refused"],
  ],
])("readBatchPosting: behavior: %s", (_, answer, expected) => {
  expect(readTwo(answer)).toEqual(expected);
});

import { expect, test } from "bun:test";
import { err, ok, type SizeMicros } from "@augury/core";
import { VenueError } from "@augury/model";
import { requestOf } from "@augury/testkit";
import { PlacementAnswer } from "../clob/order-schema.ts";
import { matchedSize } from "./matched-size.ts";
import { readBatchPosting, readPosting } from "./post-outcome.ts";

const OWN = { request: requestOf(1, 0), size: 10_000_000 as SizeMicros, preparedUs: 0 };
const leg = (over: object) =>
  PlacementAnswer.parse({
    success: true,
    orderID: "0x1",
    status: "live",
    makingAmount: "",
    takingAmount: "",
    ...over,
  });
const answer = (over: object) => ok(leg(over));

test.each([
  [{}, 0, 0],
  [{ status: "matched", takingAmount: "4.5", makingAmount: "2.25" }, 4_490_000, 0],
  [{ status: "delayed" }, 0, 0],
  [{ status: "unmatched" }, 0, 0],
])("readPosting: default: %p is accepted", (over, matched, facts) => {
  const reading = readPosting(answer(over), OWN);
  expect(reading.outcome as unknown).toEqual({ kind: "accepted", matched });
  expect(reading.facts).toHaveLength(facts);
});

test("readPosting: behavior: what never rests has ended with the answer, unless it is delayed", () => {
  const own = { ...OWN, request: requestOf(1, 0, { timeInForce: "IOC" }) };
  const ends = ["matched", "unmatched", "delayed"].map((status) => readPosting(answer({ status }), own).facts.length);
  expect(ends).toEqual([1, 1, 0]);
});

const error = (...args: ConstructorParameters<typeof VenueError>) => err(new VenueError(...args));
test.each([
  [
    "a leg without an id",
    answer({ orderID: "", errorMsg: "order is invalid. Size (1) lower than the minimum: 5" }),
    "refused size_min",
  ],
  ["a status that nobody knows", answer({ status: "pondering" }), "unknown"],
  ["a repetition", error("rejected", "resync", "", { status: 400, venueCode: "duplicated" }), "accepted"],
  ["a timeout", error("timeout", "resync", ""), "unknown"],
  ["a 500", error("venue_down", "resync", "", { status: 500, venueCode: "order_timed_out" }), "unknown"],
  ["no match", error("rejected", "never", "", { status: 500, venueCode: "no_match" }), "refused no_liquidity"],
  [
    "post-only mode",
    error("venue_down", "backoff", "", { status: 503, venueCode: "post_only_mode" }),
    "refused venue_refused",
  ],
  ["a restart", error("venue_down", "backoff", "", { status: 425, venueCode: "restarting" }), "unsent venue_refused"],
  ["the venue's limit", error("rate_limited", "backoff", "", { status: 429 }), "unsent order_rate"],
  ["our own budget", error("rate_limited", "backoff", ""), "unsent order_rate"],
  ["no connection", error("network", "backoff", ""), "unsent never_arrived"],
  ["a turn that came too late", error("timeout", "never", ""), "unsent deadline_passed"],
])("readPosting: error: %s", (_, answered, said) => {
  const { outcome } = readPosting(answered, OWN);
  expect("reason" in outcome ? `${outcome.kind} ${outcome.reason}` : outcome.kind).toBe(said);
});

test("matchedSize: behavior: contracts or base units, whichever the original size is in, less what may be dust", () => {
  const size = (sizeMatched: string, originalSize: string) =>
    matchedSize({ sizeMatched, originalSize }, OWN.size) as number | undefined;
  expect([size("4", "10"), size("4000000", "10000000"), size("4000000.0", "10000000.0")]).toEqual([
    3_990_000, 3_990_000, 3_990_000,
  ]);
  expect([size("0", "10"), size("x", "10")]).toEqual([0, undefined]);
});

const LEGS = ["0xa", "0xb", "0xc"].map((key) => ({ key, own: OWN }));
const saidOf = (answered: Parameters<typeof readBatchPosting>[0]) =>
  readBatchPosting(answered, LEGS).map(({ outcome }) =>
    "reason" in outcome ? `${outcome.kind} ${outcome.reason}` : outcome.kind,
  );

test("readBatchPosting: default: each order has its own outcome", () => {
  const refused = leg({ orderID: "", errorMsg: "not enough balance / allowance" });
  const strange = leg({ orderID: "0xC", status: "pondering" });
  expect(saidOf(ok([leg({ orderID: "0xA" }), refused, strange]))).toEqual(["accepted", "refused balance", "unknown"]);
});

test("readBatchPosting: behavior: of orders that an answer leaves out or mistakes nothing is known", () => {
  expect(saidOf(ok([leg({ orderID: "0xB" }), leg({ orderID: "", errorMsg: "no" })]))).toEqual([
    "unknown",
    "accepted",
    "unknown",
  ]);
  expect(saidOf(ok([leg({ orderID: "0xa" }), leg({ orderID: "0xd" }), leg({ orderID: "0xc" })]))).toEqual([
    "accepted",
    "unknown",
    "accepted",
  ]);
});

test.each([
  ["a lost reply", error("timeout", "resync", ""), "unknown"],
  [
    "a refusal that may be about one of them",
    error("rejected", "never", "", { status: 400, venueCode: "balance" }),
    "unknown",
  ],
  ["a repetition", error("rejected", "resync", "", { status: 400, venueCode: "duplicated" }), "unknown"],
  ["a key that is none", error("auth", "never", "", { status: 401 }), "refused venue_refused"],
  ["too many", error("rejected", "never", "", { status: 400, venueCode: "too_many_orders" }), "refused venue_refused"],
  ["the venue's limit", error("rate_limited", "backoff", "", { status: 429 }), "unsent order_rate"],
  ["no connection", error("network", "backoff", ""), "unsent never_arrived"],
])("readBatchPosting: error: %s", (_, answered, said) => {
  expect(saidOf(answered)).toEqual([said, said, said]);
});

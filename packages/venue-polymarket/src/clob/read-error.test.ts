import { expect, test } from "bun:test";
import type { ErrorBodyInput } from "@augury/net";
import { readClobError } from "./read-error.ts";
import { readPlacement } from "./read-placement.ts";
import { KNOWN_REFUSALS } from "./refusal-table.ts";

function input(status: number, body: unknown, headers: Record<string, string> = {}): ErrorBodyInput {
  return { endpoint: "post-order", status, headers: new Headers(headers), json: body, text: JSON.stringify(body) };
}

/** The table of polymarket.md section 7: status, text as the venue sends it, our word, code and retry class. */
const CASES: [number, string, string, string, string][] = [
  [400, "order_version_mismatch", "order_version_mismatch", "rejected", "never"],
  [400, "invalid order version, please use the latest clob-client", "order_version_mismatch", "rejected", "never"],
  [400, "invalid signature", "invalid_signature", "rejected", "never"],
  [400, "invalid POLY_PROXY signature", "invalid_signature", "rejected", "never"],
  [400, "the order owner has to be the owner of the API KEY", "wrong_owner", "rejected", "never"],
  [400, "the order signer address has to be the address of the API KEY", "wrong_signer", "rejected", "never"],
  [400, "maker address not allowed, please use the deposit wallet flow", "maker_not_allowed", "rejected", "never"],
  [400, "Price (0.5100011) breaks minimum tick size rule: 0.01", "tick_size", "rejected", "never"],
  [400, "order 0xabc is invalid. Size (1.08) lower than the minimum: 5", "min_size", "rejected", "never"],
  [
    400,
    "invalid amounts, the taker amount for a $0.22 order of size 19.69 should be '4.3318'",
    "invalid_amounts",
    "rejected",
    "never",
  ],
  [400, "invalid amount for a marketable BUY order ($0.5), min size: $1", "invalid_amounts", "rejected", "never"],
  [400, "not enough balance / allowance: the balance is not enough -> balance: 10", "balance", "rejected", "never"],
  [400, "invalid expiration", "invalid_expiration", "rejected", "never"],
  [400, "order 0xabc is invalid. Duplicated.", "duplicated", "rejected", "resync"],
  [400, "invalid post-only order: order crosses book", "post_only_cross", "rejected", "never"],
  [400, "order couldn't be fully filled. FOK orders are fully filled or killed.", "fok_killed", "rejected", "never"],
  [
    400,
    "no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.",
    "fak_no_match",
    "rejected",
    "never",
  ],
  [400, "the market is not yet ready to process new orders", "market_not_ready", "venue_down", "backoff"],
  [400, "Too many orders in payload: 16, max allowed: 15", "too_many_orders", "rejected", "never"],
  [400, "'0xabc' address banned", "address_banned", "blocked", "never"],
  [400, "'0xabc' address in closed only mode", "closed_only", "blocked", "never"],
  [401, "Unauthorized/Invalid api key", "invalid_api_key", "auth", "never"],
  [401, "Invalid L1 Request headers", "invalid_l1_headers", "auth", "never"],
  [404, "No orderbook exists for the requested token id", "no_orderbook", "not_found", "never"],
  [425, "service not ready", "restarting", "venue_down", "backoff"],
  [500, "there are no matching orders", "no_match", "rejected", "never"],
  [503, "cancel-only mode", "cancel_only_mode", "venue_down", "backoff"],
  [503, "trading disabled", "trading_disabled", "venue_down", "backoff"],
];

test.each(CASES)("readClobError: %i %s", (status, error, word, code, retry) => {
  const body = readClobError(input(status, { error }));
  expect([body?.venueCode, body?.code, body?.retry]).toEqual([word, code as "rejected", retry as "never"]);
  expect(body?.hint).not.toBe("");
  expect(body?.message).toBe(error);
});

test("readClobError: behavior: every known refusal is among the cases", () => {
  const proven = new Set([...CASES.map(([, , word]) => word), "post_only_mode", "api_key_exists"]);
  expect(KNOWN_REFUSALS.map(({ word }) => word).filter((word) => !proven.has(word))).toEqual([]);
});

test.each([
  "could not run the execution",
  "order timed out",
  "could not insert order",
  "the trade contains rounding issues",
])("readClobError: behavior: 500 %s leaves code and retry class to the outcome being unknown", (error) => {
  const body = readClobError(input(500, { error }));
  expect([body?.code, body?.retry, typeof body?.venueCode]).toEqual([undefined, undefined, "string"]);
});

test("readClobError: behavior: post-only mode says when to come back", () => {
  const error = "post-only mode: only post-only orders and cancels are allowed";
  const body = readClobError(input(503, { error, code: "post_only_mode", retry_after_seconds: 90 }));
  expect(body).toMatchObject({
    code: "venue_down",
    retry: "backoff",
    venueCode: "post_only_mode",
    retryAfterMs: 90_000,
  });
});

test("readClobError: behavior: a limit of the signer's tier is told apart", () => {
  const body = readClobError(input(429, { error: "Too Many Requests" }, { "Poly-RateLimit-Tier": "Standard" }));
  expect(body).toMatchObject({ venueCode: "signer_tier", code: "rate_limited", retry: "backoff" });
  expect(readClobError(input(429, undefined))).toBeUndefined();
});

test("readClobError: behavior: a wrong heartbeat id brings the right one", () => {
  const body = readClobError(input(400, { error_msg: "Invalid Heartbeat ID", heartbeat_id: "abc" }));
  expect(body).toMatchObject({ venueCode: "invalid_heartbeat_id:abc", code: "rejected", retry: "resync" });
});

test("readClobError: behavior: an order refused with status 200 is an error, other answers are none", () => {
  const refused = { success: false, errorMsg: "not enough balance / allowance", orderID: "" };
  expect(readClobError(input(200, refused))).toMatchObject({ code: "rejected", venueCode: "balance" });
  expect(readClobError(input(200, { success: true, errorMsg: "order timed out", orderID: "" }))).toMatchObject({
    code: "rejected",
    retry: "never",
  });
  expect(readClobError(input(200, { success: true, errorMsg: "", orderID: "0x1" }))).toBeUndefined();
  expect(readClobError(input(200, { error: "what a market may be called" }))).toBeUndefined();
  expect(readClobError(input(200, [refused]))).toBeUndefined();
});

const LEG = {
  success: true,
  errorMsg: "",
  orderID: "0x1",
  status: "live",
  makingAmount: "",
  takingAmount: "",
  tradeIDs: [],
  transactionsHashes: [],
};

test("readPlacement: default: amounts only where something matched", () => {
  expect(readPlacement(LEG)).toEqual({
    ok: true,
    value: {
      orderId: "0x1",
      status: "live",
      makingAmount: undefined,
      takingAmount: undefined,
      tradeIds: [],
      transactionHashes: [],
    },
  });
  const matched = readPlacement({ ...LEG, status: "MATCHED", makingAmount: "5", takingAmount: "10", tradeIDs: ["t"] });
  expect(matched.ok && matched.value).toMatchObject({ status: "matched", makingAmount: "5", tradeIds: ["t"] });
});

test("readPlacement: error: success without an order id is a refusal of its own kind", () => {
  const leg = readPlacement({ ...LEG, orderID: "", errorMsg: "order 0x1 is invalid. Duplicated." });
  expect(leg.ok ? "" : [leg.error.code, leg.error.retry, leg.error.venueCode]).toEqual([
    "rejected",
    "resync",
    "duplicated",
  ]);
  const bare = readPlacement({ ...LEG, success: false, orderID: "" });
  expect(bare.ok ? "" : bare.error.message).toContain("gave no reason");
});

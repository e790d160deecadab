import { expect, test } from "bun:test";
import { hasFixtures, readFixture } from "@augury/testkit";
import { readKalshiError } from "./read-error.ts";

const read = (status: number, json: unknown) =>
  readKalshiError({ status, json, endpoint: "order", headers: new Headers(), text: JSON.stringify(json) });

test("readKalshiError: default: nested, flat, and plain text", () => {
  const details = { code: "bad_request", message: "bad request", details: "invalid status filter" };
  const said = { venueCode: "bad_request", message: "bad request: invalid status filter" };
  expect(read(400, { error: details })).toEqual(said);
  expect(read(400, details)).toEqual(said);
  expect(read(429, { error: "too many requests" })).toMatchObject({ message: "too many requests" });
});

test.skipIf(!hasFixtures())("readKalshiError: recorded: a second RFQ, and a status word as filter", async () => {
  const rfq = JSON.parse(await readFixture("kalshi/rest/error-409-rfq-already-exists-2026-10-05.json"));
  expect(read(rfq.status_code, JSON.parse(rfq.body))).toMatchObject({
    venueCode: "already_exists",
    code: "rejected",
    retry: "never",
  });
});

test("readKalshiError: behavior: codes in any case", () => {
  expect(read(409, { error: { code: "order_already_exists", message: "exists" } })?.hint).toContain("client_order_id");
  expect(read(400, { code: "INVALID_PRICE", message: "invalid price" })?.hint).toContain("grid");
  expect(read(400, { code: "something_new", message: "no" })).toEqual({ venueCode: "something_new", message: "no" });
});

test("readKalshiError: behavior: a good status does not make an error good", () => {
  const off = { error: { code: "deprecated_v1_order_endpoint", message: "use v2" } };
  expect(read(200, off)).toMatchObject({ code: "rejected", retry: "never", venueCode: "deprecated_v1_order_endpoint" });
  expect(read(201, { error: "no" })).toMatchObject({ code: "rejected", message: "no" });
  expect(read(200, { code: "oops", message: "no" })).toMatchObject({ code: "rejected", venueCode: "oops" });
});

test("readKalshiError: behavior: a good answer is none", () => {
  const good = [
    { orders: [{ order_id: "a", error: { code: "x", message: "y" } }] },
    { error: null, markets: [] },
    { error: "", markets: [] },
    { live_data: { message: "kick-off" } },
    [],
    null,
  ];
  for (const json of good) expect(read(200, json)).toBeUndefined();
});

test.each([
  ["INVALID_TIMESTAMP", "clock"],
  ["INCORRECT_API_KEY_SIGNATURE", "private key"],
  ["NOT_FOUND", "demo and production"],
  ["MISSING_HEADERS", "needs an API key"],
])("readKalshiError: error: 401 with %s says what to do", (details, hint) => {
  const said = read(401, { error: { code: "authentication_error", message: "authentication_error", details } });
  expect([said?.code, said?.retry]).toEqual(["auth", "never"]);
  expect(said?.hint).toContain(hint);
});

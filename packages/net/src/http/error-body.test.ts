import { expect, test } from "bun:test";
import { hasFixtures, readFixture } from "@augury/testkit";
import { readCommonErrorBody, readErrorShape } from "./error-body.ts";

test("readErrorShape: default: the three of Kalshi, the two of Polymarket", () => {
  expect(readErrorShape({ error: { code: "not_found", message: "no such market", details: "x" } })).toEqual({
    venueCode: "not_found",
    message: "no such market",
  });
  expect(readErrorShape({ code: "bad_request", message: "limit" })).toMatchObject({
    venueCode: "bad_request",
    message: "limit",
  });
  expect(readErrorShape({ error: "too many requests" })).toMatchObject({ message: "too many requests" });
  expect(readErrorShape({ error: "post-only mode", code: "post_only_mode", retry_after_seconds: 9 })).toEqual({
    venueCode: "post_only_mode",
    message: "post-only mode",
  });
  expect(readErrorShape({ success: false, errorMsg: "not enough balance" })).toMatchObject({
    message: "not enough balance",
  });
});

test("readErrorShape: behavior: what has none of it says nothing", () => {
  for (const json of [undefined, null, 5, "text", [], {}, { data: [1] }, { error: 5 }, { status: "ok" }]) {
    expect(readErrorShape(json)).toBeUndefined();
  }
});

test("readCommonErrorBody: behavior: good answers are left alone, whatever is in them", () => {
  const json = { status: { error_code: 0, error_message: null }, data: {} };
  expect(readCommonErrorBody({ status: 200, json })).toBeUndefined();
  expect(readCommonErrorBody({ status: 400, json })).toMatchObject({ venueCode: "0" });
});

const RECORDED = {
  "coingecko/error_429_status.json": "429",
  "coingecko/error_10010_flat.json": "10010",
  "coingecko/error_10010_wrong_root.json": "10010",
  "coingecko/error_10002_missing_key.json": "10002",
  "coingecko/error_10012_range.json": "10012",
  "coingecko/error_404_plain.json": undefined,
  "coingecko/error_400_plain.json": undefined,
  "coinmarketcap/error_1008_minute_limit.json": "1008",
  "coinmarketcap/error_1002_missing_key.json": "1002",
};

test.skipIf(!hasFixtures())("readErrorShape: behavior: every recorded error body gives its text and code", async () => {
  for (const [name, venueCode] of Object.entries(RECORDED)) {
    const found = readErrorShape(JSON.parse(await readFixture(name)));
    expect([name, found?.venueCode]).toEqual([name, venueCode]);
    expect(found?.message?.length).toBeGreaterThan(10);
  }
  const { body } = JSON.parse(await readFixture("kalshi/rest/error-409-rfq-already-exists-2026-10-05.json"));
  expect(readErrorShape(JSON.parse(body))).toEqual({ venueCode: "already_exists", message: "already exists" });
});

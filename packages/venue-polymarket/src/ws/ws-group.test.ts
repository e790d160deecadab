import { expect, test } from "bun:test";
import { findUnknownFields } from "@augury/net";
import { hasFixtures, readFixture } from "@augury/testkit";
import { MarketProtocol } from "./market-protocol.ts";
import { WS_GROUP } from "./ws-group.ts";

const protocol = new MarketProtocol(["1", "2"], true);

test
  .skipIf(!hasFixtures())
  .each([
    "nautilus-price_change_v2",
    "nautilus-ws_market_best_bid_ask_msg",
    "nautilus-ws_market_last_trade_msg",
    "nautilus-ws_market_new_market_msg",
    "nautilus-ws_market_price_change_msg",
    "nautilus-ws_market_resolved_msg",
    "nautilus-ws_market_tick_size_msg",
    "ws-book-2026-01-04-negrisk-0001",
  ])("MarketProtocol: fixture: %s fits, unknown fields none", async (name) => {
  const json = JSON.parse(await readFixture(`polymarket/ws-market/${name}.json`)) as Record<string, unknown>;
  const reading = protocol.read("…", { event_type: "book", ...json });
  if (reading.kind !== "data") throw new Error(`data was expected, was ${reading.kind}`);
  for (const { schema, value } of reading.messages) {
    expect(schema.safeParse(value).error?.issues ?? []).toEqual([]);
    expect(findUnknownFields(schema, value).map(({ path }) => path)).toEqual([]);
  }
});

test("MarketProtocol: behavior: one subscription, arrays event by event, unknown ones named", () => {
  expect(protocol.hello().map((text) => JSON.parse(text))).toEqual([
    { type: "market", assets_ids: ["1", "2"], custom_feature_enabled: true },
  ]);
  const reading = protocol.read("…", [{ event_type: "book" }, { event_type: "price_change" }]);
  expect(reading.kind === "data" && reading.messages.map(({ topic }) => topic)).toEqual(["book", "price_change"]);
  expect(protocol.read("…", { event_type: "weather" })).toEqual({ kind: "unknown", what: "event weather" });
  expect(protocol.read("…", {}).kind).toBe("malformed");
  expect([protocol.read("PONG", undefined).kind, protocol.read("{", undefined).kind]).toEqual(["control", "malformed"]);
});

test("WS_GROUP: error: the user stream ends at once without a key, and says how to get one", () => {
  const ended: unknown[] = [];
  const opened = WS_GROUP.open({ streamUrl: "ws://127.0.0.1:9/ws" });
  const sink = { message: () => {}, status: () => {}, ended: (error: unknown) => ended.push(error) };
  expect(opened.stream("user", {}, sink).ok).toBe(true);
  expect(ended).toMatchObject([{ code: "auth", hint: expect.stringContaining("derive-api-key") }]);
  const unknown = opened.stream("users", {}, sink);
  expect(unknown.ok === false && unknown.error.hint).toBe("streams of polymarket-ws: market, user");
});

import { expect, test } from "bun:test";
import { findUnknownFields } from "@augury/net";
import { hasFixtures, readFixture } from "@augury/testkit";
import fc from "fast-check";
import type { UserOrder } from "./user-order.ts";
import { UserProtocol } from "./user-protocol.ts";
import { ownFills, type UserTrade } from "./user-trade.ts";
import { toVenueMs } from "./venue-time.ts";

const KEY = { apiKey: "key", secret: "c2VjcmV0", passphrase: "pass" };
const protocol = new UserProtocol(KEY, []);

/** Reads a frame that must be one message, and returns what its schema makes of it. */
function eventOf(text: string): UserOrder | UserTrade {
  const reading = protocol.read(text, JSON.parse(text));
  if (reading.kind !== "data") throw new Error(`data was expected, was ${reading.kind}`);
  const [message] = reading.messages;
  if (!message) throw new Error("a message was expected");
  expect(findUnknownFields(message.schema, message.value)).toEqual([]);
  return message.schema.parse(message.value) as UserOrder | UserTrade;
}

const read = (name: string) => readFixture(`polymarket/ws-user/${name}`);

test.skipIf(!hasFixtures()).each([
  ["nautilus-ws_user_order_placement", "placement", "LIVE", "0.0", 1_703_875_200_001],
  ["nautilus-ws_user_order_update", "update", "LIVE", "25.0", 1_703_875_200_500],
  ["nautilus-ws_user_order_matched", "update", "MATCHED", "100.0", 1_703_875_201_000],
  ["nautilus-ws_user_order_cancellation", "cancellation", "CANCELED", "0.0", 1_703_875_205_000],
  ["polypy-test_order_info_maker_buy_placement", "placement", "LIVE", "0", 1_737_678_469_623],
  ["polypy-test_order_info_maker_buy_update", "update", "MATCHED", "5", 1_737_678_469_623],
] as const)("user order: fixture: %s", async (name, change, status, sizeMatched, exchangeTimeMs) => {
  const order = eventOf(await read(`${name}.json`));
  expect(order).toMatchObject({ kind: "order", change, status, sizeMatched, exchangeTimeMs, side: "buy" });
  expect(order).toHaveProperty("expirationMs", undefined);
});

test.skipIf(!hasFixtures())("user order: behavior: created in seconds or in ms comes out the same", async () => {
  const seconds = eventOf(await read("polypy-test_order_info_maker_buy_placement.json"));
  const ms = eventOf(await read("nautilus-ws_user_order_placement.json"));
  expect([seconds, ms].map((order) => order.kind === "order" && order.createdTimeMs)).toEqual([
    1_737_678_469_000, 1_703_875_200_000,
  ]);
});

test.skipIf(!hasFixtures()).each([
  ["nautilus-legacy-user_trade1.json", "maker", 6, "MINED", false],
  ["nautilus-legacy-user_trade2.json", "taker", 1, "MATCHED", false],
  ["nautilus-ws_user_trade.json", "taker", 1, "CONFIRMED", true],
  ["polypy-test_trade_info_maker_buy_matched.json", "maker", 1, "MATCHED", false],
  ["polypy-test_trade_info_partitioned_maker_fill.json", "taker", 2, "MATCHED", false],
] as const)("user trade: fixture: %s", async (name, role, makers, status, isFinal) => {
  const trade = eventOf(await read(name)) as UserTrade;
  expect(trade).toMatchObject({ kind: "trade", role, status, isFinal });
  expect(trade.makers).toHaveLength(makers);
  expect(trade.matchTimeMs).toBeGreaterThan(1_700_000_000_000);
});

test.skipIf(!hasFixtures())("user trade: fixture: the recorded session of jkorf", async () => {
  const lines = (await read("jkorf-trade-update.txt")).split("\n").filter((line) => line.startsWith("{"));
  expect(lines.map((line) => eventOf(line))).toMatchObject([
    { kind: "trade", tradeId: "123", exchangeTimeMs: 1_768_831_171_362 },
  ]);
});

test.skipIf(!hasFixtures())(
  "ownFills: behavior: a maker's part is on its own token, with a side also where none is named",
  async () => {
    const trade = eventOf(await read("nautilus-legacy-user_trade1.json")) as UserTrade;
    // A BUY of Yes: the makers on Yes sell it, the one on No buys that.
    expect(trade.makers.map(({ outcome, side }) => `${side} ${outcome}`)).toEqual([
      "buy No",
      ...Array(5).fill("sell Yes"),
    ]);
    const maker = { ...trade, role: "maker" as const };
    expect(ownFills(maker, "86f776cc-e18b-c94e-80b4-a7364e0ecec5")).toMatchObject([
      { side: "sell", size: "247.68", price: "0.518" },
    ]);
    expect(ownFills(maker, "somebody")).toEqual([]);
    expect(ownFills({ ...trade, role: "taker" }, trade.owner)).toMatchObject([
      { orderId: trade.takerOrderId, side: "buy", size: trade.size },
    ]);
  },
);

const TRADE = {
  event_type: "trade",
  type: "TRADE",
  id: "t1",
  taker_order_id: "0x1",
  market: "0xm",
  asset_id: "1",
  side: "BUY",
  size: "5",
  price: "0.5",
  fee_rate_bps: "",
  status: "TRADE_STATUS_MATCHED_NOT_BROADCASTED",
  matchtime: "1768831171",
  outcome: "Yes",
  owner: "k",
  maker_address: "0xa",
  maker_orders: null,
  trader_side: "TAKER",
  timestamp: "1768831171",
};

test("user trade: behavior: the prefixed status, the joined match time and seconds are read", () => {
  expect(eventOf(JSON.stringify(TRADE))).toMatchObject({
    status: "MATCHED_NOT_BROADCASTED",
    matchTimeMs: 1_768_831_171_000,
    exchangeTimeMs: 1_768_831_171_000,
    transactionHash: undefined,
  });
});

test("toVenueMs: behavior: seconds, ms, text, numbers and ISO of one moment are the same", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99_999_999_999 }), (seconds) => {
      const ms = seconds * 1000;
      expect([toVenueMs(seconds), toVenueMs(String(seconds))]).toEqual([ms, ms]);
      if (ms >= 100_000_000_000) expect([toVenueMs(ms), toVenueMs(String(ms))]).toEqual([ms, ms]);
    }),
  );
  expect(toVenueMs("2024-01-01T00:00:00Z")).toBe(1_704_067_200_000);
  for (const none of [0, "0", "", null, undefined, "soon", -5]) expect(toVenueMs(none)).toBeUndefined();
});

test("UserProtocol: default: the first frame proves who we are; without markets it is about all", () => {
  const auth = { apiKey: "key", secret: "c2VjcmV0", passphrase: "pass" };
  expect(protocol.hello().map((text) => JSON.parse(text))).toEqual([{ auth, type: "user" }]);
  expect(new UserProtocol(KEY, ["0xm"]).hello().map((text) => JSON.parse(text))).toEqual([
    { auth, type: "user", markets: ["0xm"] },
  ]);
});

test("UserProtocol: behavior: pongs are control, several events come in one frame, tomorrow's are unknown", () => {
  const kind = (text: string) => {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {}
    return protocol.read(text, json).kind;
  };
  expect(["PONG", "PONG\n", "", "{", "7"].map(kind)).toEqual([
    "control",
    "control",
    "control",
    "malformed",
    "malformed",
  ]);
  expect([kind('{"event_type":"position"}'), kind("{}")]).toEqual(["unknown", "unknown"]);
  const both = protocol.read("", [TRADE, { ...TRADE, id: "t2" }]);
  expect(both.kind).toBe("control");
  const reading = protocol.read("[…]", [TRADE, { ...TRADE, id: "t2" }]);
  expect(reading.kind === "data" && reading.messages.map(({ topic }) => topic)).toEqual(["trade", "trade"]);
});

test("UserProtocol.closed: behavior: only a refusal of the client ends the stream, without the secret in the error", () => {
  expect(protocol.closed({ code: 1006, text: "" })).toBeUndefined();
  const refused = protocol.closed({ code: 1008, text: "invalid auth" });
  expect([refused?.code, refused?.retry]).toEqual(["auth", "never"]);
  expect(`${refused?.message} ${refused?.hint}`).not.toContain(KEY.secret);
});

import { expect, test } from "bun:test";
import { findUnknownFields } from "@augury/net";
import { hasFixtures, readFixture } from "@augury/testkit";
import { RTDS_SESSIONS, recordedRtdsFrames } from "./recorded-rtds.ts";
import { RtdsProtocol } from "./rtds-protocol.ts";

const protocol = () => new RtdsProtocol([{ topic: "crypto_prices", type: "update" }]);

function read(text: string) {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {}
  return protocol().read(text, json);
}

/** Reads a frame that must be data; returns what its schemas make of it. */
function dataOf(text: string) {
  const reading = read(text);
  if (reading.kind !== "data") throw new Error(`data was expected, ${reading.kind} came of ${text.slice(0, 80)}`);
  return reading.messages.map(({ topic, schema, value }) => {
    expect(findUnknownFields(schema, value)).toEqual([]);
    return { topic, value: schema.parse(value) };
  });
}

test.skipIf(!hasFixtures()).each(RTDS_SESSIONS)("RtdsProtocol: fixture: every frame of %s", async (session) => {
  const frames = await recordedRtdsFrames(session);
  const symbols = new Set(
    frames.flatMap(dataOf).map(({ value }) => (value as { payload: { symbol: string } }).payload.symbol),
  );
  expect([...symbols].sort()).toEqual(["btc/usd", "eth/usd", "sol/usd"]);
});

test.skipIf(!hasFixtures()).each([
  ["rtds_crypto_prices_subscribe", { symbol: "btcusdt" }],
  ["rtds_crypto_prices_update", { symbol: "btcusdt", full_accuracy_value: "61035.86000000" }],
  ["rtds_equity_prices_update", { symbol: "aapl", full_accuracy_value: "198.4523", received_at: 1_711_382_400_005 }],
])("RtdsProtocol: fixture: %s", async (name, payload) => {
  const [message] = dataOf(await readFixture(`polymarket/rtds/nautilus-${name}.json`));
  expect(message?.value).toMatchObject({ payload });
});

test("RtdsProtocol: behavior: one frame per topic, always with an action", () => {
  const frames = new RtdsProtocol([
    { topic: "crypto_prices_chainlink", type: "*", filters: '{"symbol":"btc/usd"}' },
    { topic: "comments", type: "*" },
    { topic: "crypto_prices_chainlink", type: "*", filters: '{"symbol":"eth/usd"}' },
  ]).hello();
  expect(frames.map((text) => JSON.parse(text))).toEqual([
    {
      action: "subscribe",
      subscriptions: [
        { topic: "crypto_prices_chainlink", type: "*", filters: '{"symbol":"btc/usd"}' },
        { topic: "crypto_prices_chainlink", type: "*", filters: '{"symbol":"eth/usd"}' },
      ],
    },
    { action: "subscribe", subscriptions: [{ topic: "comments", type: "*" }] },
  ]);
});

test.each(["", "\n", "PONG", "pong"])("RtdsProtocol: behavior: %p answers a ping", (text) => {
  expect(read(text)).toEqual({ kind: "control" });
});

test("RtdsProtocol: behavior: complaints of the gateway are problems", () => {
  const reading = read('{"message": "Internal server error", "connectionId":"abc=", "requestId":"def="}');
  expect(reading.kind).toBe("problem");
  expect(reading.kind === "problem" && reading.error).toMatchObject({ code: "rejected", source: "polymarket-rtds" });
});

test.each(["nonsense", "{", "7", "null", "[]", '{"topic":"crypto_prices"}'])("RtdsProtocol: error: %p", (text) => {
  expect(read(text)).toEqual({ kind: "malformed" });
});

test("RtdsProtocol: behavior: a topic of tomorrow is unknown, not malformed", () => {
  expect(read('{"topic":"weather","type":"update","timestamp":1,"payload":{}}')).toEqual({
    kind: "unknown",
    what: "topic weather, type update",
  });
});

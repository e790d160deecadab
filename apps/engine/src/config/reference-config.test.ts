import { expect, test } from "bun:test";
import { InstrumentTable } from "@augury/model";
import { toDecisionConfig } from "./decision-part.ts";
import { EngineConfig } from "./engine-config.ts";
import { ReferenceConfig, referenceSession, referencesOf } from "./reference-config.ts";

const BTC = { feed: "crypto", symbol: "btcusd" };
const messageOf = (value: unknown) => ReferenceConfig.safeParse(value).error?.issues[0]?.message;

test("ReferenceConfig: default: PolyBolt at its own address, averages over a minute", () => {
  const config = ReferenceConfig.parse({ prices: [BTC, { feed: "twap", symbol: "btcusd" }] });
  expect(config).toMatchObject({ enabled: true, source: "polybolt", freezeMs: 15_000 });
  expect(referencesOf(config)[1]).toEqual({ feed: "twap", symbol: "btcusd", windowSeconds: 60 });
  expect(referenceSession(config)).toMatchObject({
    url: "wss://ws-live-v2.polymarket.com/ws",
    staleMs: 60_000,
    heartbeat: { kind: "protocol" },
  });
});

test("ReferenceConfig: behavior: RTDS pings in text and expects no answer", () => {
  const config = ReferenceConfig.parse({
    source: "rtds",
    url: "ws://x.test/rtds",
    prices: [{ feed: "chainlink", symbol: "btc/usd" }],
  });
  expect(referenceSession(config)).toMatchObject({
    url: "ws://x.test/rtds",
    heartbeat: { kind: "text", ping: "PING", everyMs: 5_000, replyExpected: false },
  });
});

test.each([
  [{ prices: [] }, "Too small"],
  [{ prices: [BTC, BTC] }, "this price is listed twice"],
  [{ prices: [{ feed: "chainlink", symbol: "btcusd" }] }, "polybolt has no feed chainlink"],
  [{ prices: [{ feed: "crypto", symbol: "BTC/USD" }] }, '"BTC/USD" must be lower-case letters'],
  [{ source: "rtds", prices: [{ feed: "chainlink", symbol: "btcusd" }] }, '"btcusd" must be a pair'],
  [{ source: "rtds", prices: [{ feed: "twap", symbol: "btc/usd", windowSeconds: 45 }] }, "rtds averages over 30 or 60"],
  [
    { source: "rtds", prices: Array.from({ length: 17 }, (_, at) => ({ feed: "crypto", symbol: `a${at}usdt` })) },
    "rtds: at most 16",
  ],
])("ReferenceConfig: error: %p", (value, message) => {
  expect(messageOf(value)).toStartWith(message);
});

test("toDecisionConfig: behavior: the run's references stand in its journal; a disabled feed has none", () => {
  const venues = { kalshi: { markets: "discover" } };
  const referencesIn = (reference: object) => {
    const made = toDecisionConfig(EngineConfig.parse({ venues, reference }), new InstrumentTable([]));
    return made.ok ? made.value.references : made.error;
  };
  expect(referencesIn({ prices: [BTC] })).toEqual([{ feed: "crypto", symbol: "btcusd" }]);
  expect(referencesIn({ enabled: false, prices: [BTC] })).toEqual([]);
});

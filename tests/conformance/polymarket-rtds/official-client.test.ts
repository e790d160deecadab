import { afterAll, beforeAll, describe, expect, mock, spyOn, test } from "bun:test";
import { POLYMARKET_GROUPS } from "@augury/venue-polymarket";
import { ConnectionStatus, RealTimeDataClient } from "@polymarket/real-time-data-client";
import { compareFields } from "../compare-fields.ts";
import { MARKET, type OfficialSubscription, Scene } from "./scene.ts";

/** As the class itself has them: a new one fails until it has a case. */
const OFFICIAL_METHODS = Object.getOwnPropertyNames(RealTimeDataClient.prototype).filter(
  (name) => name !== "constructor",
);

const BTC: OfficialSubscription = { topic: "crypto_prices", type: "update", filters: '{"symbol":"btcusdt"}' };

/** What is done with the official client, and what must come of it. */
const CASES: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  connect: async (scene) => {
    await scene.connect();
    expect(scene.venue.connectionsOpen).toBe(1);
  },
  disconnect: async (scene) => {
    await scene.connect();
    scene.client.disconnect();
    await scene.until(() => scene.venue.connectionsOpen === 0);
    await scene.until(() => scene.statuses.at(-1) === ConnectionStatus.DISCONNECTED);
  },
  subscribe: async (scene) => {
    await scene.connect();
    scene.client.subscribe({ subscriptions: [BTC] });
    await scene.until(() => scene.official.length >= 2);
    expect(scene.official[0]).toMatchObject({ type: "subscribe", payload: { symbol: "btcusdt" } });
  },
  unsubscribe: async (scene) => {
    await scene.connect();
    const ETH = { ...BTC, topic: "crypto_prices_chainlink", type: "*", filters: '{"symbol":"eth/usd"}' };
    scene.client.subscribe({ subscriptions: [BTC, ETH] });
    await scene.until(() => scene.official.filter(({ type }) => type === "update").length >= 2);
    scene.client.unsubscribe({ subscriptions: [BTC] });
    const seen = scene.official.length;
    const eths = () => scene.official.slice(seen).filter(({ topic }) => topic === ETH.topic).length;
    await scene.until(() => eths() >= 3);
    const late = scene.official.slice(seen).filter(({ topic, type }) => topic === BTC.topic && type === "update");
    // One may have been on its way.
    expect(late.length).toBeLessThanOrEqual(1);
  },
  notifyStatusChange: async (scene) => {
    await scene.connect();
    expect(scene.statuses).toEqual([ConnectionStatus.CONNECTING, ConnectionStatus.CONNECTED]);
  },
};

/** Each of our streams beside what the official client's documentation has one send for the same. */
const TOPICS: Readonly<Record<string, { readonly params: object; readonly official: OfficialSubscription }>> = {
  "crypto-prices": { params: { symbols: "btcusdt" }, official: BTC },
  "chainlink-prices": {
    params: { symbol: "eth/usd" },
    official: { topic: "crypto_prices_chainlink", type: "*", filters: '{"symbol":"eth/usd"}' },
  },
  "twap-prices": {
    params: { symbol: "btc/usd", window: 30 },
    official: { topic: "crypto_prices_twap_thirty", type: "*", filters: '{"symbol":"btc/usd"}' },
  },
  "equity-prices": {
    params: { symbol: "aapl" },
    official: { topic: "equity_prices", type: "update", filters: '{"symbol":"aapl"}' },
  },
  comments: {
    params: { parent: 100 },
    official: { topic: "comments", type: "*", filters: '{"parentEntityID":100,"parentEntityType":"Event"}' },
  },
  activity: {
    params: { market: MARKET.slug },
    official: { topic: "activity", type: "*", filters: `{"market_slug":"${MARKET.slug}"}` },
  },
};

const MESSAGES_MIN = 3;

// The official client prints everything that is no message: pongs, its own closing.
beforeAll(() => {
  for (const name of ["log", "warn", "error"] as const) spyOn(console, name).mockImplementation(() => {});
});
afterAll(() => mock.restore());

async function withScene(run: (scene: Scene) => Promise<void>): Promise<void> {
  const scene = Scene.open();
  try {
    await run(scene);
  } finally {
    await scene.close();
  }
}

test("conformance: behavior: every method of the official class has a case, and none of them is gone", () => {
  expect(Object.keys(CASES).sort()).toEqual([...OFFICIAL_METHODS].sort());
});

describe.concurrent("conformance: the official client against the sim", () => {
  test.each(Object.keys(CASES))("%s", (name) => withScene(CASES[name] as (scene: Scene) => Promise<void>));
});

test("conformance: behavior: every stream of ours is compared", () => {
  const streams = POLYMARKET_GROUPS.find(({ name }) => name === "rtds")?.streams ?? [];
  expect(Object.keys(TOPICS)).toEqual(streams.map(({ name }) => name));
});

/** What makes a message the same one on another connection. */
function keyOf({ type, payload }: { readonly type: string; readonly payload: object }): string {
  const { id, transactionHash, symbol, timestamp, data } = payload as Record<string, unknown>;
  return JSON.stringify([type, id ?? transactionHash ?? symbol, data === undefined ? timestamp : "snapshot"]);
}

describe.concurrent("conformance: the official client and ours are told the same", () => {
  test.each(Object.keys(TOPICS))("%s", (name) =>
    withScene(async (scene) => {
      const topic = TOPICS[name];
      if (!topic) throw new Error("the topic is listed");
      await scene.connect();
      scene.client.subscribe({ subscriptions: [topic.official] });
      scene.listen(name, topic.params);
      type Told = { readonly type: string; readonly payload: object };
      const pairs = () => {
        const official = new Map(scene.official.map((message) => [keyOf(message), message.payload]));
        return (scene.ours.map(({ value }) => value) as Told[])
          .filter((message) => !("data" in message.payload))
          .flatMap((message) =>
            official.has(keyOf(message)) ? [[official.get(keyOf(message)), message.payload]] : [],
          );
      };
      await scene.until(() => pairs().length >= MESSAGES_MIN);
      expect(pairs().flatMap(([official, ours]) => compareFields(official, ours))).toEqual([]);
    }),
  );
});

import { expect, test } from "bun:test";
import { hasFixtures, readFixture } from "@augury/testkit";
import { PolymarketExchange } from "./polymarket-exchange.ts";
import { PolymarketPlayer } from "./polymarket-player.ts";
import { SessionHarness } from "./session-harness.ts";

const withFixtures = test.skipIf(!hasFixtures());

interface RecordedBook {
  asset_id: string;
  hash: string;
}

/** Texts of the venue's own records in the long capture. */
async function payloads(): Promise<string[]> {
  const lines = (await readFixture("polymarket/ws-market/session-2026-04-29-30min-multi-source.jsonl"))
    .trim()
    .split("\n");
  const records = lines.map((line) => JSON.parse(line) as { source: string; payload: string });
  return records.filter(({ source }) => source === "polymarket_clob").map(({ payload }) => payload);
}

withFixtures(
  "PolymarketPlayer: behavior: a recording arrives byte by byte, and every recorded hash is ours too",
  async () => {
    const texts = await payloads();
    const exchange = new PolymarketExchange(1);
    const player = new PolymarketPlayer(exchange);
    for (const text of texts) player.prepare(text);
    const client = new SessionHarness(exchange);
    client.subscribe(exchange.markets.flatMap(({ spec }) => spec.tokens));
    expect(client.take()).toEqual([]);
    let hashes = 0;
    for (const text of texts.filter((payload) => payload.includes('"event_type"'))) {
      expect(player.play(text)).toBe(true);
      expect(client.take()).toEqual([text]);
      for (const { asset_id, hash } of claimsOf(text)) {
        const found = exchange.findToken(asset_id);
        expect(found?.market.hash(found.token)).toBe(hash);
        hashes++;
      }
    }
    expect(hashes).toBe(180 + 80);
    expect(player.skipped).toBe(0);
  },
);

function claimsOf(text: string): RecordedBook[] {
  const value = JSON.parse(text) as RecordedBook[] | { price_changes?: RecordedBook[] };
  return Array.isArray(value) ? value : (value.price_changes ?? []);
}

withFixtures("PolymarketPlayer: behavior: a client that comes late or resyncs gets the book as it stands", async () => {
  const texts = await payloads();
  const exchange = new PolymarketExchange(1);
  const player = new PolymarketPlayer(exchange);
  for (const text of texts) player.prepare(text);
  const array = texts.findIndex((text) => text.startsWith("["));
  player.play(texts[array] as string);
  const client = new SessionHarness(exchange);
  client.subscribe(exchange.markets.flatMap(({ spec }) => spec.tokens));
  const byId = (books: RecordedBook[]) => [...books].sort((a, b) => a.asset_id.localeCompare(b.asset_id));
  const got = byId(JSON.parse(client.take()[0] as string) as RecordedBook[]);
  expect(got).toEqual(byId(JSON.parse(texts[array] as string) as RecordedBook[]));
});

test("PolymarketPlayer.play: error: what is no frame is skipped and counted", () => {
  const player = new PolymarketPlayer(new PolymarketExchange(1));
  expect([player.play("PONG"), player.play("{}"), player.skipped]).toEqual([false, false, 2]);
});

import { expect, test } from "bun:test";
import { hasFixtures, readFixture } from "@augury/testkit";
import { KalshiExchange } from "./kalshi-exchange.ts";
import { KalshiPlayer } from "./kalshi-player.ts";
import { SessionHarness } from "./session-harness.ts";

test.skipIf(!hasFixtures())(
  "KalshiPlayer: behavior: bodies arrive byte by byte, numbers without a hole, a resync equals the book",
  async () => {
    const lines = (await readFixture("kalshi/ws/demo-2026-07-01-full-session.jsonl"))
      .split("\n")
      .filter((line) => line !== "");
    const exchange = new KalshiExchange(1);
    const player = new KalshiPlayer(exchange);
    for (const line of lines) player.prepare(line);
    const tickers = exchange.markets.map(({ spec }) => spec.ticker);
    expect(tickers).toHaveLength(5);
    const client = new SessionHarness(exchange);
    client.command("subscribe", { channels: ["orderbook_delta"], market_tickers: tickers });
    // No book before its recorded snapshot.
    expect(client.take().map(({ type }) => type)).toEqual(["subscribed"]);
    const bodyOf = (text: string) => text.slice(text.indexOf('"msg":'));
    let seq = 0;
    for (const line of lines) {
      if (!player.play(line)) continue;
      seq++;
      const [text = ""] = client.texts.splice(0);
      expect(bodyOf(text)).toBe(`${bodyOf(line)}\n`);
      expect(text).toContain(`"sid":1,"seq":${seq},`);
    }
    // Two subscribed, four ok and two own fills belong to the recorded session.
    expect([seq, player.skipped]).toEqual([lines.length - 8, 8]);
    const late = new SessionHarness(exchange);
    late.command("subscribe", { channels: ["orderbook_delta"], market_ticker: tickers[0] });
    const levels = late.take()[1]?.msg.yes_dollars_fp as unknown[];
    expect(levels).toHaveLength(exchange.markets[0]?.bids.length as number);
  },
);

test("KalshiPlayer.play: behavior: use_yes_price is honored for recorded prices too", () => {
  const exchange = new KalshiExchange(1);
  const player = new KalshiPlayer(exchange);
  player.prepare('{"type":"orderbook_snapshot","sid":1,"seq":1,"msg":{"market_ticker":"A"}}');
  const client = new SessionHarness(exchange);
  client.command("subscribe", { channels: ["orderbook_delta"], market_ticker: "A", use_yes_price: true });
  client.take();
  player.play(
    '{"type":"orderbook_snapshot","sid":1,"seq":1,"msg":{"market_ticker":"A","market_id":"x","no_dollars_fp":[["0.2000","1.00"],["0.3000","2.00"]]}}',
  );
  player.play(
    '{"type":"orderbook_delta","sid":1,"seq":2,"msg":{"market_ticker":"A","market_id":"x","price_dollars":"0.3000","delta_fp":"-2.00","side":"no","ts_ms":1}}',
  );
  const frames = client.take();
  expect(frames[0]?.msg.no_dollars_fp).toEqual([
    ["0.7000", "2.00"],
    ["0.8000", "1.00"],
  ]);
  expect(frames[1]?.msg).toMatchObject({ side: "no", price_dollars: "0.7000", delta_fp: "-2.00" });
});

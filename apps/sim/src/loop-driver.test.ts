import { expect, test } from "bun:test";
import { LoopDriver, renderLoop } from "./loop-driver.ts";
import { WitnessedWorld } from "./world-witness.ts";

type Books = Map<string, number>;

interface KalshiMessage {
  type: string;
  msg: { market_ticker: string; side?: string; price_dollars?: string; delta_fp?: string } & Record<
    string,
    [string, string][]
  >;
}

function applyKalshi(books: Books, text: string): void {
  const { type, msg } = JSON.parse(text) as KalshiMessage;
  if (type === "orderbook_snapshot")
    for (const side of ["yes", "no"])
      for (const [price, size] of msg[`${side}_dollars_fp`] ?? [])
        books.set(`${msg.market_ticker} ${side} ${price}`, hundredths(size));
  if (type !== "orderbook_delta") return;
  const key = `${msg.market_ticker} ${msg.side} ${msg.price_dollars}`;
  const size = (books.get(key) ?? 0) + hundredths(msg.delta_fp ?? "0");
  if (size === 0) books.delete(key);
  else books.set(key, size);
}

interface PolymarketMessage {
  event_type: string;
  market: string;
  asset_id: string;
  price: string;
  last_trade_price?: string;
  bids?: { price: string; size: string }[];
  asks?: { price: string; size: string }[];
  price_changes?: { asset_id: string; price: string; size: string; side: string }[];
}

/** Levels and, since hashes count it, the last price of each market. */
function applyPolymarket(books: Books, text: string): void {
  const value = JSON.parse(text) as PolymarketMessage | PolymarketMessage[];
  for (const message of Array.isArray(value) ? value : [value]) {
    if (message.event_type === "last_trade_price") books.set(`last ${message.market}`, Number(message.price));
    if (message.last_trade_price) books.set(`last ${message.market}`, Number(message.last_trade_price));
    for (const { asset_id, price, size, side } of message.price_changes ?? [])
      setLevel(books, `${asset_id} ${side} ${price}`, size);
    if (message.event_type !== "book") continue;
    for (const key of [...books.keys()]) if (key.startsWith(`${message.asset_id} `)) books.delete(key);
    for (const { price, size } of message.bids ?? []) setLevel(books, `${message.asset_id} BUY ${price}`, size);
    for (const { price, size } of message.asks ?? []) setLevel(books, `${message.asset_id} SELL ${price}`, size);
  }
}

function setLevel(books: Books, key: string, size: string): void {
  if (size === "0") books.delete(key);
  else books.set(key, hundredths(size));
}

function hundredths(text: string): number {
  return Math.round(Number(text) * 100);
}

test("renderLoop: behavior: each round ends with the books and last prices that it began with", () => {
  const witness = new WitnessedWorld({ lifecycle: false, windows: false, seed: 4 });
  const loop = renderLoop(witness.world, 800);
  for (const [texts, frames, apply] of [
    [witness.polymarket, loop.polymarket, applyPolymarket],
    [witness.kalshi, loop.kalshi, applyKalshi],
  ] as const) {
    expect(frames.length).toBeGreaterThanOrEqual(800);
    const books: Books = new Map();
    for (const text of texts.splice(0)) apply(books, text);
    const begin = new Map(books);
    for (let round = 0; round < 2; round++) {
      for (const send of frames) send();
      const differed: boolean[] = [];
      for (const text of texts.splice(0)) {
        apply(books, text);
        differed.push(books.size !== begin.size);
      }
      expect(differed).toContain(true);
      expect(books).toEqual(begin);
    }
  }
});

test("LoopDriver: behavior: an exact rate is kept, and max means as fast as clients read", async () => {
  const sent: number[] = [];
  const target = {
    frames: [() => void sent.push(1), () => void sent.push(2)],
    isBlocked: false,
    flush: () => {},
    drained: async () => {},
    isCovered: () => true,
  };
  const driver = new LoopDriver(target, 1000);
  const startedMs = performance.now();
  const run = driver.run();
  while (sent.length < 4) await Bun.sleep(1);
  driver.stop();
  await run;
  // Never ahead of the rate, however late the timers are.
  expect(driver.framesSent).toBeLessThanOrEqual(performance.now() - startedMs);
  expect(sent.slice(0, 4)).toEqual([1, 2, 1, 2]);
  expect(driver.rounds).toBe(Math.floor(driver.framesSent / 2));
});

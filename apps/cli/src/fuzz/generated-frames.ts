import { Prng } from "@augury/core";
import type { VenueName } from "@augury/model";

/** Frames made from a seed, of every type that a feed reads: a corpus where no recordings are, and an addition where they are. */
export function generateFrames(venue: VenueName, seed: number, count: number): Uint8Array[] {
  const random = new Prng(seed);
  const make = venue === "kalshi" ? kalshiFrame : polymarketFrame;
  return Array.from({ length: count }, () => new TextEncoder().encode(JSON.stringify(make(random))));
}

const price = (random: Prng) => `0.${String(random.int(1, 99)).padStart(2, "0")}`;
const price4 = (random: Prng) => `${price(random)}00`;
const size = (random: Prng) => `${random.int(1, 99_999)}.${String(random.int(0, 99)).padStart(2, "0")}`;
const plainSize = (random: Prng) =>
  random.chance(0.5) ? String(random.int(1, 99_999)) : `${random.int(0, 9_999)}.${random.int(1, 9)}`;
const hex = (random: Prng, digits: number) =>
  Array.from({ length: digits }, () => random.int(0, 15).toString(16)).join("");

function levels<T>(random: Prng, level: (price: number) => T): T[] {
  const first = random.int(1, 40);
  return Array.from({ length: random.int(0, 12) }, (_, at) => level(first + at * 3));
}

function kalshiFrame(random: Prng): object {
  const market_ticker = `KXFUZZ-26NOV21-${random.int(0, 3)}`;
  const market_id = `${hex(random, 8)}-90a4-4a6e-9fee-${hex(random, 12)}`;
  const ts_ms = 1_786_401_938_602 + random.int(0, 1_000_000);
  const seq = random.int(1, 1_000_000);
  const dollars = (cents: number): [string, string] => [`0.${String(cents).padStart(2, "0")}00`, size(random)];
  switch (random.int(0, 7)) {
    case 0:
    case 1: {
      const delta_fp = `${random.chance(0.5) ? "-" : ""}${size(random)}`;
      const side = random.pick(["yes", "no"]);
      const ts = new Date(ts_ms).toISOString();
      return {
        type: "orderbook_delta",
        sid: 1,
        seq,
        msg: { market_ticker, market_id, price_dollars: price4(random), delta_fp, side, ts, ts_ms },
      };
    }
    case 2:
    case 3: {
      const msg = {
        market_ticker,
        market_id,
        yes_dollars_fp: levels(random, dollars),
        no_dollars_fp: levels(random, dollars),
      };
      return { type: "orderbook_snapshot", sid: 1, seq, msg };
    }
    case 4: {
      const cents = random.int(1, 99);
      const taker_side = random.pick(["yes", "no"]);
      const taker_book_side = taker_side === "yes" ? "bid" : "ask";
      const prices = {
        yes_price_dollars: `0.${String(cents).padStart(2, "0")}00`,
        no_price_dollars: `0.${String(100 - cents).padStart(2, "0")}00`,
      };
      const msg = {
        trade_id: market_id,
        market_ticker,
        ...prices,
        count_fp: size(random),
        taker_side,
        taker_outcome_side: taker_side,
        taker_book_side,
        ts: Math.floor(ts_ms / 1000),
        ts_ms,
      };
      return { type: "trade", sid: 2, seq, msg };
    }
    case 5: {
      const sizes = {
        volume_fp: size(random),
        open_interest_fp: size(random),
        yes_bid_size_fp: size(random),
        yes_ask_size_fp: size(random),
      };
      const quotes = {
        price_dollars: price4(random),
        yes_bid_dollars: price4(random),
        yes_ask_dollars: price4(random),
      };
      return {
        type: "ticker",
        sid: 3,
        msg: { market_id, market_ticker, ...quotes, ...sizes, ts: Math.floor(ts_ms / 1000), ts_ms },
      };
    }
    case 6:
      return {
        type: "market_lifecycle_v2",
        sid: 4,
        seq,
        msg: {
          market_ticker,
          determination_ts: Math.floor(ts_ms / 1000),
          result: random.pick(["yes", "no"]),
          settlement_value: "1.0000",
          event_type: "determined",
        },
      };
    default:
      return { type: "ok", id: random.int(1, 99), sid: 1, seq, msg: { market_tickers: [market_ticker] } };
  }
}

/** Two markets of two tokens each. */
const tokenOf = (market: number, side: number) => `${7_000_000_000 + market}${"4".repeat(66)}${side}`;

function polymarketFrame(random: Prng): object {
  const at = random.int(0, 1);
  const market = `0x${String(at).padStart(64, "b")}`;
  const asset_id = tokenOf(at, random.int(0, 1));
  const timestamp = String(1_766_789_469_958 + random.int(0, 1_000_000));
  const level = (cents: number) => ({ price: `0.${String(cents).padStart(2, "0")}`, size: plainSize(random) });
  switch (random.int(0, 6)) {
    case 0:
    case 1: {
      const cents = random.int(1, 99);
      const told = plainSize(random);
      const entry = (side: number, of: number) => ({
        asset_id: tokenOf(at, side),
        price: `0.${String(of).padStart(2, "0")}`,
        size: told,
        side: side === 0 ? "BUY" : "SELL",
        hash: hex(random, 40),
        best_bid: price(random),
        best_ask: price(random),
      });
      return { market, price_changes: [entry(0, cents), entry(1, 100 - cents)], timestamp, event_type: "price_change" };
    }
    case 2:
    case 3: {
      const book = {
        market,
        asset_id,
        timestamp,
        hash: hex(random, 40),
        bids: levels(random, level),
        asks: levels(random, level),
        tick_size: "0.01",
        event_type: "book",
        last_trade_price: price(random),
      };
      return random.chance(0.5) ? [book] : book;
    }
    case 4:
      return {
        market,
        asset_id,
        price: price(random),
        size: plainSize(random),
        fee_rate_bps: "0",
        side: random.pick(["BUY", "SELL"]),
        timestamp,
        event_type: "last_trade_price",
        transaction_hash: `0x${hex(random, 64)}`,
      };
    case 5:
      return {
        event_type: "best_bid_ask",
        market,
        asset_id,
        best_bid: price(random),
        best_ask: price(random),
        spread: "0.01",
        timestamp,
      };
    default:
      return {
        event_type: "tick_size_change",
        market,
        asset_id,
        old_tick_size: "0.01",
        new_tick_size: "0.001",
        timestamp,
      };
  }
}

import type { Prng } from "@augury/core";
import { anyDollars, anyHex, anyLevels, anyPlainSize, dollarsOf } from "./random-fields.ts";

type Make = (random: Prng) => object;

const START_MS = 1_766_789_469_958;

/** Two markets of two tokens each. */
function about(random: Prng) {
  const at = random.int(0, 1);
  const tokens = [1, 2].map((side) => `${7_000_000_000 + at}${"4".repeat(66)}${side}`);
  return {
    market: `0x${String(at).padStart(64, "b")}`,
    tokens,
    timestamp: String(START_MS + random.int(0, 1_000_000)),
  };
}

const priceChange: Make = (random) => {
  const { market, timestamp, tokens } = about(random);
  const cents = random.int(1, 99);
  const size = anyPlainSize(random);
  const price_changes = tokens.map((asset_id, side) => ({
    asset_id,
    price: dollarsOf(side === 0 ? cents : 100 - cents),
    size,
    side: side === 0 ? "BUY" : "SELL",
    hash: anyHex(random, 40),
    best_bid: anyDollars(random),
    best_ask: anyDollars(random),
  }));
  return { market, price_changes, timestamp, event_type: "price_change" };
};

const book: Make = (random) => {
  const { market, timestamp, tokens } = about(random);
  const side = () => anyLevels(random, (cents) => ({ price: dollarsOf(cents), size: anyPlainSize(random) }));
  const event = {
    market,
    asset_id: random.pick(tokens),
    timestamp,
    hash: anyHex(random, 40),
    bids: side(),
    asks: side(),
    tick_size: "0.01",
    event_type: "book",
    last_trade_price: anyDollars(random),
  };
  return random.chance(0.5) ? [event] : event;
};

const lastTrade: Make = (random) => {
  const { market, timestamp, tokens } = about(random);
  return {
    market,
    asset_id: random.pick(tokens),
    price: anyDollars(random),
    size: anyPlainSize(random),
    fee_rate_bps: "0",
    side: random.pick(["BUY", "SELL"]),
    timestamp,
    event_type: "last_trade_price",
    transaction_hash: `0x${anyHex(random, 64)}`,
  };
};

const bestBidAsk: Make = (random) => {
  const { market, timestamp, tokens } = about(random);
  const best = { best_bid: anyDollars(random), best_ask: anyDollars(random), spread: "0.01" };
  return { event_type: "best_bid_ask", market, asset_id: random.pick(tokens), ...best, timestamp };
};

const tickSizeChange: Make = (random) => {
  const { market, timestamp, tokens } = about(random);
  const change = { old_tick_size: "0.01", new_tick_size: random.pick(["0.001", "0.01"]) };
  return { event_type: "tick_size_change", market, asset_id: random.pick(tokens), ...change, timestamp };
};

/** Polymarket's messages, the frequent ones more than once. */
export const POLYMARKET_FRAMES: readonly Make[] = [
  priceChange,
  priceChange,
  book,
  book,
  lastTrade,
  bestBidAsk,
  tickSizeChange,
];

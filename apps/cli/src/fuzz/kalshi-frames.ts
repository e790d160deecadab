import type { Prng } from "@augury/core";
import { anyDollars, anyHex, anyLevels, anySize, dollarsOf } from "./random-fields.ts";

type Make = (random: Prng) => object;

const START_MS = 1_786_401_938_602;
const price = (random: Prng) => `${anyDollars(random)}00`;

/** Fields that all messages about a market share. */
function about(random: Prng) {
  const ts_ms = START_MS + random.int(0, 1_000_000);
  return {
    market_ticker: `KXFUZZ-26NOV21-${random.int(0, 3)}`,
    market_id: `${anyHex(random, 8)}-90a4-4a6e-9fee-${anyHex(random, 12)}`,
    ts: Math.floor(ts_ms / 1000),
    ts_ms,
  };
}

const delta: Make = (random) => {
  const market = about(random);
  const delta_fp = `${random.chance(0.5) ? "-" : ""}${anySize(random)}`;
  const change = { price_dollars: price(random), delta_fp, side: random.pick(["yes", "no"]) };
  const msg = { ...market, ...change, ts: new Date(market.ts_ms).toISOString() };
  return { type: "orderbook_delta", sid: 1, seq: random.int(1, 1_000_000), msg };
};

const snapshot: Make = (random) => {
  const { market_id, market_ticker } = about(random);
  const side = () => anyLevels(random, (cents) => [`${dollarsOf(cents)}00`, anySize(random)]);
  const msg = { market_ticker, market_id, yes_dollars_fp: side(), no_dollars_fp: side() };
  return { type: "orderbook_snapshot", sid: 1, seq: random.int(1, 1_000_000), msg };
};

const trade: Make = (random) => {
  const { market_id, ...market } = about(random);
  const cents = random.int(1, 99);
  const taker_side = random.pick(["yes", "no"]);
  const msg = {
    trade_id: market_id,
    ...market,
    yes_price_dollars: `${dollarsOf(cents)}00`,
    no_price_dollars: `${dollarsOf(100 - cents)}00`,
    count_fp: anySize(random),
    taker_side,
    taker_outcome_side: taker_side,
    taker_book_side: taker_side === "yes" ? "bid" : "ask",
  };
  return { type: "trade", sid: 2, seq: random.int(1, 1_000_000), msg };
};

const ticker: Make = (random) => {
  const msg = {
    ...about(random),
    price_dollars: price(random),
    yes_bid_dollars: price(random),
    yes_ask_dollars: price(random),
    volume_fp: anySize(random),
    open_interest_fp: anySize(random),
    yes_bid_size_fp: anySize(random),
    yes_ask_size_fp: anySize(random),
  };
  return { type: "ticker", sid: 3, msg };
};

const determined: Make = (random) => {
  const { market_ticker, ts } = about(random);
  const settled = { determination_ts: ts, result: random.pick(["yes", "no"]), settlement_value: "1.0000" };
  const msg = { market_ticker, ...settled, event_type: "determined" };
  return { type: "market_lifecycle_v2", sid: 4, seq: random.int(1, 1_000_000), msg };
};

const ok: Make = (random) => {
  const { market_ticker } = about(random);
  const head = { type: "ok", id: random.int(1, 99), sid: 1, seq: random.int(1, 1_000_000) };
  return { ...head, msg: { market_tickers: [market_ticker] } };
};

/** Kalshi's messages, the frequent ones more than once. */
export const KALSHI_FRAMES: readonly Make[] = [delta, delta, snapshot, snapshot, trade, ticker, determined, ok];

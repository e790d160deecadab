import { KeyTable } from "./key-table.ts";

/** The number of each key that some hot message has: its place in {@link HOT_KEYS}, from 1. */
export const K_TYPE = 1;
export const K_SID = 2;
export const K_SEQ = 3;
export const K_MSG = 4;
export const K_ID = 5;
export const K_TICKER = 6;
export const K_MARKET_ID = 7;
export const K_PRICE = 8;
export const K_DELTA = 9;
export const K_SIDE = 10;
export const K_TS = 11;
export const K_TS_MS = 12;
export const K_TRADE_ID = 13;
export const K_YES_PRICE = 14;
export const K_COUNT = 15;
export const K_TAKER_SIDE = 16;
export const K_TAKER_OUTCOME = 17;
export const K_TAKER_BOOK = 18;
export const K_BLOCK = 19;
export const K_BID = 20;
export const K_ASK = 21;
export const K_BID_SIZE = 22;
export const K_ASK_SIZE = 23;
export const K_VOLUME = 24;
export const K_OPEN_INTEREST = 25;
export const K_YES_LEVELS = 26;
export const K_NO_LEVELS = 27;
/** The first and last of the keys that carry a side in the form of before March 2026. */
export const K_LEGACY_FIRST = 28;
export const K_LEGACY_LAST = 31;

/** Those past the legacy sides are of no use to us: named so that they are guessed right, then passed over. */
export const HOT_KEYS = new KeyTable([
  "type",
  "sid",
  "seq",
  "msg",
  "id",
  "market_ticker",
  "market_id",
  "price_dollars",
  "delta_fp",
  "side",
  "ts",
  "ts_ms",
  "trade_id",
  "yes_price_dollars",
  "count_fp",
  "taker_side",
  "taker_outcome_side",
  "taker_book_side",
  "is_block_trade",
  "yes_bid_dollars",
  "yes_ask_dollars",
  "yes_bid_size_fp",
  "yes_ask_size_fp",
  "volume_fp",
  "open_interest_fp",
  "yes_dollars_fp",
  "no_dollars_fp",
  "yes",
  "no",
  "yes_dollars",
  "no_dollars",
  "no_price_dollars",
  "last_trade_size_fp",
  "dollar_volume",
  "dollar_open_interest",
  "time",
  "client_order_id",
  "subaccount",
]);

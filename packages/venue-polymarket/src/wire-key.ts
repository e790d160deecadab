import { QUOTE } from "./json-bytes.ts";

/** Keys of the hot messages as numbers. */
export const Key = {
  other: 0,
  assetId: 1,
  price: 2,
  size: 3,
  side: 4,
  hash: 5,
  bestBid: 6,
  bestAsk: 7,
  market: 8,
  priceChanges: 9,
  timestamp: 10,
  eventType: 11,
  bids: 12,
  asks: 13,
  tickSize: 14,
  lastTradePrice: 15,
  oldTickSize: 16,
  newTickSize: 17,
} as const;
export type Key = (typeof Key)[keyof typeof Key];

/** Names in the order of the codes; the first is no key. */
export const KEY_NAMES = [
  "",
  "asset_id",
  "price",
  "size",
  "side",
  "hash",
  "best_bid",
  "best_ask",
  "market",
  "price_changes",
  "timestamp",
  "event_type",
  "bids",
  "asks",
  "tick_size",
  "last_trade_price",
  "old_tick_size",
  "new_tick_size",
] as const;

const ENCODED = KEY_NAMES.map((name) => new Uint8Array(Buffer.from(`${name}"`)));
/** Bytes of each key's name, to get from the first letter past the closing quote. */
export const KEY_LENGTH = new Uint8Array(KEY_NAMES.map((name) => name.length));

/** Returns which key the name that starts at `at` (behind its opening quote) is. */
export function keyAt(bytes: Uint8Array, at: number): Key {
  switch (bytes[at]) {
    case 0x61: // a
      return bytes[at + 2] === 0x73 ? sure(bytes, at, Key.assetId) : sure(bytes, at, Key.asks);
    case 0x62: // b
      if (bytes[at + 1] === 0x69) return sure(bytes, at, Key.bids);
      return bytes[at + 5] === 0x62 ? sure(bytes, at, Key.bestBid) : sure(bytes, at, Key.bestAsk);
    case 0x65: // e
      return sure(bytes, at, Key.eventType);
    case 0x68: // h
      return sure(bytes, at, Key.hash);
    case 0x6c: // l
      return sure(bytes, at, Key.lastTradePrice);
    case 0x6d: // m
      return sure(bytes, at, Key.market);
    case 0x6e: // n
      return sure(bytes, at, Key.newTickSize);
    case 0x6f: // o
      return sure(bytes, at, Key.oldTickSize);
    case 0x70: // p
      return bytes[at + 5] === QUOTE ? sure(bytes, at, Key.price) : sure(bytes, at, Key.priceChanges);
    case 0x73: // s
      return bytes[at + 2] === 0x7a ? sure(bytes, at, Key.size) : sure(bytes, at, Key.side);
    case 0x74: // t
      return bytes[at + 2] === 0x63 ? sure(bytes, at, Key.tickSize) : sure(bytes, at, Key.timestamp);
    default:
      return Key.other;
  }
}

/** Returns `key` if every byte of its name and the closing quote stand at `at`. */
function sure(bytes: Uint8Array, at: number, key: Key): Key {
  const name = ENCODED[key];
  for (let i = 0; i < name.length; i++) if (bytes[at + i] !== name[i]) return Key.other;
  return key;
}

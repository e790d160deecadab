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

/** Length of each key's name, to get from its first letter to the closing quote. */
export const KEY_LENGTH = new Uint8Array(KEY_NAMES.map((name) => name.length));

/** The lower half of a word that ends a name: two letters. */
const PAIR = 0xffff;
const E_QUOTE = 0x2265;
const P_QUOTE = 0x2270;

/**
 * Returns which key the name that starts at `at` (behind its opening quote) is, closing quote included. Names are compared four
 * letters at a time as little-endian words.
 */
export function keyAt(bytes: Uint8Array, view: DataView, at: number): Key {
  const word = view.getInt32(at, true);
  switch (word) {
    case 0x63697270: // pric
      return priceKey(view, at);
    case 0x657a6973: // size
      return bytes[at + 4] === QUOTE ? Key.size : Key.other;
    case 0x65737361: // asse
      return view.getInt32(at + 4, true) === 0x64695f74 && bytes[at + 8] === QUOTE ? Key.assetId : Key.other; // t_id
    case 0x65646973: // side
      return bytes[at + 4] === QUOTE ? Key.side : Key.other;
    case 0x68736168: // hash
      return bytes[at + 4] === QUOTE ? Key.hash : Key.other;
    case 0x74736562: // best
      return bestKey(bytes, view, at);
    default:
      return rareKey(word, bytes, view, at);
  }
}

function priceKey(view: DataView, at: number): Key {
  const next = view.getInt32(at + 4, true);
  if ((next & PAIR) === E_QUOTE) return Key.price;
  // e_ch ange s"
  const isChanges =
    next === 0x68635f65 && view.getInt32(at + 8, true) === 0x65676e61 && view.getUint16(at + 12, true) === 0x2273;
  return isChanges ? Key.priceChanges : Key.other;
}

function bestKey(bytes: Uint8Array, view: DataView, at: number): Key {
  if (bytes[at + 8] !== QUOTE) return Key.other;
  const next = view.getInt32(at + 4, true);
  if (next === 0x6469625f) return Key.bestBid; // _bid
  return next === 0x6b73615f ? Key.bestAsk : Key.other; // _ask
}

function rareKey(word: number, bytes: Uint8Array, view: DataView, at: number): Key {
  switch (word) {
    case 0x6b72616d: // mark et"
      return (view.getInt32(at + 4, true) & 0xffffff) === 0x227465 ? Key.market : Key.other;
    case 0x656d6974: // time stam p"
      return view.getInt32(at + 4, true) === 0x6d617473 && view.getUint16(at + 8, true) === P_QUOTE
        ? Key.timestamp
        : Key.other;
    case 0x6e657665: // even t_ty pe"
      return view.getInt32(at + 4, true) === 0x79745f74 && (view.getInt32(at + 8, true) & 0xffffff) === 0x226570
        ? Key.eventType
        : Key.other;
    case 0x73646962: // bids
      return bytes[at + 4] === QUOTE ? Key.bids : Key.other;
    case 0x736b7361: // asks
      return bytes[at + 4] === QUOTE ? Key.asks : Key.other;
    case 0x6b636974: // tick
      return isSizeTail(view, at + 4) ? Key.tickSize : Key.other;
    case 0x5f646c6f: // old_ tick
      return view.getInt32(at + 4, true) === 0x6b636974 && isSizeTail(view, at + 8) ? Key.oldTickSize : Key.other;
    case 0x5f77656e: // new_ tick
      return view.getInt32(at + 4, true) === 0x6b636974 && isSizeTail(view, at + 8) ? Key.newTickSize : Key.other;
    case 0x7473616c: // last _tra de_p rice"
      return isTradePriceTail(bytes, view, at + 4) ? Key.lastTradePrice : Key.other;
    default:
      return Key.other;
  }
}

/** _siz e" */
function isSizeTail(view: DataView, at: number): boolean {
  return view.getInt32(at, true) === 0x7a69735f && view.getUint16(at + 4, true) === E_QUOTE;
}

/** _tra de_p rice " */
function isTradePriceTail(bytes: Uint8Array, view: DataView, at: number): boolean {
  return (
    view.getInt32(at, true) === 0x6172745f &&
    view.getInt32(at + 4, true) === 0x705f6564 &&
    view.getInt32(at + 8, true) === 0x65636972 &&
    bytes[at + 12] === QUOTE
  );
}

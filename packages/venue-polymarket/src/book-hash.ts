import type { RestBook } from "./schema.ts";

/** 10 fields since November 2025; before, `last_trade_price` was not part of it. */
export type HashFields = 9 | 10;

/** A book as its hash sees it: every text exactly as the venue sends it. */
export type HashedBook = Omit<RestBook, "hash">;

/**
 * Returns the venue's hash of a book (polymarket.md section 10): SHA-1 over compact JSON in this key order, with an empty hash. The plain
 * form for REST bodies, recordings and tests; a feed keeps a {@link HashText} instead.
 */
export function computeBookHash(book: HashedBook, fields: HashFields = 10): string {
  const level = ({ price, size }: { price: string; size: string }) => ({ price, size });
  const text = JSON.stringify({
    market: book.market,
    asset_id: book.asset_id,
    timestamp: String(book.timestamp),
    hash: "",
    bids: book.bids.map(level),
    asks: book.asks.map(level),
    min_order_size: book.min_order_size,
    tick_size: book.tick_size,
    neg_risk: book.neg_risk,
    ...(fields === 10 ? { last_trade_price: book.last_trade_price ?? "" } : {}),
  });
  return new Bun.CryptoHasher("sha1").update(text).digest("hex");
}

/** Returns whether a `GET /book` body carries the hash of its own content. Without the tenth field either form may be meant. */
export function verifyRestBook(book: RestBook): boolean {
  if (computeBookHash(book) === book.hash) return true;
  return book.last_trade_price === undefined && computeBookHash(book, 9) === book.hash;
}

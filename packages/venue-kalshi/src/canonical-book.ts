import {
  formatPrice,
  formatScaled,
  formatSize,
  PRICE_TICKS_PER_DOLLAR,
  type PriceTicks,
  type SizeMicros,
} from "@augury/core";

/** One level of a YES book, as any book implementation can tell it. */
export interface BookLevel {
  readonly price: number;
  readonly size: number;
}

/** A YES book: bids and asks on the YES scale, in any order. */
export interface YesBook {
  readonly bids: Iterable<BookLevel>;
  readonly asks: Iterable<BookLevel>;
}

/** What a recorded book is compared by: `expected-books.json` holds the same fields. */
export interface BookDigest {
  readonly yes_levels: number;
  readonly no_levels: number;
  /** Contracts on the side, two decimals. */
  readonly yes_total: string;
  readonly no_total: string;
  /** Price with four decimals and size with two, or null for an empty side. */
  readonly best_yes_bid: readonly [string, string] | null;
  readonly best_yes_ask: readonly [string, string] | null;
  readonly sha256: string;
}

/**
 * Returns the canonical text of a book: for each level of the NO side, then of the YES side, in ascending price of its own leg,
 * `side|price|size` with four and two decimals and a line feed. An ask at p is a NO bid at 1 − p. Empty for an empty book.
 */
export function canonicalBookText({ bids, asks }: YesBook): string {
  return sideText("no", toNoBids(asks)) + sideText("yes", bids);
}

/** Returns counts, totals, best prices and the SHA-256 of {@link canonicalBookText}. */
export function digestBook(book: YesBook): BookDigest {
  const bids = [...book.bids];
  const asks = [...book.asks];
  return {
    yes_levels: bids.length,
    no_levels: asks.length,
    yes_total: total(bids),
    no_total: total(asks),
    best_yes_bid: quote(
      bids.reduce<BookLevel | undefined>(
        (best, level) => (best && best.price >= level.price ? best : level),
        undefined,
      ),
    ),
    best_yes_ask: quote(
      asks.reduce<BookLevel | undefined>(
        (best, level) => (best && best.price <= level.price ? best : level),
        undefined,
      ),
    ),
    sha256: new Bun.CryptoHasher("sha256").update(canonicalBookText({ bids, asks })).digest("hex"),
  };
}

function toNoBids(asks: Iterable<BookLevel>): BookLevel[] {
  return [...asks].map(({ price, size }) => ({ price: PRICE_TICKS_PER_DOLLAR - price, size }));
}

function sideText(side: "yes" | "no", levels: Iterable<BookLevel>): string {
  return [...levels]
    .sort((a, b) => a.price - b.price)
    .map(({ price, size }) => `${side}|${priceText(price)}|${sizeText(size)}\n`)
    .join("");
}

function quote(level: BookLevel | undefined): [string, string] | null {
  return level ? [priceText(level.price), sizeText(level.size)] : null;
}

/** Sums of millions of contracts pass 2^53 micros only far beyond any real book; BigInt keeps even those exact. */
function total(levels: readonly BookLevel[]): string {
  const sum = levels.reduce((sum, { size }) => sum + BigInt(size), 0n);
  return formatScaled(Number(sum / 10_000n), 2);
}

function priceText(price: number): string {
  return formatPrice(price as PriceTicks, 4);
}

function sizeText(size: number): string {
  return formatSize(size as SizeMicros, 2);
}

/** Sides of a simulated book as numbers. */
export const BID = 0;
export const ASK = 1;
export type BookSide = typeof BID | typeof ASK;

/**
 * One side of a simulated book: price levels in PriceTicks with sizes in SizeMicros, worst price first and best price last, as both
 * venues print them. Every stored size is positive.
 */
export class Ladder {
  readonly prices: number[] = [];
  readonly sizes: number[] = [];

  constructor(readonly side: BookSide) {}

  get length(): number {
    return this.prices.length;
  }

  /** Returns the best price, or `undefined` when the side is empty. */
  best(): number | undefined {
    return this.prices[this.prices.length - 1];
  }

  /** Returns the price that stands `rank` levels behind the best (0 = best), or `undefined`. */
  at(rank: number): number | undefined {
    return this.prices[this.prices.length - 1 - rank];
  }

  /** Returns the size at `price`, 0 when there is no such level. */
  sizeAt(price: number): number {
    const index = this.indexOf(price);
    return this.prices[index] === price ? (this.sizes[index] as number) : 0;
  }

  /** Sets the absolute size at `price`; 0 removes the level. Returns the size that stood there before. */
  set(price: number, size: number): number {
    const index = this.indexOf(price);
    const known = this.prices[index] === price;
    const before = known ? (this.sizes[index] as number) : 0;
    if (size > 0 && known) this.sizes[index] = size;
    else if (size > 0) this.insert(index, price, size);
    else if (known) this.remove(index);
    return before;
  }

  clear(): void {
    this.prices.length = 0;
    this.sizes.length = 0;
  }

  protected insert(index: number, price: number, size: number): void {
    this.prices.splice(index, 0, price);
    this.sizes.splice(index, 0, size);
  }

  protected remove(index: number): void {
    this.prices.splice(index, 1);
    this.sizes.splice(index, 1);
  }

  /** Returns where `price` stands or belongs. Bids ascend, asks descend: towards the end means better on both. */
  protected indexOf(price: number): number {
    let low = 0;
    let high = this.prices.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.prices[middle] as number;
      if (this.side === BID ? other < price : other > price) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Takes `size` from the best levels of a ladder, at most `levelsMax` of them, and returns what each level is left with. */
export function computeSweep(ladder: Ladder, size: number, levelsMax: number): SweptLevel[] {
  const swept: SweptLevel[] = [];
  let left = size;
  for (let rank = 0; rank < Math.min(levelsMax, ladder.length) && left > 0; rank++) {
    const price = ladder.at(rank) as number;
    const standing = ladder.sizeAt(price);
    const taken = Math.min(standing, left);
    swept.push({ price, taken, remaining: standing - taken });
    left -= taken;
  }
  return swept;
}

/** One level that a trade has touched. */
export interface SweptLevel {
  readonly price: number;
  readonly taken: number;
  readonly remaining: number;
}

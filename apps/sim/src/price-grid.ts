import { PRICE_TICKS_PER_DOLLAR, type PriceTicks } from "@augury/core";
import { isOnTick, type TickStructure } from "@augury/model";

/** Every price at which a market may be quoted, ascending, and the way from one to the next. */
export class PriceGrid {
  readonly prices: readonly number[];

  constructor(readonly ticks: TickStructure) {
    const prices: number[] = [];
    for (let price = 1; price < PRICE_TICKS_PER_DOLLAR; price++)
      if (isOnTick(ticks, price as PriceTicks)) prices.push(price);
    this.prices = prices;
  }

  /** Returns the position of the grid price nearest to `price` from below. */
  indexOf(price: number): number {
    let low = 0;
    let high = this.prices.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.prices[middle] as number) <= price) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Returns the price at a position, or `undefined` outside of the grid. */
  at(index: number): number | undefined {
    return this.prices[index];
  }
}

import { PRICE_TICKS_PER_DOLLAR } from "@augury/core";
import type { InstrumentTable } from "@augury/model";
import type { Claim } from "./claim.ts";

/**
 * Tells whether two orders of ours would trade with each other: on one instrument when the bid reaches the ask; on the two outcomes of a
 * market when two purchases make a dollar together (the venue mints a pair) or two sales take no more than one (it merges one).
 */
export class SelfCross {
  constructor(private readonly table: InstrumentTable) {}

  crosses(a: Claim, b: Claim): boolean {
    if (a.instrument === b.instrument) {
      if (a.side === b.side) return false;
      const [buy, sell] = a.side === "buy" ? [a, b] : [b, a];
      return buy.price >= sell.price;
    }
    if (this.table.list[a.instrument]?.mirrorIndex !== b.instrument || a.side !== b.side) return false;
    const together = a.price + b.price;
    return a.side === "buy" ? together >= PRICE_TICKS_PER_DOLLAR : together <= PRICE_TICKS_PER_DOLLAR;
  }
}

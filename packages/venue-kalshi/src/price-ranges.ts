import { PRICE_TICKS_PER_DOLLAR } from "@augury/core";
import { TickStructure } from "@augury/model";

/** A band of the venue's grid, already in PriceTicks. */
export interface PriceBand {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/**
 * Returns the venue's `price_ranges` as a tick structure, or `undefined` when they are none: no band, a step of zero, a band that ends
 * before it starts, or bands out of order. The label beside them (`price_level_structure`) is only a hint and is not read, because new
 * labels appear over time (kalshi.md section 5.2).
 */
export function toTickStructure(bands: readonly PriceBand[]): TickStructure | undefined {
  let end = 0;
  for (const band of bands) {
    if (band.step <= 0 || band.start < end || band.end <= band.start) return undefined;
    end = band.end;
  }
  if (end > PRICE_TICKS_PER_DOLLAR) return undefined;
  const parsed = TickStructure.safeParse(bands.map(({ start, end, step }) => ({ start, end, step })));
  return parsed.success ? parsed.data : undefined;
}

import { parsePrice } from "@augury/core";
import type { InstrumentTable, TickStructure } from "@augury/model";
import type { MarketLifecycleBody } from "../channels/market-messages.ts";
import { type PriceBand, toTickStructure } from "../price-ranges.ts";

/** The markets' price grids as they are now: bands can change on a live market (kalshi.md section 5.2). */
export class PriceGrids {
  private readonly changed = new Map<string, TickStructure>();

  constructor(
    private readonly table: InstrumentTable,
    private readonly ticksOf: ((instrument: number) => TickStructure) | undefined,
  ) {}

  /** Returns an instrument's grid; an instrument that is not there has none that any price lies on. */
  of(instrument: number): TickStructure {
    const known = this.table.at(instrument);
    return this.ticksOf?.(instrument) ?? this.changed.get(known?.venueId ?? "") ?? known?.ticks ?? [];
  }

  /** News of a market's life. A grid that cannot be read leaves none: nothing is priced on it until the metadata are read anew. */
  note({ event_type, market_ticker, price_ranges }: MarketLifecycleBody): void {
    if (event_type !== "price_level_structure_updated" || !this.table.find("kalshi", market_ticker)) return;
    const bands = (price_ranges ?? []).map(({ end, start, step }) => ({
      start: parsePrice(start),
      end: parsePrice(end),
      step: parsePrice(step),
    }));
    this.changed.set(market_ticker, toTickStructure(bands as PriceBand[]) ?? []);
  }
}

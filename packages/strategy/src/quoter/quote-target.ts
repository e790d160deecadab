import type { InstrumentBooks } from "@augury/book";
import { MICROS } from "@augury/core";
import { type Instrument, tickAtOrAbove, tickAtOrBelow, ticksInForce } from "@augury/model";
import { NO_PRICE } from "@augury/wire";

/** What shapes a quote. Sizes in SizeMicros. */
export interface QuoteShape {
  readonly size: number;
  readonly halfSpreadTicks: number;
  readonly skewTicksPerContract: number;
  readonly positionMax: number;
}

/** What is held of an instrument and of its market's other outcome, SizeMicros. */
export interface Holding {
  readonly own: number;
  /** Of which settled: a match may still fail. */
  readonly sellable: number;
  readonly other: number;
}

/**
 * Where an instrument's quotes should stand:
 *
 * 1. The center is the size-weighted mid, moved away from what is held: down when long, up when long the other outcome.
 * 2. The bid is half a spread below, the ask half a spread above, each rounded away from the center to a valid price.
 * 3. Neither touches the other side of the present book.
 * 4. The bid's size keeps the position within its limit, the ask's within what is settled: nothing is sold that is not owned.
 *
 * A size of 0 means no quote on that side. One object per strategy, overwritten by the next look; nothing is allocated.
 */
export class QuoteTarget {
  bid = NO_PRICE as number;
  ask = NO_PRICE as number;
  bidSize = 0;
  askSize = 0;
  /** Size-weighted mid and the center's distance from it, in ticks: the numbers behind a quote. */
  mid = 0;
  skew = 0;

  /** Looks at the book; false when it has no mid. */
  aim(instrument: Instrument, books: InstrumentBooks, shape: QuoteShape, holding: Holding): boolean {
    const { index } = instrument;
    const ticks = ticksInForce(instrument.ticks, books.step(index));
    const mid = books.weightedMid(index);
    if (mid === undefined) return false;
    this.mid = mid;
    this.skew = (-shape.skewTicksPerContract * (holding.own - holding.other)) / MICROS;
    const center = mid + this.skew;
    const bidMax = Math.min(Math.floor(center - shape.halfSpreadTicks), books.bestAsk(index) - 1);
    const askMin = Math.max(Math.ceil(center + shape.halfSpreadTicks), books.bestBid(index) + 1);
    this.bid = tickAtOrBelow(ticks, bidMax) ?? NO_PRICE;
    this.ask = tickAtOrAbove(ticks, askMin) ?? NO_PRICE;
    this.bidSize = this.bid === NO_PRICE ? 0 : quotable(instrument, shape.size, shape.positionMax - holding.own);
    this.askSize = this.ask === NO_PRICE ? 0 : quotable(instrument, shape.size, holding.sellable);
    return true;
  }
}

/** The size to quote within `room`: on the size step, and nothing rather than less than the venue takes. */
function quotable({ sizeStep, orderSizeMin }: Instrument, size: number, room: number): number {
  const fits = Math.floor(Math.min(size, room) / sizeStep) * sizeStep;
  return fits > 0 && fits >= orderSizeMin ? fits : 0;
}

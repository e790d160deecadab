import { z } from "zod";
import { FeeSchedule } from "./fee-schedule.ts";
import { TickStructure } from "./tick-structure.ts";
import { VenueName } from "./venue-id.ts";

/**
 * One outcome of one market. Polymarket's two tokens are two instruments with a book each, mirrors of one another; Kalshi's NO is an
 * instrument that reads the mirrored YES book (`bookIndex` is then the YES instrument's).
 */
export const Instrument = z.strictObject({
  /** Position in the run's table: the only name an instrument has in a ring. */
  index: z.int().nonnegative(),
  venue: VenueName,
  /** Token id (decimal text of up to 78 digits) or ticker. */
  venueId: z.string().min(1).max(128),
  /** Condition id or ticker. */
  marketId: z.string().min(1).max(128),
  outcome: z.enum(["yes", "no"]),
  /** The instrument of the other outcome, if the table has it. */
  mirrorIndex: z.int().nonnegative().optional(),
  /** The instrument whose book this one reads: itself, or its mirror (Kalshi NO). */
  bookIndex: z.int().nonnegative(),
  title: z.string().max(512),
  outcomeName: z.string().max(128),
  ticks: TickStructure,
  /** Smallest resting order, in SizeMicros. */
  orderSizeMin: z.int().nonnegative(),
  /** Smallest step of an order's size, in SizeMicros (both venues today: 0.01 contract = 10 000). */
  sizeStep: z.int().positive(),
  fees: FeeSchedule,
  negRisk: z.boolean(),
  /** Mutually exclusive set that this market belongs to (neg-risk event, MECNET event), or "". */
  groupId: z.string().max(128),
  /** A neg-risk event to which outcomes may still be added: never a complete set. */
  groupAugmented: z.boolean(),
  /** How many markets the venue lists in that set, where metadata tell: without it nobody knows whether a table holds them all. */
  groupSize: z.int().positive().optional(),
  /** Polymarket: version of the exchange's EIP-712 domain that orders in this market are signed for. */
  domainVersion: z.enum(["2", "3"]).optional(),
  /** When trading is to end, ms since the epoch, where metadata tell: a plan, not a promise. */
  endTimeMs: z.int().nonnegative().optional(),
  /** An outcome had been proposed or disputed when the metadata were read: trading may go on, but the result is close. */
  resolution: z.enum(["proposed", "disputed"]).optional(),
});
export type Instrument = z.infer<typeof Instrument>;

/** The numbered instruments of one run. Index = position. Built by main, handed to every worker, written into every journal. */
export class InstrumentTable {
  private readonly byVenueId = new Map<string, Instrument>();

  constructor(readonly list: readonly Instrument[]) {
    for (const [index, instrument] of list.entries()) {
      if (instrument.index !== index)
        throw new RangeError(`instrument ${instrument.venueId} stands at ${index} but says ${instrument.index}`);
      this.byVenueId.set(keyOf(instrument.venue, instrument.venueId, instrument.outcome), instrument);
    }
  }

  get size(): number {
    return this.list.length;
  }

  /** Returns the instrument at `index`, or `undefined` past the end. */
  at(index: number): Instrument | undefined {
    return this.list[index];
  }

  /** Returns the instruments of one venue that own a book. */
  booksOf(venue: VenueName): Instrument[] {
    return this.list.filter((instrument) => instrument.venue === venue && instrument.bookIndex === instrument.index);
  }

  /** Finds an instrument by the venue's own id; Kalshi's two outcomes share a ticker, so the outcome decides. */
  find(venue: VenueName, venueId: string, outcome: "yes" | "no" = "yes"): Instrument | undefined {
    return (
      this.byVenueId.get(keyOf(venue, venueId, outcome)) ??
      (venue === "polymarket" ? this.byVenueId.get(keyOf(venue, venueId, outcome === "yes" ? "no" : "yes")) : undefined)
    );
  }
}

function keyOf(venue: VenueName, venueId: string, outcome: string): string {
  return `${venue}:${venueId}:${outcome}`;
}

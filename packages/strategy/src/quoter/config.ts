import { z } from "zod";
import { SizeText } from "../decimal-text.ts";
import { InstrumentRef } from "../instrument-ref.ts";

/** Quotes both sides of instruments, post-only, around the size-weighted mid. Ticks are our own grid: $0.0001, whatever the market's. */
export const QuoterConfig = z.strictObject({
  kind: z.literal("quoter"),
  name: z.string().min(1).max(64).default("quoter"),
  /** Asks are only made for what is held. To quote both ways from an empty position, name both outcomes of a market. */
  instruments: z.array(InstrumentRef).min(1).max(512),
  /** Contracts per quote. */
  size: SizeText,
  /** Distance of each quote from the center. */
  halfSpreadTicks: z.int().min(1).max(5_000),
  /** The center moves away from what is held by this many ticks per contract held (of this outcome, less the other's). */
  skewTicksPerContract: z.number().min(0).max(1_000).default(0),
  /** Contracts of one instrument that are never exceeded by buying. */
  positionMax: SizeText,
  /** A quote is replaced when its wanted price is at least this far from it. */
  requoteTicksMin: z.int().min(1).max(5_000),
  /**
   * How a quote follows its wanted price: `replace` cancels it and places another once it is gone; `amend` changes the resting order where its
   * venue can (Kalshi), so that the book is never left meanwhile, and replaces elsewhere.
   */
  move: z.enum(["replace", "amend"]).default("replace"),
  /** One side of one instrument is not placed anew sooner than this after it was placed last. */
  refreshMs: z.int().min(1).max(3_600_000).default(500),
  /** A quote is not sent later than this after the decision. */
  deadlineMs: z.int().min(1).max(60_000).default(1_000),
});
export type QuoterConfig = z.infer<typeof QuoterConfig>;

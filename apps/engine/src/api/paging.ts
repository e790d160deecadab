import { z } from "zod";
import { InstrumentRef } from "./instrument-ref.ts";

/** A whole number in a query; the text is checked before it is turned, so "", "1e3" and "0x10" are none. */
const Count = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,16}$/, `a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.int().min(min).max(max));

/** Rows per answer. Options lower the ceiling further. */
export const Limit = Count(1, 10_000)
  .default(100)
  .describe("Rows in the answer, at most; capped by the configured rowsMax.");

/** Position in a numbered list. */
export const Before = Count(0, Number.MAX_SAFE_INTEGER)
  .default(Number.MAX_SAFE_INTEGER)
  .describe("Rows with a smaller number only: the `next` of the page before.");

/** Position in a list of fixed order. */
export const Offset = Count(0, 1_000_000).default(0).describe("Rows to leave out at the start.");

/** Levels per side of a book answer. */
export const Depth = Count(1, 10_000).default(20).describe("Levels per side, capped by the configured levelsMax.");

/** Query of a numbered list of our own orders or fills. */
export const RowFilter = z.strictObject({
  limit: Limit,
  before: Before,
  instrument: InstrumentRef.optional(),
  strategy: z.string().min(1).max(128).optional().describe("Name of a strategy."),
});

/** A list's end: the `before` of the following page, null when this was the last one. */
export const Next = z.int().nullable().describe("`before` of the next page; null: no more rows.");

/** Returns `next` for a page that was asked for with `limit`. */
export function nextOf(rows: readonly { readonly number: number }[], limit: number): number | null {
  return rows.length < limit ? null : (rows.at(-1)?.number ?? null);
}

import { wholeNumber, word } from "@augury/net";
import { z } from "zod";

/** Name of the credentials that sign (kalshi.md section 4). */
export const KEY = "key";

export const marketTicker = (description = "Ticker of the market.") => word().describe(description);
export const eventTicker = (description = "Ticker of the event.") => word().describe(description);
export const seriesTicker = (description = "Ticker of the series.") => word().describe(description);
export const unixSeconds = (description: string) => wholeNumber(0, 9_999_999_999).describe(description);
export const subaccount = (description: string) => wholeNumber(0, 63).describe(description);
export const exchangeIndex = (description: string) => wholeNumber(-1, 1000).describe(description);

/** The two parameters of every listing (kalshi.md section 7). */
export const pageOf = (limitMax: number) => ({
  limit: wholeNumber(1, limitMax).optional().describe(`Items per page, at most ${limitMax}.`),
  cursor: z
    .string()
    .trim()
    .min(1)
    .max(8192)
    .optional()
    .describe("Where the page begins: the cursor of the one before."),
});

/** Returns how a listing goes on: an empty or absent cursor ends it. */
export function byCursor<Key extends string>(key: Key) {
  return {
    next: ({ cursor }: { readonly cursor?: string | null | undefined }) => (cursor ? { cursor } : undefined),
    items: (answer: { readonly [K in Key]?: readonly unknown[] | null | undefined }) => answer[key] ?? [],
  };
}

/** The same for the one listing that says it otherwise. */
export function byNextCursor<Key extends string>(key: Key) {
  return {
    next: ({ next_cursor }: { readonly next_cursor?: string | null | undefined }) =>
      next_cursor ? { cursor: next_cursor } : undefined,
    items: byCursor(key).items,
  };
}

/** Minutes per candle. */
export function period(min: 0 | 1 = 1) {
  const known = [1, 60, 1440, ...(min === 0 ? [0] : [])];
  return wholeNumber(min, 1440)
    .refine((minutes) => known.includes(minutes), { error: `must be one of ${known.join(", ")} minutes` })
    .describe("Minutes per candle: 1, 60 or 1440.");
}

const DECIMAL = /^\d{1,12}(\.\d{1,4})?$/;

/** A price of YES on the wire: dollars as text, between 0 and 1. The market's grid is the venue's to check. */
export const priceText = () =>
  z
    .string()
    .trim()
    .regex(/^0?\.\d{1,4}$/, 'must be dollars as text between 0 and 1, such as "0.56"')
    .refine((text) => Number(text) > 0, { error: "must be above 0" })
    .describe("Price of YES in dollars, on the market's grid, whichever side it is.");

/** Contracts as text in steps of 0.01 (kalshi.md section 5.3). */
export const countText = (description: string, min: 0 | 0.01 = 0.01) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,9}(\.\d{1,2})?$/, 'must be contracts as text, such as "10" or "0.25"')
    .refine((text) => Number(text) >= min, { error: `must be at least ${min}` })
    .describe(description);

export const dollarText = (description: string) =>
  z.string().trim().regex(DECIMAL, 'must be dollars as text, such as "12.50"').describe(description);

/** At most 64 characters of those that the venue takes everywhere (kalshi.md section 10.1). */
export const clientOrderId = (description: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_+=:-]{1,64}$/, "must be 1 to 64 letters, digits or _ + = : -")
    .describe(description);

export const uuid = (description: string) => z.uuid().describe(description);

/** A list of objects, also as JSON text. */
export function jsonList<Item extends z.ZodType>(item: Item, itemsMax: number) {
  const list = z.array(item).min(1).max(itemsMax);
  return z.preprocess(parseJson, list);
}

/** A list of whole numbers, also as text with commas. */
export function numberList(min: number, max: number, itemsMax: number) {
  const split = (value: unknown) => (typeof value === "string" ? value.split(",") : value);
  return z.preprocess(split, z.array(wholeNumber(min, max)).min(1).max(itemsMax));
}

/** What is no JSON stays text, and the list says that it is none. */
function parseJson(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Returns a list as the venue takes it in most queries, with commas. */
export function commas(list: readonly (string | number)[] | undefined): string | undefined {
  return list?.join(",");
}

/** Returns a value as one segment of a path. */
export function segment(value: string): string {
  return encodeURIComponent(value);
}

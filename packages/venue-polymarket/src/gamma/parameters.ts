import { decimal, flag, wholeNumber, word, wordList } from "@augury/net";
import { z } from "zod";
import { OFFSET_MAX } from "./paging.ts";

/** Most ids in one request (polymarket.md section 13: about 100). */
export const IDS_MAX = 100;
/** Largest page of the keyset listings. */
export const KEYSET_LIMIT_MAX = 100;
const LIMIT_MAX = 500;
const DOLLARS_MAX = 1e15;

export function id(what: string) {
  return wholeNumber(0, 1e12).describe(`Gamma's own number of the ${what}.`);
}

export function slug(what: string) {
  return word().describe(`The ${what}'s slug, the last part of its web address.`);
}

export function list(what: string) {
  return several(`Only these ${what}`);
}

export function without(what: string) {
  return several(`Without ${what}`);
}

/** A list; a single item also as a number. */
function several(what: string) {
  const error = `must be 1 to ${IDS_MAX} words without blanks, separated by commas`;
  return z
    .union([z.int().transform((number) => [String(number)]), wordList(IDS_MAX)], { error })
    .optional()
    .describe(`${what}, at most ${IDS_MAX}, separated by commas.`);
}

export function filterFlag(what: string) {
  return flag().optional().describe(what);
}

/** A number of dollars, as a bound of a filter. */
export function dollars(what: string) {
  return decimal(0, DOLLARS_MAX).optional().describe(what);
}

/** A time in ISO 8601. */
export function isoTime(what: string) {
  return z
    .string()
    .trim()
    .refine((text) => /^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(Date.parse(text)), {
      error: "must be a time such as 2026-11-21 or 2026-11-21T12:00:00Z",
    })
    .optional()
    .describe(what);
}

/** Which way a listing runs. */
export const ORDER = {
  order: wordList(5).optional().describe("Fields to sort by, such as volume24hr, liquidity, startDate, endDate."),
  ascending: flag().optional().describe("Smallest first."),
} as const;

/** Rows of an offset listing. */
export const OFFSET_PAGE = {
  limit: wholeNumber(1, LIMIT_MAX).default(100).describe("Rows of a page; Gamma may send fewer."),
  offset: wholeNumber(0, OFFSET_MAX).default(0).describe("Rows to leave out."),
} as const;

/** Rows of a keyset listing. */
export const KEYSET_PAGE = {
  limit: wholeNumber(1, KEYSET_LIMIT_MAX).default(KEYSET_LIMIT_MAX).describe("Rows of a page."),
  after_cursor: z
    .string()
    .trim()
    .min(1)
    .max(4096)
    .optional()
    .describe("Where to go on: next_cursor of the page before."),
} as const;

/** Sorting and nothing else takes its words in one parameter, separated by commas; all other lists repeat theirs. */
export function withOrder<Params extends { readonly order?: readonly string[] | undefined }>({
  order,
  ...rest
}: Params) {
  return { ...rest, ...(order && { order: order.join(",") }) };
}

import { z } from "zod";

/** A whole number, also as text. */
export function wholeNumber(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  const text = z
    .string()
    .regex(/^\s*-?\d{1,15}\s*$/)
    .transform(Number);
  return z.union([z.int(), text], { error }).pipe(z.int().min(min, { error }).max(max, { error }));
}

/** A number, also as text. */
export function decimal(min: number, max: number) {
  const error = `must be a number from ${min} to ${max}`;
  const text = z
    .string()
    .regex(/^\s*-?\d{1,20}(\.\d{1,20})?\s*$/)
    .transform(Number);
  return z.union([z.number(), text], { error }).pipe(z.number().min(min, { error }).max(max, { error }));
}

/** true or false, also as text. */
export function flag() {
  return z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")], {
    error: "must be true or false",
  });
}

const ITEM = /^[^\s,&?#/\\]{1,128}$/;

/**
 * A list of words, or one text with commas between them; blanks around the commas are dropped. CoinGecko silently ignores whatever
 * follows a blank (market-data-sources.md section 2.1).
 */
export function wordList(itemsMax: number) {
  const error = `must be 1 to ${itemsMax} words without blanks, separated by commas`;
  const split = z.string().transform((text) => text.split(",").map((word) => word.trim()));
  return z
    .union([z.array(z.string()), split], { error })
    .pipe(z.array(z.string().regex(ITEM, { error })).min(1, { error }).max(itemsMax, { error }));
}

/** One word that goes into a path: an id or slug. */
export function word() {
  return z.string().trim().regex(ITEM, { error: "must be one word: an id or slug" });
}

/** A currency's code in letters and digits, any case. */
export function currencyCode() {
  return z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9]{2,12}$/, { error: 'must be a currency code such as "usd"' });
}

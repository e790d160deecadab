import { currencyCode, wholeNumber, word } from "@augury/net";
import { z } from "zod";

/** Words in one list: an address has an end. */
export const LIST_MAX = 250;

export const coinId = word().describe('The coin\'s id ("bitcoin"), as coins-list gives it.');
export const vsCurrency = currencyCode().default("usd").describe('The currency, by its code ("usd").');
/** Of answers that carry every currency. */
export const metricCurrency = currencyCode()
  .default("usd")
  .describe("Which of the answer's currencies becomes metrics; not sent.");
export const precision = z
  .union([z.literal("full"), wholeNumber(0, 18)], { error: "must be full, or a whole number from 0 to 18" })
  .optional()
  .describe("Decimal places of prices: full, or 0 to 18.");

import { parseCash, parsePrice, parseSize } from "@augury/core";
import { z } from "zod";

/** A price of 0 to 1 dollar on the $0.0001 grid, kept as the venue wrote it: 0 and 1 mean "no quote" (kalshi.md section 5.1). */
export const PriceDollars = z
  .string()
  .refine((text) => parsePrice(text) !== undefined, "must be a decimal text of 0 to 1 dollar in steps of 0.0001");

/** A signed amount of dollars with up to six decimals, kept as text. */
export const MoneyDollars = z
  .string()
  .refine((text) => parseCash(text) !== undefined, "must be a decimal text in dollars with at most six decimals");

/** A number of contracts, not negative, kept as text. */
export const ContractCount = z
  .string()
  .refine((text) => (parseSize(text) ?? -1) >= 0, 'must be a decimal text in contracts, such as "10.00"');

/** A signed number of contracts: a position (+ YES, − NO) or a change. */
export const SignedContractCount = z
  .string()
  .refine((text) => parseSize(text) !== undefined, 'must be a signed decimal text in contracts, such as "-0.01"');

/** Milliseconds since the epoch. */
export const TimeMs = z.int().nonnegative();
/** Seconds since the epoch. */
export const TimeSeconds = z.int().nonnegative();
export const Outcome = z.enum(["yes", "no"]);
export const BookSideWord = z.enum(["bid", "ask"]);

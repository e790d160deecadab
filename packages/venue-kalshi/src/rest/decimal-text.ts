import { z } from "zod";

const DECIMAL = /^-?\d{1,15}(\.\d{1,8})?$/;

/** Dollars as the venue writes them: a decimal text, never a binary fraction (kalshi.md section 5.1). It stays text; `parseCash` and its like convert. */
export const Dollars = z.string().regex(DECIMAL, 'must be a decimal text in dollars, such as "0.5600"');

/** A number of contracts as the venue writes it, in steps of 0.01. */
export const Contracts = z.string().regex(DECIMAL, 'must be a decimal text in contracts, such as "10.00"');

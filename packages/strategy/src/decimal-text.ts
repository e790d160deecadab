import { parseScaled } from "@augury/core";
import { z } from "zod";

/** Decimal text of configuration ("0.015"): never a binary fraction on its way to an integer. */
function decimalText(what: string, bounds: { readonly min: number; readonly max: number }) {
  return z.string().refine((text) => {
    const micros = parseScaled(text, 6);
    return micros !== undefined && micros >= bounds.min && micros <= bounds.max;
  }, `${what}, as a decimal in quotes with at most six digits after the point`);
}

/** A size in contracts, above 0 and up to a billion. */
export const SizeText = decimalText("a size above 0", { min: 1, max: 1e15 });

/** A part of a dollar, from 0 to below 1. */
export const DollarPartText = decimalText("an amount from 0 to below 1 dollar", { min: 0, max: 999_999 });

/** Returns checked decimal text in millionths: SizeMicros of contracts, CashMicros of dollars. */
export function microsOf(text: string): number {
  return parseScaled(text, 6) ?? 0;
}

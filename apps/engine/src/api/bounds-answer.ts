import { z } from "zod";
import { Cash, cashText, Size, sizeText } from "./decimals.ts";
import type { BoundsView, PnlBounds as PnlBoundsView } from "./view/fill-views.ts";

const FillBound = z.strictObject({
  filledSize: Size.text,
  filledSizeMicros: Size.micros,
  cash: Cash.text.describe("Received less paid, without fees."),
  cashMicros: Cash.micros,
  fees: Cash.text,
  feesMicros: Cash.micros,
});

/** A paper order's fills in three views. */
export const FillBounds = z
  .strictObject({ pessimistic: FillBound, expected: FillBound, optimistic: FillBound })
  .nullable()
  .describe(
    "Paper only: what no public feed tells (the queue before us, what came or left during the latency) decided against us, as reported, and for us. Sizes never fall from one to the next. null for real orders, and before the order reached the venue.",
  );

const PnlBound = z.strictObject({
  pnl: Cash.text
    .nullable()
    .describe("After fees, open contracts at what they could be sold at; null while one of them has no such price."),
  pnlMicros: Cash.micros.nullable(),
  fees: Cash.text,
  feesMicros: Cash.micros,
});

/** What paper fills are worth in three views. */
export const PnlBounds = z
  .strictObject({ pessimistic: PnlBound, expected: PnlBound, optimistic: PnlBound })
  .nullable()
  .describe(
    "What paper fills since the engine started are worth if they were fewer, as reported, or more: more fills may also be worth less. null without any.",
  );

export function toFillBounds(bounds: BoundsView | undefined): z.input<typeof FillBounds> {
  if (!bounds) return null;
  const { expected, optimistic, pessimistic } = bounds;
  return {
    pessimistic: toFillBound(pessimistic),
    expected: toFillBound(expected),
    optimistic: toFillBound(optimistic),
  };
}

function toFillBound({ cash, fee, size }: BoundsView["expected"]): z.input<typeof FillBound> {
  return {
    filledSize: sizeText(size),
    filledSizeMicros: size,
    cash: cashText(cash),
    cashMicros: cash,
    fees: cashText(fee),
    feesMicros: fee,
  };
}

export function toPnlBounds(bounds: PnlBoundsView | undefined): z.input<typeof PnlBounds> {
  if (!bounds) return null;
  const { expected, optimistic, pessimistic } = bounds;
  return { pessimistic: toPnlBound(pessimistic), expected: toPnlBound(expected), optimistic: toPnlBound(optimistic) };
}

function toPnlBound({ fees, pnl }: PnlBoundsView["expected"]): z.input<typeof PnlBound> {
  return {
    pnl: pnl === undefined ? null : cashText(pnl),
    pnlMicros: pnl ?? null,
    fees: cashText(fees),
    feesMicros: fees,
  };
}

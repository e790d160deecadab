import { type CashMicros, formatCash, formatPrice, formatSize, type PriceTicks, type SizeMicros } from "@augury/core";
import { z } from "zod";

/** What decision made of an order or a change that was asked for by hand. */
export const Decided = z.looseObject({
  outcome: z.enum(["decided", "refused"]),
  intentId: z.int(),
  refusal: z.looseObject({ reason: z.string(), value: z.number(), limit: z.number() }).nullable(),
});
export type Decided = z.infer<typeof Decided>;

/** Returns which rule refused it, with what was found and what is allowed; `undefined` where none did. */
export function refusalOf({ refusal }: Decided): string | undefined {
  if (!refusal) return undefined;
  const { limit, reason, value } = refusal;
  const isPlain = (isFlag(value) && isFlag(limit)) || reason === "deadline_passed";
  const write = WRITERS[reason] ?? (isPlain ? undefined : String);
  return `refused by the rule ${reason}${write ? `: ${write(value)} where ${write(limit)} is allowed` : ""}`;
}

const dollars = (micros: number) => `$${formatCash(micros as CashMicros)}`;
const price = (ticks: number) => `$${formatPrice(ticks as PriceTicks)}`;
const contracts = (micros: number) => `${formatSize(micros as SizeMicros)} contracts`;

/** How the numbers of a rule are written; those of the others are counts, or say yes or no. */
const WRITERS: Readonly<Record<string, ((value: number) => string) | undefined>> = {
  order_notional: dollars,
  position_notional: dollars,
  market_notional: dollars,
  group_notional: dollars,
  venue_notional: dollars,
  total_notional: dollars,
  outcome_loss: dollars,
  daily_loss: dollars,
  drawdown: dollars,
  balance: dollars,
  unknown_exposure: dollars,
  price_band: price,
  self_cross: price,
  // Contracts, or the dollars of an order that takes.
  size_min: (micros) => formatSize(micros as SizeMicros),
  size_step: contracts,
  sellable_size: contracts,
  clock_skew: (ms) => `${ms} ms`,
};

function isFlag(value: number): boolean {
  return value === 0 || value === 1;
}

import { z } from "zod";

/** Kinds of reference price: an exchange's last price, an oracle's, its average over a window, a stock's or metal's. */
export const ReferenceFeed = z.enum(["crypto", "chainlink", "twap", "equity"]);
export type ReferenceFeed = z.infer<typeof ReferenceFeed>;

/** One price from outside the prediction markets that a run follows. */
export const Reference = z.strictObject({
  feed: ReferenceFeed,
  /** As the source spells it: "btcusd", "btc/usd", "aapl". */
  symbol: z.string().min(1).max(32),
  /** The window that a `twap` averages over, in seconds; absent for the others. */
  windowSeconds: z.int().positive().max(86_400).optional(),
});
export type Reference = z.infer<typeof Reference>;

/** Returns a reference's name for people, unique within a run: "crypto:btcusd", "twap60:btcusd". */
export function referenceName({ feed, symbol, windowSeconds }: Reference): string {
  return `${feed}${windowSeconds ?? ""}:${symbol}`;
}

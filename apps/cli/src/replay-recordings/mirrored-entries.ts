import { PRICE_TICKS_PER_DOLLAR, parsePrice } from "@augury/core";
import { WirePriceChange } from "@augury/venue-polymarket";

/**
 * Returns how many entries of a price_change lack their twin: a message that speaks of both outcomes says everything twice, as a bid of
 * one and an ask of the other at 1 − p, with the same size (polymarket.md section 9). Needs no book, so it also checks frames that came
 * without a snapshot. 0 for any other message.
 */
export function countUnmirrored(message: unknown): number {
  const change = WirePriceChange.safeParse(message);
  if (!change.success) return 0;
  const { price_changes: entries } = change.data;
  const [one, two, ...others] = new Set(entries.map(({ asset_id }) => asset_id));
  if (one === undefined || two === undefined || others.length > 0) return 0;
  const balance = new Map<string, number>();
  for (const { asset_id, price, side, size } of entries) {
    const ticks = parsePrice(price) ?? -1;
    const isFirst = asset_id === one;
    const isBid = (side === "BUY") === isFirst;
    const key = `${isBid ? "bid" : "ask"} ${isFirst ? ticks : PRICE_TICKS_PER_DOLLAR - ticks} ${size}`;
    balance.set(key, (balance.get(key) ?? 0) + (isFirst ? 1 : -1));
  }
  return [...balance.values()].reduce((sum, left) => sum + Math.abs(left), 0);
}

import { z } from "zod";
import { Contracts, Dollars } from "./decimal-text.ts";

/** A price and how many contracts are bid there. */
const Level = z.tuple([Dollars, Contracts]);

/**
 * Bids of both legs, each in its own price, ascending: the best one last (kalshi.md sections 8 and 15). The key `orderbook` of before
 * March 2026 holds whole cents and contracts and is not read: an answer with it alone is refused.
 */
export const OrderbookLevels = z.object({
  yes_dollars: z.array(Level).nullable(),
  no_dollars: z.array(Level).nullable(),
});
export type OrderbookLevels = z.infer<typeof OrderbookLevels>;

export const OrderbookAnswer = z.object({ orderbook_fp: OrderbookLevels });
export type OrderbookAnswer = z.infer<typeof OrderbookAnswer>;

export const OrderbooksAnswer = z.object({
  orderbooks: z.array(z.object({ ticker: z.string(), orderbook_fp: OrderbookLevels })),
});
export type OrderbooksAnswer = z.infer<typeof OrderbooksAnswer>;

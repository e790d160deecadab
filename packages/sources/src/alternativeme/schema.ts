import { z } from "zod";
import { MaybeNumber, NumberOrText, oneShapeOf, UnixSeconds } from "../wire-schemas.ts";

// market-data-sources.md section 1.

const Metadata = z.object({
  timestamp: z.number().optional(),
  num_cryptocurrencies: z.number().optional(),
  error: z.string().nullish(),
});

const FearAndGreedRow = z.object({
  value: NumberOrText.pipe(z.int().min(0).max(100)),
  value_classification: z.string(),
  /** Unix seconds as text, or a date if `date_format` was asked for. */
  timestamp: z.string().min(1),
  /** Seconds; only on the newest row, and negative when dates were asked for. */
  time_until_update: NumberOrText.optional(),
});

export const FearAndGreedAnswer = z.object({
  name: z.string(),
  /** Newest first. */
  data: z.array(FearAndGreedRow),
  metadata: Metadata,
});
export type FearAndGreedAnswer = z.infer<typeof FearAndGreedAnswer>;

export const ListingsAnswer = z.object({
  data: z.array(
    z.object({ id: z.union([z.string(), z.number()]), name: z.string(), symbol: z.string(), website_slug: z.string() }),
  ),
  metadata: Metadata,
});

/** Live answers carry each change under both names; older ones under the first alone. */
const CoinQuote = z.object({
  price: z.number().nullable(),
  volume_24h: MaybeNumber,
  market_cap: MaybeNumber,
  percentage_change_1h: MaybeNumber,
  percentage_change_24h: MaybeNumber,
  percentage_change_7d: MaybeNumber,
  percent_change_1h: MaybeNumber,
  percent_change_24h: MaybeNumber,
  percent_change_7d: MaybeNumber,
});

export const Coin = z.object({
  id: z.number(),
  name: z.string(),
  symbol: z.string(),
  website_slug: z.string(),
  rank: MaybeNumber,
  circulating_supply: MaybeNumber,
  total_supply: MaybeNumber,
  /** 0 or null: there is no maximum. */
  max_supply: MaybeNumber,
  quotes: z.record(z.string(), CoinQuote),
  last_updated: UnixSeconds,
});
export type Coin = z.infer<typeof Coin>;

/** A dictionary by numeric id unless a list was asked for; also a dictionary where one coin was asked for. */
export const TickerAnswer = z.object({
  data: oneShapeOf(z.array(Coin), z.record(z.string(), Coin)),
  metadata: Metadata,
});
export type TickerAnswer = z.infer<typeof TickerAnswer>;

export const GlobalData = z.object({
  active_cryptocurrencies: z.number(),
  active_markets: z.number(),
  /** Percent in the documentation (55.38), a fraction in a live answer of 2026-09 (0.638…). */
  bitcoin_percentage_of_market_cap: z.number().nonnegative(),
  quotes: z.record(z.string(), z.object({ total_market_cap: z.number(), total_volume_24h: z.number() })),
  last_updated: UnixSeconds,
});

export const GlobalAnswer = z.object({ data: GlobalData, metadata: Metadata });
export type GlobalAnswer = z.infer<typeof GlobalAnswer>;

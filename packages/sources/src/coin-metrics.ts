import type { MetricDescription, MetricUnit, Reading } from "./metric.ts";

type Maybe = number | null | undefined;

/** What is known of one coin in one currency. */
export interface CoinNumbers {
  /** What the metrics are named after: the symbol, or the id where no symbol is sent. */
  readonly key: string;
  readonly symbol?: string | undefined;
  readonly name?: string | undefined;
  readonly currency: string;
  readonly dataTimeMs?: number | undefined;
  readonly price?: Maybe;
  readonly marketCap?: Maybe;
  readonly volume24h?: Maybe;
  readonly percentChange1h?: Maybe;
  readonly percentChange24h?: Maybe;
  readonly percentChange7d?: Maybe;
}

type Field = "price" | "marketCap" | "volume24h" | "percentChange1h" | "percentChange24h" | "percentChange7d";

interface CoinMetric {
  readonly suffix: string;
  readonly field: Field;
  readonly unit: "percent" | "currency";
  readonly description: string;
}

const COIN_METRIC_LIST: readonly CoinMetric[] = [
  { suffix: "price", field: "price", unit: "currency", description: "Price of one coin." },
  { suffix: "market_cap", field: "marketCap", unit: "currency", description: "Market capitalization." },
  { suffix: "volume_24h", field: "volume24h", unit: "currency", description: "Volume traded in 24 hours." },
  { suffix: "percent_change_1h", field: "percentChange1h", unit: "percent", description: "Price change in 1 hour." },
  {
    suffix: "percent_change_24h",
    field: "percentChange24h",
    unit: "percent",
    description: "Price change in 24 hours.",
  },
  { suffix: "percent_change_7d", field: "percentChange7d", unit: "percent", description: "Price change in 7 days." },
];

/** Returns the descriptions of a coin's metrics, all of them or those named by their suffix ("price"). */
export function describeCoinMetrics(...suffixes: readonly string[]): MetricDescription[] {
  return COIN_METRIC_LIST.filter(({ suffix }) => suffixes.length === 0 || suffixes.includes(suffix)).map(
    ({ suffix, unit, description }) => ({
      name: `<symbol>_${suffix}`,
      unit: unit === "percent" ? "percent" : "USD",
      description: unit === "percent" ? description : `${description} In the currency asked for, USD by default.`,
    }),
  );
}

/** Returns a coin's numbers as readings; what is null or missing gives none. */
export function readCoin(coin: CoinNumbers): Reading[] {
  const prefix = metricPrefix(coin.key);
  const currency = currencyUnit(coin.currency);
  const labels = {
    ...(coin.symbol !== undefined && { symbol: coin.symbol }),
    ...(coin.name !== undefined && { name: coin.name }),
    currency,
  };
  return COIN_METRIC_LIST.flatMap(({ suffix, field, unit }) => {
    const value = coin[field];
    if (value === null || value === undefined) return [];
    const unitOf = unit === "percent" ? "percent" : currency;
    return [{ name: `${prefix}_${suffix}`, value, unit: unitOf, labels, dataTimeMs: coin.dataTimeMs }];
  });
}

/** Returns a currency's code as a unit. */
export function currencyUnit(code: string): MetricUnit {
  return code.toUpperCase();
}

/** Returns the beginning of a coin's metric names: lower case, everything else than letters and digits an underscore ("usd_0"). */
export function metricPrefix(key: string): string {
  const plain = key
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "");
  // A symbol of nothing but signs keeps its own name: two of them must not share one.
  return plain || `u${[...key].map((sign) => sign.codePointAt(0)?.toString(16)).join("_")}`;
}

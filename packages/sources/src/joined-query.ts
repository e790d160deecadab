import type { Query } from "@augury/net";

type Param = string | number | boolean | readonly string[] | undefined;

/**
 * Returns parameters as a query with lists joined by commas and nothing else: after a blank CoinGecko ignores the rest without a word
 * (market-data-sources.md section 2.1).
 */
export function joinedQuery(params: Readonly<Record<string, Param>>): Query {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === "object" ? value.join(",") : value]),
  );
}

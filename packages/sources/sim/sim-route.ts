import type { CoinWorld } from "./coin-world.ts";

/** One request as a route sees it. */
export interface SimCall {
  readonly world: CoinWorld;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly nowMs: number;
}

/** What a fake source answers at one address. */
export interface SimRoute {
  /** "/coins/{id}/ohlc", asked with GET. */
  readonly path: string;
  answer(call: SimCall): Response;
}

/** One fake source: reached below "/<name>". */
export interface SimSource {
  readonly name: string;
  readonly routes: readonly SimRoute[];
  /** What it says of an address that it does not know. */
  absent(): Response;
  /** Why a request is refused before its route sees it. */
  refuse?(call: Omit<SimCall, "params"> & { readonly path: string }): Response | undefined;
}

/** Returns the whole number of a query, within bounds. */
export function countOf({ query }: SimCall, name: string, fallback: number, max = 1000): number {
  const count = Number(query.get(name) ?? fallback);
  return Number.isInteger(count) && count > 0 ? Math.min(count, max) : fallback;
}

/** Returns the words of a query, separated by commas; those that are missing are `fallback`. */
export function wordsOf({ query }: SimCall, name: string, fallback: string): string[] {
  return (query.get(name) ?? fallback).split(",").filter((word) => word !== "");
}

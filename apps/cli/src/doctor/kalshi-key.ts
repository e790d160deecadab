import type { kalshiApi } from "@augury/venue-kalshi";

/** What placing orders needs, one of them (kalshi.md section 4). */
export const WRITE_SCOPES = ["write", "write::trade"];

/** Returns dollars and cents for a report. Older answers have whole cents alone. */
export function dollarsOf({ balance_dollars: dollars, balance: cents }: kalshiApi.Balance): string {
  return (dollars === null || dollars === undefined ? cents / 100 : Number(dollars)).toFixed(2);
}

import type { SimCall } from "../sim-route.ts";
import { round, toHoldings, unrealizedOf } from "./holdings.ts";
import { readLedger } from "./ledger.ts";

const DAY_MS = 86_400_000;
const SPANS_MS: Readonly<Record<string, number>> = {
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
  all: Number.POSITIVE_INFINITY,
};

/** One wallet's result: profit in dollars, volume in contracts and in dollars. */
export interface BoardRow {
  readonly wallet: string;
  readonly pnl: number;
  readonly contracts: number;
  readonly dollars: number;
}

/** Returns when a period ("DAY", "week" …) began, in ms. */
export function periodStart(period: string, nowMs: number): number {
  return nowMs - (SPANS_MS[period.toLowerCase()] ?? DAY_MS);
}

/** Returns the wallets that traded since then, the largest first. */
export function boardOf({ world }: SimCall, sinceMs: number, by: "pnl" | "contracts" | "dollars"): BoardRow[] {
  const fills = readLedger(world).filter(({ timeMs }) => timeMs >= sinceMs);
  const rows = new Map<string, { wallet: string; pnl: number; contracts: number; dollars: number }>();
  for (const { wallet, size, price } of fills) {
    const row = rows.get(wallet) ?? { wallet, pnl: 0, contracts: 0, dollars: 0 };
    rows.set(wallet, row);
    row.contracts += size / 1e6;
    row.dollars += (size * price) / 1e10;
  }
  for (const holding of toHoldings(fills)) {
    const row = rows.get(holding.wallet);
    if (row) row.pnl += holding.realized + unrealizedOf(holding);
  }
  return [...rows.values()]
    .map((row) => ({ ...row, pnl: round(row.pnl), contracts: round(row.contracts), dollars: round(row.dollars) }))
    .toSorted((a, b) => b[by] - a[by]);
}

/** Returns the builders that accounts' trades came through since then, the largest first; volume in contracts. */
export function buildersOf({ world }: SimCall, sinceMs: number) {
  const builders = new Map<string, { code: string; volume: number; wallets: Set<string> }>();
  for (const { builder, matchedMs, size, state, takerAddress } of world.desk.settlement.trades) {
    if (state === "FAILED" || matchedMs < sinceMs || builder === "" || /^0x0*$/.test(builder)) continue;
    const row = builders.get(builder) ?? { code: builder, volume: 0, wallets: new Set() };
    builders.set(builder, row);
    row.volume += size / 1e6;
    row.wallets.add(takerAddress);
  }
  return [...builders.values()]
    .map(({ code, volume, wallets }) => ({ code, volume: round(volume), users: wallets.size }))
    .toSorted((a, b) => b.volume - a.volume);
}

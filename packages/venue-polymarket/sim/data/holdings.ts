import { priceNow } from "../clob/market-bodies.ts";
import type { SimMarket, TokenIndex } from "../sim-market.ts";
import type { LedgerFill } from "./ledger.ts";

/** What a wallet holds or held of one token. Contracts and dollars, no longer micros. */
export interface Holding {
  readonly wallet: string;
  readonly market: SimMarket;
  readonly token: TokenIndex;
  size: number;
  bought: number;
  /** For all that was ever bought, without fees. */
  spent: number;
  /** Of what is held, without fees. */
  cost: number;
  fees: number;
  realized: number;
  firstMs: number;
  lastMs: number;
}

/**
 * Returns what fills (newest first, as the ledger has them) make of the wallets. Who sells more than it has is taken to have split a dollar
 * before: the rest is a buy of the other token.
 */
export function toHoldings(fills: readonly LedgerFill[]): Holding[] {
  const holdings = new Map<string, Holding>();
  for (const fill of fills.toReversed()) {
    const price = fill.price / 10_000;
    const size = fill.size / 1e6;
    const held = holdingOf(holdings, fill, fill.token);
    held.fees += fill.fee / 1e6;
    if (fill.side === "BUY") buy(held, size, price);
    else {
      const sold = Math.min(size, held.size);
      sell(held, sold, price);
      if (size > sold) buy(holdingOf(holdings, fill, fill.token === 0 ? 1 : 0), size - sold, 1 - price);
    }
  }
  return [...holdings.values()].filter(({ bought }) => bought > 0);
}

function holdingOf(holdings: Map<string, Holding>, { wallet, market, timeMs }: LedgerFill, token: TokenIndex): Holding {
  const key = `${wallet}:${market.index}:${token}`;
  const none = { size: 0, bought: 0, spent: 0, cost: 0, fees: 0, realized: 0, firstMs: timeMs, lastMs: timeMs };
  const holding = holdings.get(key) ?? { wallet, market, token, ...none };
  holdings.set(key, holding);
  holding.lastMs = timeMs;
  return holding;
}

function buy(holding: Holding, size: number, price: number): void {
  holding.size += size;
  holding.bought += size;
  holding.spent += size * price;
  holding.cost += size * price;
}

function sell(holding: Holding, size: number, price: number): void {
  if (size === 0) return;
  const part = holding.cost * (size / holding.size);
  holding.realized += size * price - part;
  holding.cost -= part;
  holding.size -= size;
}

/** What a contract of the token is worth. */
export function markOf({ market, token }: Pick<Holding, "market" | "token">): number {
  const first = priceNow(market);
  return token === 0 ? first : Number((1 - first).toFixed(4));
}

export function isHeld({ size }: Holding): boolean {
  return size > 1e-9;
}

export function unrealizedOf(holding: Holding): number {
  return holding.size * markOf(holding) - holding.cost;
}

/** As the venue prints amounts: six decimals at most. */
export function round(value: number): number {
  return Math.round(value * 1e6) / 1e6 + 0;
}

import { type Refusal, refusal } from "./refusal.ts";

/** The two amounts of an order, in micros. */
export interface OrderAmounts {
  readonly side: "BUY" | "SELL";
  readonly maker: number;
  readonly taker: number;
  readonly isMarket: boolean;
}

/**
 * Returns what is wrong with the accuracy of an order's amounts (polymarket.md section 6). Contracts have at most two decimals. Dollars of a
 * limit order have as many as the tick asks for, which its price proves; a market order's maker amount has two and its taker amount four.
 */
export function amountsBroken({ side, maker, taker, isMarket }: OrderAmounts): Refusal | undefined {
  if (maker === 0 || taker === 0) return refusal("invalid amounts, must not be zero");
  if (isMarket)
    return hasDecimals(maker, 2) && hasDecimals(taker, 4)
      ? undefined
      : tooAccurate(`market ${side.toLowerCase()}`, { maker: 2, taker: 4 });
  const contracts = side === "BUY" ? taker : maker;
  if (hasDecimals(contracts, 2)) return undefined;
  return tooAccurate(side.toLowerCase(), side === "BUY" ? { maker: 4, taker: 2 } : { maker: 2, taker: 4 });
}

function hasDecimals(micros: number, decimals: number): boolean {
  return micros % 10 ** (6 - decimals) === 0;
}

function tooAccurate(kind: string, most: { readonly maker: number; readonly taker: number }): Refusal {
  return refusal(
    `invalid amounts, the ${kind} orders maker amount supports a max accuracy of ${most.maker} decimals, ` +
      `taker amount a max of ${most.taker} decimals`,
  );
}

import type { OrderRequest, ReasonCode } from "@augury/model";
import type { LiveOrder } from "./live-order.ts";
import { exposureOf } from "./order-exposure.ts";

/** Orders whose outcome is open, and what they may cost: what new orders have to wait for. */
export interface UnknownExposure {
  readonly orders: number;
  /** Micro-dollars. */
  readonly cash: number;
  readonly markets: ReadonlySet<number>;
}

/** Adds up the orders of unknown outcome. What they may cost counts in full, by their terms or by those of an open amendment. */
export function unknownExposure(
  orders: Iterable<LiveOrder>,
  marketOf: (instrument: number) => number,
): UnknownExposure {
  const markets = new Set<number>();
  let count = 0;
  let cash = 0;
  for (const order of orders) {
    if (!order.isUnknown) continue;
    count++;
    cash += order.exposure;
    markets.add(marketOf(order.request.instrument));
  }
  return { orders: count, cash, markets };
}

/**
 * Returns why an order must wait for others of unknown outcome, or `undefined`. On their markets nothing new is sent: it might be the second
 * of what was wanted once. Elsewhere orders go on as long as all that the unknown ones and the new one may cost stays within a bound. An
 * order that the venue lets reduce a position only waits for nothing.
 */
export function waitFor(
  request: Pick<OrderRequest, "price" | "side" | "size" | "instrument" | "reduceOnly">,
  unknown: UnknownExposure,
  { marketOf, cashMax }: { readonly marketOf: (instrument: number) => number; readonly cashMax: number },
): ReasonCode | undefined {
  if (unknown.orders === 0 || request.reduceOnly === true) return undefined;
  if (unknown.markets.has(marketOf(request.instrument))) return "unreconciled";
  return unknown.cash + exposureOf(request) > cashMax ? "unknown_exposure" : undefined;
}

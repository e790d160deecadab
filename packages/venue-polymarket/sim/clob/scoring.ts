import { MICROS } from "@augury/core";
import { bookPlaceOf, leftOf, type SimOrder } from "../desk/sim-order.ts";
import { REWARD_TERMS } from "./market-bodies.ts";

/** Returns whether an order earns liquidity rewards: it rests, is large enough and close enough to the middle. */
export function isScoring(order: SimOrder): boolean {
  if (order.status !== "LIVE" || leftOf(order) < REWARD_TERMS.mi * MICROS) return false;
  const [bid, ask] = [order.market.bids.best(), order.market.asks.best()];
  if (bid === undefined || ask === undefined) return false;
  return Math.abs(bookPlaceOf(order).price - (bid + ask) / 2) <= REWARD_TERMS.ma * 100;
}

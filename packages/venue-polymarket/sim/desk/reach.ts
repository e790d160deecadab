import { mirrorPrice, type PriceTicks } from "@augury/core";
import { ASK, BID } from "@augury/sim-kit";
import { bookPlaceOf, type OrderTerms } from "./sim-order.ts";
import { tradeFeeOf } from "./trade-fee.ts";

/** Fills are cut to hundredths of a contract (polymarket.md section 6). */
const CENT = 10_000;

/** What an order would take of the book as it stands. */
export interface Reached {
  /** Contracts and dollars, in micros. */
  readonly size: number;
  readonly cash: number;
  /** What the taker pays on top, in micro-dollars. */
  readonly fee: number;
  readonly levels: number;
  /** Whether the order would be filled to its end. */
  readonly isWhole: boolean;
}

/** Returns what the order takes of the visible levels that its price reaches, best first. */
export function reach(order: OrderTerms): Reached {
  const { side, price } = bookPlaceOf(order);
  const ladder = order.market.ladder(side === BID ? ASK : BID);
  let left = order.budget > 0 ? order.budget : order.size;
  let [size, cash, fee, levels] = [0, 0, 0, 0];
  for (let rank = 0; rank < ladder.length && left > 0; rank++) {
    const at = ladder.at(rank) as number;
    if (side === BID ? at > price : at < price) break;
    const own = order.token === 0 ? at : mirrorPrice(at as PriceTicks);
    const wanted = order.budget > 0 ? Math.floor((left * 10_000) / own / CENT) * CENT : left;
    const taken = Math.min(ladder.sizeAt(at), wanted);
    if (taken === 0) break;
    const cost = Math.floor((taken * own) / 10_000);
    size += taken;
    cash += cost;
    fee += tradeFeeOf(order.market, taken, own);
    left -= order.budget > 0 ? cost : taken;
    levels++;
    if (taken < ladder.sizeAt(at)) break;
  }
  // What a hundredth of a contract costs is no remainder.
  return { size, cash, fee, levels, isWhole: order.budget > 0 ? size > 0 && left < CENT : left === 0 };
}

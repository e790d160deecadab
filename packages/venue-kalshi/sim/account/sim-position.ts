import type { SimMarket } from "../sim-market.ts";
import type { OrderSide } from "./sim-order.ts";

/** What a subaccount holds of one market; sizes in SizeMicros, money in CashMicros. */
export class SimPosition {
  /** Signed: + YES, − NO. */
  size = 0;
  /** What the contracts held have cost. */
  cost = 0;
  realizedPnl = 0;
  feesPaid = 0;
  traded = 0;
  volume = 0;
  updatedMs = 0;
  /** Ever bought, for the settlement. */
  readonly bought = { yes: 0, no: 0, yesCost: 0, noCost: 0 };

  constructor(
    readonly market: SimMarket,
    readonly subaccount: number,
  ) {}

  /** Returns how the cash changes, the fee apart: what is bought costs its leg's price, what is given back pays it. */
  apply(side: OrderSide, price: number, size: number, timeMs: number): number {
    const sign = side === "bid" ? 1 : -1;
    const closing = Math.sign(this.size) === -sign ? Math.min(size, Math.abs(this.size)) : 0;
    const opening = size - closing;
    const change = this.close(side, price, closing) - this.open(side, price, opening);
    this.size += sign * size;
    this.traded += (size * price) / 10_000;
    this.volume += size;
    this.updatedMs = timeMs;
    return change;
  }

  /** Returns what settling pays, and empties the position. */
  settle(yesValue: number, timeMs: number): number {
    const payout = (Math.abs(this.size) * (this.size > 0 ? yesValue : 10_000 - yesValue)) / 10_000;
    this.realizedPnl += payout - this.cost;
    this.size = 0;
    this.cost = 0;
    this.updatedMs = timeMs;
    return payout;
  }

  private close(side: OrderSide, price: number, size: number): number {
    if (size === 0) return 0;
    const proceeds = (size * legPrice(side === "bid" ? "ask" : "bid", price)) / 10_000;
    const cost = Math.floor((this.cost * size) / Math.abs(this.size));
    this.realizedPnl += proceeds - cost;
    this.cost -= cost;
    return proceeds;
  }

  private open(side: OrderSide, price: number, size: number): number {
    const cost = (size * legPrice(side, price)) / 10_000;
    this.cost += cost;
    if (side === "bid") this.bought.yes += size;
    else this.bought.no += size;
    if (side === "bid") this.bought.yesCost += cost;
    else this.bought.noCost += cost;
    return cost;
  }
}

/** Returns what the leg costs that this side opens: a bid buys YES, an ask NO. */
export function legPrice(side: OrderSide, price: number): number {
  return side === "bid" ? price : 10_000 - price;
}

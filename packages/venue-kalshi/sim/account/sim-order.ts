import type { SimMarket } from "../sim-market.ts";

export type OrderSide = "bid" | "ask";

/** What an order is born with; sizes in SizeMicros, prices of YES in PriceTicks. */
export interface OrderTerms {
  readonly market: SimMarket;
  readonly clientOrderId: string;
  readonly side: OrderSide;
  readonly price: number;
  readonly size: number;
  readonly timeInForce: "good_till_canceled" | "immediate_or_cancel" | "fill_or_kill";
  readonly selfTrade: "taker_at_cross" | "maker";
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly cancelOnPause: boolean;
  readonly expirationMs: number | undefined;
  readonly groupId: string | undefined;
  readonly subaccount: number;
}

/** An order as it stood from a time on. */
export interface OrderVersion {
  readonly updatedMs: number;
  readonly status: "resting" | "canceled" | "executed";
  readonly clientOrderId: string;
  readonly price: number;
  readonly size: number;
  readonly filled: number;
  readonly remaining: number;
  readonly takerCost: number;
  readonly makerCost: number;
  readonly takerFees: number;
  readonly makerFees: number;
}

/** How far back a read may lag. */
const VERSIONS_MS = 60_000;

/** One order of an account, as it stands. */
export class SimOrder {
  status: "resting" | "canceled" | "executed" = "resting";
  filled = 0;
  takerCost = 0;
  makerCost = 0;
  takerFees = 0;
  makerFees = 0;
  /** Contracts that stood before it when it came to rest. */
  ahead = 0;
  updatedMs: number;
  /** Why it last changed: a word of kalshi.md section 10.2. */
  reason: string | undefined;
  clientOrderId: string;
  price: number;
  /** All that was ever wanted. */
  size: number;

  /** Oldest first. */
  private readonly versions: OrderVersion[] = [];

  constructor(
    /** An amendment may give it another. */
    public id: string,
    readonly terms: OrderTerms,
    readonly createdMs: number,
  ) {
    this.updatedMs = createdMs;
    this.clientOrderId = terms.clientOrderId;
    this.price = terms.price;
    this.size = terms.size;
  }

  /** Keeps what it is now for reads that lag behind. */
  keepVersion(): void {
    const { clientOrderId, filled, makerCost, makerFees, price, remaining, size, status, takerCost, takerFees } = this;
    const costs = { takerCost, makerCost, takerFees, makerFees };
    const { updatedMs } = this;
    this.versions.push({ updatedMs, status, clientOrderId, price, size, filled, remaining, ...costs });
    while ((this.versions[1]?.updatedMs ?? updatedMs) < updatedMs - VERSIONS_MS) this.versions.shift();
  }

  /** Returns the order as a read sees it that knows what happened until then; `undefined` when there was none. */
  at(timeMs: number): OrderVersion | undefined {
    return this.versions.findLast(({ updatedMs }) => updatedMs <= timeMs);
  }

  get market(): SimMarket {
    return this.terms.market;
  }

  get side(): OrderSide {
    return this.terms.side;
  }

  get remaining(): number {
    return this.status === "resting" ? this.size - this.filled : 0;
  }

  /** Average price of its fills in PriceTicks, and what they cost in fees; 0 before the first. */
  get average(): { readonly price: number; readonly fee: number } {
    const cost = this.takerCost + this.makerCost;
    return this.filled === 0
      ? { price: 0, fee: 0 }
      : { price: Math.round((cost * 10_000) / this.filled), fee: this.takerFees + this.makerFees };
  }
}

/** One execution of an order. */
export interface SimOrderFill {
  readonly tradeId: string;
  readonly order: SimOrder;
  readonly isTaker: boolean;
  readonly price: number;
  readonly size: number;
  readonly fee: number;
  readonly timeMs: number;
}

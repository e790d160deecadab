import { expect } from "bun:test";
import type { CreateOrderV2Request, CreateOrderV2Response } from "kalshi-typescript";
import { FLOOR_TICKERS, type KalshiFloor, type KalshiTrader } from "./kalshi-floor.ts";

export type KalshiEffectCase = (scene: KalshiScene) => Promise<void>;

/** Two accounts of the official client, alone on two markets. */
export class KalshiScene {
  readonly ann: KalshiTrader;
  readonly bob: KalshiTrader;
  private ids = 0;

  constructor(readonly floor: KalshiFloor) {
    this.ann = floor.open("ann");
    this.bob = floor.open("bob");
  }

  /** A bid of ten at 0.40 on the first market unless told otherwise. */
  wish(more: Partial<CreateOrderV2Request> = {}): CreateOrderV2Request {
    return {
      ticker: FLOOR_TICKERS[0],
      client_order_id: `wish-${++this.ids}`,
      side: "bid",
      count: "10.00",
      price: "0.4000",
      time_in_force: "good_till_canceled",
      self_trade_prevention_type: "taker_at_cross",
      ...more,
    };
  }

  async place(who: KalshiTrader, more: Partial<CreateOrderV2Request> = {}): Promise<CreateOrderV2Response> {
    return (await who.apis.OrdersApi.createOrderV2(this.wish(more))).data;
  }

  /** The venue's own record of an order, in contracts. */
  orderOf({ account }: KalshiTrader, id: string) {
    const order = account.orders.get(id);
    if (!order) throw new Error(`the venue has no order ${id}`);
    const { filled, price, reason, remaining, status } = order;
    return {
      status,
      price,
      reason,
      filled: filled / 1e6,
      remaining: remaining / 1e6,
      clientOrderId: order.clientOrderId,
    };
  }

  /** Visible contracts at a price of the first market. */
  level(side: "bid" | "ask", ticks: number): number {
    const market = this.market();
    return (side === "bid" ? market.bids : market.asks).sizeAt(ticks) / 1e6;
  }

  /** Contracts of YES (negative: of NO) that an account holds of the first market. */
  held({ account }: KalshiTrader): number {
    return account.position(this.market(), 0).size / 1e6;
  }

  dollars({ account }: KalshiTrader, subaccount = 0): number {
    return account.cashOf(subaccount) / 1e6;
  }

  market(index = 0) {
    const market = this.floor.exchange.findTicker(FLOOR_TICKERS[index] ?? "");
    if (!market) throw new Error("the market is there");
    return market;
  }
}

/** The code with which the venue refuses a call of the official client. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  const failed = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(failed).toBeDefined();
  const { response } = failed as { response?: { status: number; data: { error?: { code?: string }; code?: string } } };
  return `${response?.status} ${response?.data.error?.code ?? response?.data.code}`;
}

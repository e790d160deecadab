import { mirrorPrice, type PriceTicks } from "@augury/core";
import { BID, type BookSide } from "@augury/sim-kit";
import type { AccountStore } from "../account/account-store.ts";
import type { SimMarket, TokenIndex } from "../sim-market.ts";
import type { QueuePart } from "./level-queue.ts";
import type { OrderSide, SimOrder } from "./sim-order.ts";
import type { MakerFill, SimTrade } from "./sim-trade.ts";
import { tradeFeeOf } from "./trade-fee.ts";

/** One swept level of a book: `side` and `price` are the makers', in the first token's book. */
export interface SweptPlace {
  readonly market: SimMarket;
  readonly side: BookSide;
  readonly price: number;
  readonly size: number;
  readonly parts: readonly QueuePart[];
  readonly taker: SimOrder | undefined;
  readonly nowMs: number;
}

/** How often a maker who is none of the accounts stands on the other token: a complementary match (polymarket.md section 4). */
const COMPLEMENTARY = 0.3;

/** Makes trades out of swept levels; invents the parties that are none of the accounts. */
export class FillMaker {
  constructor(private readonly names: AccountStore) {}

  make({ market, side, price, size, parts, taker, nowMs }: SweptPlace): SimTrade {
    const token = taker?.token ?? 0;
    const takerSide: OrderSide = (side === BID) === (token === 0) ? "SELL" : "BUY";
    const own = onToken(price, token);
    return {
      id: this.names.uuid(),
      market,
      token,
      side: takerSide,
      price: own,
      size,
      takerOrderId: taker?.id ?? `0x${this.names.hex(64)}`,
      taker,
      takerOwner: taker?.key.apiKey ?? this.names.uuid(),
      takerAddress: taker?.maker ?? `0x${this.names.hex(40)}`,
      builder: taker?.builder ?? "",
      makers: parts.map((part) => this.maker(part, { side, price })),
      matchedMs: nowMs,
      fee: tradeFeeOf(market, size, own),
      state: "MATCHED",
      updatedMs: nowMs,
      attempts: 0,
      transactionHash: "",
    };
  }

  private maker({ order, size }: QueuePart, { side, price }: { side: BookSide; price: number }): MakerFill {
    const token: TokenIndex = order?.token ?? (this.names.chance(COMPLEMENTARY) ? 1 : 0);
    return {
      orderId: order?.id ?? `0x${this.names.hex(64)}`,
      owner: order?.key.apiKey ?? this.names.uuid(),
      address: order?.maker ?? `0x${this.names.hex(40)}`,
      size,
      price: onToken(price, token),
      token,
      side: (side === BID) === (token === 0) ? "BUY" : "SELL",
      order,
    };
  }
}

function onToken(price: number, token: TokenIndex): number {
  return token === 0 ? price : mirrorPrice(price as PriceTicks);
}

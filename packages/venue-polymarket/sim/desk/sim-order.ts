import { formatSize, mirrorPrice, type PriceTicks, type SizeMicros } from "@augury/core";
import { ASK, BID, type BookSide } from "@augury/sim-kit";
import type { SimApiKey } from "../account/account-store.ts";
import type { SimAccount } from "../account/sim-account.ts";
import type { SimMarket, TokenIndex } from "../sim-market.ts";
import { priceText } from "../text-ladder.ts";

export type OrderSide = "BUY" | "SELL";
export type SimOrderType = "GTC" | "GTD" | "FOK" | "FAK";

/** What an order asks for. Price in PriceTicks of its own token, sizes in micros. */
export interface OrderTerms {
  readonly id: string;
  readonly key: SimApiKey;
  /** Whose money it moves, and that wallet's address as the order spells it. */
  readonly wallet: SimAccount;
  readonly maker: string;
  readonly market: SimMarket;
  readonly token: TokenIndex;
  readonly side: OrderSide;
  readonly price: number;
  readonly size: number;
  /** Dollars that a FOK or FAK BUY spends, in micros. */
  readonly budget: number;
  readonly type: SimOrderType;
  readonly postOnly: boolean;
  /** Unix seconds, 0 for none. */
  readonly expiration: number;
  readonly builder: string;
}

/** An order that the venue has taken. */
export interface SimOrder extends OrderTerms {
  readonly createdMs: number;
  matched: number;
  /** DELAYED waits to meet the book; UNMATCHED has waited and found nothing that it could take. */
  status: "LIVE" | "DELAYED" | "MATCHED" | "UNMATCHED" | "CANCELED" | "CANCELED_MARKET_RESOLVED";
  readonly tradeIds: string[];
}

export function leftOf({ size, matched }: SimOrder): number {
  return size - matched;
}

export function tokenIdOf({ market, token }: Pick<OrderTerms, "market" | "token">): string {
  return market.spec.tokens[token];
}

/** Returns where an order belongs in the first token's book: buying one token is selling the other. */
export function bookPlaceOf({ token, side, price }: OrderTerms): { readonly side: BookSide; readonly price: number } {
  const isBid = (side === "BUY") === (token === 0);
  return { side: isBid ? BID : ASK, price: token === 0 ? price : mirrorPrice(price as PriceTicks) };
}

/** An order as `/data/orders` prints it. */
export function orderBody(order: SimOrder) {
  return {
    id: order.id,
    status: order.status,
    owner: order.key.apiKey,
    maker_address: order.maker,
    market: order.market.spec.conditionId,
    asset_id: tokenIdOf(order),
    side: order.side,
    original_size: sizeText(order.size),
    size_matched: sizeText(order.matched),
    price: priceText(order.price),
    associate_trades: order.tradeIds,
    outcome: order.market.spec.outcomes[order.token],
    created_at: Math.floor(order.createdMs / 1000),
    expiration: String(order.expiration),
    order_type: order.type,
  };
}

export function sizeText(micros: number): string {
  return formatSize(micros as SizeMicros);
}

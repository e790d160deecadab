import type { SimApiKey } from "../account/account-store.ts";
import type { SimMarket, TokenIndex } from "../sim-market.ts";
import { priceText } from "../text-ladder.ts";
import { type OrderSide, type SimOrder, sizeText } from "./sim-order.ts";

/** One maker's part of a trade, on the maker's own token. */
export interface MakerFill {
  readonly orderId: string;
  readonly owner: string;
  readonly address: string;
  readonly size: number;
  readonly price: number;
  readonly token: TokenIndex;
  readonly side: OrderSide;
  /** `undefined` where the maker is none of the accounts. */
  readonly order: SimOrder | undefined;
}

export type TradeState = "MATCHED" | "MINED" | "CONFIRMED" | "RETRYING" | "FAILED";

/** One taker's match at one price. */
export interface SimTrade {
  readonly id: string;
  readonly market: SimMarket;
  readonly token: TokenIndex;
  readonly side: OrderSide;
  readonly price: number;
  readonly size: number;
  readonly takerOrderId: string;
  /** The taker's order; without one it is none of the accounts. */
  readonly taker: SimOrder | undefined;
  /** The taker's key and wallet. */
  readonly takerOwner: string;
  readonly takerAddress: string;
  readonly builder: string;
  readonly makers: readonly MakerFill[];
  readonly matchedMs: number;
  /** Dollars of the taker's fee, in micros. */
  readonly fee: number;
  state: TradeState;
  updatedMs: number;
  /** Transactions that have carried it so far. */
  attempts: number;
  transactionHash: string;
}

/** Returns whether the owner of a key has part in a trade, with whichever of its wallets, and as what. */
export function roleIn(trade: SimTrade, { account }: SimApiKey): "TAKER" | "MAKER" | undefined {
  if (trade.taker?.key.account === account) return "TAKER";
  return trade.makers.some(({ order }) => order?.key.account === account) ? "MAKER" : undefined;
}

/** A trade as `/data/trades` prints it for one of its parties. */
export function tradeBody(trade: SimTrade, role: "TAKER" | "MAKER") {
  return {
    id: trade.id,
    taker_order_id: trade.takerOrderId,
    market: trade.market.spec.conditionId,
    asset_id: trade.market.spec.tokens[trade.token],
    side: trade.side,
    size: sizeText(trade.size),
    fee_rate_bps: "0",
    price: priceText(trade.price),
    status: trade.state,
    match_time: String(Math.floor(trade.matchedMs / 1000)),
    last_update: String(Math.floor(trade.updatedMs / 1000)),
    outcome: trade.market.spec.outcomes[trade.token],
    bucket_index: 0,
    owner: trade.takerOwner,
    maker_address: trade.takerAddress,
    maker_orders: trade.makers.map((maker) => makerBody(trade, maker)),
    transaction_hash: trade.transactionHash,
    trader_side: role,
  };
}

function makerBody({ market }: SimTrade, maker: MakerFill) {
  return {
    order_id: maker.orderId,
    owner: maker.owner,
    maker_address: maker.address,
    matched_amount: sizeText(maker.size),
    price: priceText(maker.price),
    fee_rate_bps: "0",
    asset_id: market.spec.tokens[maker.token],
    outcome: market.spec.outcomes[maker.token],
    side: maker.side,
  };
}

import { type CashMicros, type PriceTicks, parseCash, parsePrice, parseSize, type SizeMicros } from "@augury/core";
import { computeFee, type InstrumentTable, type OrderFact, type OrderSide, type TradeObservation } from "@augury/model";
import type { AccountFill } from "../channels/account-events.ts";
import type { KalshiFill } from "../rest/fill-schema.ts";
import { parseRfc3339Ms } from "../rfc3339.ts";
import type { OwnOrder } from "./own-orders.ts";
import { priceOn } from "./yes-leg.ts";

/** One fill of one order of the account, whoever tells it. Price and direction of YES, the fee as charged. */
export interface FillNews {
  readonly tradeId: string;
  readonly orderId: string;
  /** "" in listings, which do not say it (kalshi.md section 9). */
  readonly clientOrderId: string;
  readonly ticker: string;
  readonly side: OrderSide;
  readonly price: PriceTicks;
  readonly size: SizeMicros;
  readonly fee: CashMicros;
  readonly liquidity: "taker" | "maker";
  /** By the venue's clock, cut down to the second: that is the same in every telling. */
  readonly happenedMs: number;
  readonly subaccount: number;
}

export function newsOfFill({ exchangeTimeMs, ...fill }: AccountFill): FillNews {
  return { ...fill, happenedMs: secondOf(exchangeTimeMs) };
}

/** Returns a listed fill's news; `undefined` when a number of it does not fit our units. */
export function newsOfListedFill(fill: KalshiFill): FillNews | undefined {
  const price = parsePrice(fill.yes_price_dollars);
  const size = parseSize(fill.count_fp);
  const fee = parseCash(fill.fee_cost);
  const timeMs = typeof fill.ts === "number" ? fill.ts * 1000 : parseRfc3339Ms(fill.created_time ?? "");
  if (price === undefined || size === undefined || size <= 0 || fee === undefined || timeMs === 0) return undefined;
  return {
    tradeId: fill.trade_id,
    orderId: fill.order_id,
    clientOrderId: "",
    ticker: fill.ticker,
    side: fill.book_side === "bid" ? "buy" : "sell",
    price,
    size,
    fee,
    liquidity: fill.is_taker ? "taker" : "maker",
    happenedMs: secondOf(timeMs),
    subaccount: fill.subaccount_number ?? 0,
  };
}

/**
 * What makes a fill one: a trade may have several orders of ours, and an order may get another id of the venue's, under which its fills are
 * told again. What stays is the order's key.
 */
function idOf({ tradeId }: FillNews, key: string): string {
  return `${tradeId}:${key}`;
}

/** Returns what a fill says of the order of this key: in the terms of the instrument that was ordered, of a NO in NO dollars. */
export function factsOfFill(
  table: InstrumentTable,
  fill: FillNews,
  key: string,
  own: OwnOrder | undefined,
): OrderFact[] {
  const { fee, liquidity, size } = fill;
  const id = idOf(fill, key);
  const outcome = (own && table.at(own.request.instrument)?.outcome) ?? "yes";
  const price = priceOn(outcome, fill.price);
  return [{ kind: "accepted" }, { kind: "fill", fill: { id, size, price, fee, liquidity } }];
}

/**
 * Returns a fill for the ledger, final at once; `undefined` when its market is not of this run. Always as a trade of YES, whatever was
 * ordered: whose order it was may be learned later, and one trade must be told the same way every time.
 */
export function observationOf(table: InstrumentTable, fill: FillNews, orderKey: string): TradeObservation | undefined {
  const instrument = table.find("kalshi", fill.ticker, "yes");
  if (!instrument) return undefined;
  const { fee: feeCharged, happenedMs, liquidity, price, side, size } = fill;
  const fee = computeFee(instrument.fees, fill);
  const operation = { kind: "trade", instrument: instrument.index, side, price, size, fee } as const;
  return { id: idOf(fill, orderKey), operation, state: "confirmed", happenedMs, liquidity, feeCharged, orderKey };
}

function secondOf(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

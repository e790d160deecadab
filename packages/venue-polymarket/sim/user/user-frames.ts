import type { Prng } from "@augury/core";
import type { SimApiKey } from "../account/account-store.ts";
import { orderBody, type SimOrder } from "../desk/sim-order.ts";
import { roleIn, type SimTrade, tradeBody } from "../desk/sim-trade.ts";
import { toSpacedJson } from "../spaced-json.ts";

/** What the live channel does now and then: another spelling of the same (polymarket.md section 11). */
const PREFIXED = 0.2;
const JOINED = 0.2;

export type OrderEvent = "PLACEMENT" | "UPDATE" | "CANCELLATION";

export function encodeOrderEvent(order: SimOrder, type: OrderEvent, nowMs: number): string {
  const body = orderBody(order);
  return toSpacedJson({
    ...body,
    event_type: "order",
    type,
    order_owner: body.owner,
    associate_trades: body.associate_trades.length > 0 ? body.associate_trades : null,
    outcome: body.outcome ?? "",
    created_at: String(body.created_at),
    timestamp: String(nowMs),
  });
}

export function encodeTradeEvent(trade: SimTrade, key: SimApiKey, random: Prng, nowMs: number): string {
  const { match_time, ...body } = tradeBody(trade, roleIn(trade, key) ?? "TAKER");
  return toSpacedJson({
    ...body,
    event_type: "trade",
    type: "TRADE",
    status: random.chance(PREFIXED) ? `TRADE_STATUS_${body.status}` : body.status,
    ...(random.chance(JOINED) ? { matchtime: match_time } : { match_time }),
    asset_id: body.asset_id ?? "",
    outcome: body.outcome ?? "",
    maker_orders: body.maker_orders.map((maker) => ({
      ...maker,
      asset_id: maker.asset_id ?? "",
      outcome: maker.outcome ?? "",
    })),
    trade_owner: body.owner,
    timestamp: String(nowMs),
  });
}

import type { SimMarket } from "../sim-market.ts";
import type { SimCall } from "../sim-route.ts";
import { type Holding, toHoldings } from "./holdings.ts";
import { type LedgerFill, readLedger } from "./ledger.ts";
import { conditionsOf, eventIdsOf, numberOf, oneOf, requireAtMostOne } from "./query.ts";

/** Names of the parameters that choose markets: they differ between the versions. */
export interface MarketParams {
  readonly condition: string;
  readonly event: string;
}

export const V1_MARKETS: MarketParams = { condition: "market", event: "eventId" };
export const V2_MARKETS: MarketParams = { condition: "condition", event: "event_id" };

/** Returns whether a market is among those asked for, by condition or by event. */
export function marketFilter(
  query: URLSearchParams,
  { condition, event }: MarketParams,
): (market: SimMarket) => boolean {
  requireAtMostOne(query, condition, event);
  const conditions = conditionsOf(query, condition);
  const events = eventIdsOf(query, event);
  return ({ spec }) =>
    (conditions === undefined || conditions.has(spec.conditionId.toLowerCase())) &&
    (events === undefined || events.has(spec.event.id));
}

/** Returns the fills that `side`, `start`, `end` and the filter of an amount let through. */
export function wantedFills(
  { world, query }: SimCall,
  names: MarketParams,
  amount: { readonly type: string; readonly amount: string },
): LedgerFill[] {
  const isMarket = marketFilter(query, names);
  const side = query.has("side") ? oneOf(query, "side", ["BUY", "SELL"], "BUY") : undefined;
  const type = oneOf(query, amount.type, ["CASH", "TOKENS"], "TOKENS");
  const least = numberOf(query, amount.amount, 0);
  const start = numberOf(query, "start", 0) * 1000;
  const end = (numberOf(query, "end", 0) || Number.POSITIVE_INFINITY) * 1000;
  return readLedger(world).filter(
    (fill) =>
      isMarket(fill.market) &&
      (side === undefined || fill.side === side) &&
      (type === "CASH" ? (fill.size * fill.price) / 1e10 : fill.size / 1e6) >= least &&
      fill.timeMs >= start &&
      fill.timeMs <= end,
  );
}

export function holdingsOf({ world }: SimCall, wallet?: string): Holding[] {
  const fills = readLedger(world);
  return toHoldings(wallet === undefined ? fills : fills.filter((fill) => fill.wallet === wallet));
}

import { badRequest } from "../account/refusal.ts";
import type { SimAccount, SimMovement, SimSettlement } from "../account/sim-account.ts";
import { legPrice, type SimPosition } from "../account/sim-position.ts";
import { countText, moneyText, timeText } from "../number-text.ts";
import { SHARDS } from "./exchange-routes.ts";
import { fillBody, orderBody } from "./order-body.ts";
import { pageOf } from "./page-of.ts";
import { intOf, listOf, type SignedCall, signed, textOf, timeFilter, wordOf } from "./sim-call.ts";

const COUNT_FILTERS = ["position", "total_traded"];

export const PORTFOLIO_ROUTES = [
  signed("GET /portfolio/balance", balance),
  signed("GET /portfolio/positions", (call) => listPositions(call, call.account, subaccountOf(call) ?? 0)),
  signed("GET /portfolio/fills", (call) => listFills(call, (timeMs) => timeMs >= call.venue.cutoffMs(call.nowMs))),
  signed("GET /portfolio/settlements", listSettlements),
  signed("GET /portfolio/summary/total_resting_order_value", ({ account }) => {
    const value = account.resting().reduce((sum, order) => sum + account.reservedBy(order), 0);
    const breakdown = [{ exchange_index: 0, balance: moneyText(value) }];
    return { total_resting_order_value: Math.floor(value / 10_000), resting_order_value_breakdown: breakdown };
  }),
  signed("GET /portfolio/deposits", (call) => listMovements(call, "deposits", call.account.deposits)),
  signed("GET /portfolio/withdrawals", (call) => listMovements(call, "withdrawals", call.account.withdrawals)),
  signed("GET /historical/fills", (call) => listFills(call, (timeMs) => timeMs < call.venue.cutoffMs(call.nowMs))),
  signed("GET /historical/orders", (call) => {
    const isWithin = timeFilter(call);
    const ticker = textOf(call, "ticker");
    const cutoff = call.venue.cutoffMs(call.nowMs);
    const old = [...call.account.orders.values()]
      .filter(({ status, updatedMs }) => status !== "resting" && updatedMs < cutoff)
      .filter(({ market, createdMs }) => (ticker ?? market.spec.ticker) === market.spec.ticker && isWithin(createdMs))
      .reverse();
    const { page, cursor } = pageOf(call, old);
    return { orders: page.map((order) => orderBody(call.account, order)), cursor };
  }),
  signed("GET /historical/positions", (call) => {
    const cutoff = call.venue.cutoffMs(call.nowMs);
    return listPositions(
      call,
      call.account,
      subaccountOf(call) ?? 0,
      ({ size, updatedMs }) => size === 0 && updatedMs < cutoff,
    );
  }),
];

function subaccountOf(call: SignedCall): number | undefined {
  const subaccount = intOf(call, "subaccount");
  if (subaccount !== undefined && (subaccount < 0 || subaccount > 63)) throw badRequest("subaccount must be 0 to 63");
  return subaccount;
}

function balance(call: SignedCall): object {
  const { account, nowMs } = call;
  const subaccount = subaccountOf(call) ?? 0;
  const only = intOf(call, "exchange_index");
  const shards = SHARDS.map((_, shard) => shard).filter((shard) => only === undefined || shard === only);
  const cash = shards.reduce((sum, shard) => sum + account.cashOf(subaccount, shard), 0);
  const value = account
    .allPositions()
    .filter((position) => position.subaccount === subaccount)
    .reduce((sum, position) => sum + marketValueOf(position), 0);
  return {
    balance: Math.floor(cash / 10_000),
    balance_dollars: moneyText(cash),
    portfolio_value: Math.floor(value / 10_000),
    updated_ts: Math.floor(nowMs / 1000),
    balance_breakdown: shards.map((shard) => ({
      exchange_index: shard,
      balance: moneyText(account.cashOf(subaccount, shard)),
    })),
  };
}

/** What a position is worth at the last price, in CashMicros. */
function marketValueOf({ market, size }: SimPosition): number {
  return (Math.abs(size) * legPrice(size > 0 ? "bid" : "ask", market.lastPrice)) / 10_000;
}

/** Answers the positions of one account's subaccount, by market and by event. */
export function listPositions(
  call: SignedCall,
  account: SimAccount,
  subaccount: number,
  isWanted: (position: SimPosition) => boolean = () => true,
): object {
  const ticker = textOf(call, "ticker");
  const event = textOf(call, "event_ticker");
  const filters = listOf(call, "count_filter") ?? [];
  if (filters.some((one) => !COUNT_FILTERS.includes(one))) throw badRequest("invalid count_filter");
  const state = wordOf(call, "settlement_status", ["all", "unsettled", "settled"]) ?? "all";
  const positions = account
    .allPositions()
    .filter(
      (position) =>
        position.subaccount === subaccount &&
        position.updatedMs > 0 &&
        (ticker === undefined || position.market.spec.ticker === ticker) &&
        (event === undefined || position.market.spec.event.ticker === event) &&
        (!filters.includes("position") || position.size !== 0) &&
        (!filters.includes("total_traded") || position.traded !== 0) &&
        (state === "all" || (position.market.status === "finalized") === (state === "settled")) &&
        isWanted(position),
    );
  const { page, cursor } = pageOf(call, positions);
  const byEvent = Map.groupBy(page, ({ market }) => market.spec.event.ticker);
  return {
    cursor,
    market_positions: page.map(positionBody),
    event_positions: [...byEvent].map(([event_ticker, list]) => eventPositionBody(event_ticker, list)),
  };
}

function positionBody(position: SimPosition): object {
  return {
    ticker: position.market.spec.ticker,
    exchange_index: 0,
    total_traded_dollars: moneyText(position.traded),
    position_fp: countText(position.size),
    market_exposure_dollars: moneyText(position.cost),
    realized_pnl_dollars: moneyText(position.realizedPnl),
    fees_paid_dollars: moneyText(position.feesPaid),
    last_updated_ts: timeText(position.updatedMs * 1000),
  };
}

function eventPositionBody(event_ticker: string, positions: readonly SimPosition[]): object {
  const sum = (of: (position: SimPosition) => number) => positions.reduce((total, position) => total + of(position), 0);
  return {
    event_ticker,
    total_cost_dollars: moneyText(sum(({ bought }) => bought.yesCost + bought.noCost)),
    total_cost_shares_fp: countText(sum(({ bought }) => bought.yes + bought.no)),
    event_exposure_dollars: moneyText(sum(({ cost }) => cost)),
    realized_pnl_dollars: moneyText(sum(({ realizedPnl }) => realizedPnl)),
    fees_paid_dollars: moneyText(sum(({ feesPaid }) => feesPaid)),
  };
}

function listFills(call: SignedCall, isHere: (timeMs: number) => boolean): object {
  const ticker = textOf(call, "ticker");
  const orderId = textOf(call, "order_id");
  const subaccount = subaccountOf(call);
  const isWithin = timeFilter(call);
  const asOfMs = call.venue.faults.readTimeMs();
  const newestFirst = call.account.fills
    .filter(
      ({ order, timeMs }) =>
        timeMs <= asOfMs &&
        (ticker === undefined || order.market.spec.ticker === ticker) &&
        (orderId === undefined || order.id === orderId) &&
        (subaccount === undefined || order.terms.subaccount === subaccount) &&
        isOnShardZero(call) &&
        isHere(timeMs) &&
        isWithin(timeMs),
    )
    .reverse();
  const { page, cursor } = pageOf(call, newestFirst);
  return { fills: page.map(fillBody), cursor };
}

/** Every simulated market is on shard 0. */
function isOnShardZero(call: SignedCall): boolean {
  return (intOf(call, "exchange_index") ?? 0) <= 0;
}

function listSettlements(call: SignedCall): object {
  const ticker = textOf(call, "ticker");
  const event = textOf(call, "event_ticker");
  const subaccount = subaccountOf(call);
  const isWithin = timeFilter(call);
  const newestFirst = call.account.settlements
    .filter(
      ({ position, timeMs }) =>
        (ticker === undefined || position.market.spec.ticker === ticker) &&
        (event === undefined || position.market.spec.event.ticker === event) &&
        (subaccount === undefined || position.subaccount === subaccount) &&
        isWithin(timeMs),
    )
    .reverse();
  const { page, cursor } = pageOf(call, newestFirst);
  return { settlements: page.map(settlementBody), cursor };
}

function settlementBody({ position, revenue, yesValue, timeMs }: SimSettlement): object {
  const { market, bought } = position;
  return {
    ticker: market.spec.ticker,
    exchange_index: 0,
    event_ticker: market.spec.event.ticker,
    market_result: market.result,
    yes_count_fp: countText(bought.yes),
    yes_total_cost_dollars: moneyText(bought.yesCost),
    no_count_fp: countText(bought.no),
    no_total_cost_dollars: moneyText(bought.noCost),
    revenue: Math.floor(revenue / 10_000),
    settled_time: timeText(timeMs * 1000),
    fee_cost: moneyText(position.feesPaid),
    value: yesValue / 100,
  };
}

function listMovements(call: SignedCall, name: string, movements: readonly SimMovement[]): object {
  const { page, cursor } = pageOf(call, movements.toReversed(), { limitMax: 500 });
  const list = page.map(({ id, type, cents, timeMs }) => ({
    id,
    status: "applied",
    type,
    amount_cents: cents,
    fee_cents: 0,
    created_ts: Math.floor(timeMs / 1000),
    finalized_ts: Math.floor(timeMs / 1000),
  }));
  return { [name]: list, cursor };
}

import { kalshiApi } from "@augury/venue-kalshi";
import { ask, type ConformanceCase, type Seen } from "./conformance-case.ts";
import { EVENT, NOW_MS, TICKERS } from "./kalshi-world.ts";

const NOW_TS = Math.floor(NOW_MS / 1000);
const { open, other } = TICKERS;

const order = (client_order_id: string, more: object = {}) => ({
  ticker: open,
  client_order_id,
  side: "bid" as const,
  count: "5.25",
  price: "0.4200",
  time_in_force: "good_till_canceled" as const,
  self_trade_prevention_type: "taker_at_cross" as const,
  ...more,
});
const groupId = (seen: Seen): string => seen["OrderGroupsApi.createOrderGroup"].order_group_id;
const resting = (seen: Seen): string => seen["OrdersApi.createOrderV2"].order_id;
const batch = (seen: Seen): string[] =>
  seen["OrdersApi.batchCreateOrdersV2"].orders.map((one: { order_id?: string }) => one.order_id ?? "none");

const RESTING = order("rests", {
  expiration_time: NOW_TS + 3600,
  cancel_order_on_pause: true,
  subaccount: 0,
  exchange_index: -1,
});
const BATCH = {
  orders: [
    order("takes", { price: "0.43", count: "2" }),
    order("waits", { ticker: other, side: "ask", price: "0.44", post_only: true, self_trade_prevention_type: "maker" }),
    order("takes"),
    order("off-grid", { price: "0.425" }),
  ],
};

const AMEND = {
  ticker: open,
  side: "bid" as const,
  price: "0.40",
  count: "6",
  client_order_id: "rests",
  updated_client_order_id: "rests-2",
  exchange_index: 0,
};
/** One is there no more, one never was. */
const refs = (seen: Seen) => [
  { order_id: batch(seen)[0] ?? "", market_ticker: open, subaccount: 0 },
  { order_id: "unknown", exchange_index: 0 },
];

/** Orders, their changes, queue positions and order groups, in the order in which they are asked. */
export const ORDER_CASES: readonly ConformanceCase[] = [
  ask(
    "OrderGroupsApi.createOrderGroup",
    (a) =>
      a.OrderGroupsApi.createOrderGroup({
        contracts_limit: 100,
        contracts_limit_fp: "100.00",
        subaccount: 0,
        exchange_index: 0,
      }),
    kalshiApi.createOrderGroup,
    { contracts_limit: 100, contracts_limit_fp: "100.00", subaccount: 0, exchange_index: 0 },
  ),
  ask(
    "OrdersApi.createOrderV2",
    (a, seen) => a.OrdersApi.createOrderV2({ ...RESTING, order_group_id: groupId(seen) }),
    kalshiApi.createOrder,
    (seen) => ({ ...RESTING, order_group_id: groupId(seen) }),
  ),
  ask("OrdersApi.batchCreateOrdersV2", (a) => a.OrdersApi.batchCreateOrdersV2(BATCH), kalshiApi.createOrders, BATCH),
  ask(
    "OrdersApi.getOrders",
    (a) => a.OrdersApi.getOrders(open, EVENT, 1, NOW_TS + 1, "resting", 1, undefined, 0, 0),
    kalshiApi.listOrders,
    {
      ticker: open,
      event_ticker: [EVENT],
      min_ts: 1,
      max_ts: NOW_TS + 1,
      status: "resting",
      limit: 1,
      subaccount: 0,
      exchange_index: 0,
    },
  ),
  ask(
    "OrdersApi.getOrder",
    (a, seen) => a.OrdersApi.getOrder(resting(seen)),
    kalshiApi.readOrder,
    (seen) => ({ order_id: resting(seen) }),
  ),
  ask(
    "OrdersApi.getOrderQueuePositions",
    (a) => a.OrdersApi.getOrderQueuePositions(`${open},${other}`, EVENT, 0),
    kalshiApi.queuePositions,
    { market_tickers: [open, other], event_ticker: EVENT, subaccount: 0 },
  ),
  ask(
    "OrdersApi.getOrderQueuePosition",
    (a, seen) => a.OrdersApi.getOrderQueuePosition(resting(seen)),
    kalshiApi.queuePosition,
    (seen) => ({ order_id: resting(seen) }),
  ),
  ask(
    "PortfolioApi.getPortfolioRestingOrderTotalValue",
    (a) => a.PortfolioApi.getPortfolioRestingOrderTotalValue(),
    kalshiApi.restingValue,
    {},
  ),
  ask(
    "OrdersApi.amendOrderV2",
    (a, seen) => a.OrdersApi.amendOrderV2(resting(seen), { ...AMEND }, 0),
    kalshiApi.amendOrder,
    (seen) => ({ order_id: resting(seen), ...AMEND, subaccount: 0 }),
  ),
  ask(
    "OrdersApi.decreaseOrderV2",
    (a, seen) =>
      a.OrdersApi.decreaseOrderV2(resting(seen), { reduce_by: "1.25", market_ticker: open, exchange_index: -1 }, 0),
    kalshiApi.decreaseOrder,
    (seen) => ({ order_id: resting(seen), reduce_by: "1.25", market_ticker: open, exchange_index: -1, subaccount: 0 }),
  ),
  ask("OrderGroupsApi.getOrderGroups", (a) => a.OrderGroupsApi.getOrderGroups(0), kalshiApi.orderGroups, {
    subaccount: 0,
  }),
  ask(
    "OrderGroupsApi.getOrderGroup",
    (a, seen) => a.OrderGroupsApi.getOrderGroup(groupId(seen), 0),
    kalshiApi.orderGroup,
    (seen) => ({ order_group_id: groupId(seen), subaccount: 0 }),
  ),
  ask(
    "OrderGroupsApi.updateOrderGroupLimit",
    (a, seen) => a.OrderGroupsApi.updateOrderGroupLimit(groupId(seen), { contracts_limit: 50 }, 0, 0),
    kalshiApi.setOrderGroupLimit,
    (seen) => ({ order_group_id: groupId(seen), contracts_limit: 50, subaccount: 0, exchange_index: 0 }),
    { isEmpty: true },
  ),
  ask(
    "OrderGroupsApi.triggerOrderGroup",
    (a, seen) => a.OrderGroupsApi.triggerOrderGroup(groupId(seen), 0, 0, {}),
    kalshiApi.triggerOrderGroup,
    (seen) => ({ order_group_id: groupId(seen), subaccount: 0, exchange_index: 0 }),
    { isEmpty: true },
  ),
  ask(
    "OrderGroupsApi.resetOrderGroup",
    (a, seen) => a.OrderGroupsApi.resetOrderGroup(groupId(seen), 0, 0, {}),
    kalshiApi.resetOrderGroup,
    (seen) => ({ order_group_id: groupId(seen), subaccount: 0, exchange_index: 0 }),
    { isEmpty: true },
  ),
  ask(
    "OrderGroupsApi.deleteOrderGroup",
    (a, seen) => a.OrderGroupsApi.deleteOrderGroup(groupId(seen), 0, 0),
    kalshiApi.deleteOrderGroup,
    (seen) => ({ order_group_id: groupId(seen), subaccount: 0, exchange_index: 0 }),
    { isEmpty: true },
  ),
  ask(
    "OrdersApi.cancelOrderV2",
    (a, seen) => a.OrdersApi.cancelOrderV2(batch(seen)[1] ?? "", 0, -1, other),
    kalshiApi.cancelOrder,
    (seen) => ({ order_id: batch(seen)[1] ?? "", subaccount: 0, exchange_index: -1, market_ticker: other }),
  ),
  ask(
    "OrdersApi.batchCancelOrdersV2",
    (a, seen) => a.OrdersApi.batchCancelOrdersV2({ orders: refs(seen) }),
    kalshiApi.cancelOrders,
    (seen) => ({ orders: refs(seen) }),
  ),
  ask(
    "OrdersApi.cancelAllOrders",
    (a) => a.OrdersApi.cancelAllOrders(0),
    kalshiApi.cancelAllOrders,
    { subaccount: 0 },
    { isEmpty: true },
  ),
];

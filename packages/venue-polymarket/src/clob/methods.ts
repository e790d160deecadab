import type { AnyApiMethod } from "@augury/net";
import * as account from "./account.ts";
import * as auth from "./auth.ts";
import { balanceAllowance, updateBalanceAllowance } from "./balance.ts";
import { book, books, feeRate, negRisk, tickSize } from "./books.ts";
import { builderFees, builderTrades } from "./fees.ts";
import { heartbeat } from "./heartbeats.ts";
import { batchPricesHistory, pricesHistory } from "./history.ts";
import * as markets from "./markets.ts";
import { dropNotifications, notifications } from "./notifications.ts";
import {
  cancelAll,
  cancelMarketOrders,
  cancelOrder,
  cancelOrders,
  order,
  orderScoring,
  orders,
  ordersScoring,
  postOrder,
  postOrders,
  preMigrationOrders,
} from "./orders.ts";
import * as prices from "./prices.ts";
import * as rewards from "./rewards.ts";
import * as status from "./status.ts";
import { trades } from "./trades.ts";

/** Every call of the CLOB: what anyone may ask first, what an account asks next, what it does last. */
export const CLOB_METHODS: readonly AnyApiMethod[] = [
  ...Object.values(status),
  ...[book, books, tickSize, negRisk, feeRate],
  ...Object.values(prices),
  ...Object.values(markets),
  ...[pricesHistory, batchPricesHistory, builderFees, builderTrades],
  ...Object.values(rewards),
  ...Object.values(auth),
  ...Object.values(account),
  ...[order, orders, preMigrationOrders, orderScoring, ordersScoring, trades],
  ...[balanceAllowance, updateBalanceAllowance, notifications, dropNotifications],
  ...[postOrder, postOrders, cancelOrder, cancelOrders, cancelAll, cancelMarketOrders, heartbeat],
];

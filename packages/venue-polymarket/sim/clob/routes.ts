import type { SimRoute } from "../sim-route.ts";
import { ACCOUNT_ROUTES } from "./account-routes.ts";
import { AUTH_ROUTES } from "./auth-routes.ts";
import { BOOK_ROUTES } from "./book-routes.ts";
import { HISTORY_ROUTES } from "./history-routes.ts";
import { MARKET_ROUTES } from "./market-routes.ts";
import { ORDER_ROUTES } from "./order-routes.ts";
import { PRICE_ROUTES } from "./price-routes.ts";
import { REWARD_ROUTES } from "./reward-routes.ts";
import { STATUS_ROUTES } from "./status-routes.ts";
import { TRADE_ROUTES } from "./trade-routes.ts";

/** Every call of the CLOB (polymarket.md sections 2 to 4). */
export const CLOB_ROUTES: readonly SimRoute[] = [
  ...STATUS_ROUTES,
  ...BOOK_ROUTES,
  ...PRICE_ROUTES,
  ...MARKET_ROUTES,
  ...HISTORY_ROUTES,
  ...REWARD_ROUTES,
  ...AUTH_ROUTES,
  ...ACCOUNT_ROUTES,
  ...ORDER_ROUTES,
  ...TRADE_ROUTES,
];

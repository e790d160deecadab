import { ACCOUNT_ROUTES } from "./account-routes.ts";
import { BLOCK_TRADE_ROUTES } from "./block-trade-routes.ts";
import { CANDLE_ROUTES } from "./candle-routes.ts";
import { DISCOVERY_ROUTES } from "./discovery-routes.ts";
import { EVENT_ROUTES } from "./event-routes.ts";
import { EXCHANGE_ROUTES } from "./exchange-routes.ts";
import { FCM_ROUTES } from "./fcm-routes.ts";
import { GROUP_ROUTES } from "./group-routes.ts";
import { LIVE_ROUTES } from "./live-routes.ts";
import { MARKET_ROUTES } from "./market-routes.ts";
import { ORDER_ROUTES } from "./order-routes.ts";
import { PORTFOLIO_ROUTES } from "./portfolio-routes.ts";
import { RFQ_ROUTES } from "./rfq-routes.ts";
import type { SimRoute } from "./sim-call.ts";
import { TRANSFER_ROUTES } from "./transfer-routes.ts";

/** Everything that the fake venue answers over REST. */
export const KALSHI_SIM_ROUTES: readonly SimRoute[] = [
  ...EXCHANGE_ROUTES,
  ...MARKET_ROUTES,
  ...CANDLE_ROUTES,
  ...EVENT_ROUTES,
  ...DISCOVERY_ROUTES,
  ...LIVE_ROUTES,
  ...PORTFOLIO_ROUTES,
  ...TRANSFER_ROUTES,
  ...ORDER_ROUTES,
  ...GROUP_ROUTES,
  ...ACCOUNT_ROUTES,
  ...RFQ_ROUTES,
  ...BLOCK_TRADE_ROUTES,
  ...FCM_ROUTES,
];

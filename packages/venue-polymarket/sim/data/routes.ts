import type { SimRoute } from "../sim-route.ts";
import { V1_ROUTES } from "./v1-routes.ts";
import { V2_BOARD_ROUTES } from "./v2-board-routes.ts";
import { V2_FEED_ROUTES } from "./v2-feed-routes.ts";
import { V2_MARKET_ROUTES } from "./v2-market-routes.ts";
import { V2_WALLET_ROUTES } from "./v2-wallet-routes.ts";

/** The Data API's calls, both versions (polymarket.md section 14). */
export const DATA_ROUTES: readonly SimRoute[] = [
  ...V1_ROUTES,
  ...V2_WALLET_ROUTES,
  ...V2_FEED_ROUTES,
  ...V2_MARKET_ROUTES,
  ...V2_BOARD_ROUTES,
];

import type { SimRoute } from "../sim-route.ts";
import { GAMMA_COMMENT_ROUTES } from "./comment-routes.ts";
import { GAMMA_EVENT_ROUTES } from "./event-routes.ts";
import { GAMMA_MARKET_ROUTES } from "./market-routes.ts";
import { GAMMA_PEOPLE_ROUTES } from "./people-routes.ts";
import { GAMMA_SPORT_ROUTES } from "./sport-routes.ts";
import { GAMMA_TAG_ROUTES } from "./tag-routes.ts";

/** Gamma's calls (polymarket.md section 13). */
export const GAMMA_ROUTES: readonly SimRoute[] = [
  ...GAMMA_MARKET_ROUTES,
  ...GAMMA_EVENT_ROUTES,
  ...GAMMA_TAG_ROUTES,
  ...GAMMA_SPORT_ROUTES,
  ...GAMMA_PEOPLE_ROUTES,
  ...GAMMA_COMMENT_ROUTES,
];

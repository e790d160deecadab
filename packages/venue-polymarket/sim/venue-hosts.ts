import { CLOB_ROUTES } from "./clob/routes.ts";
import { SITE_ROUTES } from "./clob/site-routes.ts";
import { DATA_ROUTES } from "./data/routes.ts";
import { GAMMA_ROUTES } from "./gamma/routes.ts";
import type { SimHost } from "./sim-route.ts";

/** The venue's REST hosts. One that stands earlier wins a path without prefix that several have. */
export const VENUE_HOSTS: readonly SimHost[] = [
  { name: "clob", routes: CLOB_ROUTES },
  { name: "gamma", routes: GAMMA_ROUTES },
  { name: "data", routes: DATA_ROUTES },
  { name: "site", routes: SITE_ROUTES },
];

import type { SimRoute } from "../sim-route.ts";

/** The web site's own call (polymarket.md section 1). */
export const SITE_ROUTES: readonly SimRoute[] = [
  {
    endpoint: "GET /api/geoblock",
    answer: () => Response.json({ blocked: false, ip: "127.0.0.1", country: "IE", region: "L" }),
  },
];

import type { SimRoute } from "../sim-route.ts";
import { boardPage } from "./page.ts";
import { conditionsOf, userOf, v2Route } from "./query.ts";

/** A listing of combos: nobody has any at the fake venue. */
export function comboRoute(endpoint: string): SimRoute {
  return v2Route(endpoint, ({ query }) => {
    userOf(query);
    conditionsOf(query, "condition", 62);
    return boardPage(query, endpoint, []);
  });
}

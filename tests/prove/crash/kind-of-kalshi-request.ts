const ORDERS = "/portfolio/orders";
const KINDS: Readonly<Record<string, string>> = {
  "POST /portfolio/events/orders": "post",
  "POST /portfolio/events/orders/batched": "batch",
  "POST /portfolio/order_groups/create": "group create",
  "GET /portfolio/fills": "trades",
  "GET /portfolio/positions": "positions",
  "GET /portfolio/settlements": "settlements",
  "GET /exchange/user_data_timestamp": "as-of",
};
/** Requests about one thing whose id stands in the address. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^POST .*\/amend$/, "amend"],
  [/^POST .*\/decrease$/, "decrease"],
  [/^PUT .*\/order_groups\/.*\/limit$/, "group limit"],
  [/^PUT .*\/order_groups\/.*\/reset$/, "group reset"],
  [/^GET .*\/order_groups\//, "group read"],
  [/^DELETE .*\/order_groups\//, "group delete"],
  [/^DELETE /, "cancel"],
];

/** Names what a request to Kalshi is about, as the crash points do. */
export function kindOfKalshiRequest(method: string, url: URL): string {
  const path = url.pathname.replace("/trade-api/v2", "");
  const call = `${method} ${path}`;
  const kind =
    KINDS[call] ?? PATTERNS.find(([pattern]) => pattern.test(call))?.[1] ?? kindOfRead(method, path, url.searchParams);
  return url.searchParams.has("cursor") ? `${kind} page` : kind;
}

/** One order is looked up among those of its market until its id is known, then by that; so are those whose fills a listing tells. */
function kindOfRead(method: string, path: string, query: URLSearchParams): string {
  if (method !== "GET") return "other";
  if (path === ORDERS) return query.has("ticker") ? "look-up" : "orders";
  return path.startsWith(`${ORDERS}/`) ? "look-up" : "other";
}

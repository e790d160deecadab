const ORDERS = "/portfolio/orders";
const KINDS: Readonly<Record<string, string>> = {
  "POST /portfolio/events/orders": "post",
  "POST /portfolio/events/orders/batched": "batch",
  "GET /portfolio/fills": "trades",
  "GET /exchange/user_data_timestamp": "as-of",
};

/** Names what a request to Kalshi is about, as the crash points do. */
export function kindOfKalshiRequest(method: string, url: URL): string {
  const path = url.pathname.replace("/trade-api/v2", "");
  const kind = KINDS[`${method} ${path}`] ?? kindOfPath(method, path, url.searchParams);
  return url.searchParams.has("cursor") ? `${kind} page` : kind;
}

/** One order is looked up among those of its market until its id is known, then by that; so are those whose fills a listing tells. */
function kindOfPath(method: string, path: string, query: URLSearchParams): string {
  if (method === "DELETE") return "cancel";
  if (method !== "GET") return "other";
  if (path === ORDERS) return query.has("ticker") ? "look-up" : "orders";
  return path.startsWith(`${ORDERS}/`) ? "look-up" : "other";
}

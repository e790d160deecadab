const KINDS: Readonly<Record<string, string>> = {
  "POST /order": "post",
  "POST /orders": "batch",
  "DELETE /order": "cancel",
  "DELETE /orders": "cancel",
  "DELETE /cancel-all": "cancel",
  "GET /data/orders": "orders",
  "GET /data/trades": "trades",
};

/** The cursor of a first page, where one is named. */
const FIRST_PAGES = ["", "MA=="];

/** Names what a request to the CLOB is about, as the crash points do. */
export function kindOfClobRequest(method: string, url: URL): string {
  const path = url.pathname.replace("/clob", "");
  if (path.startsWith("/data/order/")) return "look-up";
  const kind = KINDS[`${method} ${path}`] ?? "other";
  return FIRST_PAGES.includes(url.searchParams.get("next_cursor") ?? "") ? kind : `${kind} page`;
}

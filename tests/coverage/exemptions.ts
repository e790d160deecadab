/** The only reasons for which an endpoint of the sheets has no row of ours. */
export type Reason = "not hostable elsewhere" | "retired by the venue" | "on-chain";

/** Endpoints of the sheets that we leave out. */
export const EXEMPT: Readonly<Record<string, Reason>> = {};

/** Paths that a sheet writes and that are no endpoints of their own: prefixes, fields, other spellings of a row's address. */
export const NO_ENDPOINTS: Readonly<Record<string, string>> = {
  "polymarket /tick-size/{token}": "the same call, the token in the path",
  "polymarket /fee-rate/{token}": "the same call, the token in the path",
  "polymarket /volumeNum": "a field",
  "polymarket /markets/{cid}": "/markets/{condition_id}",
  "polymarket GET /last-trades-prices": "the same call, the tokens in the query",
  "polymarket POST /heartbeats": "what the documentation calls /v1/heartbeats",
  "kalshi /trade-api/v2": "a base",
  "kalshi /trade-api/ws/v2": "the address of every channel",
  "kalshi /portfolio": "a prefix",
  "kalshi /communications": "a prefix",
  "kalshi /account": "a prefix",
  "coinmarketcap /public-api": "a base",
  "coinmarketcap GET /v1/cryptocurrency/listings/latest": "listings with version=v1",
  "coinmarketcap GET /v2/cryptocurrency/quotes/latest": "quotes with version=v2",
  "coinmarketcap /v1/tools/price-conversion": "its v2 is current",
  "coinmarketcap /v3/…": "see the newer version of the same call",
};

/** A recorded error body, the status it comes with, and what our client makes of the two. */
export interface ErrorCase {
  readonly fixture: string;
  readonly status: number;
  readonly code: string;
  readonly retry: string;
  readonly venueCode?: string;
  readonly attempts: number;
  readonly hint?: RegExp;
}

export const ERROR_CASES: readonly ErrorCase[] = [
  {
    fixture: "coingecko/error_10002_missing_key",
    status: 401,
    code: "auth",
    retry: "never",
    venueCode: "10002",
    attempts: 1,
  },
  {
    fixture: "coingecko/error_10010_flat",
    status: 400,
    code: "auth",
    retry: "never",
    venueCode: "10010",
    attempts: 1,
    hint: /plan to pro/,
  },
  {
    fixture: "coingecko/error_10010_wrong_root",
    status: 400,
    code: "auth",
    retry: "never",
    venueCode: "10010",
    attempts: 1,
    hint: /plan to pro/,
  },
  {
    fixture: "coingecko/error_10012_range",
    status: 401,
    code: "rejected",
    retry: "never",
    venueCode: "10012",
    attempts: 1,
    hint: /365/,
  },
  { fixture: "coingecko/error_400_plain", status: 400, code: "rejected", retry: "never", attempts: 1 },
  { fixture: "coingecko/error_400_plain", status: 422, code: "rejected", retry: "never", attempts: 1 },
  { fixture: "coingecko/error_404_plain", status: 404, code: "not_found", retry: "never", attempts: 1 },
  {
    fixture: "coingecko/error_429_status",
    status: 429,
    code: "rate_limited",
    retry: "backoff",
    venueCode: "429",
    attempts: 2,
  },
  {
    fixture: "coingecko/error_429_status",
    status: 200,
    code: "rate_limited",
    retry: "backoff",
    venueCode: "429",
    attempts: 2,
  },
  {
    fixture: "coinmarketcap/error_1002_missing_key",
    status: 401,
    code: "auth",
    retry: "never",
    venueCode: "1002",
    attempts: 1,
    hint: /CMC_API_KEY/,
  },
  {
    fixture: "coinmarketcap/error_1002_missing_key",
    status: 200,
    code: "auth",
    retry: "never",
    venueCode: "1002",
    attempts: 1,
  },
  // A minute's pause is longer than the client may wait by itself.
  {
    fixture: "coinmarketcap/error_1008_minute_limit",
    status: 429,
    code: "rate_limited",
    retry: "backoff",
    venueCode: "1008",
    attempts: 1,
  },
];

/** Addresses of the venue (kalshi.md section 3). Accounts and keys belong to one of the two. */
export const KALSHI_ENVIRONMENTS = {
  production: {
    rest: "https://external-api.kalshi.com/trade-api/v2",
    ws: "wss://external-api-ws.kalshi.com/trade-api/ws/v2",
  },
  demo: {
    rest: "https://external-api.demo.kalshi.co/trade-api/v2",
    ws: "wss://external-api-ws.demo.kalshi.co/trade-api/ws/v2",
  },
} as const;

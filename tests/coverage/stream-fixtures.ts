/** Recorded messages that a stream's schemas read; the tests beside the streams do. */
export const STREAM_FIXTURES: Readonly<Record<string, readonly string[]>> = {
  "polymarket rtds crypto-prices": ["polymarket/rtds/nautilus-rtds_crypto_prices_update.json"],
  "polymarket rtds equity-prices": ["polymarket/rtds/nautilus-rtds_equity_prices_update.json"],
  "polymarket polybolt crypto": ["polymarket/rtds/polybolt-frames-2026-09-08-excerpt.json"],
  "kalshi ws orderbook-delta": ["kalshi/ws/demo-2026-07-01-full-session.jsonl"],
  "kalshi ws trade": ["kalshi/ws/multi-market-2026-04-18.jsonl"],
  "kalshi ws ticker": ["kalshi/ws/verbatim-frames-2026.jsonl"],
};

/** Fields of an instrument's cell on the sample tap: the newest state, conflated. Prices PriceTicks (−1 = none), sizes SizeMicros. */
export const Cell = {
  bestBid: 0,
  bestAsk: 1,
  bidSize: 2,
  askSize: 3,
  lastPrice: 4,
  epoch: 5,
  trusted: 6,
  sequence: 7,
  exchangeTimeMs: 8,
  receivedTimeUs: 9,
  updates: 10,
} as const;
export const CELL_FIELDS = 11;

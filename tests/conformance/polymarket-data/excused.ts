const CLOB = "a call of the CLOB: judged by conformance/polymarket-clob";
const PERPS = "another product, with a host of its own";
const REWARDS = "a call of the CLOB's rewards: judged by conformance/polymarket-clob";

/** Methods of the official public client without a case here, with the reason. */
export const EXCUSED: Readonly<Record<string, string>> = {
  downloadAccountingSnapshot: "a ZIP file of tables, not an answer: we have no such method",
  listComboActivity: "version 1 of combos, which nobody trades here: we ask version 2, v2-combo-activity",
  listComboPositions: "version 1 of combos, which nobody trades here: we ask version 2, v2-combo-positions",
  listComboMarkets: "a call of the RFQ host, no part of Gamma or the Data API",
  listMarketClarifications: "not in the fact sheet: we have no such method",
  subscribe: "streams: judged by conformance/polymarket-rtds and the feed's own tests",
  estimateMarketPrice: CLOB,
  fetchLastTradePrice: CLOB,
  fetchLastTradePrices: CLOB,
  fetchMidpoint: CLOB,
  fetchMidpoints: CLOB,
  fetchOrderBook: CLOB,
  fetchOrderBooks: CLOB,
  fetchPrice: CLOB,
  fetchPriceHistory: CLOB,
  fetchPrices: CLOB,
  fetchSpread: CLOB,
  fetchSpreads: CLOB,
  listBuilderTrades: CLOB,
  listCurrentRewards: REWARDS,
  listMarketRewards: REWARDS,
  fetchPerpsBook: PERPS,
  fetchPerpsFees: PERPS,
  fetchPerpsInstruments: PERPS,
  fetchPerpsTicker: PERPS,
  fetchPerpsTickers: PERPS,
  listPerpsCandles: PERPS,
  listPerpsFundingHistory: PERPS,
  listPerpsTrades: PERPS,
};

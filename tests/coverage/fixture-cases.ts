/** A recorded answer and the method that reads it. Only recordings that fit without a field unknown count. */
export interface FixtureCase {
  /** "polymarket clob book". */
  readonly method: string;
  readonly fixture: string;
  /** Where the answer lies in the recording; left out: the whole of it. */
  readonly read?: (json: Recording) => unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: recordings are taken apart by the shape that INDEX.md gives them.
type Recording = any;

const listed = (group: string, pairs: Readonly<Record<string, readonly string[]>>, folder: string): FixtureCase[] =>
  Object.entries(pairs).flatMap(([method, files]) =>
    files.map((file) => ({ method: `${group} ${method}`, fixture: `${folder}/${file}.json` })),
  );

const first = (values: object) => Object.values(values)[0];
const validated = (path: string) => (json: Recording) =>
  json.results.find(({ url }: { url: string }) => new URL(url).pathname === path).sampleData;

export const FIXTURE_CASES: readonly FixtureCase[] = [
  ...listed(
    "polymarket clob",
    {
      book: ["book-2026-07-28-eth-15m-up"],
      "clob-market": ["clob-markets-2026-07-28-eth-15m"],
      "fee-rate": ["nautilus-clob_fee_rate_response_nonzero"],
      market: ["nautilus-clob_market_closed_binary_accepting_true"],
      "balance-allowance": ["nautilus-http_balance_allowance_collateral"],
      "cancel-orders": ["nautilus-http_batch_cancel_response"],
      "cancel-order": ["nautilus-http_cancel_response_ok", "nautilus-http_cancel_response_failed"],
      orders: ["nautilus-http_open_orders_page"],
      "post-order": ["nautilus-http_order_response_ok", "nautilus-http_order_response_failed"],
      trades: ["nautilus-http_trades_page"],
      "prices-history": ["prices-history-2026-06"],
    },
    "polymarket/clob",
  ),
  {
    method: "polymarket clob order",
    fixture: "polymarket/clob/nautilus-http_open_order.json",
    // Its answer is read as text: once an order is over, the body is empty.
    read: (json) => JSON.stringify(json),
  },
  ...["/midpoint", "/spread", "/last-trade-price", "/time"].map((path) => ({
    method: `polymarket clob ${path.slice(1)}`,
    fixture: "polymarket/clob/api-validation-2026-06-20.json",
    read: validated(path),
  })),
  ...listed(
    "polymarket data",
    {
      positions: ["v1-data_positions-2026-06", "nautilus-data_api_positions_response"],
      trades: ["v1-data_trades-2026-06", "nautilus-data_api_trades_response"],
      activity: ["v1-data_activity-2026-06"],
      "v2-prices-history": ["v2-prices-history-2026-09-13"],
      "v2-trades": ["v2-trades-2026-09-14"],
    },
    "polymarket/data",
  ),
  ...listed(
    "polymarket gamma",
    {
      events: ["events-2026-01", "event-crypto-updown-2026-06"],
      markets: ["markets-2026-06", "markets-closed-batch"],
      market: ["nautilus-gamma_market"],
      "market-tags": ["nautilus-gamma_tags"],
    },
    "polymarket/gamma",
  ),
  { method: "polymarket gamma event", fixture: "polymarket/gamma/nautilus-gamma_event.json", read: first },
  {
    method: "kalshi market candlesticks",
    fixture: "kalshi/rest/cockpit-candlesticks_mlb.json",
    read: ({ markets }) => ({ ticker: Object.keys(markets)[0], candlesticks: first(markets).candlesticks }),
  },
  {
    method: "kalshi discovery collection",
    fixture: "kalshi/rest/cockpit-combo_collections.json",
    read: (all) => {
      const { _truncated_from: _, ...one } = first(all);
      return { multivariate_contract: one };
    },
  },
  {
    method: "kalshi market orderbooks",
    fixture: "kalshi/rest/cockpit-combo_orderbooks.json",
    read: (orderbooks) => ({ orderbooks }),
  },
  {
    method: "kalshi event events",
    fixture: "kalshi/rest/cockpit-events_nfl_preseason.json",
    read: ({ events }) => ({ events, cursor: "" }),
  },
  { method: "kalshi market market", fixture: "kalshi/rest/cockpit-market_single.json", read: ({ single }) => single },
  {
    method: "kalshi market markets",
    fixture: "kalshi/rest/cockpit-markets_settled.json",
    read: ({ markets }) => ({ markets, cursor: "" }),
  },
  {
    method: "kalshi portfolio fills",
    fixture: "kalshi/rest/cockpit-portfolio_fills_redacted.json",
    read: ({ payload }) => payload,
  },
  {
    method: "kalshi portfolio settlements",
    fixture: "kalshi/rest/cockpit-portfolio_settlements_redacted.json",
    read: ({ payload }) => payload,
  },
  {
    method: "kalshi event series",
    fixture: "kalshi/rest/cockpit-series_fee_fields.json",
    read: ({ payloads }) => first(payloads),
  },
  {
    method: "kalshi portfolio balance",
    fixture: "kalshi/rest/legacy-dual-exploration-2026-03-11.json",
    read: ({ balance }) => balance,
  },
  { method: "kalshi market orderbook", fixture: "kalshi/rest/orderbook-fp-2026-03-16.json" },
  {
    method: "kalshi market trades",
    fixture: "kalshi/rest/trades-2026-03-16.json",
    read: (trades) => ({ trades, cursor: "" }),
  },
  {
    method: "kalshi event event",
    fixture: "kalshi/rest/gold15m-events/KXGOLD15M-26AUG050000.json",
    read: ({ response }) => response,
  },
  ...listed(
    "alternativeme",
    {
      "fear-and-greed": ["fng_2_live_2026-09-25"],
      global: ["global_convert_eur_docs"],
      ticker: ["ticker_dictionary_live_2020-01-13"],
      "ticker-by-id": ["ticker_bitcoin_live_2022-07-21"],
    },
    "alternativeme",
  ),
  ...listed(
    "coingecko",
    {
      "coin-history": ["coin_history_jkorf"],
      "coins-markets": ["coins_markets_9_live_2026-09-12"],
      global: ["global_live_2026-09-12"],
      "key-usage": ["key_usage_oas_example"],
      "market-chart": ["market_chart_jkorf"],
      ohlc: ["ohlc_7d_2021_vcr"],
      ping: ["ping_jkorf"],
      trending: ["search_trending_oas_example"],
      "simple-price": ["simple_price_full_usd_2024-12-02"],
      "supported-vs-currencies": ["supported_vs_currencies_jkorf"],
    },
    "coingecko",
  ),
  ...listed(
    "coinmarketcap",
    {
      "fear-and-greed-history": ["fear_and_greed_historical_v3_live_2025-07-26_ends"],
      "fear-and-greed": ["fear_and_greed_latest_v3_live_2025-07-26"],
      "global-metrics": ["global_metrics_v1_keyless_live_2026-09-20_trimmed"],
      "key-info": ["key_info_v1_live_2026-09-20"],
      listings: ["listings_latest_v3_example_2026-06-19"],
      quotes: ["quotes_latest_v2_by_id_live_2022-08-28"],
    },
    "coinmarketcap",
  ),
];

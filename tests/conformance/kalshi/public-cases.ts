import { kalshiApi } from "@augury/venue-kalshi";
import { ask, type ConformanceCase } from "./conformance-case.ts";
import { EVENT, NOW_MS, SERIES, TICKERS } from "./kalshi-world.ts";

const NOW_TS = Math.floor(NOW_MS / 1000);
const RANGE = { start_ts: NOW_TS - 7200, end_ts: NOW_TS, period_interval: 60 } as const;
const LONG_AGO = { start_ts: NOW_TS - 3 * 86_400, end_ts: NOW_TS - 86_400, period_interval: 1440 } as const;
const { open, other, old } = TICKERS;
const milestone = (seen: { "MilestoneApi.getMilestones": { milestones: { id: string }[] } }) =>
  (seen["MilestoneApi.getMilestones"].milestones[0] as { id: string }).id;

const LEGS = [
  { market_ticker: open, event_ticker: EVENT, side: "yes" as const },
  { market_ticker: other, event_ticker: EVENT, side: "no" as const },
];

/** Whatever needs no account: exchange, markets, candles, events, discovery, live data, public history. */
export const PUBLIC_CASES: readonly ConformanceCase[] = [
  ask("ExchangeApi.getExchangeStatus", (a) => a.ExchangeApi.getExchangeStatus(), kalshiApi.exchangeStatus, {}),
  ask("ExchangeApi.getExchangeSchedule", (a) => a.ExchangeApi.getExchangeSchedule(), kalshiApi.exchangeSchedule, {}),
  ask("ExchangeApi.getUserDataTimestamp", (a) => a.ExchangeApi.getUserDataTimestamp(), kalshiApi.userDataTimestamp, {}),
  ask(
    "ExchangeApi.getSeriesFeeChanges",
    (a) => a.ExchangeApi.getSeriesFeeChanges(SERIES, true),
    kalshiApi.seriesFeeChanges,
    {
      series_ticker: SERIES,
      show_historical: true,
    },
  ),
  ask(
    "MarketApi.getMarkets",
    (a) =>
      a.MarketApi.getMarkets(
        2,
        undefined,
        EVENT,
        SERIES,
        1,
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
        "open",
        `${open},${other}`,
        "exclude",
      ),
    kalshiApi.listMarkets,
    {
      limit: 2,
      event_ticker: EVENT,
      series_ticker: SERIES,
      min_created_ts: 1,
      status: "open",
      tickers: [open, other],
      mve_filter: "exclude",
    },
  ),
  ask("MarketApi.getMarket", (a) => a.MarketApi.getMarket(open), kalshiApi.readMarket, { ticker: open }),
  ask("MarketApi.getMarketOrderbook", (a) => a.MarketApi.getMarketOrderbook(open, 1), kalshiApi.orderbook, {
    ticker: open,
    depth: 1,
  }),
  ask("MarketApi.getMarketOrderbooks", (a) => a.MarketApi.getMarketOrderbooks([open, other]), kalshiApi.orderbooks, {
    tickers: [open, other],
  }),
  ask("MarketApi.getTrades", (a) => a.MarketApi.getTrades(2, undefined, open, 1, NOW_TS, false), kalshiApi.trades, {
    limit: 2,
    ticker: open,
    min_ts: 1,
    max_ts: NOW_TS,
    is_block_trade: false,
  }),
  ask(
    "MarketApi.getSeriesList",
    (a) => a.MarketApi.getSeriesList("Climate", undefined, true, true, undefined),
    kalshiApi.seriesList,
    {
      category: "Climate",
      include_product_metadata: true,
      include_volume: true,
    },
  ),
  ask("MarketApi.getSeries", (a) => a.MarketApi.getSeries(SERIES, true), kalshiApi.readSeries, {
    series_ticker: SERIES,
    include_volume: true,
  }),
  ask(
    "MarketApi.getMarketCandlesticks",
    (a) => a.MarketApi.getMarketCandlesticks(SERIES, open, RANGE.start_ts, RANGE.end_ts, 60, true),
    kalshiApi.candlesticks,
    { series_ticker: SERIES, ticker: open, ...RANGE, include_latest_before_start: true },
  ),
  ask(
    "MarketApi.batchGetMarketCandlesticks",
    (a) => a.MarketApi.batchGetMarketCandlesticks(`${open},${other}`, RANGE.start_ts, RANGE.end_ts, 60, false),
    kalshiApi.candlesticksBatch,
    { market_tickers: [open, other], ...RANGE, include_latest_before_start: false },
  ),
  ask(
    "EventsApi.getMarketCandlesticksByEvent",
    (a) => a.EventsApi.getMarketCandlesticksByEvent(EVENT, SERIES, RANGE.start_ts, RANGE.end_ts, 60),
    kalshiApi.eventCandlesticks,
    { series_ticker: SERIES, ticker: EVENT, ...RANGE },
  ),
  ask(
    "EventsApi.getEventForecastPercentilesHistory",
    (a) => a.EventsApi.getEventForecastPercentilesHistory(EVENT, SERIES, [2500, 5000], RANGE.start_ts, RANGE.end_ts, 0),
    kalshiApi.eventForecast,
    { series_ticker: SERIES, ticker: EVENT, percentiles: [2500, 5000], ...RANGE, period_interval: 0 },
  ),
  ask(
    "EventsApi.getEvents",
    (a) => a.EventsApi.getEvents(1, undefined, true, true, "open", SERIES, EVENT, 1, 1),
    kalshiApi.listEvents,
    {
      limit: 1,
      with_nested_markets: true,
      with_milestones: true,
      status: "open",
      series_ticker: SERIES,
      tickers: [EVENT],
      min_close_ts: 1,
      min_updated_ts: 1,
    },
  ),
  ask("EventsApi.getEvent", (a) => a.EventsApi.getEvent(EVENT, false), kalshiApi.readEvent, {
    event_ticker: EVENT,
    with_nested_markets: false,
  }),
  ask("EventsApi.getEventMetadata", (a) => a.EventsApi.getEventMetadata(EVENT), kalshiApi.eventMetadata, {
    event_ticker: EVENT,
  }),
  ask("EventsApi.getEventFeeChanges", (a) => a.EventsApi.getEventFeeChanges(EVENT, 5), kalshiApi.eventFeeChanges, {
    event_ticker: EVENT,
    limit: 5,
  }),
  ask(
    "HistoricalApi.getHistoricalCutoff",
    (a) => a.HistoricalApi.getHistoricalCutoff(),
    kalshiApi.historicalCutoff,
    {},
  ),
  ask(
    "HistoricalApi.getHistoricalMarkets",
    (a) => a.HistoricalApi.getHistoricalMarkets(10, undefined, old, undefined, SERIES, "exclude"),
    kalshiApi.historicalMarkets,
    { limit: 10, tickers: [old], series_ticker: SERIES, mve_filter: "exclude" },
  ),
  ask(
    "HistoricalApi.getHistoricalMarket",
    (a) => a.HistoricalApi.getHistoricalMarket(old),
    kalshiApi.historicalMarket,
    { ticker: old },
  ),
  ask(
    "HistoricalApi.getMarketCandlesticksHistorical",
    (a) => a.HistoricalApi.getMarketCandlesticksHistorical(old, LONG_AGO.start_ts, LONG_AGO.end_ts, 1440),
    kalshiApi.historicalCandlesticks,
    { ticker: old, ...LONG_AGO },
  ),
  ask(
    "HistoricalApi.getTradesHistorical",
    (a) => a.HistoricalApi.getTradesHistorical(old, 1, NOW_TS, 5),
    kalshiApi.historicalTrades,
    {
      ticker: old,
      min_ts: 1,
      max_ts: NOW_TS,
      limit: 5,
    },
  ),
  ask(
    "MilestoneApi.getMilestones",
    (a) => a.MilestoneApi.getMilestones(5, "2026-01-01T00:00:00Z", "Climate", undefined, undefined, "simulated", EVENT),
    kalshiApi.listMilestones,
    {
      limit: 5,
      minimum_start_date: "2026-01-01T00:00:00Z",
      category: "Climate",
      type: "simulated",
      related_event_ticker: EVENT,
    },
  ),
  ask(
    "MilestoneApi.getMilestone",
    (a, seen) => a.MilestoneApi.getMilestone(milestone(seen as never)),
    kalshiApi.readMilestone,
    (seen) => ({ milestone_id: milestone(seen as never) }),
  ),
  ask(
    "StructuredTargetsApi.getStructuredTargets",
    (a) => a.StructuredTargetsApi.getStructuredTargets(undefined, "simulated", undefined, 2),
    kalshiApi.structuredTargets,
    { type: "simulated", page_size: 2 },
  ),
  ask(
    "StructuredTargetsApi.getStructuredTarget",
    (a, seen) =>
      a.StructuredTargetsApi.getStructuredTarget(
        seen["StructuredTargetsApi.getStructuredTargets"].structured_targets[0].id,
      ),
    kalshiApi.structuredTarget,
    (seen) => ({ structured_target_id: seen["StructuredTargetsApi.getStructuredTargets"].structured_targets[0].id }),
  ),
  ask("SearchApi.getFiltersForSports", (a) => a.SearchApi.getFiltersForSports(), kalshiApi.filtersBySport, {}),
  ask(
    "SearchApi.getTagsForSeriesCategories",
    (a) => a.SearchApi.getTagsForSeriesCategories(),
    kalshiApi.tagsByCategory,
    {},
  ),
  ask(
    "IncentiveProgramsApi.getIncentivePrograms",
    (a) => a.IncentiveProgramsApi.getIncentivePrograms("active", "liquidity", undefined, 1),
    kalshiApi.incentivePrograms,
    { status: "active", type: "liquidity", limit: 1 },
  ),
  ask(
    "LiveDataApi.getLiveData",
    (a, seen) => a.LiveDataApi.getLiveData("simulated", milestone(seen as never), true),
    kalshiApi.liveDataTyped,
    (seen) => ({ type: "simulated", milestone_id: milestone(seen as never), include_player_stats: true }),
  ),
  ask(
    "LiveDataApi.getLiveDataByMilestone",
    (a, seen) => a.LiveDataApi.getLiveDataByMilestone(milestone(seen as never), false),
    kalshiApi.liveData,
    (seen) => ({ milestone_id: milestone(seen as never), include_player_stats: false }),
  ),
  ask(
    "LiveDataApi.getLiveDatas",
    (a, seen) => a.LiveDataApi.getLiveDatas([milestone(seen as never), "unknown"], false),
    kalshiApi.liveDataBatch,
    (seen) => ({ milestone_ids: [milestone(seen as never), "unknown"], include_player_stats: false }),
  ),
  ask("LiveDataApi.getEventLiveData", (a) => a.LiveDataApi.getEventLiveData(EVENT, "1h"), kalshiApi.eventLiveData, {
    event_ticker: EVENT,
    range: "1h",
  }),
  ask(
    "LiveDataApi.getGameStats",
    (a, seen) => a.LiveDataApi.getGameStats(milestone(seen as never)),
    kalshiApi.gameStats,
    (seen) => ({ milestone_id: milestone(seen as never) }),
  ),
  ask(
    "LiveDataApi.getWeatherIndex",
    (a) => a.LiveDataApi.getWeatherIndex("miami", NOW_MS - 300_000, NOW_MS, undefined, true),
    kalshiApi.weatherIndex,
    { city: "miami", from: NOW_MS - 300_000, to: NOW_MS, detailed: true },
  ),
  ask(
    "LiveDataApi.getWeatherIndexCalibrations",
    (a) => a.LiveDataApi.getWeatherIndexCalibrations("miami"),
    kalshiApi.weatherCalibrations,
    { city: "miami" },
  ),
  ask(
    "MultivariateApi.getMultivariateEventCollections",
    (a) => a.MultivariateApi.getMultivariateEventCollections("open", EVENT, "KXMVESIM", 5),
    kalshiApi.collections,
    { status: "open", associated_event_ticker: EVENT, series_ticker: "KXMVESIM", limit: 5 },
  ),
  ask(
    "MultivariateApi.getMultivariateEventCollection",
    (a) => a.MultivariateApi.getMultivariateEventCollection("KXMVESIM-R"),
    kalshiApi.collection,
    { collection_ticker: "KXMVESIM-R" },
  ),
  ask(
    "MultivariateApi.createMarketInMultivariateEventCollection",
    (a) =>
      a.MultivariateApi.createMarketInMultivariateEventCollection("KXMVESIM-R", {
        selected_markets: LEGS,
        with_market_payload: true,
      }),
    kalshiApi.createCombo,
    { collection_ticker: "KXMVESIM-R", selected_markets: LEGS, with_market_payload: true },
  ),
  ask(
    "EventsApi.getMultivariateEvents",
    (a) => a.EventsApi.getMultivariateEvents(5, undefined, undefined, "KXMVESIM-R", true),
    kalshiApi.multivariateEvents,
    { limit: 5, collection_ticker: "KXMVESIM-R", with_nested_markets: true },
  ),
];

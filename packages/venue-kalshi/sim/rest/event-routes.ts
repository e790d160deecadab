import { Refusal } from "../account/refusal.ts";
import { idOf } from "../account/sim-ids.ts";
import { countText } from "../number-text.ts";
import type { SimMarket } from "../sim-market.ts";
import { eventBody, milestoneBody, seriesBody } from "./event-body.ts";
import { marketBody, STATUS_FILTERS } from "./market-body.ts";
import { pageOf } from "./page-of.ts";
import { flagOf, intOf, listOf, open, type SimCall, textOf, wordOf } from "./sim-call.ts";

const LIMITS = { limitDefault: 200, limitMax: 200 };

export const EVENT_ROUTES = [
  open("GET /series", listSeries),
  open("GET /series/fee_changes", (call) => {
    const only = textOf(call, "series_ticker");
    const all = flagOf(call, "show_historical") ? call.venue.catalog.series() : [];
    const series_fee_change_arr = all
      .filter(({ ticker }) => only === undefined || ticker === only)
      .map(({ ticker, feeType, feeMultiplier }) => ({
        id: idOf(`fee ${ticker}`),
        series_ticker: ticker,
        fee_type: feeType,
        fee_multiplier: feeMultiplier,
        scheduled_ts: "2026-01-01T05:00:00Z",
      }));
    return { series_fee_change_arr };
  }),
  open("GET /series/{series_ticker}", (call) => {
    const series = call.venue.catalog.series().find(({ ticker }) => ticker === call.params.series_ticker);
    if (!series) throw new Refusal(404, "not_found", "series not found", "", "flat");
    return { series: seriesBody(series, volumeTerms(call, series.ticker)) };
  }),
  open("GET /events", listEvents),
  open("GET /events/fee_changes", listFeeChanges),
  open("GET /events/multivariate", (call) => {
    const series = textOf(call, "series_ticker");
    const collection = textOf(call, "collection_ticker");
    const all = call.venue.combos.filter(
      (combo) =>
        (series === undefined || combo.seriesTicker === series) &&
        (collection === undefined || combo.collectionTicker === collection),
    );
    const { page, cursor } = pageOf(call, all, { limitMax: 200 });
    const nested = flagOf(call, "with_nested_markets");
    return { events: page.map((combo) => ({ ...combo.event, ...(nested && { markets: [combo.market] }) })), cursor };
  }),
  open("GET /events/{event_ticker}", (call) => {
    const markets = marketsOfEvent(call);
    const event = eventBody((markets[0] as SimMarket).spec.event);
    const bodies = markets.map(marketBody);
    return flagOf(call, "with_nested_markets") ? { event: { ...event, markets: bodies } } : { event, markets: bodies };
  }),
  open("GET /events/{event_ticker}/metadata", (call) => ({
    image_url: "https://sim.invalid/event.png",
    featured_image_url: "",
    market_details: marketsOfEvent(call).map(({ spec }) => ({
      market_ticker: spec.ticker,
      image_url: "",
      color_code: "#0aa5ff",
    })),
    settlement_sources: [{ name: "Simulation", url: "https://sim.invalid" }],
    competition: null,
    competition_scope: null,
  })),
];

function marketsOfEvent(call: SimCall): readonly SimMarket[] {
  const markets = call.venue.catalog.events().get(call.params.event_ticker ?? "");
  if (!markets) throw new Refusal(404, "not_found", "event not found", "", "flat");
  return markets;
}

function listEvents(call: SimCall): object {
  const series = textOf(call, "series_ticker");
  const tickers = listOf(call, "tickers");
  const status = wordOf(call, "status", ["unopened", "open", "closed", "settled"]);
  const allowed = status === undefined ? undefined : STATUS_FILTERS[status];
  const minCloseTs = intOf(call, "min_close_ts");
  const minUpdatedTs = intOf(call, "min_updated_ts");
  const wanted = [...call.venue.catalog.events().values()].filter((markets) => {
    const { event } = (markets[0] as SimMarket).spec;
    return (
      (series === undefined || event.series.ticker === series) &&
      (!tickers || tickers.includes(event.ticker)) &&
      (!allowed || markets.some((market) => allowed.includes(market.status))) &&
      (minCloseTs === undefined || markets.some(({ closeTimeMs }) => closeTimeMs > minCloseTs * 1000)) &&
      (minUpdatedTs === undefined || markets.some(({ updatedUs }) => updatedUs > minUpdatedTs * 1e6))
    );
  });
  const { page, cursor } = pageOf(call, wanted, LIMITS);
  const nested = flagOf(call, "with_nested_markets");
  const events = page.map((markets) => ({
    ...eventBody((markets[0] as SimMarket).spec.event),
    ...(nested && { markets: markets.map(marketBody) }),
  }));
  const shown = new Set(page.map((markets) => (markets[0] as SimMarket).spec.event.ticker));
  const milestones = call.venue.catalog.milestones().filter(({ event }) => shown.has(event.ticker));
  return { cursor, events, ...(flagOf(call, "with_milestones") && { milestones: milestones.map(milestoneBody) }) };
}

/** The fees that events have of their own. */
function listFeeChanges(call: SimCall): object {
  const only = textOf(call, "event_ticker");
  const changed = [...call.venue.catalog.events().values()]
    .map((markets) => (markets[0] as SimMarket).spec.event)
    .filter(({ ticker, feeMultiplierOverride }) => feeMultiplierOverride !== undefined && (only ?? ticker) === ticker);
  const { page, cursor } = pageOf(call, changed);
  const event_fee_changes = page.map(({ ticker, series, feeMultiplierOverride }) => ({
    id: idOf(`event fee ${ticker}`),
    event_ticker: ticker,
    series_ticker: series.ticker,
    fee_type_override: series.feeType,
    fee_multiplier_override: feeMultiplierOverride,
    scheduled_ts: "2026-01-01T05:00:00Z",
  }));
  return { event_fee_changes, cursor };
}

function listSeries(call: SimCall): object {
  const category = textOf(call, "category");
  // No series has tags here.
  const all = call.query.has("tags") ? [] : call.venue.catalog.series();
  const series = all
    .filter((one) => category === undefined || one.category === category)
    .map((one) => seriesBody(one, volumeTerms(call, one.ticker)));
  return { series };
}

function volumeTerms(call: SimCall, ticker: string) {
  const volume = call.venue.exchange.markets
    .filter(({ spec }) => spec.event.series.ticker === ticker)
    .reduce((sum, market) => sum + market.volume, 0);
  const withMetadata = flagOf(call, "include_product_metadata") ?? false;
  return { withMetadata, ...(flagOf(call, "include_volume") && { volume: countText(volume) }) };
}

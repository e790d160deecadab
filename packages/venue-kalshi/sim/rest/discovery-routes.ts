import { z } from "zod";
import { badRequest, notFound } from "../account/refusal.ts";
import { idOf } from "../account/sim-ids.ts";
import type { EventSpec } from "../market-spec.ts";
import { countText, timeText } from "../number-text.ts";
import type { SimMarket } from "../sim-market.ts";
import type { SimMilestone } from "./catalog.ts";
import { eventBody, milestoneBody } from "./event-body.ts";
import { marketBody } from "./market-body.ts";
import { pageOf } from "./page-of.ts";
import { bodyOf, intOf, marketOf, needInt, open, type SignedCall, type SimCall, signed, textOf } from "./sim-call.ts";

const ComboBody = z.object({
  selected_markets: z
    .array(z.object({ market_ticker: z.string(), event_ticker: z.string(), side: z.enum(["yes", "no"]) }))
    .min(1),
  with_market_payload: z.boolean().default(false),
});

export const DISCOVERY_ROUTES = [
  open("GET /milestones", listMilestones),
  open("GET /milestones/{milestone_id}", (call) => ({ milestone: milestoneBody(milestoneOf(call)) })),
  open("GET /structured_targets", (call) => {
    const ids = call.query.getAll("ids");
    const type = textOf(call, "type");
    const all = targets(call).filter(
      (one) => (ids.length === 0 || ids.includes(one.id)) && (type === undefined || one.type === type),
    );
    const terms = { limitName: "page_size", limitMax: 2000 };
    const { page, cursor } = pageOf(call, call.query.has("competition") ? [] : all, terms);
    return { structured_targets: page, cursor };
  }),
  open("GET /structured_targets/{structured_target_id}", (call) => {
    const target = targets(call).find(({ id }) => id === call.params.structured_target_id);
    if (!target) throw notFound("structured target");
    return { structured_target: target };
  }),
  open("GET /search/filters_by_sport", () => ({
    filters_by_sports: {
      Soccer: { scopes: ["Games"], competitions: { "Sim League": { scopes: ["Games", "Futures"] } } },
    },
    sport_ordering: ["Soccer"],
  })),
  open("GET /search/tags_by_categories", ({ venue }) => ({
    tags_by_categories: Object.fromEntries(venue.catalog.series().map(({ category, title }) => [category, [title]])),
  })),
  open("GET /incentive_programs", listIncentives),
  open("GET /multivariate_event_collections", (call) => {
    const event = textOf(call, "associated_event_ticker");
    const series = textOf(call, "series_ticker");
    const all = [collection(call)].filter(
      (one) =>
        (event === undefined || one.associated_event_tickers.includes(event)) &&
        (series === undefined || one.series_ticker === series),
    );
    const { page, cursor } = pageOf(call, textOf(call, "status") === "closed" ? [] : all);
    return { multivariate_contracts: page, cursor };
  }),
  open("GET /multivariate_event_collections/{collection_ticker}", (call) => ({
    multivariate_contract: namedCollection(call),
  })),
  signed("POST /multivariate_event_collections/{collection_ticker}", makeCombo),
];

/** Returns the milestone that the path names. */
export function milestoneOf(call: SimCall): SimMilestone {
  const milestone = call.venue.catalog.findMilestone(call.params.milestone_id ?? "");
  if (!milestone) throw notFound("milestone");
  return milestone;
}

function listMilestones(call: SimCall): object {
  needInt(call, "limit");
  const category = textOf(call, "category");
  const event = textOf(call, "related_event_ticker");
  const from = Date.parse(textOf(call, "minimum_start_date") ?? "1970-01-01");
  const minUpdatedTs = intOf(call, "min_updated_ts") ?? 0;
  const isOther =
    (textOf(call, "type") ?? "simulated") !== "simulated" ||
    call.query.has("competition") ||
    call.query.has("source_id");
  const all = call.venue.catalog
    .milestones()
    .filter(
      (one) =>
        !isOther &&
        (category === undefined || one.event.series.category === category) &&
        (event === undefined || one.event.ticker === event) &&
        one.startMs >= from &&
        one.startMs > minUpdatedTs * 1000,
    );
  const { page, cursor } = pageOf(call, all, { limitMax: 500 });
  return { milestones: page.map(milestoneBody), cursor };
}

function targets(call: SimCall) {
  return call.venue.catalog.milestones().map(({ event, startMs }) => ({
    id: idOf(`target ${event.ticker}`),
    name: event.title,
    type: "simulated",
    details: { event_ticker: event.ticker },
    source_id: event.ticker,
    source_ids: { sim: event.ticker },
    last_updated_ts: timeText(startMs * 1000),
  }));
}

/** Every market rewards liquidity as long as it is open. */
function listIncentives(call: SimCall): object {
  const status = textOf(call, "status") ?? "all";
  const type = textOf(call, "type") ?? "all";
  const description = textOf(call, "incentive_description");
  const all = call.venue.exchange.markets
    .map((market) => incentiveBody(market))
    .filter((one) => (description ?? one.incentive_description) === one.incentive_description)
    .filter((one) => type === "all" || type === one.incentive_type)
    .filter((one) => status === "all" || status === (one.paid_out ? "paid_out" : "active"));
  const { page, cursor } = pageOf(call, all, { limitMax: 10_000 });
  return { incentive_programs: page, next_cursor: cursor };
}

function incentiveBody({ spec, closeTimeMs, status }: SimMarket) {
  return {
    id: idOf(`incentive ${spec.ticker}`),
    market_id: spec.marketId,
    market_ticker: spec.ticker,
    incentive_type: "liquidity",
    incentive_description: "Resting orders near the mid",
    start_date: timeText(spec.openTimeMs * 1000),
    end_date: timeText(closeTimeMs * 1000),
    period_reward: 1_000_000,
    paid_out: status === "finalized",
    discount_factor_bps: null,
    target_size_fp: countText(100_000_000),
    max_reward_per_account: null,
  };
}

const COLLECTION = "KXMVESIM-R";

/** One collection of all events: combos of it are named, but not traded. */
function collection(call: SimCall) {
  const events = [...call.venue.catalog.events().values()].map((markets) => (markets[0] as SimMarket).spec.event);
  return {
    collection_ticker: COLLECTION,
    series_ticker: "KXMVESIM",
    exchange_index: 1,
    title: "Will several of these happen?",
    description: "Any of the simulated events together.",
    open_date: "2026-01-01T00:00:00Z",
    close_date: "2027-01-01T00:00:00Z",
    associated_events: events.map(associated),
    associated_event_tickers: events.map(({ ticker }) => ticker),
    is_ordered: false,
    is_single_market_per_event: false,
    is_all_yes: false,
    size_min: 2,
    size_max: 0,
    functional_description: "Pays when every selected side does.",
  };
}

function associated({ ticker }: EventSpec): object {
  return { ticker, is_yes_only: false, size_max: 1, size_min: null, active_quoters: [] };
}

function namedCollection(call: SimCall) {
  if (call.params.collection_ticker !== COLLECTION) throw notFound("collection");
  return collection(call);
}

/** Names the combo; its market looks like the first leg's, because combos are not traded here. */
function makeCombo(call: SignedCall): object {
  const { size_min, collection_ticker, series_ticker, exchange_index } = namedCollection(call);
  const { selected_markets: legs, with_market_payload: withMarket } = bodyOf(call, ComboBody);
  if (legs.length < size_min) throw badRequest(`a combo has at least ${size_min} legs`);
  const markets = legs.map(({ market_ticker }) => marketOf(call, market_ticker));
  const name = idOf(legs.map(({ market_ticker, side }) => `${market_ticker} ${side}`).join(","))
    .slice(0, 8)
    .toUpperCase();
  const event_ticker = `${series_ticker}-S2026${name}`;
  const market_ticker = `${event_ticker}-${name}`;
  const first = markets[0] as SimMarket;
  const own = { ticker: market_ticker, event_ticker, exchange_index, mve_collection_ticker: collection_ticker };
  const market = { ...marketBody(first), ...own, mve_selected_legs: legs };
  const event = { ...eventBody(first.spec.event), event_ticker, series_ticker, exchange_index };
  if (!call.venue.combos.some((combo) => (combo.market as { ticker: string }).ticker === market_ticker)) {
    call.venue.addCombo({ seriesTicker: series_ticker, collectionTicker: collection_ticker, event, market });
    const names = { market: market_ticker, event: event_ticker, series: series_ticker };
    call.venue.exchange.announceCombo(names, call.nowMs * 1000);
  }
  return { event_ticker, market_ticker, ...(withMarket && { market }) };
}

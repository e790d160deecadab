import { badRequest, notFound } from "../account/refusal.ts";
import type { SimMilestone } from "./catalog.ts";
import { milestoneOf } from "./discovery-routes.ts";
import { flagOf, intOf, open, type SimCall, textOf } from "./sim-call.ts";

const BATCH_MAX = 100;
const POINTS_MAX = 10_080;
const CITIES: Readonly<Record<string, number>> = { miami: 84, nyc: 61, chicago: 52 };

export const LIVE_ROUTES = [
  open("GET /live_data/batch", (call) => {
    const ids = call.query.getAll("milestone_ids");
    if (ids.length === 0 || ids.length > BATCH_MAX) throw badRequest("invalid milestone_ids");
    const found = ids.flatMap((id) => call.venue.catalog.findMilestone(id) ?? []);
    return { live_datas: found.map((milestone) => liveBody(call, milestone)) };
  }),
  open("GET /live_data/milestone/{milestone_id}", (call) => ({ live_data: liveBody(call, milestoneOf(call)) })),
  open("GET /live_data/milestone/{milestone_id}/game_stats", (call) => ({
    pbp: { periods: [{ events: [{ clock: "00:00", text: `${milestoneOf(call).event.title} begins` }] }] },
  })),
  open("GET /live_data/{type}/milestone/{milestone_id}", (call) => {
    if (call.params.type !== "simulated") throw notFound("live data");
    return { live_data: liveBody(call, milestoneOf(call)) };
  }),
  open("GET /live_data/events/{event_ticker}", (call) => {
    const milestone = call.venue.catalog.milestones().find(({ event }) => event.ticker === call.params.event_ticker);
    if (!milestone) throw notFound("event");
    const { details } = liveBody(call, milestone);
    const range = textOf(call, "range") ?? "1h";
    return {
      live_data: {
        type: "simulated",
        details,
        is_historical: false,
        default_range: range,
        range_options: ["15min", "1h", "1d"],
      },
    };
  }),
  open("GET /live_data/weather/{city}", weather),
  open("GET /live_data/weather/{city}/calibrations", (call) => ({
    city: cityOf(call).name,
    units: "celsius",
    calibrations: [
      {
        config_version: "1",
        effective_at_ms: 1_767_225_600_000,
        city_reference_c: 20.5,
        stations: [{ station_id: "SIM1", weight: 1, offset_c: -0.25 }],
      },
    ],
  })),
];

function liveBody(call: SimCall, { id, event }: SimMilestone) {
  const markets = call.venue.catalog.marketsOf(event);
  const details = {
    status: "live",
    markets: markets.length,
    ...(flagOf(call, "include_player_stats") && { players: [] }),
  };
  return { type: "simulated", details, milestone_id: id };
}

function cityOf(call: SimCall): { readonly name: string; readonly degrees: number } {
  const name = call.params.city ?? "";
  const degrees = Object.hasOwn(CITIES, name) ? CITIES[name] : undefined;
  if (degrees === undefined) throw notFound("city");
  return { name, degrees };
}

/** A point a minute, between begin and end; a slow wave around the city's usual temperature. */
function weather(call: SimCall): object {
  const { name, degrees } = cityOf(call);
  const lastSec = intOf(call, "last_sec");
  if (lastSec !== undefined && call.query.has("from")) throw badRequest("last_sec excludes from and to");
  const to = intOf(call, "to") ?? call.nowMs;
  const from = lastSec === undefined ? (intOf(call, "from") ?? to - 86_400_000) : to - lastSec * 1000;
  const first = Math.ceil(from / 60_000);
  const count = Math.max(0, Math.min(POINTS_MAX, Math.floor(to / 60_000) - first + 1));
  const detailed = flagOf(call, "detailed");
  const timeseries = Array.from({ length: count }, (_, i) => {
    const v = Math.round((degrees + 5 * Math.sin((first + i) / 200)) * 100) / 100;
    const station = { station_id: "SIM1", code: "ok", source: "hf_asos", temp_f: v };
    return { t: (first + i) * 60_000, v, status: "normal", contributors: 1, ...(detailed && { stations: [station] }) };
  });
  return { city: name, units: "fahrenheit", timeseries };
}

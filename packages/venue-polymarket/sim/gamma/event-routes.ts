import type { SimCall, SimRoute } from "../sim-route.ts";
import { type EventEntry, eventBody, eventsOf } from "./bodies.ts";
import { seriesOf, tagsOf } from "./catalog.ts";
import { keysetPage, offsetPage } from "./listing.ts";
import { isTagged } from "./market-routes.ts";
import { found, gammaRoute, hasFlag, isBetween, isWanted, isWithin } from "./query.ts";

export const GAMMA_EVENT_ROUTES: readonly SimRoute[] = [
  gammaRoute("GET /events", (call) => offsetPage(call.query, wantedEvents(call))),
  gammaRoute("GET /events/keyset", (call) => {
    const { rows, cursor } = keysetPage(call.query, wantedEvents(call));
    return { events: rows, ...cursor };
  }),
  gammaRoute("GET /events/{id}", (call) => eventBody(oneEvent(call, "id"), { markets: true })),
  gammaRoute("GET /events/slug/{slug}", (call) => eventBody(oneEvent(call, "slug"), { markets: true })),
  gammaRoute("GET /events/{id}/tags", (call) => tagsOf(oneEvent(call, "id")[0])),
];

function oneEvent({ world, params }: SimCall, field: "id" | "slug"): EventEntry {
  return found(eventsOf(world.exchange).find(([event]) => event[field] === params[field]));
}

function wantedEvents({ world, query }: SimCall) {
  const markets = query.get("include_markets") !== "false";
  return eventsOf(world.exchange)
    .map((entry) => ({ entry, body: eventBody(entry, { markets }) }))
    .filter(
      ({ entry: [event], body }) =>
        isWanted(query, "id", [event.id]) &&
        isWanted(query, "slug", [event.slug]) &&
        hasFlag(query, "active", true) &&
        hasFlag(query, "closed", body.closed) &&
        hasFlag(query, "archived", false) &&
        hasFlag(query, "featured", false) &&
        hasFlag(query, "cyom", false) &&
        isTagged(query, tagsOf(event)) &&
        isWanted(
          query,
          "recurrence",
          seriesOf(event).map(({ recurrence }) => recurrence),
        ) &&
        isWithin(query, "volume", body.volume) &&
        isWithin(query, "liquidity", body.liquidity) &&
        isBetween(query, "start_date", Date.parse(body.startDate)) &&
        isBetween(query, "end_date", Date.parse(body.endDate)),
    )
    .map(({ body }) => body);
}

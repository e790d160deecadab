import type { SimRoute } from "../sim-route.ts";
import { eventBody, eventsOf } from "./bodies.ts";
import { MARKET_TYPES, SERIES, SPORTS, seriesOf, TEAMS } from "./catalog.ts";
import { offsetPage } from "./listing.ts";
import { found, gammaRoute, hasFlag, isWanted, wholeOf } from "./query.ts";

/** Series, sports and teams. */
export const GAMMA_SPORT_ROUTES: readonly SimRoute[] = [
  gammaRoute("GET /series", ({ query }) =>
    offsetPage(
      query,
      SERIES.filter(
        ({ slug, recurrence, closed }) =>
          isWanted(query, "slug", [slug]) &&
          isWanted(query, "recurrence", [recurrence]) &&
          isWanted(query, "categories_ids", []) &&
          isWanted(query, "categories_labels", []) &&
          hasFlag(query, "closed", closed),
      ),
    ),
  ),
  gammaRoute("GET /series/{id}", ({ world, params }) => ({
    ...found(SERIES.find(({ id }) => id === params.id)),
    events: eventsOf(world.exchange)
      .filter(([event]) => seriesOf(event).some(({ id }) => id === params.id))
      .map((entry) => eventBody(entry, { markets: false })),
  })),
  gammaRoute("GET /sports", () => SPORTS),
  gammaRoute("GET /sports/market-types", () => ({ marketTypes: MARKET_TYPES })),
  gammaRoute("GET /teams", ({ query }) => {
    const wanted = TEAMS.filter(
      ({ league, name, abbreviation }) =>
        isWanted(query, "league", [league]) &&
        isWanted(query, "name", [name]) &&
        isWanted(query, "abbreviation", [abbreviation]),
    );
    const offset = wholeOf(query, "offset", 0);
    return wanted.slice(offset, offset + wholeOf(query, "limit", 20));
  }),
  gammaRoute("GET /teams/{id}", ({ params }) => found(TEAMS.find(({ id }) => String(id) === params.id))),
];

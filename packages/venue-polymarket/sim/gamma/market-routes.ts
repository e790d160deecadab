import type { SimCall, SimRoute } from "../sim-route.ts";
import { liquidityOf, marketBody } from "./bodies.ts";
import { TAG_RELATIONS, tagsOf } from "./catalog.ts";
import { keysetPage, offsetPage } from "./listing.ts";
import { found, gammaRoute, hasFlag, isBetween, isWanted, isWithin, valuesOf } from "./query.ts";

export const GAMMA_MARKET_ROUTES: readonly SimRoute[] = [
  gammaRoute("GET /markets", (call) => offsetPage(call.query, wantedMarkets(call))),
  gammaRoute("GET /markets/keyset", (call) => {
    const { rows, cursor } = keysetPage(call.query, wantedMarkets(call));
    return { markets: rows, ...cursor };
  }),
  gammaRoute("GET /markets/{id}", (call) => oneMarket(call, "id")),
  gammaRoute("GET /markets/slug/{slug}", (call) => oneMarket(call, "slug")),
  gammaRoute("GET /markets/{id}/tags", ({ world, params }) =>
    tagsOf(found(world.exchange.markets.find(({ spec }) => spec.id === params.id)).spec.event),
  ),
];

function oneMarket({ world, params, query }: SimCall, field: "id" | "slug") {
  const market = found(world.exchange.markets.find(({ spec }) => spec[field] === params[field]));
  return marketBody(market, { events: true, tags: query.get("include_tag") === "true" });
}

function wantedMarkets({ world, query }: SimCall) {
  const tags = { tags: query.get("include_tag") === "true" };
  return world.exchange.markets
    .filter((market) => {
      const { spec } = market;
      return (
        isWanted(query, "id", [spec.id]) &&
        isWanted(query, "slug", [spec.slug]) &&
        isWanted(query, "condition_ids", [spec.conditionId]) &&
        isWanted(query, "clob_token_ids", spec.tokens) &&
        isWanted(query, "question_ids", [spec.questionId]) &&
        // Open markets only, unless closed ones are asked for.
        (query.get("closed") === "true") === (market.status !== "open") &&
        hasFlag(query, "active", true) &&
        hasFlag(query, "archived", false) &&
        hasFlag(query, "cyom", false) &&
        isTagged(query, tagsOf(spec.event)) &&
        isWithin(query, "volume_num", market.volumeMicros / 1e6) &&
        isWithin(query, "liquidity_num", liquidityOf(market)) &&
        isBetween(query, "start_date", spec.startTimeMs) &&
        isBetween(query, "end_date", spec.endTimeMs) &&
        isWanted(query, "uma_resolution_status", [market.status]) &&
        isWanted(query, "game_id", []) &&
        isWanted(query, "sports_market_types", [])
      );
    })
    .map((market) => marketBody(market, { events: true, ...tags }));
}

/** Whether tags are as `tag_id`, `related_tags`, `tag_slug` and `exclude_tag_id` ask. */
export function isTagged(
  query: URLSearchParams,
  tags: readonly { readonly id: string; readonly slug: string }[],
): boolean {
  const ids = tags.map(({ id }) => id);
  const asked = query.get("tag_id");
  const relatives = TAG_RELATIONS.filter(({ tagID }) => String(tagID) === asked).map((one) => String(one.relatedTagID));
  const wanted = asked === null ? ids : [asked, ...(query.get("related_tags") === "true" ? relatives : [])];
  const excluded = valuesOf(query, "exclude_tag_id");
  return (
    wanted.some((id) => ids.includes(id)) &&
    !ids.some((id) => excluded.has(id)) &&
    isWanted(
      query,
      "tag_slug",
      tags.map(({ slug }) => slug),
    )
  );
}

import type { SimCall, SimRoute } from "../sim-route.ts";
import { eventsOf } from "./bodies.ts";
import { TAG_RELATIONS, TAGS, type TagBody, tagsOf } from "./catalog.ts";
import { offsetPage } from "./listing.ts";
import { found, gammaRoute, hasFlag } from "./query.ts";

export const GAMMA_TAG_ROUTES: readonly SimRoute[] = [
  gammaRoute("GET /tags", ({ query }) =>
    offsetPage(
      query,
      TAGS.filter(({ isCarousel }) => hasFlag(query, "is_carousel", isCarousel)),
    ),
  ),
  gammaRoute("GET /tags/{id}", oneTag),
  gammaRoute("GET /tags/slug/{slug}", oneTag),
  gammaRoute("GET /tags/{id}/related-tags", relationsOf),
  gammaRoute("GET /tags/slug/{slug}/related-tags", relationsOf),
  gammaRoute("GET /tags/{id}/related-tags/tags", relativesOf),
  gammaRoute("GET /tags/slug/{slug}/related-tags/tags", relativesOf),
];

function oneTag({ params }: SimCall): TagBody {
  return found(TAGS.find((tag) => tag.id === params.id || tag.slug === params.slug));
}

function relationsOf(call: SimCall) {
  const { id } = oneTag(call);
  const used = new Set(
    eventsOf(call.world.exchange).flatMap(([event, markets]) => {
      const isClosed = markets.every(({ status }) => status !== "open");
      const status = call.query.get("status") ?? "all";
      return status === "all" || (status === "closed") === isClosed ? tagsOf(event).map((tag) => tag.id) : [];
    }),
  );
  const omitEmpty = call.query.get("omit_empty") === "true";
  return TAG_RELATIONS.filter(
    ({ tagID, relatedTagID }) => String(tagID) === id && (!omitEmpty || used.has(String(relatedTagID))),
  );
}

function relativesOf(call: SimCall): TagBody[] {
  return relationsOf(call).flatMap(({ relatedTagID }) => TAGS.filter(({ id }) => id === String(relatedTagID)));
}

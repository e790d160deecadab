import { PEOPLE, personOf } from "../data/people.ts";
import type { SimCall, SimRoute } from "../sim-route.ts";
import { eventBody, eventsOf } from "./bodies.ts";
import { TAGS, tagsOf } from "./catalog.ts";
import { isTagged } from "./market-routes.ts";
import { GammaRefusal, gammaRoute, invalid, valuesOf, wholeOf } from "./query.ts";

const PROFILE_MADE = "2026-01-01T00:00:00Z";

/** Search, and the public side of accounts. */
export const GAMMA_PEOPLE_ROUTES: readonly SimRoute[] = [
  gammaRoute("GET /public-search", search),
  gammaRoute("GET /public-profile", ({ query, world }) => {
    const address = query.get("address") ?? "";
    if (!/^0x[0-9a-fA-F]{40}$/.test(address)) throw invalid("invalid address");
    const person = personOf(address);
    if (person.name === "" && !world.accounts.findAccount(address))
      throw new GammaRefusal(404, "not found error", "profile not found");
    return {
      createdAt: PROFILE_MADE,
      proxyWallet: person.wallet,
      displayUsernamePublic: true,
      pseudonym: person.pseudonym,
      name: person.name,
      users: [{ id: person.wallet.slice(2, 8), creator: false, mod: false }],
      verifiedBadge: false,
    };
  }),
];

function search({ world, query }: SimCall) {
  const text = (query.get("q") ?? "").trim().toLowerCase();
  if (text === "") throw invalid("q is required");
  const limit = wholeOf(query, "limit_per_type", 10);
  const page = Math.max(1, wholeOf(query, "page", 1));
  const tagSlugs = valuesOf(query, "events_tag");
  const events = eventsOf(world.exchange)
    .filter(
      ([event, markets]) =>
        [event.title, event.slug, ...markets.map(({ spec }) => spec.question)].some((one) =>
          one.toLowerCase().includes(text),
        ) &&
        (tagSlugs.size === 0 || tagsOf(event).some(({ slug }) => tagSlugs.has(slug))) &&
        isTagged(query, tagsOf(event)),
    )
    .map((entry) => eventBody(entry, { markets: true }))
    .filter(({ closed }) => matchesStatus(query.get("events_status"), closed));
  const tags = TAGS.filter(({ slug }) => slug.includes(text)).map(({ id, label, slug }) => ({
    id,
    label,
    slug,
    event_count: 1,
  }));
  const profiles = PEOPLE.filter(({ name }) => name.includes(text)).map((person) => ({
    name: person.name,
    pseudonym: person.pseudonym,
    displayUsernamePublic: true,
    proxyWallet: person.wallet,
  }));
  const lists = {
    events,
    ...(query.get("search_tags") === "true" && { tags }),
    ...(query.get("search_profiles") === "true" && { profiles }),
  };
  const total = Object.values(lists).reduce((sum, list) => sum + list.length, 0);
  const hasMore = Object.values(lists).some((list) => list.length > page * limit);
  const cut = Object.entries(lists).map(([name, list]) => [name, list.slice((page - 1) * limit, page * limit)]);
  return { ...Object.fromEntries(cut), pagination: { hasMore, totalResults: total } };
}

function matchesStatus(asked: string | null, closed: boolean): boolean {
  return asked === null || (asked === "resolved" || asked === "closed") === closed;
}

import type { ApiClient } from "@augury/net";
import { CONDITIONS, PLAIN, RACE, type Scene } from "./scene.ts";

/** One question, asked by the official client and by ours. */
export interface DataCase {
  /** Our methods that answer it. */
  readonly methods: readonly string[];
  official(scene: Scene): Promise<unknown>;
  ours(scene: Scene): Promise<unknown>;
  /** Names that the venue and the official client share here, though elsewhere they differ. */
  readonly keep?: readonly string[];
}

const PAGE = 2;
const MARKET = CONDITIONS[1] as string;
const PERIOD = "ALL";

async function ask(client: ApiClient, name: string, params: object = {}): Promise<unknown> {
  const answer = await client.call(name, params);
  if (!answer.ok) throw answer.error;
  return answer.value.value;
}

async function askAll(client: ApiClient, name: string, params: object = {}): Promise<readonly unknown[]> {
  const method = client.methodCalled(name);
  if (!method.ok) throw method.error;
  const all = await client.collect(method.value, params as Record<string, unknown>);
  if (!all.ok) throw all.error;
  return all.value.items;
}

/** Every page of one of the official client's listings. */
async function every<Item>(pages: AsyncIterable<{ readonly items: readonly Item[] }>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...page.items);
  return items;
}

/** Discovery: Gamma. */
export const GAMMA_CASES: Readonly<Record<string, DataCase>> = {
  listMarkets: {
    methods: ["markets-keyset", "markets"],
    official: ({ official }) => every(official.listMarkets({ pageSize: PAGE, includeTag: true })),
    ours: async ({ gamma }) => {
      const keyset = await askAll(gamma, "markets-keyset", { limit: PAGE, include_tag: true });
      const byOffset = await askAll(gamma, "markets", { limit: PAGE, include_tag: true });
      return JSON.stringify(keyset) === JSON.stringify(byOffset) ? keyset : [];
    },
  },
  fetchMarket: {
    methods: ["market", "market-by-slug"],
    official: async ({ official }) => [
      await official.fetchMarket({ id: "501", includeTag: true }),
      await official.fetchMarket({ slug: "question-4" }),
    ],
    ours: async ({ gamma }) => [
      await ask(gamma, "market", { id: 501, include_tag: true }),
      await ask(gamma, "market-by-slug", { slug: "question-4" }),
    ],
  },
  fetchMarketTags: {
    methods: ["market-tags"],
    official: ({ official }) => official.fetchMarketTags({ id: "501" }),
    ours: ({ gamma }) => ask(gamma, "market-tags", { id: 501 }),
    keep: ["publishedAt"],
  },
  listEvents: {
    methods: ["events-keyset", "events"],
    official: ({ official }) => every(official.listEvents({ pageSize: 1, closed: false })),
    ours: async ({ gamma }) => {
      const keyset = await askAll(gamma, "events-keyset", { limit: 1, closed: false });
      const byOffset = await askAll(gamma, "events", { limit: 1, closed: false });
      return JSON.stringify(keyset) === JSON.stringify(byOffset) ? keyset : [];
    },
    keep: ["publishedAt"],
  },
  fetchEvent: {
    methods: ["event", "event-by-slug"],
    official: async ({ official }) => [
      await official.fetchEvent({ id: RACE.id }),
      await official.fetchEvent({ slug: PLAIN.slug }),
    ],
    ours: async ({ gamma }) => [
      await ask(gamma, "event", { id: RACE.id }),
      await ask(gamma, "event-by-slug", { slug: PLAIN.slug }),
    ],
    keep: ["publishedAt"],
  },
  fetchEventTags: {
    methods: ["event-tags"],
    official: ({ official }) => official.fetchEventTags({ id: RACE.id }),
    ours: ({ gamma }) => ask(gamma, "event-tags", { id: RACE.id }),
    keep: ["publishedAt"],
  },
  listSeries: {
    methods: ["series"],
    official: ({ official }) => every(official.listSeries({ pageSize: 1 })),
    ours: ({ gamma }) => askAll(gamma, "series", { limit: 1 }),
    keep: ["publishedAt"],
  },
  fetchSeries: {
    methods: ["series-by-id"],
    official: ({ official }) => official.fetchSeries({ id: "10001" }),
    ours: ({ gamma }) => ask(gamma, "series-by-id", { id: 10_001 }),
    keep: ["publishedAt"],
  },
  listTags: {
    methods: ["tags"],
    official: ({ official }) => every(official.listTags({ pageSize: 4 })),
    ours: ({ gamma }) => askAll(gamma, "tags", { limit: 4 }),
    keep: ["publishedAt"],
  },
  fetchTag: {
    methods: ["tag", "tag-by-slug"],
    official: async ({ official }) => [
      await official.fetchTag({ id: "21" }),
      await official.fetchTag({ slug: "politics" }),
    ],
    ours: async ({ gamma }) => [
      await ask(gamma, "tag", { id: 21 }),
      await ask(gamma, "tag-by-slug", { slug: "politics" }),
    ],
    keep: ["publishedAt"],
  },
  fetchRelatedTags: {
    methods: ["tag-relations", "tag-relations-by-slug"],
    official: async ({ official }) => [
      await official.fetchRelatedTags({ id: "21" }),
      await official.fetchRelatedTags({ slug: "crypto" }),
    ],
    ours: async ({ gamma }) => [
      await ask(gamma, "tag-relations", { id: 21 }),
      await ask(gamma, "tag-relations-by-slug", { slug: "crypto" }),
    ],
  },
  fetchRelatedTagResources: {
    methods: ["related-tags", "related-tags-by-slug"],
    official: async ({ official }) => [
      await official.fetchRelatedTagResources({ id: "21" }),
      await official.fetchRelatedTagResources({ slug: "crypto" }),
    ],
    ours: async ({ gamma }) => [
      await ask(gamma, "related-tags", { id: 21 }),
      await ask(gamma, "related-tags-by-slug", { slug: "crypto" }),
    ],
    keep: ["publishedAt"],
  },
  search: {
    methods: ["search"],
    official: async ({ official }) => {
      const page = await official.search({ q: "a", pageSize: 3, searchProfiles: true, searchTags: true }).firstPage();
      return page.items;
    },
    ours: ({ gamma }) => ask(gamma, "search", { q: "a", limit_per_type: 3, search_profiles: true }),
    keep: ["publishedAt"],
  },
  listSports: {
    methods: ["sports"],
    official: ({ official }) => official.listSports(),
    ours: ({ gamma }) => ask(gamma, "sports"),
  },
  fetchSportsMarketTypes: {
    methods: ["sports-market-types"],
    official: ({ official }) => official.fetchSportsMarketTypes(),
    ours: ({ gamma }) => ask(gamma, "sports-market-types"),
  },
  listTeams: {
    methods: ["teams", "team"],
    official: ({ official }) => every(official.listTeams({ pageSize: PAGE })),
    ours: async ({ gamma }) => {
      const teams = (await askAll(gamma, "teams", { limit: PAGE })) as readonly { id: number }[];
      return Promise.all(teams.map(({ id }) => ask(gamma, "team", { id })));
    },
  },
  fetchPublicProfile: {
    methods: ["public-profile"],
    official: ({ official, user }) => official.fetchPublicProfile({ address: user }),
    ours: ({ gamma, user }) => ask(gamma, "public-profile", { address: user }),
  },
  listComments: {
    methods: ["comments"],
    official: async ({ official }) => {
      const request = { parentEntityType: "Event", parentEntityId: RACE.id, pageSize: 20, getPositions: true } as never;
      return (await official.listComments(request).firstPage()).items;
    },
    ours: ({ gamma }) =>
      ask(gamma, "comments", {
        parent_entity_type: "Event",
        parent_entity_id: RACE.id,
        limit: 20,
        get_positions: true,
      }),
    keep: ["tokenId"],
  },
  fetchCommentsById: {
    methods: ["comment"],
    official: ({ official }) => official.fetchCommentsById({ id: "3101" as never }),
    ours: ({ gamma }) => ask(gamma, "comment", { id: 3101 }),
  },
  listCommentsByUserAddress: {
    methods: ["comments-by-user"],
    official: async ({ official, gamma }) =>
      every(official.listCommentsByUserAddress({ address: await writerIn(gamma) })),
    ours: async ({ gamma }) => askAll(gamma, "comments-by-user", { user_address: await writerIn(gamma) }),
  },
};

async function writerIn(gamma: ApiClient): Promise<string> {
  const comments = await ask(gamma, "comments", { parent_entity_type: "Event", parent_entity_id: RACE.id });
  return (comments as { userAddress: string }[])[0]?.userAddress ?? "";
}

/** Who holds and trades what: version 1 of the Data API, which is all that this version of the official client asks. */
export const DATA_CASES: Readonly<Record<string, DataCase>> = {
  listPositions: {
    methods: ["positions"],
    official: ({ official, user }) => every(official.listPositions({ user, pageSize: PAGE, sizeThreshold: 0 })),
    ours: ({ data, user }) => askAll(data, "positions", { user, limit: PAGE, sizeThreshold: 0 }),
  },
  listClosedPositions: {
    methods: ["closed-positions"],
    official: async (scene) => every(scene.official.listClosedPositions({ user: await closerIn(scene), pageSize: 1 })),
    ours: async (scene) => askAll(scene.data, "closed-positions", { user: await closerIn(scene), limit: 1 }),
  },
  fetchPortfolioValue: {
    methods: ["value"],
    official: ({ official, user }) => official.fetchPortfolioValue({ user, market: [MARKET] }),
    ours: ({ data, user }) => ask(data, "value", { user, market: MARKET }),
  },
  fetchTradedMarketCount: {
    methods: ["traded"],
    official: ({ official, user }) => official.fetchTradedMarketCount({ user }),
    ours: ({ data, user }) => ask(data, "traded", { user }),
  },
  listActivity: {
    methods: ["activity"],
    official: ({ official, user }) => every(official.listActivity({ user, pageSize: 3 })),
    ours: ({ data, user }) => askAll(data, "activity", { user, limit: 3 }),
  },
  listTrades: {
    methods: ["trades"],
    official: ({ official }) => every(official.listTrades({ market: [MARKET], pageSize: 5, takerOnly: false })),
    ours: ({ data }) => askAll(data, "trades", { market: MARKET, limit: 5, takerOnly: false }),
  },
  listMarketHolders: {
    methods: ["holders"],
    official: ({ official }) => official.listMarketHolders({ market: [MARKET], limit: 3 }),
    ours: ({ data }) => ask(data, "holders", { market: MARKET, limit: 3 }),
    keep: ["amount"],
  },
  listMarketPositions: {
    methods: ["market-positions"],
    official: async ({ official }) =>
      (await official.listMarketPositions({ market: MARKET, pageSize: 4 } as never).firstPage()).items,
    ours: ({ data }) => ask(data, "market-positions", { market: MARKET, limit: 4 }),
  },
  listOpenInterest: {
    methods: ["open-interest"],
    official: ({ official }) => official.listOpenInterest({ market: CONDITIONS }),
    ours: ({ data }) => ask(data, "open-interest", { market: CONDITIONS }),
  },
  fetchEventLiveVolume: {
    methods: ["live-volume"],
    official: ({ official }) => official.fetchEventLiveVolume({ id: RACE.id }),
    ours: ({ data }) => ask(data, "live-volume", { id: RACE.id }),
  },
  listTraderLeaderboard: {
    methods: ["leaderboard"],
    official: ({ official }) => every(official.listTraderLeaderboard({ timePeriod: PERIOD, pageSize: 5 })),
    ours: ({ data }) => askAll(data, "leaderboard", { timePeriod: PERIOD, limit: 5 }),
  },
  listBuilderLeaderboard: {
    methods: ["builders-leaderboard"],
    official: ({ official }) => every(official.listBuilderLeaderboard({ timePeriod: PERIOD })),
    ours: ({ data }) => askAll(data, "builders-leaderboard", { timePeriod: PERIOD }),
  },
  fetchBuilderVolume: {
    methods: ["builders-volume"],
    official: ({ official }) => official.fetchBuilderVolume({ timePeriod: PERIOD }),
    ours: ({ data }) => ask(data, "builders-volume", { timePeriod: PERIOD }),
  },
};

/** A wallet that has given something up again. */
async function closerIn({ data }: Scene): Promise<string> {
  const board = (await ask(data, "leaderboard", { timePeriod: PERIOD, limit: 50 })) as { proxyWallet: string }[];
  for (const { proxyWallet } of board)
    if (((await ask(data, "closed-positions", { user: proxyWallet })) as unknown[]).length > 0) return proxyWallet;
  throw new Error("somebody in the scene closes a position");
}

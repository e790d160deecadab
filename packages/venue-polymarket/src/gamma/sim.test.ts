import { afterAll, beforeAll, expect, test } from "bun:test";
import { DriftLog } from "@augury/net";
import { SCENE_MARKETS, SimScene } from "../sim-scene.ts";
import { openGamma } from "./gamma-group.ts";
import * as methods from "./methods.ts";

let scene: SimScene;
let writer: string;
beforeAll(async () => {
  scene = new SimScene();
  const comments = await scene.gamma.get(methods.comments, { parent_entity_type: "Event", parent_entity_id: 7 });
  writer = comments.ok ? (comments.value.value[0]?.userAddress ?? "") : "";
});
afterAll(() => scene[Symbol.dispose]());

const WALLET = `0x${"10".repeat(20)}`;

/** Parameters with which each method finds something at the fake venue; the writer of a comment is put in by name. */
const QUESTIONS: Readonly<Record<string, object>> = {
  markets: { order: "volumeNum", ascending: false, include_tag: true },
  "markets-keyset": { limit: 2 },
  market: { id: 1001 },
  "market-by-slug": { slug: "market-2", include_tag: true },
  "market-tags": { id: 1001 },
  events: { closed: false },
  "events-keyset": { limit: 1 },
  event: { id: 7 },
  "event-by-slug": { slug: "plain" },
  "event-tags": { id: 7 },
  series: {},
  "series-by-id": { id: 10001 },
  tags: {},
  tag: { id: 21 },
  "tag-by-slug": { slug: "crypto" },
  "tag-relations": { id: 21 },
  "tag-relations-by-slug": { slug: "crypto", status: "active" },
  "related-tags": { id: 21 },
  "related-tags-by-slug": { slug: "crypto", omit_empty: false },
  search: { q: "a", search_profiles: true },
  "public-profile": { address: WALLET },
  sports: {},
  "sports-market-types": {},
  teams: { league: "nba" },
  team: { id: 2 },
  comments: { parent_entity_type: "Event", parent_entity_id: 7, get_positions: true },
  comment: { id: 701 },
  "comments-by-user": { user_address: "" },
};

test("fake Gamma: default: every method has a question", () => {
  expect(Object.keys(QUESTIONS).toSorted()).toEqual(methods.GAMMA_METHODS.map(({ name }) => name).toSorted());
});

test.each(Object.keys(QUESTIONS))(
  "fake Gamma: default: answers %s with what the schema names and nothing else",
  async (name) => {
    const drift = new DriftLog();
    const { client } = openGamma({ baseUrl: `${scene.venue.url}/gamma`, drift });
    const got = await client.call(name, name === "comments-by-user" ? { user_address: writer } : QUESTIONS[name]);
    if (!got.ok) throw got.error;
    expect(got.value.value).not.toEqual([]);
    expect(drift.entries()).toEqual([]);
  },
);

test("fake Gamma: behavior: markets and events agree however they are asked for", async () => {
  const { gamma } = scene;
  const open = await gamma.collect(methods.markets, { limit: 2 });
  const closed = await gamma.collect(methods.markets, { closed: true });
  const keyset = await gamma.collect(methods.marketsKeyset, { limit: 2, order: "volumeNum", ascending: false });
  const events = await gamma.collect(methods.eventsKeyset, { limit: 1 });
  if (!open.ok || !closed.ok || !keyset.ok || !events.ok) throw new Error("every listing is answered");
  const idsOf = (rows: readonly unknown[]) => rows.map((row) => (row as { id: string }).id);
  expect(idsOf([...open.value.items, ...closed.value.items]).toSorted()).toHaveLength(SCENE_MARKETS);
  expect(idsOf(keyset.value.items).toSorted()).toEqual(idsOf(open.value.items).toSorted());
  const volumes = keyset.value.items.map((row) => (row as { volumeNum: number }).volumeNum);
  expect(volumes).toEqual(volumes.toSorted((a, b) => b - a));
  const nested = events.value.items.flatMap((event) => (event as { markets: { id: string }[] }).markets);
  expect(nested).toHaveLength(SCENE_MARKETS);
});

test("fake Gamma: behavior: a keyset walk misses none while a market is added", async () => {
  const { gamma, exchange } = scene;
  const first = await gamma.get(methods.marketsKeyset, { limit: 2 });
  if (!first.ok) throw first.error;
  const rest = await gamma.collect(methods.marketsKeyset, {
    limit: 2,
    after_cursor: first.value.value.next_cursor ?? "",
  });
  if (!rest.ok) throw rest.error;
  const ids = [...first.value.value.markets, ...rest.value.items].map((row) => (row as { id: string }).id);
  const open = exchange.markets.filter(({ status }) => status === "open").map(({ spec }) => spec.id);
  expect(ids).toEqual(open);
});

test("fake Gamma: behavior: filters", async () => {
  const slugsOf = async (params: object) => {
    const got = await scene.gamma.get(methods.markets, params);
    return got.ok ? got.value.value.map(({ slug }) => slug) : got.error.message;
  };
  expect(await slugsOf({ clob_token_ids: "11,32" })).toEqual(["market-1", "market-3"]);
  expect(await slugsOf({ question_ids: `0x${"f".repeat(63)}2` })).toEqual(["market-2"]);
  expect(await slugsOf({ archived: true })).toEqual([]);
  expect(await slugsOf({ end_date_max: "2001-01-01" })).toEqual([]);
  expect(await slugsOf({ volume_num_min: 1e6 })).toEqual([]);
  expect(await slugsOf({ closed: true })).toEqual(["market-6"]);
});

test.each([
  ["market", { id: 5 }, "not_found", "not found error"],
  ["event-by-slug", { slug: "none" }, "not_found", "not found error"],
  ["public-profile", { address: `0x${"9".repeat(40)}` }, "not_found", "not found error"],
  ["markets-keyset", { after_cursor: "x" }, "rejected", "validation error"],
] as const)("fake Gamma: error: %s %j", async (name, params, code, venueCode) => {
  const got = await scene.gamma.call(name, params);
  expect(got.ok ? undefined : got.error).toMatchObject({ code, venueCode });
});

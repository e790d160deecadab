import { expect, test } from "bun:test";
import { parseParams } from "@augury/net";
import { GAMMA_BUDGET } from "./budget.ts";
import { openGamma } from "./gamma-group.ts";
import { liquidityOf, volumeOf } from "./market-schema.ts";
import { isNegRisk } from "./market-terms.ts";
import { comments, events, GAMMA_METHODS, markets, marketsKeyset, search, teams } from "./methods.ts";

/** Opens Gamma over answers of our own; `asked` holds the addresses, without the host. */
function openRig(answer: (url: URL, at: number) => Response) {
  const asked: string[] = [];
  const { client } = openGamma({
    http: { retry: { attemptsMax: 1 } },
    fetch: async (url) => {
      const parsed = new URL(url);
      asked.push(decodeURIComponent(parsed.pathname + parsed.search));
      return answer(parsed, asked.length - 1);
    },
  });
  return { client, asked };
}

test("GAMMA_METHODS: default: names are unique, every parameter is described", () => {
  const names = GAMMA_METHODS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { parameters } of GAMMA_METHODS) for (const one of parameters) expect(one.description).not.toBe("");
});

test.each(GAMMA_METHODS.map((method) => [method.name, method] as const))(
  "GAMMA_METHODS: behavior: the example of %s becomes a request of its endpoint and of a known budget class",
  (_, method) => {
    const params = parseParams("gamma", method, method.example);
    if (!params.ok) throw params.error;
    const { path, budgetClass = "default" } = method.request(params.value);
    const pattern = method.endpoint.slice("GET ".length).replaceAll(/\{\w+\}/g, "[^/]+");
    expect(path).toMatch(new RegExp(`^${pattern}$`));
    expect(GAMMA_BUDGET.classes).toHaveProperty(budgetClass);
  },
);

test("markets: behavior: lists repeat their parameter, the order is one list with commas", async () => {
  const { client, asked } = openRig(() => Response.json([]));
  await client.get(markets, {
    slug: "a,b",
    condition_ids: ["0x1"],
    order: "volume24hr, id",
    ascending: "false",
    limit: 2,
  });
  expect(asked).toEqual([
    "/markets?slug=a&slug=b&condition_ids=0x1&ascending=false&limit=2&offset=0&order=volume24hr,id",
  ]);
});

test("markets: behavior: a list of one may be a number", async () => {
  const { client, asked } = openRig(() => Response.json([]));
  await client.get(markets, { id: 5, limit: 1 });
  expect(asked).toEqual(["/markets?id=5&limit=1&offset=0"]);
});

test("markets: behavior: offset pages go on until none is left, however short one is", async () => {
  const rows = Array.from({ length: 5 }, (_, at) => ({ id: at, conditionId: `0x${at}`, question: "?" }));
  const { client, asked } = openRig((url) => {
    const from = Number(url.searchParams.get("offset"));
    return Response.json(rows.slice(from, from + 2));
  });
  const got = await client.collect(markets, { limit: 500 });
  expect(got.ok && got.value.items.map((one) => (one as { id: string }).id)).toEqual(["0", "1", "2", "3", "4"]);
  expect(got.ok && got.value.complete).toBe(true);
  expect(asked.map((path) => /offset=\d+/.exec(path)?.[0])).toEqual(["offset=0", "offset=2", "offset=4", "offset=5"]);
});

test("marketsKeyset: behavior: follows next_cursor, also after an empty page", async () => {
  const pages = [{ markets: [], next_cursor: "b" }, { markets: [{ id: "7", conditionId: "0x7", question: "?" }] }];
  const { client, asked } = openRig((_, at) => Response.json(pages[at]));
  const got = await client.collect(marketsKeyset, { limit: 1 });
  expect(got.ok && got.value).toMatchObject({ items: [{ id: "7" }], pages: 2, complete: true });
  expect(asked).toEqual(["/markets/keyset?limit=1", "/markets/keyset?limit=1&after_cursor=b"]);
});

test("comments: behavior: replies do not count into the offset", async () => {
  const page = [{ id: "1" }, { id: "2", parentCommentID: "1" }, { id: "3", parentCommentID: "1" }, { id: "4" }];
  const { client, asked } = openRig((_, at) => Response.json(at === 0 ? page : []));
  const got = await client.collect(comments, { parent_entity_type: "Event", parent_entity_id: 5, limit: 2 });
  expect(got.ok && got.value.items).toHaveLength(4);
  expect(asked.map((path) => /offset=\d+/.exec(path)?.[0])).toEqual(["offset=0", "offset=2"]);
});

test("search: behavior: goes on while there is more; a profile may be null", async () => {
  const profiles = [null, { name: "n" }];
  const { client, asked } = openRig((_, at) =>
    Response.json({ events: null, profiles, pagination: { hasMore: at === 0, totalResults: 4 } }),
  );
  const got = await client.collect(search, { q: "a b" });
  expect(got.ok && got.value.items).toEqual([{ name: "n" }, { name: "n" }]);
  expect(asked[1]).toContain("page=2");
});

test.each([
  [markets, { limit: 501 }, "limit"],
  [markets, { order: "a b" }, "order"],
  [markets, { end_date_min: "tomorrow" }, "end_date_min"],
  [events, { tag_id: 0 }, "tag_id"],
  [marketsKeyset, { limit: 101 }, "limit"],
  [comments, { parent_entity_type: "market", parent_entity_id: 1 }, "parent_entity_type"],
  [search, { q: "  " }, "q"],
  [teams, { legue: "nba" }, "legue"],
] as const)(
  "GAMMA_METHODS: error: bad parameters are named and nothing is sent (%#)",
  async (method, params, field) => {
    const { client, asked } = openRig(() => Response.json([]));
    const got = await client.call(method.name, params);
    expect(got.ok ? undefined : got.error.code).toBe("rejected");
    expect(got.ok ? "" : got.error.message).toContain(field);
    expect(asked).toEqual([]);
  },
);

test("openGamma: error: an error body's type is the venue's code, the missing field is named", async () => {
  const bodies = [
    Response.json({ type: "validation error", error: "invalid limit" }, { status: 422 }),
    Response.json({ type: "not found error", error: "id not found" }, { status: 404 }),
    Response.json([{ id: "1", question: "?" }]),
  ];
  const { client } = openRig((_, at) => bodies[at] as Response);
  const errorOf = async () => {
    const got = await client.get(markets, {});
    return got.ok ? undefined : got.error;
  };
  expect(await errorOf()).toMatchObject({ code: "rejected", venueCode: "validation error" });
  expect(await errorOf()).toMatchObject({ code: "not_found", venueCode: "not found error" });
  const unfit = await errorOf();
  expect([unfit?.code, unfit?.message.includes("conditionId")]).toEqual(["bad_payload", true]);
});

test("openGamma: error: there are no streams", () => {
  const stream = openGamma().stream("x", {}, { message: () => {}, status: () => {}, ended: () => {} });
  expect(stream.ok ? undefined : stream.error.code).toBe("rejected");
});

test("volumeOf, liquidityOf, isNegRisk: behavior: the number goes before the text, three spellings are one", () => {
  expect(volumeOf({ volumeNum: 2, volume: "1" })).toBe(2);
  expect([volumeOf({ volume: "1.5" }), volumeOf({ volume: "" }), volumeOf({})]).toEqual([1.5, undefined, undefined]);
  expect([liquidityOf({ liquidity: "3" }), liquidityOf({ liquidityNum: 0, liquidity: "3" })]).toEqual([3, 0]);
  expect([{ negRisk: true }, { neg_risk: true }, { negativeRisk: true }, {}].map(isNegRisk)).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

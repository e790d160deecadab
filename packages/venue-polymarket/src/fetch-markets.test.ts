import { expect, test } from "bun:test";
import { openClob } from "./clob/clob-group.ts";
import { conditionId, tokenId } from "./feed-rig.ts";
import { fetchPolymarketMarkets } from "./fetch-markets.ts";
import type { MarketQuery } from "./find-markets.ts";
import { openGamma } from "./gamma/gamma-group.ts";

function gammaMarket(market: number, fields: object = {}) {
  return {
    conditionId: conditionId(market),
    slug: `market-${market}`,
    question: `Market ${market}?`,
    clobTokenIds: JSON.stringify([tokenId(market, 0), tokenId(market, 1)]),
    outcomes: '["Yes","No"]',
    orderPriceMinTickSize: 0.01,
    orderMinSize: 5,
    enableOrderBook: true,
    negRisk: true,
    ...fields,
  };
}

function clobMarket(market: number) {
  return { c: conditionId(market), t: [], mts: 0.001, mos: 5, nr: true, fd: { r: 0.04, e: 1, to: true } };
}

/** Answers by path; whatever is not listed is 404. Writes down what was asked. */
function openRig(answers: Record<string, unknown>) {
  const asked: string[] = [];
  const fetch = async (url: string) => {
    asked.push(url);
    const answer = Object.entries(answers).find(([path]) => url.startsWith(path))?.[1];
    if (typeof answer === "number") return new Response("", { status: answer });
    return answer === undefined ? new Response("{}", { status: 404 }) : Response.json(answer);
  };
  const http = { retry: { attemptsMax: 1 } };
  const gamma = openGamma({ baseUrl: "https://gamma", fetch, http }).client;
  const clob = openClob({ baseUrl: "https://clob", fetch, http }).client;
  return { asked, load: (query: MarketQuery, options = {}) => fetchPolymarketMarkets({ gamma, clob }, query, options) };
}

const clob = Object.fromEntries(
  [0, 1, 2].map((market) => [`https://clob/clob-markets/${conditionId(market)}`, clobMarket(market)]),
);

test("fetchPolymarketMarkets: default: Gamma's markets with the CLOB's tick and fee", async () => {
  const { asked, load } = openRig({ "https://gamma/markets": [gammaMarket(0), gammaMarket(1)], ...clob });
  const result = await load({ by: "slugs", values: ["market-0", "market-1"] }, { firstIndex: 10 });
  if (!result.ok) throw result.error;
  expect(asked[0]).toBe("https://gamma/markets?slug=market-0&slug=market-1&limit=100&offset=0");
  expect(result.value.instruments.map(({ index, venueId }) => [index, venueId])).toEqual([
    [10, tokenId(0, 0)],
    [11, tokenId(0, 1)],
    [12, tokenId(1, 0)],
    [13, tokenId(1, 1)],
  ]);
  expect(result.value.instruments[0]).toMatchObject({
    ticks: [{ step: 10 }],
    fees: { takerPpm: 40_000 },
    groupAugmented: true,
  });
  expect(result.value.skipped).toEqual([]);
});

test("fetchPolymarketMarkets: behavior: an event's set is complete when every market can be followed or has lost", async () => {
  const event = (markets: object[], fields: object = {}) => [
    { slug: "e", negRisk: true, negRiskMarketID: "0xset", markets, ...fields },
  ];
  const lost = gammaMarket(5, { closed: true, outcomePrices: '["0","1"]' });
  const isComplete = async (events: object[], answers: object = clob) => {
    const { load } = openRig({ "https://gamma/events?slug=e": events, ...answers });
    const result = await load({ by: "eventSlugs", values: ["e"] });
    if (!result.ok) throw result.error;
    expect(result.value.instruments[0].groupId).toBe("0xset");
    return result.value.instruments.every(({ groupAugmented }) => !groupAugmented);
  };
  expect(await isComplete(event([gammaMarket(0), gammaMarket(1), lost]))).toBe(true);
  expect(await isComplete(event([gammaMarket(0), gammaMarket(1)], { negRiskAugmented: true }))).toBe(false);
  expect(await isComplete(event([gammaMarket(0), gammaMarket(1, { clobTokenIds: null })]))).toBe(false);
  expect(await isComplete(event([gammaMarket(0), { nonsense: true }]))).toBe(false);
  expect(await isComplete(event([gammaMarket(0), { ...lost, outcomePrices: '["1","0"]' }]))).toBe(false);
  // Gamma lists it, the CLOB does not know it yet.
  expect(await isComplete(event([gammaMarket(0), gammaMarket(7)]))).toBe(false);
});

test("fetchPolymarketMarkets: behavior: every request asks for as many rows as it names ids", async () => {
  const { asked, load } = openRig({ "https://gamma/": [] });
  const values = Array.from({ length: 70 }, (_, at) => `event-${at}`);
  await load({ by: "eventSlugs", values });
  const pages = asked.map((url) => new URL(url).searchParams);
  expect(pages.map((page) => page.getAll("slug").length)).toEqual([50, 20]);
  for (const page of pages) expect(Number(page.get("limit"))).toBeGreaterThanOrEqual(page.getAll("slug").length);
});

test("fetchPolymarketMarkets: behavior: discover reads pages until there are enough", async () => {
  const page = Array.from({ length: 100 }, (_, at) => gammaMarket(at));
  const answers = Object.fromEntries(
    page.map((_, at) => [`https://clob/clob-markets/${conditionId(at)}`, clobMarket(at)]),
  );
  const { asked, load } = openRig({ "https://gamma/markets": page, ...answers });
  const result = await load({ by: "discover", marketsMax: 30 });
  expect(result.ok && result.value.instruments.length).toBe(60);
  expect(asked.filter((url) => url.startsWith("https://gamma")).length).toBe(1);
});

test("fetchPolymarketMarkets: behavior: a venue that is down for a moment is asked again", async () => {
  const answers: Record<string, unknown> = { "https://gamma/markets": [gammaMarket(0)], ...clob };
  let failures = 2;
  const fetch = async (url: string) => {
    const answer = Object.entries(answers).find(([path]) => url.startsWith(path))?.[1];
    return failures-- > 0 ? new Response("", { status: 503 }) : Response.json(answer);
  };
  const http = { retry: { attemptsMax: 3, initialMs: 1, maxMs: 1 } };
  const gamma = openGamma({ baseUrl: "https://gamma", fetch, http }).client;
  const clobClient = openClob({ baseUrl: "https://clob", fetch, http }).client;
  const got = await fetchPolymarketMarkets({ gamma, clob: clobClient }, { by: "slugs", values: ["market-0"] });
  expect(got.ok && got.value.instruments).toHaveLength(2);
  expect(gamma.http.counters.read().retries).toBe(2);
});

test("fetchPolymarketMarkets: error: a failed request fails, with its retry class", async () => {
  const codeOf = async (answers: Record<string, unknown>) => {
    const { load } = openRig(answers);
    const result = await load({ by: "conditionIds", values: ["0x"] });
    return result.ok
      ? `${result.value.instruments.length} ${result.value.skipped[0]?.code}`
      : `${result.error.code} ${result.error.retry}`;
  };
  expect(await codeOf({ "https://gamma/": 429 })).toBe("rate_limited backoff");
  expect(await codeOf({ "https://gamma/": 503 })).toBe("venue_down backoff");
  expect(await codeOf({ "https://gamma/": 403 })).toBe("blocked never");
  expect(await codeOf({ "https://gamma/": [gammaMarket(0)], "https://clob/": 500 })).toBe("venue_down backoff");
  expect(await codeOf({ "https://gamma/": [gammaMarket(0)] })).toBe("0 not_found");
  expect(await codeOf({ "https://gamma/": [{}] })).toBe("0 bad_payload");
});

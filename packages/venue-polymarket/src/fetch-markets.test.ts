import { expect, test } from "bun:test";
import { conditionId, tokenId } from "./feed-rig.ts";
import { fetchJson } from "./fetch-json.ts";
import { fetchPolymarketMarkets } from "./fetch-markets.ts";

const hosts = { gammaUrl: "http://gamma", clobUrl: "http://clob" };

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
function fakeFetch(answers: Record<string, unknown>) {
  const asked: string[] = [];
  const fetchFunction = async (url: string) => {
    asked.push(url);
    const answer = Object.entries(answers).find(([path]) => url.startsWith(path))?.[1];
    if (typeof answer === "number") return new Response("", { status: answer });
    return answer === undefined ? new Response("{}", { status: 404 }) : Response.json(answer);
  };
  return { asked, fetchFunction };
}

const clob = Object.fromEntries(
  [0, 1, 2].map((market) => [`http://clob/clob-markets/${conditionId(market)}`, clobMarket(market)]),
);

test("fetchPolymarketMarkets: default: Gamma's markets with the CLOB's tick and fee", async () => {
  const { asked, fetchFunction } = fakeFetch({ "http://gamma/markets": [gammaMarket(0), gammaMarket(1)], ...clob });
  const result = await fetchPolymarketMarkets(
    hosts,
    { by: "slugs", values: ["market-0", "market-1"] },
    { fetchFunction, firstIndex: 10 },
  );
  if (!result.ok) throw result.error;
  expect(asked[0]).toBe("http://gamma/markets?limit=100&slug=market-0&slug=market-1");
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
    const { fetchFunction } = fakeFetch({ "http://gamma/events?limit=100&slug=e": events, ...answers });
    const result = await fetchPolymarketMarkets(hosts, { by: "eventSlugs", values: ["e"] }, { fetchFunction });
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
  const { asked, fetchFunction } = fakeFetch({ "http://gamma/": [] });
  const values = Array.from({ length: 70 }, (_, at) => `event-${at}`);
  await fetchPolymarketMarkets(hosts, { by: "eventSlugs", values }, { fetchFunction });
  const pages = asked.map((url) => new URL(url).searchParams);
  expect(pages.map((page) => page.getAll("slug").length)).toEqual([50, 20]);
  for (const page of pages) expect(Number(page.get("limit"))).toBeGreaterThanOrEqual(page.getAll("slug").length);
});

test("fetchPolymarketMarkets: behavior: discover reads pages until there are enough", async () => {
  const page = Array.from({ length: 100 }, (_, at) => gammaMarket(at));
  const answers = Object.fromEntries(
    page.map((_, at) => [`http://clob/clob-markets/${conditionId(at)}`, clobMarket(at)]),
  );
  const { asked, fetchFunction } = fakeFetch({ "http://gamma/markets": page, ...answers });
  const result = await fetchPolymarketMarkets(hosts, { by: "discover", marketsMax: 30 }, { fetchFunction });
  expect(result.ok && result.value.instruments.length).toBe(60);
  expect(asked.filter((url) => url.startsWith("http://gamma")).length).toBe(1);
});

test("fetchPolymarketMarkets: error: a failed request fails, with its retry class", async () => {
  const codeOf = async (answers: Record<string, unknown>) => {
    const { fetchFunction } = fakeFetch(answers);
    const result = await fetchPolymarketMarkets(hosts, { by: "conditionIds", values: ["0x"] }, { fetchFunction });
    return result.ok
      ? `${result.value.instruments.length} ${result.value.skipped[0]?.code}`
      : `${result.error.code} ${result.error.retry}`;
  };
  expect(await codeOf({ "http://gamma/": 429 })).toBe("rate_limited backoff");
  expect(await codeOf({ "http://gamma/": 503 })).toBe("venue_down backoff");
  expect(await codeOf({ "http://gamma/": 403 })).toBe("blocked never");
  expect(await codeOf({ "http://gamma/": [gammaMarket(0)], "http://clob/": 500 })).toBe("venue_down backoff");
  expect(await codeOf({ "http://gamma/": [gammaMarket(0)] })).toBe("0 not_found");
  expect(await codeOf({ "http://gamma/": [{}] })).toBe("0 bad_payload");
});

test("fetchJson: error: bounded length, no JSON, no connection", async () => {
  const codeOf = async (fetchFunction: () => Promise<Response>, bytesMax = 1000) => {
    const result = await fetchJson("http://x/y?key=1", { fetchFunction, bytesMax });
    return result.ok ? "ok" : `${result.error.code}: ${result.error.message}`;
  };
  expect(await codeOf(async () => Response.json({ a: 1 }))).toBe("ok");
  expect(await codeOf(async () => new Response("x".repeat(2000)))).toStartWith("bad_payload: the answer is longer");
  expect(await codeOf(async () => new Response("<html>"))).toBe("bad_payload: the answer is no JSON: GET http://x/y");
  expect(await codeOf(async () => Promise.reject(new TypeError("refused")))).toStartWith("network");
  expect(await codeOf(async () => Promise.reject(new DOMException("late", "TimeoutError")))).toStartWith("timeout");
});

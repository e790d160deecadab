import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { KALSHI_METHODS } from "@augury/venue-kalshi";
import { KALSHI_SIM_ROUTES } from "@augury/venue-kalshi/sim";
import { ACCOUNT_CASES } from "./account-cases.ts";
import { COMMUNICATION_CASES } from "./communication-cases.ts";
import type { ConformanceCase } from "./conformance-case.ts";
import { KalshiWorld, TICKERS, type WireRequest } from "./kalshi-world.ts";
import { OFFICIAL_METHODS, type OfficialApis } from "./official-apis.ts";
import { OfficialModels } from "./official-models.ts";
import { ORDER_CASES } from "./order-cases.ts";
import { PUBLIC_CASES } from "./public-cases.ts";

/** In this order: what is asked later builds on what was done before. */
const CASES: readonly ConformanceCase[] = [...PUBLIC_CASES, ...ORDER_CASES, ...ACCOUNT_CASES, ...COMMUNICATION_CASES];
/** Official methods without a case, and why: not hostable elsewhere, retired by the venue, or on-chain. */
const EXCUSED: Readonly<Record<string, string>> = {};

/** As one of the cases has placed it. */
const AGAIN = {
  ticker: TICKERS.open,
  client_order_id: "takes",
  side: "bid" as const,
  count: "1",
  price: "0.10",
  time_in_force: "good_till_canceled" as const,
  self_trade_prevention_type: "taker_at_cross" as const,
};

interface Asked {
  readonly answer: unknown;
  readonly request: WireRequest | undefined;
}

/** Two worlds with one past: the official client lives in one, ours in the other. */
const worlds: KalshiWorld[] = [];
const outcomes: { readonly official: Asked; readonly ours: Asked }[] = [];

beforeAll(async () => {
  const [theirs, own] = [new KalshiWorld(), new KalshiWorld()];
  worlds.push(theirs, own);
  for (const rest of Object.values(own.ours)) await rest.refreshLimits();
  const official = await askAll(theirs, async (one, seen) => {
    const { data } = await one.ask(theirs.official[one.as], seen);
    return data === "" ? undefined : data;
  });
  const ours = await askAll(own, async (one, seen) => {
    const answer = await own.ours[one.as].client.call(one.method, one.params(seen));
    if (!answer.ok) throw answer.error;
    return answer.value.value;
  });
  for (const [i, asked] of official.entries()) outcomes.push({ official: asked, ours: ours[i] as Asked });
}, 60_000);
afterAll(() => Promise.all(worlds.map((world) => world.close())));

/** Asks every case one after the other; a failure is the answer, so that its own test shows it. */
async function askAll(
  world: KalshiWorld,
  send: (one: ConformanceCase, seen: Record<string, unknown>) => Promise<unknown>,
): Promise<Asked[]> {
  const seen: Record<string, unknown> = {};
  const asked: Asked[] = [];
  for (const one of CASES) {
    const before = world.requests.length;
    const answer = await send(one, seen).catch((cause: unknown) => ({ failed: String(cause) }));
    seen[one.official] = answer;
    asked.push({ answer, request: world.requests[before] });
  }
  return asked;
}

test("conformance: behavior: every method of the official classes has a case or a reason, and none of them is gone", () => {
  const known = new Set([...CASES.map(({ official }) => official), ...Object.keys(EXCUSED)]);
  expect(OFFICIAL_METHODS.length).toBeGreaterThan(100);
  expect(OFFICIAL_METHODS.filter((name) => !known.has(name))).toEqual([]);
  expect([...known].filter((name) => !OFFICIAL_METHODS.includes(name))).toEqual([]);
});

test("conformance: behavior: every method of ours is asked, and the simulated venue has its endpoint", () => {
  const asked = new Set(CASES.map(({ method }) => method));
  expect(KALSHI_METHODS.map(({ name }) => name).filter((name) => !asked.has(name))).toEqual([]);
  const routes = new Set(KALSHI_SIM_ROUTES.map(({ endpoint }) => endpoint));
  expect(KALSHI_METHODS.map(({ endpoint }) => endpoint).filter((endpoint) => !routes.has(endpoint))).toEqual([]);
});

describe("conformance: the official client and ours", () => {
  test.each(CASES.map((one, i) => [`${i + 1} ${one.official}`, one, i] as const))("%s", (_, one, i) => {
    const { official, ours } = outcomes[i] as (typeof outcomes)[number];
    expect(official.answer).not.toHaveProperty("failed");
    // The same question, byte for byte as far as it matters.
    expect(ours.request).toEqual(official.request as WireRequest);
    expect(withoutChance(ours.answer, one)).toEqual(withoutChance(official.answer, one));
    // An answer without content would prove nothing, unless emptiness is the answer.
    expect(/[:[](true|false|-?\d|"[^"]|\{)/.test(JSON.stringify(official.answer) ?? "")).toBe(!one.isEmpty);
  });
});

const models = OfficialModels.read();
const TYPED = CASES.map((one, i) => [`${i + 1} ${one.official}`, one, i] as const).filter(([, { official }]) => {
  const type = models.answerOf(official.split(".")[1] ?? "");
  return type !== undefined && type !== "void" && type !== "object";
});
/** Recorded answers have it, the official types do not. */
const UNTYPED = /\.available_on_brokers: new$/;

describe("conformance: the official types", () => {
  test.each(TYPED)("%s: the simulated venue answers as they say", (_, { official }, i) => {
    const type = models.answerOf(official.split(".")[1] ?? "") ?? "";
    const problems = models.problems(outcomes[i]?.official.answer, type);
    expect(problems.filter((problem) => !UNTYPED.test(problem))).toEqual([]);
  });

  test.each(TYPED)("%s: our schema takes an answer with every field, and names them all", (_, { official, method }) => {
    const full = models.sample(models.answerOf(official.split(".")[1] ?? "") ?? "");
    const own = KALSHI_METHODS.find(({ name }) => name === method);
    expect(own?.answer.safeParse(full)).toEqual({ success: true, data: full });
  });
});

function withoutChance(answer: unknown, { volatile }: ConformanceCase): unknown {
  if (typeof answer !== "object" || answer === null || volatile.length === 0) return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [name, volatile.includes(name) ? typeof value : value]),
  );
}

const REFUSALS: readonly [name: string, ask: (a: OfficialApis) => Promise<unknown>, method: string, params: object][] =
  [
    ["an unknown market", (a) => a.MarketApi.getMarket("NOPE"), "market", { ticker: "NOPE" }],
    ["an unknown series, told flat", (a) => a.MarketApi.getSeries("NOPE"), "series", { series_ticker: "NOPE" }],
    ["an unknown order", (a) => a.OrdersApi.getOrder("nope"), "order", { order_id: "nope" }],
    [
      "too many candles",
      (a) => a.MarketApi.batchGetMarketCandlesticks(TICKERS.open, 0, 1_800_000_000, 1),
      "candlesticks-batch",
      { market_tickers: TICKERS.open, start_ts: 0, end_ts: 1_800_000_000, period_interval: 1 },
    ],
    ["an order that is there already", (a) => a.OrdersApi.createOrderV2(AGAIN), "create-order", AGAIN],
  ];

test.each(REFUSALS)("conformance: error: %s is told both alike", async (_, ask, method, params) => {
  const [theirs, own] = worlds as [KalshiWorld, KalshiWorld];
  const refused = (await ask(theirs.official.alice).catch((cause: unknown) => cause)) as {
    response: { status: number; data: { code?: string; error?: { code: string } } };
  };
  const { status, data } = refused.response;
  const answer = await own.ours.alice.client.call(method, params);
  expect(answer.ok ? undefined : [answer.error.status, answer.error.venueCode]).toEqual([
    status,
    data.error?.code ?? data.code,
  ]);
});

import { expect, test } from "bun:test";
import type { VenueError } from "@augury/model";
import { hasFixtures, readFixture } from "@augury/testkit";
import { CoinGeckoConfig, openCoinGecko } from "./coingecko/source.ts";
import { CoinMarketCapConfig, openCoinMarketCap } from "./coinmarketcap/source.ts";
import { FakeServer, QUICK_HTTP } from "./fake-server.ts";

const apiKey = "test-key-that-nobody-may-see";

interface ErrorCase {
  readonly fixture: string;
  readonly status: number;
  readonly code: string;
  readonly retry: string;
  readonly venueCode?: string;
  readonly attempts: number;
  readonly hint?: RegExp;
}

const CASES: readonly ErrorCase[] = [
  {
    fixture: "coingecko/error_10002_missing_key",
    status: 401,
    code: "auth",
    retry: "never",
    venueCode: "10002",
    attempts: 1,
  },
  {
    fixture: "coingecko/error_10010_flat",
    status: 400,
    code: "auth",
    retry: "never",
    venueCode: "10010",
    attempts: 1,
    hint: /plan to pro/,
  },
  {
    fixture: "coingecko/error_10010_wrong_root",
    status: 400,
    code: "auth",
    retry: "never",
    venueCode: "10010",
    attempts: 1,
    hint: /plan to pro/,
  },
  {
    fixture: "coingecko/error_10012_range",
    status: 401,
    code: "rejected",
    retry: "never",
    venueCode: "10012",
    attempts: 1,
    hint: /365/,
  },
  { fixture: "coingecko/error_400_plain", status: 400, code: "rejected", retry: "never", attempts: 1 },
  { fixture: "coingecko/error_400_plain", status: 422, code: "rejected", retry: "never", attempts: 1 },
  { fixture: "coingecko/error_404_plain", status: 404, code: "not_found", retry: "never", attempts: 1 },
  {
    fixture: "coingecko/error_429_status",
    status: 429,
    code: "rate_limited",
    retry: "backoff",
    venueCode: "429",
    attempts: 2,
  },
  {
    fixture: "coingecko/error_429_status",
    status: 200,
    code: "rate_limited",
    retry: "backoff",
    venueCode: "429",
    attempts: 2,
  },
  {
    fixture: "coinmarketcap/error_1002_missing_key",
    status: 401,
    code: "auth",
    retry: "never",
    venueCode: "1002",
    attempts: 1,
    hint: /CMC_API_KEY/,
  },
  {
    fixture: "coinmarketcap/error_1002_missing_key",
    status: 200,
    code: "auth",
    retry: "never",
    venueCode: "1002",
    attempts: 1,
  },
  // A minute's pause is longer than the client may wait by itself.
  {
    fixture: "coinmarketcap/error_1008_minute_limit",
    status: 429,
    code: "rate_limited",
    retry: "backoff",
    venueCode: "1008",
    attempts: 1,
  },
];

/** Calls a method of the fixture's source while its host answers nothing but that body. */
async function failWith({ fixture, status }: ErrorCase): Promise<{ error: VenueError | undefined; attempts: number }> {
  const body = await readFixture(`${fixture}.json`);
  using server = new FakeServer(() => new Response(body, { status, headers: { "content-type": "application/json" } }));
  const options = { apiKey, http: { ...QUICK_HTTP, retry: { ...QUICK_HTTP.retry, attemptsMax: 2 } } };
  const source = fixture.startsWith("coingecko")
    ? openCoinGecko(CoinGeckoConfig.parse({ baseUrl: server.url, requestsPerMinute: 10_000 }), options)
    : openCoinMarketCap(CoinMarketCapConfig.parse({ baseUrl: server.url, requestsPerMinute: 10_000 }), options);
  const answer = await source.call(fixture.startsWith("coingecko") ? "global" : "global-metrics");
  source.close();
  return { error: answer.ok ? undefined : answer.error, attempts: server.seen.length };
}

test.skipIf(!hasFixtures()).each(CASES.map((one) => [`${one.fixture} with ${one.status}`, one] as const))(
  "errors: %s",
  async (_, { fixture, code, retry, venueCode, attempts, hint, ...rest }) => {
    const failed = await failWith({ fixture, code, retry, attempts, ...rest });
    expect(failed.attempts).toBe(attempts);
    expect(failed.error).toMatchObject({ code, retry, source: fixture.split("/")[0] });
    expect(failed.error?.venueCode).toBe(venueCode as string);
    if (hint) expect(failed.error?.hint).toMatch(hint);
    expect(JSON.stringify([failed.error, failed.error?.message, failed.error?.stack])).not.toContain(apiKey);
  },
);

import { expect, test } from "bun:test";
import type { VenueError } from "@augury/model";
import { hasFixtures, readFixture } from "@augury/testkit";
import { CoinGeckoConfig, openCoinGecko } from "./coingecko/source.ts";
import { CoinMarketCapConfig, openCoinMarketCap } from "./coinmarketcap/source.ts";
import { ERROR_CASES, type ErrorCase } from "./error-cases.ts";
import { FakeServer, QUICK_HTTP } from "./fake-server.ts";

const apiKey = "test-key-that-nobody-may-see";

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

test.skipIf(!hasFixtures()).each(ERROR_CASES.map((one) => [`${one.fixture} with ${one.status}`, one] as const))(
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

import { expect, test } from "bun:test";
import { hasFixtures, readFixture } from "@augury/testkit";
import { FakeKalshi } from "../../sim/fake-kalshi.ts";
import { exchangeOf } from "../../sim/session-harness.ts";
import { toBookLevels } from "../rest/book-levels.ts";
import { OrderbookAnswer } from "../rest/orderbook-schema.ts";
import { KalshiPollingConfig } from "./polling-config.ts";
import { openBookReader } from "./read-polled-book.ts";

const CONFIG = KalshiPollingConfig.parse({});

test("openBookReader: default: an unsigned read of the venue's book, exact", async () => {
  const venue = FakeKalshi.start({ port: 0, exchange: exchangeOf("KXA-T1.99"), keys: [], pingEveryMs: 0 });
  const reader = openBookReader({ baseUrl: venue.url }, CONFIG);
  const { signal } = new AbortController();
  const read = await reader.readBook("KXA-T1.99", signal);
  if (!read.ok) throw read.error;
  expect(read.value.levels.yes.map(({ price, size }) => [price as number, size as number])).toEqual([
    [4000, 5_000_000],
    [4100, 250_000],
  ]);
  expect(read.value.sentTimeUs).toBeLessThanOrEqual(read.value.receivedTimeUs);
  const unknown = await reader.readBook("NOPE", signal);
  expect(unknown.ok ? undefined : unknown.error.code).toBe("not_found");
  venue.chaos({ fault: "too_many_requests", args: { count: 1 } });
  const refused = await reader.readBook("KXA-T1.99", signal);
  expect(refused.ok ? undefined : refused.error.code).toBe("rate_limited");
  reader.close();
  await venue.stop();
});

test.skipIf(!hasFixtures())("openBookReader: behavior: a recorded book has its best bids last", async () => {
  const answer = OrderbookAnswer.parse(JSON.parse(await readFixture("kalshi/rest/orderbook-fp-2026-03-16.json")));
  const levels = toBookLevels(answer.orderbook_fp);
  if (!levels.ok) throw levels.error;
  const prices = levels.value.yes.map(({ price }) => price as number);
  expect(prices).toEqual(prices.toSorted((a, b) => a - b));
});

import { expect, test } from "bun:test";
import { parseParams } from "@augury/net";
import { DATA_BUDGET } from "./budget.ts";
import { openData } from "./data-group.ts";
import * as methods from "./methods.ts";

const { DATA_METHODS } = methods;
const USER = "0x56687bf447db6ffa42ffe2204a05edaa20f55839";
const A = `0x${"a".repeat(64)}`;
const B = `0x${"b".repeat(64)}`;

/** Opens the Data API over answers of our own; `asked` holds the addresses, without the host. */
function openRig(answer: (url: URL, at: number) => Response) {
  const asked: string[] = [];
  const { client } = openData({
    http: { retry: { attemptsMax: 1 } },
    fetch: async (url) => {
      const parsed = new URL(url);
      asked.push(decodeURIComponent(parsed.pathname + parsed.search));
      return answer(parsed, asked.length - 1);
    },
  });
  return { client, asked };
}

test("DATA_METHODS: default: names are unique, every parameter is described", () => {
  const names = DATA_METHODS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { parameters } of DATA_METHODS) for (const one of parameters) expect(one.description).not.toBe("");
});

test.each(DATA_METHODS.map((method) => [method.name, method] as const))(
  "DATA_METHODS: behavior: the example of %s becomes a request of its endpoint and of a known budget class",
  (_, method) => {
    const params = parseParams("data", method, method.example);
    if (!params.ok) throw params.error;
    const { path, budgetClass = "default" } = method.request(params.value);
    expect(`GET ${path}`).toBe(method.endpoint);
    expect(DATA_BUDGET.classes).toHaveProperty(budgetClass);
  },
);

test("DATA_METHODS: behavior: lists become one parameter with commas", async () => {
  const { client, asked } = openRig(() => Response.json([]));
  await client.get(methods.positions, { user: USER, market: [A, B], limit: 5 });
  await client.get(methods.activity, { user: USER, type: "TRADE, REDEEM", limit: 5 });
  expect(asked).toEqual([
    `/positions?user=${USER}&market=${A},${B}&limit=5&offset=0`,
    `/activity?user=${USER}&type=TRADE,REDEEM&limit=5&offset=0`,
  ]);
});

/** A14: bounds are checked before anything is sent. */
test.each([
  ["positions", { user: USER, limit: 501 }, "limit"],
  ["positions", { user: USER, offset: 10_001 }, "offset"],
  ["positions", { user: USER, title: "x".repeat(161) }, "title"],
  ["positions", { user: USER, market: A, eventId: 1 }, "only one of market, eventId"],
  ["positions", { user: "0x12" }, "user"],
  ["positions", {}, "user"],
  ["closed-positions", { user: USER, limit: 51 }, "limit"],
  ["closed-positions", { user: USER, offset: 100_001 }, "offset"],
  ["closed-positions", { user: USER, title: "x".repeat(101) }, "title"],
  ["activity", { user: USER, limit: 501 }, "limit"],
  ["activity", { user: USER, type: "GIFT" }, "type"],
  ["activity", { user: USER, sortBy: "NAME" }, "sortBy"],
  ["trades", { limit: 10_001 }, "limit"],
  ["trades", { offset: 10_001 }, "offset"],
  ["trades", { filterType: "CASH" }, "filterType and filterAmount must be given together"],
  ["trades", { filterAmount: 5 }, "filterType and filterAmount must be given together"],
  ["trades", { market: "0xabc" }, "market"],
  ["trades", { eventId: "0" }, "eventId"],
  ["holders", { market: A, limit: 501 }, "limit"],
  ["holders", { market: A, minBalance: 1_000_000 }, "minBalance"],
  ["live-volume", { id: 0 }, "id"],
  ["leaderboard", { limit: 51 }, "limit"],
  ["v2-trades", { offset: 1 }, "offset"],
  ["v2-trades", { limit: 1001 }, "limit"],
  ["v2-trades", { condition: Array.from({ length: 21 }, () => A) }, "condition"],
  ["v2-trades", { condition: A, event_id: "1" }, "only one of condition, event_id"],
  ["v2-positions", { status: "OPEN" }, "a user or exactly one condition"],
  ["v2-positions", { condition: [A, B] }, "a user or exactly one condition"],
  ["v2-holders", { condition: A, include_pnl: true, limit: 101 }, "at most 100"],
  ["v2-resolutions", {}, "exactly one of"],
  ["v2-resolutions", { condition: A, event_id: "1" }, "exactly one of"],
  ["v2-prices-history", { token_id: "1" }, "exactly one of start, interval, as_of"],
  ["v2-prices-history", { token_id: "1", interval: "1d", end: 5 }, "end needs start"],
  ["v2-prices-history", { token_id: "1", start: 0 }, "start"],
  ["v2-builders-volume", { limit: 91 }, "limit"],
])("%s: error: %j says what is wrong and is not sent", async (name, params, says) => {
  const { client, asked } = openRig(() => Response.json([]));
  const got = await client.call(name, params);
  expect(got.ok ? undefined : got.error.code).toBe("rejected");
  expect(got.ok ? "" : got.error.message).toContain(says);
  expect(asked).toEqual([]);
});

test("trades: behavior: offset pages end where the venue's bound is, and that is not the whole", async () => {
  const trade = { side: "BUY", asset: "1", conditionId: A, size: 1, price: 0.5, timestamp: 1 };
  const { client, asked } = openRig(() => Response.json(Array.from({ length: 4000 }, () => trade)));
  const got = await client.collect(methods.trades, { limit: 4000 });
  expect(got.ok && [got.value.items.length, got.value.complete]).toEqual([12_000, false]);
  expect(asked.map((path) => /offset=\d+/.exec(path)?.[0])).toEqual(["offset=0", "offset=4000", "offset=8000"]);
});

test("trades: behavior: a trade without a wallet is a trade of an unknown one, an empty page is the end", async () => {
  const trade = { side: "SELL", asset: "1", conditionId: A, size: "2.5", price: 0.5, timestamp: "1782150250" };
  const { client, asked } = openRig((_, at) => Response.json(at === 0 ? [trade] : []));
  const got = await client.collect(methods.trades, {});
  expect(got.ok && got.value).toEqual({ items: [{ ...trade, size: 2.5 }], pages: 2, complete: true });
  expect(asked).toHaveLength(2);
});

test("v2Trades: behavior: follows the cursor with all other parameters as before", async () => {
  const page = (next_cursor: string | null) => ({
    data: [],
    pagination: { limit: 2, offset: 0, has_more: false, next_cursor },
  });
  const { client, asked } = openRig((_, at) => Response.json(page(at === 0 ? "abc" : null)));
  const got = await client.collect(methods.v2Trades, { side: "BUY", limit: 2 });
  expect(got.ok && got.value).toEqual({ items: [], pages: 2, complete: true });
  expect(asked).toEqual([
    "/v2/trades?side=BUY&taker_only=true&limit=2",
    "/v2/trades?side=BUY&taker_only=true&limit=2&cursor=abc",
  ]);
});

test("openData: error: version 2's body tells code, parameter, retry and trace; version 1's tells its text", async () => {
  const body = {
    error: "invalid condition id",
    code: "invalid_request",
    retryable: false,
    trace_id: "t-1",
    parameter: "condition",
  };
  const bodies: [object, number][] = [
    [body, 400],
    [{ error: "slow", code: "request_timeout", retryable: true, trace_id: "t-2" }, 503],
    [{ error: "broken for good", code: "internal", retryable: false, trace_id: "t-3" }, 500],
    [{ error: "invalid user" }, 400],
  ];
  const { client } = openRig((_, at) => Response.json(bodies[at]?.[0], { status: bodies[at]?.[1] ?? 200 }));
  const errorOf = async () => {
    const got = await client.get(methods.v2Trades, {});
    return got.ok ? undefined : got.error;
  };
  const refused = await errorOf();
  expect(refused).toMatchObject({ code: "rejected", retry: "never", venueCode: "invalid_request" });
  expect([refused?.message, refused?.hint]).toEqual([
    expect.stringContaining("condition: invalid condition id"),
    expect.stringContaining("t-1"),
  ]);
  expect(await errorOf()).toMatchObject({ code: "venue_down", retry: "backoff", venueCode: "request_timeout" });
  expect(await errorOf()).toMatchObject({ code: "venue_down", retry: "never", venueCode: "internal" });
  expect((await errorOf())?.message).toContain("invalid user");
});

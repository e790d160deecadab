import { afterAll, expect, test } from "bun:test";
import { FakeIo } from "../api/fake-io.ts";
import { UsageError } from "../usage-error.ts";
import { cancelAll } from "./cancel-all.ts";
import { type EngineWord, runEngineWord } from "./engine-word.ts";
import { ledger } from "./ledger.ts";
import { orders } from "./orders.ts";
import { positions } from "./positions.ts";

const PROFIT = { realizedPnl: "-1.25", unrealizedPnl: "0.125", fees: "0.00014", settledPnl: "-1.00" };
const ORDER = {
  intentId: 7,
  leg: 0,
  strategy: "quoter",
  name: "kalshi:K:yes",
  side: "buy",
  price: "0.4100",
  size: "10",
  filledSize: "4",
  state: "partially_filled",
  intentReason: "quote_bid",
  reason: "none",
};
const POSITION = {
  name: "kalshi:K:yes",
  size: "12.5",
  settledSize: "10",
  sellableSize: "9",
  redeemableSize: "3",
  averagePrice: "0.5600",
  markPrice: null,
  realizedPnl: "0.00",
  unrealizedPnl: null,
  fees: "0.01",
};
const ANSWERS: Readonly<Record<string, unknown>> = {
  "GET /orders": {
    orders: [
      ORDER,
      { ...ORDER, intentId: 6, leg: 1, state: "canceled", reason: "requested" },
      { ...ORDER, intentId: 6, leg: 2, state: "canceled", intentReason: "unwind", reason: "no_liquidity" },
    ],
    next: 6,
  },
  "GET /positions": {
    cash: "999.00",
    spendableCash: "998.00",
    redeemableCash: "0.50",
    ...PROFIT,
    positions: [POSITION],
  },
  "GET /ledger": {
    asOf: 41,
    problem: null,
    pending: 1,
    contradictions: 0,
    tooOld: 0,
    total: PROFIT,
    cash: [{ venue: "kalshi", own: "998.00", incoming: "1.00", outgoing: "2.40", redeemable: "0.50", fees: "0.00014" }],
    contracts: [{ name: "kalshi:K:yes", own: "9", incoming: "2.5", outgoing: "1", redeemable: "3" }],
    venues: [{ venue: "kalshi", ...PROFIT }],
    strategies: [{ strategy: "quoter", ...PROFIT }],
  },
  "POST /orders/cancel-all": { asked: 3 },
};

/** An engine's API as far as these commands ask it. */
const heard: string[] = [];
const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = await request.text();
    heard.push([`${request.method} ${pathname}${search}`, request.headers.get("authorization") ?? "", body].join("|"));
    const answer = ANSWERS[`${request.method} ${pathname}`];
    return answer === undefined ? new Response("{}", { status: 404 }) : Response.json(answer);
  },
});
afterAll(() => server.stop(true));

// biome-ignore lint/suspicious/noExplicitAny: words of any answer
async function run(word: EngineWord<any>, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  heard.length = 0;
  const io = new FakeIo({ AUGURY_API_URL: server.url.href, ...env });
  const status = await runEngineWord(word, args, io);
  return { status, out: io.out, complaints: io.complaints };
}

test("orders: default: one line each, with its leg and why it ended; filters go to the engine", async () => {
  const { out, status } = await run(orders, ["--open", "--strategy", "quoter", "--limit", "2"]);
  expect(status).toBe(0);
  expect(heard).toEqual(["GET /orders?limit=2&open=true&strategy=quoter||"]);
  const lines = out.trimEnd().split("\n");
  expect(lines[1]).toMatch(/^7 +quoter +kalshi:K:yes +buy +0\.4100 +10 +4 +partially_filled$/);
  expect(lines[2]).toMatch(/^6\.1 .* canceled +requested$/);
  expect(lines[3]).toMatch(/^6\.2 .* canceled +unwind, no_liquidity$/);
  expect(lines[4]).toBe("there are more: --limit");
});

test("positions: default: held, settled and sellable, then the cash", async () => {
  const { out } = await run(positions);
  expect(out).toMatch(/kalshi:K:yes +12\.5 +10 +9 +3 +0\.5600 +none +0\.00 +unknown +0\.01/);
  expect(out).toContain("cash 999.00, of which spendable 998.00, to be redeemed 0.50");
});

test("ledger: default: balances, profits and whether everything adds up", async () => {
  const { out } = await run(ledger);
  expect(out).toMatch(/cash at kalshi +998\.00 +1\.00 +2\.40 +0\.50 +0\.00014/);
  expect(out).toMatch(/strategy quoter +-1\.25 +-1\.00 +0\.125/);
  expect(out).toContain("as of event 41: 1 trades wait for their end\neverything adds up\n");
});

test("cancel-all: default: asks with the token for what is named", async () => {
  const { out, status } = await run(cancelAll, ["--venue", "kalshi"], { AUGURY_API_TOKEN: "secret-token" });
  expect([status, out]).toEqual([0, "3 orders are asked to go; augury orders --open shows what is left\n"]);
  expect(heard).toEqual(['POST /orders/cancel-all|Bearer secret-token|{"venue":"kalshi"}']);
});

test("cancel-all: error: without a token nothing is asked", async () => {
  expect(run(cancelAll)).rejects.toThrow(UsageError);
  expect(heard).toEqual([]);
});

test("runEngineWord: behavior: --json gives the whole answer, --help asks nothing, no engine is status 6", async () => {
  expect(JSON.parse((await run(ledger, ["--json"])).out)).toEqual(ANSWERS["GET /ledger"]);
  const help = await run(orders, ["--help"]);
  expect([help.status, heard]).toEqual([0, []]);
  expect(help.out).toContain("usage: bun run augury orders [options]");
  const gone = await run(orders, ["--url", "http://127.0.0.1:1"]);
  expect(gone.status).toBe(6);
  expect(gone.complaints[0]).toContain("augury orders: network");
});

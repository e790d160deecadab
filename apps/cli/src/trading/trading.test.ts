import { afterAll, expect, test } from "bun:test";
import { FakeIo } from "../api/fake-io.ts";
import { UsageError, withUsage } from "../usage-error.ts";
import { amend } from "./amend.ts";
import { cancel } from "./cancel.ts";
import { cancelAll } from "./cancel-all.ts";
import { refusalOf } from "./decided.ts";
import { type EngineWord, runEngineWord } from "./engine-word.ts";
import { ledger } from "./ledger.ts";
import { orders } from "./orders.ts";
import { place } from "./place.ts";
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
  "POST /orders": { outcome: "decided", intentId: 12, refusal: null },
  "PATCH /orders/12": { outcome: "decided", intentId: 13, refusal: null },
  "PATCH /orders/14": {
    outcome: "refused",
    intentId: 15,
    refusal: { reason: "price_band", leg: 0, value: 9000, limit: 6250 },
  },
  "DELETE /orders/12": { asked: 1 },
  "DELETE /orders/-3": { asked: 2 },
};
/** Status, code and detail of what the engine does not do. */
const PROBLEMS: Readonly<Record<string, readonly [number, string, string]>> = {
  "PATCH /orders/99": [404, "not-found", "intent 99 has no open order of leg 0"],
  "DELETE /orders/99": [404, "not-found", "intent 99 has no open order"],
  "DELETE /orders/98": [504, "unanswered", "look at /orders before asking again"],
  "DELETE /orders/97": [403, "writes-disabled", "no token is configured"],
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
    const asked = `${request.method} ${pathname}`;
    if (asked in ANSWERS) return Response.json(ANSWERS[asked]);
    const [status, code, detail] = PROBLEMS[asked] ?? [404, "not-found", "no such route"];
    return Response.json({ type: `urn:augury:problem:${code}`, title: "It was not done", status, detail }, { status });
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

const WORDS = { amend, cancel, place } as const;
const TOKEN = { AUGURY_API_TOKEN: "secret-token" };

/** As a shell runs it: its lines and its status, and what the engine heard. */
// biome-ignore lint/suspicious/noExplicitAny: words of any answer
async function runAs(word: EngineWord<any>, line: string) {
  heard.length = 0;
  const io = new FakeIo({ AUGURY_API_URL: server.url.href, ...TOKEN });
  const complain = (text: string) => io.complain(text);
  const status = await withUsage(word.name, () => runEngineWord(word, line.split(" ").filter(Boolean), io), complain);
  return { status, out: io.out, complaints: io.complaints, heard: [...heard] };
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
  const { out, status } = await run(cancelAll, ["--venue", "kalshi"], TOKEN);
  expect([status, out]).toEqual([0, "3 orders are asked to go; augury orders --open shows what is left\n"]);
  expect(heard).toEqual(['POST /orders/cancel-all|Bearer secret-token|{"venue":"kalshi"}']);
});

test("cancel-all: error: without a token nothing is asked", async () => {
  await expect(run(cancelAll)).rejects.toThrow(UsageError);
  expect(heard).toEqual([]);
});

test("place: default: asks with the token for the order, what is left out is the engine's to say", async () => {
  const plain = await runAs(place, "--instrument kalshi:K:no --side buy --price 0.41 --size 10");
  expect([plain.status, plain.out]).toEqual([0, "intent 12 is on its way; augury orders shows what becomes of it\n"]);
  const order = { instrument: "kalshi:K:no", side: "buy", price: "0.41", size: "10" };
  expect(plain.heard).toEqual([`POST /orders|Bearer secret-token|${JSON.stringify(order)}`]);
  const flags = "--tif IOC --post-only --reduce-only --ttl-ms 250";
  const { heard: full } = await runAs(place, `--instrument 3 --side sell --price 0.5 --size 1.25 ${flags}`);
  const more = { timeInForce: "IOC", postOnly: true, reduceOnly: true, ttlMs: 250 };
  const body = { instrument: "3", side: "sell", price: "0.5", size: "1.25", ...more };
  expect(full).toEqual([`POST /orders|Bearer secret-token|${JSON.stringify(body)}`]);
});

test("amend: default: asks for what is to change, and says that it is on its way", async () => {
  const both = await runAs(amend, "--intent 12 --leg 1 --price 0.42 --size 7 --ttl-ms 900");
  expect([both.status, both.complaints]).toEqual([0, []]);
  expect(both.out).toStartWith("the change is on its way; augury orders shows what the order is");
  const body = { leg: 1, price: "0.42", size: "7", ttlMs: 900 };
  expect(both.heard).toEqual([`PATCH /orders/12|Bearer secret-token|${JSON.stringify(body)}`]);
  expect((await runAs(amend, "--intent 12 --size 7")).heard).toEqual([
    'PATCH /orders/12|Bearer secret-token|{"size":"7"}',
  ]);
});

test("cancel: default: all legs of an intent, or one; nobody's intents have numbers below zero", async () => {
  const all = await runAs(cancel, "--intent 12");
  expect([all.status, all.out]).toEqual([0, "1 order is asked to go; augury orders --open shows what is left\n"]);
  expect(all.heard).toEqual(["DELETE /orders/12|Bearer secret-token|"]);
  const leg = await runAs(cancel, "--intent=-3 --leg 2");
  expect(leg.out).toStartWith("2 orders are asked to go");
  expect(leg.heard).toEqual(["DELETE /orders/-3?leg=2|Bearer secret-token|"]);
});

test.each([
  ["place", "--side buy --price 0.41 --size 10", "--instrument is missing; --help shows what an order needs"],
  ["place", "--instrument 0 --side buy --price 0.41", "--size is missing; --help shows what an order needs"],
  ["place", "--instrument 0 --side buy --price 0.41 --size 1 --ttl-ms soon", '--ttl-ms is a whole number, was "soon"'],
  ["amend", "--price 0.41", "--intent is a number as augury orders shows it, was left out"],
  ["amend", "--intent 12", "--price, --size or both say what to change"],
  ["amend", "--intent 12 --leg x --size 1", '--leg is a whole number, was "x"'],
  ["cancel", "", "--intent is a number as augury orders shows it, was left out"],
  ["cancel", "--intent 0", '--intent is a number as augury orders shows it, was "0"'],
  ["cancel", "12", 'unexpected argument "12"; see --help'],
] as const)("%s: error: wrong use is one line and asks nothing: %s", async (name, line, wrong) => {
  expect(await runAs(WORDS[name], line)).toEqual({
    status: 2,
    out: "",
    complaints: [`augury ${name}: ${wrong}`],
    heard: [],
  });
});

test("amend: error: a refusal names the rule and is status 1; --json has all of it", async () => {
  const refused = "augury amend: refused by the rule price_band: $0.90 where $0.625 is allowed";
  const shown = await runAs(amend, "--intent 14 --price 0.9");
  expect([shown.status, shown.out, shown.complaints]).toEqual([1, "", [refused]]);
  const json = await runAs(amend, "--intent 14 --price 0.9 --json");
  expect([json.status, json.complaints]).toEqual([1, [refused]]);
  expect(JSON.parse(json.out)).toEqual(ANSWERS["PATCH /orders/14"]);
});

test.each([
  ["amend", "--intent 99 --size 1", 5, ["not_found: ", "intent 99 has no open order of leg 0", "[not-found]"]],
  ["cancel", "--intent 99", 5, ["not_found: ", "intent 99 has no open order", "[not-found]"]],
  ["cancel", "--intent 98", 6, ["venue_down: ", "look at /orders before asking again", "the outcome is unknown"]],
  ["cancel", "--intent 97", 3, ["auth: ", "no token is configured", "[writes-disabled]"]],
] as const)("%s %s: error: status %i, and the engine's own words in one line", async (name, line, status, said) => {
  const { complaints, out, status: ended } = await runAs(WORDS[name], line);
  expect([ended, out, complaints.length]).toEqual([status, "", 1]);
  for (const text of said) expect(complaints[0]).toContain(text);
  expect(complaints[0]).not.toContain("{");
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

test.each([
  ["order_notional", 4_230_000_000, 50_000_000, ": $4230.00 where $50.00 is allowed"],
  ["sellable_size", 12_000_000, 5_500_000, ": 12 contracts where 5.5 contracts is allowed"],
  ["size_min", 2_000_000, 5_000_000, ": 2 where 5 is allowed"],
  ["clock_skew", 900, 250, ": 900 ms where 250 ms is allowed"],
  ["open_orders", 11, 10, ": 11 where 10 is allowed"],
  ["kill_switch", 1, 0, ""],
  ["deadline_passed", 1_790_000_000_000_000, 1_780_000_000_000_000, ""],
])("refusalOf: default: %s in its own unit", (reason, value, limit, said) => {
  const decided = { outcome: "refused" as const, intentId: 1, refusal: { reason, value, limit } };
  expect(refusalOf(decided)).toBe(`refused by the rule ${reason}${said}`);
  expect(refusalOf({ ...decided, refusal: null })).toBeUndefined();
});

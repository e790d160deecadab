import { expect, test } from "bun:test";
import fc from "fast-check";
import { SimScheduler, settle } from "../sim-scheduler.ts";
import { type BudgetCall, RateBudget } from "./rate-budget.ts";
import { RateBudgetConfig } from "./rate-budget-config.ts";

/** Polymarket's way: a class draws on its own window, on a longer one, and on everybody's. */
const WINDOWS = {
  allowances: {
    all: { kind: "quota", quota: 100, windowMs: 10_000, share: 1, burst: 0.5 },
    order: { kind: "quota", quota: 40, windowMs: 10_000, share: 1, burst: 0.5, reserve: 0.25 },
    orderLong: { kind: "quota", quota: 600, windowMs: 600_000, share: 1, burst: 0.5 },
  },
  classes: {
    default: { all: 1 },
    order: { all: 1, order: 1, orderLong: 1 },
    cancel: { all: 1, order: 1 },
  },
  waitMsMax: 60_000,
};
/** Kalshi's way: tokens, calls of different price. */
const TOKENS = {
  allowances: { write: { kind: "bucket", capacity: 100, refillPerSecond: 100 } },
  classes: { default: { write: 10 }, cancel: { write: 2 } },
};

function open(config: object = WINDOWS) {
  const scheduler = new SimScheduler();
  return { scheduler, budget: new RateBudget("test", RateBudgetConfig.parse(config), scheduler) };
}

/** Asks for tokens and notes the time they came, in ms from now. */
function ask({ scheduler, budget }: ReturnType<typeof open>, call: BudgetCall) {
  const startUs = scheduler.nowUs();
  const asked: { ms?: number; refused?: string } = {};
  budget.acquire(call).then((outcome) => {
    if (outcome.ok) asked.ms = (scheduler.nowUs() - startUs) / 1000;
    else asked.refused = `${outcome.error.code} ${outcome.error.retry}`;
  });
  return asked;
}

test("RateBudgetConfig: error: no default class, unknown allowance, a call that never fits, a quota too small", () => {
  const { allowances, classes } = WINDOWS;
  for (const bad of [
    { allowances, classes: { order: { all: 1 } } },
    { allowances, classes: { ...classes, other: { nothing: 1 } } },
    { allowances, classes: { ...classes, other: { order: 16 } } },
    { allowances: { all: { kind: "quota", quota: 2, windowMs: 1000 } }, classes: { default: { all: 1 } } },
    { allowances, classes, spare: 1 },
  ]) {
    expect(RateBudgetConfig.safeParse(bad).success).toBe(false);
  }
});

test("acquire: default: takes at once what is there, from every allowance of the class", async () => {
  const { budget } = open();
  expect(await budget.acquire({ className: "order" })).toEqual({ ok: true, value: undefined });
  const left = Object.fromEntries(budget.usage().allowances.map(({ name, left: tokens }) => [name, tokens]));
  expect(left).toEqual({ all: 49, order: 19, orderLong: 299 });
});

test("acquire: behavior: an unknown class pays the default's price, a batch its own", async () => {
  const { budget } = open(TOKENS);
  await budget.acquire({ className: "whatever" });
  await budget.acquire({ className: "cancel", costs: { write: 30 } });
  expect(budget.usage().allowances[0]).toMatchObject({ left: 60, granted: 40 });
});

test("acquire: behavior: a batch pays for each item, at the price that the venue names", async () => {
  const rig = open(TOKENS);
  expect(await rig.budget.acquire({ className: "cancel", items: 10 })).toEqual({ ok: true, value: undefined });
  expect(rig.budget.usage().allowances[0]?.left).toBe(80);
  rig.budget.reprice("cancel", { write: 5 });
  await rig.budget.acquire({ className: "cancel", items: 10 });
  expect(rig.budget.usage().allowances[0]?.left).toBe(30);
  const never = await rig.budget.acquire({ className: "batch", items: 11 });
  expect(never.ok ? "" : [never.error.code, never.error.retry]).toEqual(["rate_limited", "never"]);
});

test("acquire: behavior: waits for the scarcest window and no longer", async () => {
  const rig = open();
  const asked = Array.from({ length: 17 }, () => ask(rig, { className: "order" }));
  await rig.scheduler.advance(10_000);
  // 20 at once, 5 of them kept for cancels; then 20 in 10 s.
  expect(asked.map(({ ms }) => ms)).toEqual([...Array(15).fill(0), 500, 1000]);
});

test("acquire: behavior: in order of arrival; a dear call does not starve behind cheap ones", async () => {
  const rig = open(TOKENS);
  ask(rig, { className: "default", costs: { write: 100 } });
  const dear = ask(rig, { className: "default", costs: { write: 50 } });
  const cheap = ask(rig, { className: "cancel" });
  await rig.scheduler.advance(30);
  // Its two tokens are there, and are the dear call's.
  const late = ask(rig, { className: "cancel" });
  await rig.scheduler.advance(1000);
  expect([dear.ms, cheap.ms, late.ms]).toEqual([500, 520, 510]);
});

test("acquire: behavior: who waits for one allowance does not hold up those of another", async () => {
  const rig = open();
  const orders = Array.from({ length: 16 }, () => ask(rig, { className: "order" }));
  const read = ask(rig, { className: "book" });
  await settle();
  expect([orders[15]?.ms, read.ms]).toEqual([undefined, 0]);
});

test("acquire: behavior: a cancel takes the reserve at once and goes before everyone", async () => {
  const rig = open();
  const orders = Array.from({ length: 30 }, () => ask(rig, { className: "order" }));
  const cancels = Array.from({ length: 7 }, () => ask(rig, { className: "cancel", priority: true }));
  await rig.scheduler.advance(20_000);
  expect(cancels.map(({ ms }) => ms)).toEqual([0, 0, 0, 0, 0, 500, 1000]);
  expect(orders[15]?.ms).toBeGreaterThan(1000);
});

test("acquire: error: too long a wait is refused at once, with the wait", async () => {
  const rig = open({ ...TOKENS, waitMsMax: 400 });
  await rig.budget.acquire({ className: "default", costs: { write: 100 } });
  const outcome = await rig.budget.acquire({ className: "default", costs: { write: 50 } });
  expect(outcome.ok ? undefined : outcome.error).toMatchObject({
    code: "rate_limited",
    retry: "backoff",
    source: "test",
    retryAfterMs: 500,
  });
  expect(rig.budget.usage()).toMatchObject({ rejected: 1, waiting: 0 });
});

test("acquire: error: what never fits is refused for good", async () => {
  const outcome = await open(TOKENS).budget.acquire({ className: "default", costs: { write: 101 } });
  expect(outcome.ok ? undefined : outcome.error).toMatchObject({ code: "rate_limited", retry: "never" });
});

test("acquire: error: the queue is bounded, and a deadline that passes is a refusal", async () => {
  const rig = open({ ...TOKENS, waitingMax: 2, waitMsMax: 1000 });
  await rig.budget.acquire({ className: "default", costs: { write: 100 } });
  const first = ask(rig, { className: "default", costs: { write: 90 } });
  const second = ask(rig, { className: "default", costs: { write: 90 } });
  const third = ask(rig, { className: "default" });
  await settle();
  expect(third.refused).toBe("rate_limited backoff");
  expect(rig.budget.usage()).toMatchObject({ waiting: 2, waitingMax: 2, rejected: 1 });
  await rig.scheduler.advance(2000);
  expect([first.ms, second.refused]).toEqual([900, "rate_limited backoff"]);
  expect(rig.budget.usage().allowances[0]).toMatchObject({ rejected: 2, waiting: 0 });
  expect(rig.scheduler.pending).toBe(0);
});

test("acquire: error: canceled while waiting gives its place up", async () => {
  const rig = open(TOKENS);
  await rig.budget.acquire({ className: "default", costs: { write: 100 } });
  const canceling = new AbortController();
  const first = ask(rig, { className: "default", costs: { write: 100 }, signal: canceling.signal });
  canceling.abort();
  await rig.scheduler.advance(100);
  expect(first.refused).toBe("network never");
  expect(rig.budget.usage().waiting).toBe(0);
  expect(ask(rig, { className: "default", signal: canceling.signal })).toEqual({});
});

test("throttled: behavior: who waits goes on waiting, at the slower pace", async () => {
  const rig = open(TOKENS);
  await rig.budget.acquire({ className: "default", costs: { write: 100 } });
  const waiting = ask(rig, { className: "default", costs: { write: 50 } });
  rig.budget.throttled({ className: "default" });
  await rig.scheduler.advance(5000);
  expect(waiting.ms).toBeGreaterThan(900);
  expect(waiting.ms).toBeLessThan(1001);
});

test("charge: behavior: what a call cost beyond its price is taken, and given back", async () => {
  const { budget } = open({
    allowances: { month: { kind: "credits", quota: 10_000, period: "month" } },
    classes: { default: { month: 1 } },
  });
  await budget.acquire({ className: "listings" });
  budget.charge({ month: 24 });
  expect(budget.usage().allowances[0]).toMatchObject({ kind: "credits", left: 9975 });
  budget.ledger.credits("month").sync({ left: 3 }, 0);
  expect(budget.usage().allowances[0]).toMatchObject({ left: 3 });
});

test("acquire: behavior: no window is ever passed, every cancel's reserve holds, and nobody is forgotten", async () => {
  const anyCall = fc.record({
    gapMs: fc.integer({ min: 0, max: 800 }),
    className: fc.constantFrom("order", "cancel", "book"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(anyCall, { minLength: 1, maxLength: 80 }), async (calls) => {
      const rig = open();
      const grants: { atUs: number; className: string }[] = [];
      let answered = 0;
      for (const { gapMs, className } of calls) {
        await rig.scheduler.advance(gapMs);
        rig.budget.acquire({ className, priority: className === "cancel" }).then((outcome) => {
          answered++;
          if (outcome.ok) grants.push({ atUs: rig.scheduler.nowUs(), className });
        });
      }
      await rig.scheduler.advance(120_000);
      expect(answered).toBe(calls.length);
      expect(rig.scheduler.pending).toBe(0);
      const inWindow = (from: number, names: readonly string[]) =>
        grants.filter(({ atUs, className }) => names.includes(className) && atUs >= from && atUs < from + 10_000_000)
          .length;
      for (const { atUs } of grants) {
        expect(inWindow(atUs, ["order", "cancel"])).toBeLessThanOrEqual(40);
        expect(inWindow(atUs, ["order", "cancel", "book"])).toBeLessThanOrEqual(100);
      }
    }),
    { numRuns: 40 },
  );
});

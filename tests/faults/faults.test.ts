import { afterAll, beforeAll, expect, test } from "bun:test";
import type { VenueError } from "@augury/model";
import { type Scheduler, systemScheduler } from "@augury/net";
import { Counters } from "@augury/telemetry";
import {
  FAULT_TARGETS,
  type FaultTarget,
  freshCounters,
  mintTime,
  type OpenTarget,
  type TargetMethod,
} from "./fault-targets.ts";
import { BODY_BYTES_MAX, FAULTS, type Fault } from "./faults.ts";
import { hurriedScheduler } from "./hurried-scheduler.ts";
import { answerWith, MisbehavingServer } from "./misbehaving-server.ts";

const ATTEMPTS = 3;
/** One fault on every method of an API; a busy machine takes a while. */
const FAULT_MS_MAX = 120_000;
/** Limits of one call. */
interface Patience {
  readonly headersTimeoutMs: number;
  readonly attemptTimeoutMs: number;
  readonly callTimeoutMs: number;
  readonly scheduler: Scheduler;
}
const PATIENT: Patience = {
  headersTimeoutMs: 20_000,
  attemptTimeoutMs: 20_000,
  callTimeoutMs: 60_000,
  scheduler: systemScheduler,
};
/** Only for the two faults that end by time. */
const QUICK: Patience = { ...PATIENT, headersTimeoutMs: 150, attemptTimeoutMs: 200 };
/** For the fault after which the rate budget makes its callers wait: an hour passes in 18 s. */
const HURRIED: Patience = {
  headersTimeoutMs: 3_600_000,
  attemptTimeoutMs: 3_600_000,
  callTimeoutMs: 3_600_000,
  scheduler: hurriedScheduler(200),
};
const SKEW_MS = 30_000;
const TOLERATED_MS = 5_000;

let server: MisbehavingServer;
beforeAll(async () => {
  server = await MisbehavingServer.open();
});
afterAll(() => server[Symbol.asyncDispose]());

/** Requests that one client's suffering took: its own, told from late ones of the client before by its name. */
let clients = 0;
const sentBy = (agent: string) => server.requests.filter(({ headers }) => headers.get("user-agent") === agent).length;

function openTarget(
  target: FaultTarget,
  { scheduler, ...limits }: Patience,
): OpenTarget & { count: Counters; sent(): number } {
  const userAgent = `augury-fault-${clients++}`;
  const counters = freshCounters();
  const http = { ...limits, userAgent, bodyBytesMax: BODY_BYTES_MAX, retry: { initialMs: 1, maxMs: 50 } };
  const opened = target.open({ baseUrl: server.url, http, mint: mintTime, counters, scheduler });
  return { ...opened, count: new Counters<string>(counters), sent: () => sentBy(userAgent) };
}

function patienceFor({ code, retryAfterMs }: Fault): Patience {
  if (code === "timeout") return QUICK;
  return code === "rate_limited" && retryAfterMs === undefined ? HURRIED : PATIENT;
}

/** Calls one method of a fresh client; returns its error and how often it was sent. */
async function suffer(target: FaultTarget, method: TargetMethod, fault: Fault) {
  const client = openTarget(target, patienceFor(fault));
  server.become(fault.misbehave);
  try {
    const outcome = await client.call(method.name);
    const usage = client.usage();
    if (outcome.ok) throw new Error(`${target.name} ${method.name} took it for a good answer`);
    return { error: outcome.error, sent: client.sent(), usage, attempts: client.count.get("attempts") };
  } finally {
    client.close();
  }
}

/** One read and one write where time passes, else every method. */
function methodsFor({ methods }: FaultTarget, fault: Fault): readonly TargetMethod[] {
  const fitting = methods.filter(({ takesAnyText }) => !(takesAnyText && fault.isAboutText));
  if (fault.code !== "timeout") return fitting;
  return [true, false].flatMap((wanted) => fitting.find(({ isIdempotent }) => isIdempotent === wanted) ?? []);
}

for (const target of FAULT_TARGETS) {
  test.each(FAULTS)(
    `${target.name}: error: $name`,
    async (fault) => {
      const methods = methodsFor(target, fault);
      expect(methods.length).toBeGreaterThan(0);
      for (const method of methods) {
        const { error, sent, usage, attempts } = await suffer(target, method, fault);
        const found = { method: method.name, code: error.code, attempts, retry: error.retry };
        const expectedSent = fault.isRepeated && method.isIdempotent ? ATTEMPTS : 1;
        const unknown = fault.maybeDone && !method.isIdempotent;
        expect(found).toEqual({
          method: method.name,
          code: fault.code,
          attempts: expectedSent,
          retry: unknown ? "resync" : error.retry,
        });
        // Where time ends an attempt, a request may be under way still; no more ever come than attempts were made.
        if (fault.code === "timeout") expect(sent).toBeLessThanOrEqual(attempts);
        else expect(sent).toBe(attempts);
        expectToTell(error, fault);
        if (fault.code === "rate_limited") expectSlowdown(usage, fault);
      }
    },
    FAULT_MS_MAX,
  );
}

/** An error names who and what, and what to do where that is known. */
function expectToTell(error: VenueError, { retryAfterMs }: Fault): void {
  expect(error.source).toBeTruthy();
  expect(error.endpoint).toBeTruthy();
  expect(error.message).toContain(error.endpoint as string);
  if (retryAfterMs === undefined) return;
  expect(error.retryAfterMs).toBeGreaterThanOrEqual(retryAfterMs.min);
  expect(error.retryAfterMs).toBeLessThanOrEqual(retryAfterMs.max);
}

/** The budget goes slower, and after a Retry-After asks for nothing until then. */
function expectSlowdown(usage: ReturnType<OpenTarget["usage"]>, { retryAfterMs }: Fault): void {
  if (usage === undefined) return;
  expect(Math.min(...usage.allowances.map(({ pace }) => pace))).toBeLessThan(1);
  if (retryAfterMs === undefined) return;
  expect(Math.max(...usage.allowances.map(({ blockedMs }) => blockedMs))).toBeGreaterThan(retryAfterMs.min - 60_000);
}

const signing = FAULT_TARGETS.filter(({ methods }) => methods.some(({ isSigned }) => isSigned));

test.each(signing)("$name: behavior: a clock that is 30 s wrong is corrected by the venue's own", async (target) => {
  for (const direction of [1, -1]) {
    for (const method of target.methods.filter(({ isSigned }) => isSigned)) {
      const client = openTarget(target, PATIENT);
      server.become(venueWithClock(direction * SKEW_MS));
      const first = await client.call(method.name);
      const sentFirst = client.sent();
      const second = await client.call(method.name);
      client.close();
      // A read is sent again at once with the right time; what must not be sent twice fails, and its error names the clock.
      expect({ method: method.name, sentFirst }).toEqual({
        method: method.name,
        sentFirst: method.isIdempotent ? 2 : 1,
      });
      if (!method.isIdempotent) {
        expect(!first.ok && first.error.code).toBe("auth");
        expect(!first.ok && first.error.hint).toContain("clock");
      } else expect(!first.ok && first.error.code).not.toBe("auth");
      expect(!second.ok && second.error.code).not.toBe("auth");
    }
  }
});

/** A venue whose clock differs from ours by so much, and that refuses signatures of another time. */
function venueWithClock(offsetMs: number): MisbehavingServer["behavior"] {
  return (socket, request) => {
    const nowMs = Date.now() + offsetMs;
    const isRight = Math.abs(Number(request.headers.get("x-time-ms")) - nowMs) <= TOLERATED_MS;
    const headers = { date: new Date(nowMs).toUTCString() };
    answerWith(isRight ? { headers, body: "{}" } : { status: 401, headers, body: '{"error":"invalid timestamp"}' })(
      socket,
      request,
    );
  };
}

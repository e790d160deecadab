import { expect, test } from "bun:test";
import fc from "fast-check";
import { Liveness } from "./liveness.ts";
import { HeartbeatConfig } from "./session-config.ts";

const SECOND = 1_000_000;
const text = () => new Liveness({ staleMs: 25_000, heartbeat: HeartbeatConfig.parse({ kind: "text" }) });
const protocol = () => new Liveness({ staleMs: 25_000, heartbeat: HeartbeatConfig.parse({ kind: "protocol" }) });

test("Liveness: default: a ping is due every ten seconds", () => {
  const liveness = protocol();
  liveness.open(0);
  expect(liveness.due(10 * SECOND - 1)).toBe("nothing");
  expect(liveness.due(10 * SECOND)).toBe("ping");
  expect(liveness.due(10 * SECOND)).toBe("nothing");
  expect(liveness.due(20 * SECOND)).toBe("ping");
});

test("Liveness: behavior: silence for staleMs is death", () => {
  const liveness = protocol();
  liveness.open(0);
  liveness.heard(3 * SECOND);
  expect(liveness.due(28 * SECOND - 1)).not.toBe("stale");
  expect(liveness.due(28 * SECOND)).toBe("stale");
});

test("Liveness: behavior: a text ping without any life for five seconds is death", () => {
  const liveness = text();
  liveness.open(0);
  expect(liveness.due(10 * SECOND)).toBe("ping");
  expect(liveness.nextDueUs()).toBe(15 * SECOND);
  expect(liveness.due(15 * SECOND - 1)).toBe("nothing");
  expect(liveness.due(15 * SECOND)).toBe("stale");
});

test("Liveness: behavior: where no answer is expected only silence counts", () => {
  const heartbeat = HeartbeatConfig.parse({ kind: "text", everyMs: 5_000, replyExpected: false });
  const liveness = new Liveness({ staleMs: 25_000, heartbeat });
  liveness.open(0);
  for (const second of [5, 10, 15, 20]) expect(liveness.due(second * SECOND)).toBe("ping");
  expect(liveness.due(25 * SECOND)).toBe("stale");
});

test("Liveness: behavior: a later ping does not push the deadline of an unanswered one", () => {
  const heartbeat = HeartbeatConfig.parse({ kind: "text", everyMs: 2000, replyMs: 5000 });
  const liveness = new Liveness({ staleMs: 25_000, heartbeat });
  liveness.open(0);
  for (const second of [2, 4, 6]) expect(liveness.due(second * SECOND)).toBe("ping");
  expect(liveness.due(7 * SECOND)).toBe("stale");
});

test("Liveness: behavior: a frame after the ping counts like its answer", () => {
  const liveness = text();
  liveness.open(0);
  expect(liveness.due(10 * SECOND)).toBe("ping");
  liveness.heard(10 * SECOND + 1);
  expect(liveness.due(15 * SECOND)).toBe("nothing");
});

test("Liveness: behavior: while paused nothing goes stale, and silence counts anew afterwards", () => {
  const liveness = text();
  liveness.open(0);
  liveness.pause();
  expect(liveness.due(100 * SECOND)).toBe("ping");
  expect(liveness.due(200 * SECOND)).toBe("ping");
  liveness.resume(201 * SECOND);
  expect(liveness.due(206 * SECOND)).toBe("nothing");
  expect(liveness.due(210 * SECOND)).toBe("ping");
  expect(liveness.due(215 * SECOND)).toBe("stale");
});

test("Liveness: behavior: one that is asked at every deadline finds death within its bounds, and never while it hears", () => {
  const anyGaps = fc.array(fc.integer({ min: 1, max: 40 * SECOND }), { maxLength: 40 });
  fc.assert(
    fc.property(anyGaps, fc.constantFrom(text, protocol), (gaps, make) => {
      const liveness = make();
      liveness.open(0);
      let nowUs = 0;
      for (const gap of gaps) {
        const nextUs = nowUs + gap;
        const diedUs = runUntil(liveness, nextUs);
        if (diedUs !== undefined) {
          expect(diedUs - nowUs).toBeLessThanOrEqual(25 * SECOND);
          expect(diedUs - nowUs).toBeGreaterThanOrEqual(5 * SECOND);
          return;
        }
        expect(gap).toBeLessThanOrEqual(25 * SECOND);
        liveness.heard(nextUs);
        nowUs = nextUs;
      }
    }),
  );
});

/** Asks at each deadline before `endUs`; returns when it said "stale". */
function runUntil(liveness: Liveness, endUs: number): number | undefined {
  for (let dueUs = liveness.nextDueUs(); dueUs < endUs; dueUs = liveness.nextDueUs()) {
    if (liveness.due(dueUs) === "stale") return dueUs;
  }
  return undefined;
}

import { afterEach, describe, expect, test } from "bun:test";
import { type Clock, ManualClock, systemClock } from "@augury/core";
import { ControlWords } from "@augury/wire";
import type { Fate, TestWorkerApi } from "./test-worker.ts";
import { type RestartPolicy, WorkerSlot } from "./worker-slot.ts";

const POLICY: RestartPolicy = { initialMs: 10, maxMs: 40, multiplier: 2, healthyMs: 60_000, restartsMax: 20 };

const slots: WorkerSlot<TestWorkerApi>[] = [];
afterEach(async () => {
  for (const slot of slots.splice(0)) {
    slot.expectEnd();
    await slot.awaitEnd(0);
  }
});

interface RigOptions {
  /** The fate of each incarnation; the last one holds for all that follow. */
  readonly fates: readonly Fate[];
  readonly restart?: Partial<RestartPolicy>;
  readonly startMsMax?: number;
  readonly heartbeatMsMax?: number;
  readonly clock?: Clock;
}

/** Longer than any thread takes to start or to end, on whatever machine: what is tested is not how fast they are. */
const PATIENT_MS = 60_000;

/** A slot with a real worker, and what it told. */
function rigOf({ fates, restart = {}, startMsMax = PATIENT_MS, heartbeatMsMax = 50, clock = systemClock }: RigOptions) {
  const words = ControlWords.create();
  const told: string[] = [];
  const downs: number[] = [];
  const slot = new WorkerSlot<TestWorkerApi>(
    {
      name: "recorder",
      url: new URL("./test-worker.ts", import.meta.url),
      start: (api, _worker, incarnation) =>
        api.start(words.buffer, fates[Math.min(incarnation, fates.length) - 1] as Fate),
      onDown: () => downs.push(slot.incarnation),
    },
    {
      clock,
      words,
      restart: { ...POLICY, ...restart },
      startMsMax,
      heartbeatMsMax,
      changed: (message) => told.push(message),
    },
  );
  slots.push(slot);
  return { slot, words, told, downs };
}

/** Waits for something that other threads bring about; the test run's own limit ends a wait in vain. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await Bun.sleep(2);
}

describe("WorkerSlot: start", () => {
  test("default: runs, and beats", async () => {
    const { slot, words, told } = rigOf({ fates: ["live"] });
    await slot.start();
    expect([slot.state, slot.incarnation, slot.restarts]).toEqual(["running", 1, 0]);
    expect(told).toEqual(["running"]);
    await until(() => words.ageMs("recorder", systemClock.nowUs()) < 50);
    slot.check();
    expect(slot.state).toBe("running");
  });

  test("error: a start that is refused says why", async () => {
    const { slot } = rigOf({ fates: ["refuse"], restart: { restartsMax: 0 } });
    await expect(slot.start()).rejects.toThrow("worker recorder did not start: it would rather not");
    await until(() => slot.state === "given_up");
  });

  test("error: a start that takes too long", async () => {
    const { slot } = rigOf({ fates: ["never-start"], startMsMax: 100, restart: { restartsMax: 0 } });
    await expect(slot.start()).rejects.toThrow("it did not come up within 100 ms");
    await until(() => slot.state === "given_up");
  });
});

describe("WorkerSlot: crashes", () => {
  test.each<[Fate, string]>([
    ["throw", "a broken rule"],
    ["reject", "an unseen rejection"],
    ["exit", "it closed unasked"],
  ])("behavior: %s is a crash: what was left is repaired, then it is started again", async (fate, why) => {
    const { slot, told, downs } = rigOf({ fates: [fate, "live"] });
    await slot.start();
    await until(() => slot.incarnation === 2 && slot.state === "running");
    expect(told).toEqual(["running", expect.stringContaining(why) as unknown as string, "running"]);
    expect([slot.restarts, downs]).toEqual([1, [1]]);
    expect(slot.lastError).toContain(why);
  });

  test("behavior: each crash waits longer, and an old one's words are not a new one's", async () => {
    const { slot, told } = rigOf({ fates: ["throw", "exit", "exit", "live"] });
    await slot.start();
    await until(() => slot.incarnation === 4 && slot.state === "running");
    const downs = told.filter((message) => message.startsWith("down"));
    expect(downs[0]).toContain("a broken rule");
    expect(downs.slice(1)).toEqual(["down: it closed unasked", "down: it closed unasked"]);
  });

  test("behavior: without a heartbeat for two checks it is ended and started again", async () => {
    // The clock of the rig: a thread that got no turn between start and check would count as silent.
    const clock = new ManualClock();
    const { slot, told } = rigOf({ fates: ["silent", "live"], heartbeatMsMax: 30, clock });
    await slot.start();
    slot.check();
    expect(slot.state).toBe("running");
    clock.advance(31_000);
    slot.check();
    expect(slot.state).toBe("running");
    slot.check();
    expect(slot.state).toBe("down");
    expect(told.at(-1)).toMatch(/^down: no heartbeat for \d+ ms$/);
    await until(() => slot.incarnation === 2 && slot.state === "running");
  });

  test("behavior: after too many it is given up, repaired and left", async () => {
    const { slot, told, downs } = rigOf({ fates: ["exit"], restart: { restartsMax: 2 } });
    await slot.start();
    await until(() => slot.state === "given_up");
    await until(() => downs.length === 3);
    expect(slot.incarnation).toBe(3);
    expect(told.at(-1)).toBe("given up after 2 restarts in an hour: it closed unasked");
  });

  test("crash: behavior: ends a running worker as a crash would", async () => {
    const { slot, downs } = rigOf({ fates: ["live"] });
    await slot.start();
    slot.crash("on request");
    expect([slot.state, slot.lastError]).toEqual(["down", "on request"]);
    await until(() => slot.incarnation === 2 && slot.state === "running");
    expect(downs).toEqual([1]);
  });
});

describe("WorkerSlot: end", () => {
  test("default: an end that was asked for is no crash", async () => {
    const { slot, downs, told } = rigOf({ fates: ["live"] });
    await slot.start();
    slot.expectEnd();
    await slot.remote.end();
    expect(await slot.awaitEnd(PATIENT_MS)).toBe(true);
    expect([slot.state, downs, told]).toEqual(["stopped", [], ["running"]]);
  });

  test("behavior: a worker that does not end is ended", async () => {
    const { slot } = rigOf({ fates: ["live"] });
    await slot.start();
    slot.expectEnd();
    expect(await slot.awaitEnd(30)).toBe(false);
    expect(slot.state).toBe("stopped");
  });

  test.each([
    ["before its close was seen", false],
    ["while it waits to be started again", true],
  ])("behavior: %s the end comes at once and nothing is started", async (_, repaired) => {
    const { slot, downs } = rigOf({ fates: ["live"], restart: { initialMs: 30 } });
    await slot.start();
    slot.crash("on request");
    if (repaired) await until(() => downs.length === 1);
    slot.expectEnd();
    expect(await slot.awaitEnd(0)).toBe(true);
    await Bun.sleep(80);
    expect([slot.state, slot.incarnation]).toEqual(["stopped", 1]);
  });

  test("behavior: asked for while it starts, it does not come back", async () => {
    const { slot } = rigOf({ fates: ["never-start"], startMsMax: 60 });
    const started = slot.start().catch(() => "did not start");
    slot.expectEnd();
    expect(await started).toBe("did not start");
    await Bun.sleep(50);
    expect([slot.state, slot.incarnation]).toEqual(["stopping", 1]);
    expect(await slot.awaitEnd(0)).toBe(false);
    expect(slot.state).toBe("stopped");
  });
});

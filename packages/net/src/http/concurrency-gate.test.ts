import { expect, test } from "bun:test";
import fc from "fast-check";
import { settle } from "../sim-scheduler.ts";
import { ConcurrencyGate } from "./concurrency-gate.ts";

const never = new AbortController().signal;

/** Asks for a place and writes down who got in. */
function ask(gate: ConcurrencyGate, entered: string[], name: string, priority = false, signal = never): void {
  gate.enter(priority, signal).then((outcome) => entered.push(outcome === "entered" ? name : `${name} ${outcome}`));
}

test("ConcurrencyGate: behavior: in order of arrival, priority first and into places of its own", async () => {
  const gate = new ConcurrencyGate({ concurrencyMax: 1, priorityConcurrencyMax: 2, queuedMax: 3 });
  const entered: string[] = [];
  ask(gate, entered, "a");
  ask(gate, entered, "b");
  ask(gate, entered, "c");
  ask(gate, entered, "P", true);
  ask(gate, entered, "Q", true);
  ask(gate, entered, "d");
  await settle();
  expect(entered).toEqual(["a", "P", "d full"]);
  for (let i = 0; i < 5; i++) {
    gate.leave();
    await settle();
  }
  expect(entered).toEqual(["a", "P", "d full", "Q", "b", "c"]);
});

test("ConcurrencyGate: behavior: who is canceled leaves the queue, and takes no place", async () => {
  const gate = new ConcurrencyGate({ concurrencyMax: 1, priorityConcurrencyMax: 1, queuedMax: 2 });
  const canceling = new AbortController();
  const entered: string[] = [];
  ask(gate, entered, "a");
  ask(gate, entered, "b", false, canceling.signal);
  ask(gate, entered, "c");
  canceling.abort();
  ask(gate, entered, "d", false, canceling.signal);
  await settle();
  gate.leave();
  await settle();
  expect(entered.toSorted()).toEqual(["a", "b aborted", "c", "d aborted"]);
  expect(entered.at(-1)).toBe("c");
  expect([gate.active, gate.waiting]).toEqual([1, 0]);
});

test("ConcurrencyGate: behavior: never above its bounds, and all get in in the end", async () => {
  const limits = { concurrencyMax: 3, priorityConcurrencyMax: 5, queuedMax: 100 };
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom("call", "cancel", "leave"), { maxLength: 60 }), async (steps) => {
      const gate = new ConcurrencyGate(limits);
      const entered: string[] = [];
      for (const [at, step] of steps.entries()) {
        if (step !== "leave") ask(gate, entered, `${at}`, step === "cancel");
        else if (gate.active > 0) gate.leave();
        await settle();
        expect(gate.active).toBeLessThanOrEqual(5);
        if (gate.active > 3) expect(steps).toContain("cancel");
        if (gate.waiting > 0) expect(gate.active).toBeGreaterThanOrEqual(3);
      }
      for (; gate.active > 0; await settle()) gate.leave();
      expect(entered).toHaveLength(steps.filter((step) => step !== "leave").length);
    }),
    { numRuns: 50 },
  );
});

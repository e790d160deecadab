import { expect, test } from "bun:test";
import fc from "fast-check";
import { RateGate } from "./rate-gate.ts";

test("RateGate: behavior: passed + held = asked, and memory stays bounded", () => {
  const asks = fc.array(fc.tuple(fc.nat(30), fc.nat(400_000)), { maxLength: 200 });
  fc.assert(
    fc.property(asks, (steps) => {
      const gate = new RateGate({ perSecondMax: 3, keysMax: 8 });
      let nowUs = 0;
      let passed = 0;
      let told = 0;
      for (const [key, us] of steps) {
        nowUs += us;
        const held = gate.pass(`key ${key}`, nowUs);
        if (held < 0) continue;
        passed++;
        told += held;
      }
      expect(passed + told + gate.takeHeld()).toBe(steps.length);
      expect(gate.keys).toBeLessThanOrEqual(8);
    }),
  );
});

test("RateGate: behavior: at most perSecondMax of a key pass within one second", () => {
  const gate = new RateGate({ perSecondMax: 3, keysMax: 8 });
  const outcomes = Array.from({ length: 5 }, () => gate.pass("a", 1_500_000));
  expect(outcomes).toEqual([0, 0, 0, -1, -1]);
  expect(gate.pass("a", 2_000_000)).toBe(2);
});

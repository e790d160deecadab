import { expect, test } from "bun:test";
import { ChaosDial } from "./chaos-dial.ts";
import { Fault } from "./fault.ts";

function dialWith(fault: unknown, nowMs = 0): ChaosDial {
  const dial = new ChaosDial(1);
  expect(dial.arm(Fault.parse(fault), nowMs)).toBe(true);
  return dial;
}

test("ChaosDial.judge: behavior: strikes so many frames of its kinds, then no more", () => {
  const dial = dialWith({ fault: "drop", args: { count: 2, kinds: ["trade"] } });
  const verdicts = (["delta", "trade", "snapshot", "trade", "trade"] as const).map((kind) => dial.judge(kind));
  expect(verdicts).toEqual([undefined, "drop", undefined, "drop", undefined]);
  expect(dial.stats()).toEqual({ drop: 2 });
});

test("ChaosDial.judge: default: book changes are hurt, nothing else", () => {
  const dial = dialWith({ fault: "garbage" });
  expect([dial.judge("reply"), dial.judge("snapshot"), dial.judge("delta")]).toEqual([undefined, undefined, "garbage"]);
});

test("ChaosDial.judge: behavior: a probability spares some and strikes some", () => {
  const dial = dialWith({ fault: "duplicate", args: { count: 1000, probability: 0.3 } });
  const struck = Array.from({ length: 1000 }, () => dial.judge("delta")).filter((verdict) => verdict === "duplicate");
  expect(struck.length).toBeGreaterThan(200);
  expect(struck.length).toBeLessThan(400);
});

test("ChaosDial.takeGap: behavior: so many jumps of so much", () => {
  const dial = dialWith({ fault: "gap", args: { count: 2, size: 5 } });
  expect([dial.takeGap(), dial.takeGap(), dial.takeGap()]).toEqual([5, 5, 0]);
});

test("ChaosDial.delayMs: behavior: only while slow delivery lasts", () => {
  const dial = dialWith({ fault: "slow", args: { delayMs: 40, durationMs: 100 } }, 1000);
  expect([dial.delayMs(1000), dial.delayMs(1099), dial.delayMs(1100)]).toEqual([40, 40, 0]);
});

test("ChaosDial.refuseHandshake: behavior: by count, with the status asked for", () => {
  const dial = dialWith({ fault: "refuse_handshake", args: { status: 418, count: 2 } });
  expect([1, 2, 3].map((nowMs) => dial.refuseHandshake(nowMs))).toEqual([418, 418, undefined]);
  expect(dial.refuseRequest(4)).toBeUndefined();
});

test("ChaosDial.refuseRequest: behavior: by duration, and for handshakes too", () => {
  const dial = dialWith({ fault: "too_many_requests", args: { durationMs: 50 } }, 100);
  expect([dial.refuseRequest(100), dial.refuseHandshake(149), dial.refuseRequest(150)]).toEqual([429, 429, undefined]);
  expect(dial.stats()).toEqual({ too_many_requests: 2 });
});

test("ChaosDial.arm: error: no more than 64 frame faults wait", () => {
  const dial = new ChaosDial(1);
  const armed = Array.from({ length: 65 }, () => dial.arm(Fault.parse({ fault: "drop" }), 0));
  expect(armed.filter(Boolean)).toHaveLength(64);
});

test("ChaosDial.truncate: behavior: a proper beginning of the frame", () => {
  const dial = new ChaosDial(3);
  for (let i = 0; i < 50; i++) {
    const cut = dial.truncate('{"type":"x"}');
    expect('{"type":"x"}'.startsWith(cut)).toBe(true);
    expect(cut.length).toBeLessThan(11);
  }
});

test("Fault: error: unknown faults and arguments are refused", () => {
  for (const bad of [
    { fault: "explode" },
    { fault: "drop", args: { count: 0 } },
    { fault: "slow", args: { delay: 1 } },
  ])
    expect(Fault.safeParse(bad).success).toBe(false);
});

import { expect, test } from "bun:test";
import { ManualClock } from "@augury/core";
import type { Venue } from "@augury/model";
import { ControlSender } from "./control-sender.ts";
import { createEngineMemory } from "./engine-memory.ts";
import { FeedShell } from "./feed-shell.ts";
import { TINY_RINGS } from "./shell-rig.ts";

function rigOf() {
  const memory = createEngineMemory({ instruments: 5, rings: TINY_RINGS, booksBytesMax: 4_000_000 });
  const calls: string[] = [];
  const say = (what: string) => (instruments: readonly number[]) => void calls.push(`${what} ${instruments.join(",")}`);
  const venue = { resync: say("resync"), subscribe: say("subscribe"), unsubscribe: say("unsubscribe") };
  // The shell uses these three of a venue's methods.
  const shell = new FeedShell(memory, "kalshi", venue as unknown as Venue);
  const clock = new ManualClock();
  const decision = new ControlSender(memory.decisionCommand.kalshi, clock);
  const main = new ControlSender(memory.mainCommand.kalshi, clock);
  return { shell, decision, main, calls };
}

test("FeedShell: default: commands of decision and main, equal ones in a row together", () => {
  const { shell, decision, main, calls } = rigOf();
  for (const instrument of [3, 1, 4]) decision.send("resync", { instrument });
  decision.send("unsubscribe", { instrument: 4 });
  decision.send("resync", { instrument: 0 });
  main.send("subscribe", { instrument: 2 });
  expect(shell.hasWork()).toBe(true);
  expect(shell.step()).toBe(6);
  expect(calls).toEqual(["resync 3,1,4", "unsubscribe 4", "resync 0", "subscribe 2"]);
  expect([shell.hasWork(), shell.step()]).toEqual([false, 0]);
});

test("FeedShell: behavior: a command that is not a feed's is passed over", () => {
  const { shell, decision, main, calls } = rigOf();
  decision.send("cash", { x: 1 });
  main.epochEnd(2, 0, 1, "gap");
  decision.send("resync", { instrument: 0 });
  expect(shell.step()).toBe(3);
  expect(calls).toEqual(["resync 0"]);
});

test("FeedShell: behavior: a full ring of commands is taken whole, over and over", () => {
  const { shell, decision, calls } = rigOf();
  for (let turn = 0; turn < 3; turn++) {
    for (let n = 0; n < 64; n++) decision.send("resync", { instrument: n % 5 });
    expect(shell.step()).toBe(64);
  }
  expect(calls).toHaveLength(3);
});

import { expect, test } from "bun:test";
import { runLoop } from "./run-loop.ts";

/** Runs a loop over a shell until `turns` timers of the event loop have had their turn. */
async function loopWith(shell: { step(): number; park(msMax: number): Promise<void> }) {
  let turned = 0;
  let beats = 0;
  const timer = setInterval(() => turned++, 0);
  await runLoop({ shell, beat: () => beats++, running: () => turned < 3, parkMsMax: 50 });
  clearInterval(timer);
  return beats;
}

test("runLoop: behavior: the event loop turns while there is always work", async () => {
  expect(await loopWith({ step: () => 1, park: async () => {} })).toBeGreaterThan(16);
});

test("runLoop: behavior: the event loop turns while parks come back at once", async () => {
  expect(await loopWith({ step: () => 0, park: async () => {} })).toBeGreaterThan(16);
});

test("runLoop: behavior: a failure ends it, for the supervisor to see", async () => {
  const shell = {
    step(): number {
      throw new Error("a broken rule");
    },
    park: async () => {},
  };
  await expect(runLoop({ shell, beat: () => {}, running: () => true, parkMsMax: 50 })).rejects.toThrow("a broken rule");
});

import { expect, test } from "bun:test";
import { D_NUMBER } from "@augury/wire";
import { TapReader } from "./tap-reader.ts";
import { TapScript } from "./tap-script.ts";
import { TestFolder, testPlan } from "./test-plan.ts";

function rigOf(dataDir: string) {
  const { memory } = testPlan(dataDir);
  const numbers: number[] = [];
  const others: number[] = [];
  const reader = new TapReader(memory, [
    (_, f64, base) => numbers.push(f64[(base >>> 1) + D_NUMBER]),
    (i32, _, base) => others.push(i32[base] & 0xff),
  ]);
  return { memory, reader, numbers, others };
}

test("TapReader: default: every listener gets every slot in order, a batch at a time", () => {
  using folder = new TestFolder();
  const { memory, reader, numbers, others } = rigOf(folder.path);
  const script = new TapScript();
  for (let n = 0; n < 700; n++) script.refusal(n, 0, "none");
  expect(script.publish(memory.tap)).toBe(true);
  expect([reader.step(), reader.step(), reader.step()]).toEqual([512, 188, 0]);
  expect(numbers).toEqual(Array.from({ length: 700 }, (_, at) => at + 1));
  expect(others).toHaveLength(700);
  expect(reader.taken).toBe(700);
});

test("TapReader: behavior: reads while it runs, lets the event loop turn, and takes the rest when it is stopped", async () => {
  using folder = new TestFolder();
  const { memory, reader, numbers } = rigOf(folder.path);
  const script = new TapScript();
  const running = reader.run();
  script.refusal(1, 0, "none").publish(memory.tap);
  while (numbers.length === 0) await new Promise((resolve) => setImmediate(resolve));
  script.refusal(2, 0, "none").refusal(3, 0, "none").publish(memory.tap);
  reader.stop();
  expect(numbers).toEqual([1, 2, 3]);
  await running;
});

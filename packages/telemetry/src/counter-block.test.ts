import { expect, test } from "bun:test";
import { Counters, createCounters } from "./counter-block.ts";

const names = ["frames", "skipped"] as const;

test("Counters: default: starts at zero and adds", () => {
  const counters = new Counters(createCounters(names));
  counters.add("frames");
  counters.add("frames", 41);
  expect(counters.read()).toEqual({ frames: 42, skipped: 0 });
});

test("Counters: behavior: two views of one block see the same numbers", () => {
  const handle = createCounters(names);
  const writer = new Counters(handle);
  const reader = new Counters(handle);
  const at = writer.slot("skipped");
  writer.values[at] = (writer.values[at] as number) + 3;
  expect(reader.get("skipped")).toBe(3);
});

test("Counters: behavior: a handle that crossed a thread boundary still works", async () => {
  const handle = createCounters(names);
  const source = `onmessage = ({ data }) => { new Float64Array(data.buffer)[data.names.indexOf("skipped")] += 7; postMessage("done"); };`;
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  await new Promise((resolve, reject) => {
    worker.onmessage = resolve;
    worker.onerror = reject;
    worker.postMessage(handle);
  });
  worker.terminate();
  expect(new Counters(handle).get("skipped")).toBe(7);
});

test("Counters: behavior: counts past 2^32", () => {
  const counters = new Counters(createCounters(names));
  counters.add("frames", 2 ** 40);
  counters.add("frames");
  expect(counters.get("frames")).toBe(2 ** 40 + 1);
});

test("Counters: error: an unknown name", () => {
  const counters = new Counters<string>(createCounters(names));
  expect(() => counters.slot("frame")).toThrow('no counter is called "frame"');
});

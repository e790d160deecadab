import { expect, test } from "bun:test";
import { cutSegments } from "../book/frame-segments.ts";
import { findFires } from "../intent/expected-fires.ts";
import { PlayedFrame } from "./played-frame.ts";
import { renderPolymarket } from "./tape.ts";

test("PlayedFrame: behavior: a new number keeps the frame's length, and a frame without one stays as it is", () => {
  const frame = new PlayedFrame('{"type":"trade","sid":3,"seq":7,"msg":{"seq":"x"}}');
  frame.stamp(42);
  expect(JSON.parse(Buffer.from(frame.bytes).toString())).toMatchObject({
    sid: 3,
    seq: 1_000_000_042,
    msg: { seq: "x" },
  });
  const plain = new PlayedFrame('{"type":"ticker","sid":2}');
  plain.stamp(42);
  expect(Buffer.from(plain.bytes).toString()).toBe('{"type":"ticker","sid":2}');
});

test("cutSegments: behavior: keeps every frame in order and times only long enough runs", () => {
  const frames = ["x", "a1", "a2", "y", "a3", "z", "a4", "a5", "a6"];
  const segments = cutSegments(frames, (text) => text.startsWith("a"), 2);
  expect(segments).toEqual([
    { before: ["x"], timed: ["a1", "a2"] },
    { before: ["y", "a3", "z"], timed: ["a4", "a5", "a6"] },
  ]);
});

test("renderPolymarket: behavior: the same tape every time, and a shorter one is its beginning", () => {
  const shape = { extraMarkets: 1, levels: 12, frames: 300 };
  const tape = renderPolymarket(shape);
  expect(renderPolymarket({ ...shape, frames: 100 }).frames).toEqual(tape.frames.slice(0, 100));
  expect(tape.snapshots.length).toBe(1);
  expect(tape.instruments.size).toBe((JSON.parse(tape.snapshots[0]) as unknown[]).length);
});

test("findFires: behavior: a second round of the tape fires like the first", () => {
  const tape = renderPolymarket({ extraMarkets: 1, levels: 12, frames: 400 });
  const once = findFires(tape, 400, 3).frames;
  expect(once.length).toBeGreaterThan(10);
  expect(findFires(tape, 800, 3).frames).toEqual([...once, ...once.map((frame) => frame + 400)]);
});

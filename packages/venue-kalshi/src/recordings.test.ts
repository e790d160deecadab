import { expect, test } from "bun:test";
import { fixturePath, hasFixtures } from "@augury/testkit";
import { DEMO, DUAL_TICKER, goldWindows, MULTI_MARKET, PRODUCTION, VERBATIM } from "./recorded-files.ts";
import type { RecordedFrame } from "./recorded-frame.ts";
import { detectFormat } from "./recording-format.ts";
import { groupRecordingFiles, openRecording, readRecording } from "./recordings.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = ({ bytes }: RecordedFrame): string => new TextDecoder().decode(bytes);
const collected = (sid: number, seq: number) =>
  `{"recv_ms":${1000 + seq},"event":{"type":"trade","sid":${sid},"seq":${seq},"msg":{"x": 1.0}}}`;

test("readRecording: behavior: a collector's event is sliced out of its line, byte for byte", () => {
  const frames = [...readRecording(bytesOf(`${collected(1, 7)}\n\n${collected(1, 9)}`), { renumber: false })];
  expect(frames.map(textOf)).toEqual([
    '{"type":"trade","sid":1,"seq":7,"msg":{"x": 1.0}}',
    '{"type":"trade","sid":1,"seq":9,"msg":{"x": 1.0}}',
  ]);
  expect(frames.map(({ receivedTimeMs }) => receivedTimeMs)).toEqual([1007, 1009]);
});

test("readRecording: behavior: renumbering closes holes per sid and keeps a fall as a new connection for all sids", () => {
  const lines = [
    collected(1, 8),
    collected(2, 99),
    collected(1, 20),
    collected(1, 3),
    collected(2, 5),
    collected(1, 4),
  ];
  const frames = [...readRecording(bytesOf(lines.join("\n")))];
  expect(
    frames.map((frame) => [frame.connection, JSON.parse(textOf(frame)).sid, JSON.parse(textOf(frame)).seq]),
  ).toEqual([
    [0, 1, 1],
    [0, 2, 1],
    [0, 1, 2],
    [1, 1, 1],
    [1, 2, 1],
    [1, 1, 2],
  ]);
});

test("readRecording: error: a damaged recording is refused", () => {
  const read = (text: string, format?: "collector" | "wrapped-lines") =>
    [...readRecording(bytesOf(text), format ? { format } : {})].length;
  expect(() => read(`${collected(1, 7)}\n${collected(1, 7)}`)).toThrow("comes twice");
  expect(() => read(`${collected(1, 7)}\n{"recv_ms":1`)).toThrow("not a collector's line");
  expect(() => read('{"raw": 5}', "wrapped-lines")).toThrow('as "raw"');
  expect(() => read("a,b,c")).toThrow("in no format");
});

test("groupRecordingFiles: behavior: a window cut at midnight is one recording, in order of time", () => {
  const files = [
    "b/KXG-00.2026-08-11.ndjson.gz",
    "b/KXG-00.2026-08-10.ndjson.gz",
    "b/demo-2026-07-01-full-session.jsonl",
  ];
  expect([...groupRecordingFiles(files)]).toEqual([
    ["KXG-00", ["b/KXG-00.2026-08-10.ndjson.gz", "b/KXG-00.2026-08-11.ndjson.gz"]],
    ["demo-2026-07-01-full-session", ["b/demo-2026-07-01-full-session.jsonl"]],
  ]);
});

const skipped = test.skipIf(!hasFixtures());

skipped("openRecording: recorded: every format is recognized and gives all its frames", async () => {
  const counts: unknown[] = [];
  for (const file of [DEMO, MULTI_MARKET, PRODUCTION, VERBATIM, DUAL_TICKER]) {
    const recording = await openRecording([fixturePath(file)]);
    let frames = 0;
    let timed = 0;
    for await (const frame of recording.frames()) {
      JSON.parse(textOf(frame));
      frames++;
      if (frame.receivedTimeMs > 1_700_000_000_000) timed++;
    }
    counts.push([recording.format, recording.isRenumbered, frames, timed]);
  }
  expect(counts).toEqual([
    ["raw-lines", false, 2898, 2887],
    ["wrapped-lines", false, 74, 74],
    ["document", false, 269, 269],
    ["wrapped-lines", false, 11, 9],
    ["raw-lines", false, 10, 10],
  ]);
});

skipped(
  "openRecording: recorded: a window of two files runs on over midnight, a reconnect is a new connection",
  async () => {
    const windows = goldWindows(true);
    const connectionsOf = async (window: string) => {
      const connections = new Set<number>();
      let last: RecordedFrame | undefined;
      let frames = 0;
      for await (const frame of (await openRecording((windows.get(window) ?? []).map(fixturePath))).frames()) {
        connections.add(frame.connection);
        last = frame;
        frames++;
      }
      return [frames, connections.size, last && JSON.parse(textOf(last)).seq];
    };
    expect(windows.size).toBe(15);
    const [frames, connections] = await connectionsOf("KXGOLD15M-26AUG102000-00");
    expect([frames, connections]).toEqual([47_658, 1]);
    expect((await connectionsOf("KXGOLD15M-26AUG102030-30")).slice(0, 2)).toEqual([34_334, 2]);
  },
);

test("detectFormat: behavior: says nothing of what it does not know", () => {
  expect([detectFormat(bytesOf("")), detectFormat(bytesOf("[1]")), detectFormat(bytesOf('{"a":1}'))]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

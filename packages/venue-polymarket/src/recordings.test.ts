import { expect, test } from "bun:test";
import { fixturePath, hasFixtures } from "@augury/testkit";
import { pythonReprToJson } from "./python-repr.ts";
import { recordedFrames } from "./recorded-frames.ts";
import { detectRecordingFormat, openRecording, readRecording } from "./recordings.ts";
import { bookEvent, lastTrade } from "./test-events.ts";

test.skipIf(!hasFixtures())("openRecording: behavior: every form is recognized", async () => {
  const formats: Record<string, string> = {
    "session-2026-04-29-30min-multi-source.jsonl": "multi-source",
    "burst-2026-07-28-eth-15m-price-changes.jsonl": "raw-lines",
    "nautilus-price_change_v2.json": "json",
    "book-hash-sequence-2025-10.txt": "json-lines",
    "legacy-2024-12-sequence-python-repr.txt": "python-lines",
    "session-2026-04-29-30min-markets.jsonl": "unknown",
  };
  for (const [name, format] of Object.entries(formats)) {
    expect({
      name,
      format: (await openRecording(fixturePath(`polymarket/ws-market/${name}`))).format as string,
    }).toEqual({
      name,
      format,
    });
  }
});

test.skipIf(!hasFixtures())("readRecording: behavior: a reconnect is another snapshot array", async () => {
  const frames = await recordedFrames("session-2026-04-29-30min-multi-source.jsonl");
  expect(frames.length).toBe(1947);
  const arrays = frames.filter(({ bytes, kind }) => kind === "ws" && bytes[0] === 0x5b);
  expect(arrays.map(({ connection }) => connection)).toEqual(Array.from({ length: 30 }, (_, at) => at));
  expect(frames[0]).toMatchObject({ kind: "rest_book", receivedTimeMs: 1_777_428_643_288 });
});

test.skipIf(!hasFixtures())("readRecording: behavior: raw frames keep their bytes", async () => {
  const [first] = await recordedFrames("burst-2026-07-28-eth-15m-price-changes.jsonl");
  expect(new Bun.CryptoHasher("sha256").update(first.bytes).digest("hex")).toBe(
    "3e59391193be00d559d4946488996d5308560fff6f444d8102303b581c11c79d",
  );
});

test("readRecording: behavior: lines of messages with titles between them", () => {
  const text = `Title\n${JSON.stringify([bookEvent()])}\n\nAnother\n${JSON.stringify(lastTrade("0.4"))}\n`;
  expect(detectRecordingFormat(text)).toBe("json-lines");
  expect(
    [...readRecording(text)].map(({ connection, kind, receivedTimeMs }) => [connection, kind, receivedTimeMs]),
  ).toEqual([
    [0, "ws", 1_700_000_000_000],
    [0, "ws", 1_700_000_000_005],
  ]);
});

test("readRecording: error: anything else has no frames", () => {
  for (const text of ["", "hello\n", "[1,2]", '{"a":1}\n{"b":2}\n']) {
    expect(detectRecordingFormat(text)).toBe("unknown");
    expect([...readRecording(text)]).toEqual([]);
  }
});

test("pythonReprToJson: default", () => {
  const json = pythonReprToJson(`[{'a': "it's", 'b': 'say "hi"\\n\\x41', 'c': [True, False, None, -1.5e3]}]`);
  expect(JSON.parse(json as string)).toEqual([{ a: "it's", b: 'say "hi"\nA', c: [true, false, null, -1500] }]);
});

test("pythonReprToJson: error: calls, names and open strings are refused", () => {
  for (const text of ["open('x')", "{'a': b}", "'open", "{'a': 1 + 1}"]) expect(pythonReprToJson(text)).toBeUndefined();
});

import { expect, test } from "bun:test";
import { fixturePath, hasFixtures } from "@augury/testkit";
import { verifyRestBook } from "./book-hash.ts";
import { recordedFiles, recordedFrames } from "./recorded-frames.ts";
import type { RecordedFrame } from "./recordings.ts";
import { RestBook, WireFrame } from "./schema.ts";
import { verifyRecording } from "./verify-recording.ts";

const without = test.skipIf(!hasFixtures());
const LONG = "session-2026-04-29-30min-multi-source.jsonl";

without(
  "verifyRecording: default: the long session: all 540 book hashes and 80 of 80 price_change hashes",
  async () => {
    const report = verifyRecording(await recordedFrames(LONG));
    expect(report).toMatchObject({
      wsFrames: 87,
      otherRecords: 1500,
      reconnects: 29,
      restBooks: 360,
      restHashesVerified: 360,
      streamBooks: 180,
      streamHashesVerified: 180,
      hiddenInputsFound: 0,
      changes: 80,
    });
    expect(report.counters).toMatchObject({
      framesParsed: 87,
      bookHashesVerified: 180,
      bookHashesWrong: 0,
      changeHashesVerified: 80,
      changeHashesWrong: 0,
      hashesOpen: 0,
      fallbacks: 0,
      drifts: 0,
    });
  },
);

without("verifyRecording: behavior: every file: no frame refused, every real book hash verified", async () => {
  for (const name of recordedFiles()) {
    const { counters, ...report } = verifyRecording(await recordedFrames(name));
    expect({ name, parsed: counters.framesParsed }).toEqual({ name, parsed: report.wsFrames });
    expect({ name, rest: report.restHashesVerified }).toEqual({ name, rest: report.restBooks });
    expect({ name, stream: report.streamHashesVerified }).toEqual({ name, stream: report.streamBooks });
    expect({ name, ladder: counters.bookHashesVerified }).toEqual({ name, ladder: report.streamBooks });
    if (name.startsWith("session")) expect(counters.changeHashesVerified).toBe(report.changes);
  }
});

without("verifyRecording: behavior: the October 2025 sequence verifies in the nine-field form", async () => {
  const report = verifyRecording(await recordedFrames("book-hash-sequence-2025-10.txt"));
  // Two price_changes of a pair of tokens, of which one has its snapshot; each change's hash is that of the REST book behind it.
  expect(report).toMatchObject({ restHashesVerified: 2, streamHashesVerified: 1, changes: 4, changesPaired: 2 });
  expect(report.counters).toMatchObject({ bookHashesVerified: 1, changeHashesVerified: 2, changeHashesWrong: 0 });
});

without("verifyRecording: behavior: a hidden last trade price and neg-risk flag are found by search", async () => {
  const report = verifyRecording(await recordedFrames("ws-book-2026-01-04-negrisk-0001.json"));
  expect(report).toMatchObject({ streamHashesVerified: 1, hiddenInputsFound: 1 });
});

without("verifyRecording: error: one altered digit is noticed, in a book, a change and a REST body", async () => {
  const frames = await recordedFrames(LONG);
  const alter = (index: number, from: RegExp, to: string) =>
    frames.map((frame, at): RecordedFrame => {
      if (at !== index) return frame;
      const text = Buffer.from(frame.bytes).toString();
      const altered = text.replace(from, to);
      expect(altered).not.toBe(text);
      return { ...frame, bytes: new Uint8Array(Buffer.from(altered)) };
    });
  const indexOf = (kind: string, needle: string) =>
    frames.findIndex((frame) => frame.kind === kind && Buffer.from(frame.bytes).includes(needle));
  const rest = verifyRecording(alter(indexOf("rest_book", "bids"), /"size":"(\d)/, '"size":"9$1'));
  expect(rest.restHashesVerified).toBe(359);
  const book = verifyRecording(alter(indexOf("ws", '"event_type":"book"'), /"size":"(\d)/, '"size":"9$1'));
  expect(book.streamHashesVerified).toBe(179);
  expect(book.counters).toMatchObject({ bookHashesVerified: 179, bookHashesWrong: 1 });
  const change = verifyRecording(alter(indexOf("ws", "price_changes"), /"size":"(\d)/, '"size":"9$1'));
  expect(change.counters.changeHashesVerified).toBeLessThan(80);
  expect(change.counters.changeHashesVerified + change.counters.hashesOpen + change.counters.changeHashesWrong).toBe(
    80,
  );
});

without("schema: behavior: describes every recorded stream frame", async () => {
  for (const name of recordedFiles()) {
    for (const { bytes, kind } of await recordedFrames(name)) {
      if (kind === "ws") WireFrame.parse(JSON.parse(Buffer.from(bytes).toString()));
      if (kind === "rest_book") RestBook.parse(JSON.parse(Buffer.from(bytes).toString()));
    }
  }
});

without("verifyRestBook: behavior: every recorded GET /book body verifies", async () => {
  for (const name of [
    "book-2026-01-04",
    "book-2026-06-22",
    "book-2026-07-28-eth-15m-down",
    "book-2026-07-28-eth-15m-up",
  ]) {
    const book = RestBook.parse(await Bun.file(fixturePath(`polymarket/clob/${name}.json`)).json());
    expect({ name, ok: verifyRestBook(book) }).toEqual({ name, ok: true });
  }
});

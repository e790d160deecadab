import { expect, test } from "bun:test";
import { ClientFrameReader, encodeTextFrame } from "./text-frames.ts";

/** A frame as clients send it: masked. */
function maskedText(text: string): Uint8Array {
  const payload = Buffer.from(text);
  const mask = [1, 2, 3, 4];
  const head =
    payload.length < 126
      ? [0x81, 0x80 | payload.length]
      : [0x81, 0x80 | 126, payload.length >> 8, payload.length & 0xff];
  return Buffer.from([...head, ...mask, ...payload.map((byte, at) => byte ^ mask[at & 3])]);
}

test("ClientFrameReader: behavior: frames come out whole, however the stream is cut", () => {
  const texts = ["PING", "x".repeat(300), "", "the last"];
  const stream = Buffer.concat(texts.map(maskedText));
  for (const size of [1, 2, 3, 7, 100, stream.length]) {
    const reader = new ClientFrameReader();
    const read: string[] = [];
    for (let at = 0; at < stream.length; at += size)
      for (const frame of reader.read(stream.subarray(at, at + size))) read.push(Buffer.from(frame.payload).toString());
    expect(read).toEqual(texts);
  }
});

test("encodeTextFrame: behavior: the three ways to write a length", () => {
  expect([...encodeTextFrame("ab")]).toEqual([0x81, 2, 0x61, 0x62]);
  expect([...encodeTextFrame("a".repeat(300)).subarray(0, 4)]).toEqual([0x81, 126, 1, 44]);
  expect([...encodeTextFrame("a".repeat(70_000)).subarray(0, 10)]).toEqual([0x81, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x70]);
});

import { readdirSync } from "node:fs";
import { fixturePath } from "@augury/testkit";
import { FrameDecoder } from "./frame-decoder.ts";
import { kalshiTable } from "./kalshi-feed-rig.ts";
import { readRecording } from "./recordings.ts";

const WINDOW = "KXGOLD15M-26AUG101900-00";

export interface ParseBenchResult {
  readonly message: string;
  readonly frames: number;
  /** Nanoseconds per frame, frame to slots: the median round of each. */
  readonly scannerNs: number;
  readonly jsonNs: number;
  /** JSON.parse of the same bytes alone, without schema or slots. */
  readonly jsonParseNs: number;
  /** Slots written by the scanner's rounds: proof that the work was done. */
  readonly checksum: number;
}

/** Times the byte scanner against JSON.parse + schema and bare JSON.parse on recorded frames, rounds interleaved. */
export async function benchParse(framesPerRound: number, rounds: number): Promise<ParseBenchResult[]> {
  const recorded = await recordedFrames();
  return [...recorded].map(([message, frames]) => benchMessage(message, repeatTo(frames, framesPerRound), rounds));
}

function benchMessage(message: string, frames: readonly Uint8Array[], rounds: number): ParseBenchResult {
  const decoder = new FrameDecoder(kalshiTable([WINDOW]));
  const utf8 = new TextDecoder();
  const times = { scanner: [] as number[], json: [] as number[], parse: [] as number[] };
  let checksum = 0;
  for (let round = 0; round < rounds; round++) {
    times.scanner.push(
      timed(frames, (bytes) => {
        decoder.slotsFromBytes(bytes, 1);
        checksum += decoder.slots;
      }),
    );
    times.json.push(timed(frames, (bytes) => decoder.slotsFromJson(bytes, 1)));
    times.parse.push(timed(frames, (bytes) => JSON.parse(utf8.decode(bytes))));
  }
  return {
    message,
    frames: frames.length,
    scannerNs: median(times.scanner),
    jsonNs: median(times.json),
    jsonParseNs: median(times.parse),
    checksum,
  };
}

/** The first `count` frames, over and over where there are fewer: a rare message is measured as warm as a frequent one. */
function repeatTo(frames: readonly Uint8Array[], count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, at) => frames[at % frames.length]);
}

function timed(frames: readonly Uint8Array[], run: (bytes: Uint8Array) => void): number {
  const start = Bun.nanoseconds();
  for (const bytes of frames) run(bytes);
  return (Bun.nanoseconds() - start) / frames.length;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

/** One window's frames by message type, each in memory of its own as a socket would give them. */
async function recordedFrames(): Promise<Map<string, Uint8Array[]>> {
  const folder = fixturePath("kalshi/ws/gold15m");
  const file = readdirSync(folder).find((name) => name.startsWith(WINDOW));
  const { gunzipSync } = await import("node:zlib");
  const bytes = gunzipSync(new Uint8Array(await Bun.file(`${folder}/${file}`).arrayBuffer()));
  const byType = new Map<string, Uint8Array[]>();
  for (const frame of readRecording(bytes, { renumber: false })) {
    const type = /"type":"([a-z_]+)"/.exec(new TextDecoder().decode(frame.bytes.subarray(0, 40)))?.[1] ?? "";
    const list = byType.get(type) ?? [];
    byType.set(type, list);
    list.push(Uint8Array.from(frame.bytes));
  }
  return byType;
}

if (import.meta.main) {
  for (const result of await benchParse(20_000, 15)) {
    const { message, frames, scannerNs, jsonNs, jsonParseNs, checksum } = result;
    console.log(
      `${message}: scanner ${scannerNs.toFixed(0)} ns, JSON.parse + schema ${jsonNs.toFixed(0)} ns, ` +
        `JSON.parse alone ${jsonParseNs.toFixed(0)} ns per frame (${frames} frames, checksum ${checksum})`,
    );
  }
}

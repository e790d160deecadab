import { statSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { RawArchiveReader } from "@augury/journal";
import { openRecording as openKalshi } from "@augury/venue-kalshi";
import { openRecording as openPolymarket } from "@augury/venue-polymarket";
import type { PlayedFrame } from "./play-driver.ts";

/** A recording of one venue. May be read more than once. */
export interface VenueSource {
  readonly path: string;
  readonly venue: "polymarket" | "kalshi";
  /** The stream's frames, in order. */
  frames(): AsyncIterable<PlayedFrame>;
  /** The texts that name markets: the frames, and books that were read over REST beside them. */
  texts(): AsyncIterable<string>;
}

/** Bytes from the start of a recording that suffice to tell whose it is. */
const SNIFFED_BYTES = 1 << 16;

/** Opens a recording of either venue in any form that the venue's own reader knows. Throws an error of one line. */
export async function openSource(path: string): Promise<VenueSource> {
  if (isDirectory(path)) return openArchive(path);
  const file = Bun.file(path);
  if (!(await file.exists())) throw new Error(`no such recording: ${path}`);
  const venue = venueOf(await readHead(path));
  if (venue === "kalshi") return openKalshiSource(path);
  if (venue === "polymarket") return openPolymarketSource(path);
  throw new Error(`not a recording of either venue: ${path}`);
}

async function readHead(path: string): Promise<string> {
  const bytes = new Uint8Array(await Bun.file(path).arrayBuffer());
  // node:zlib, because Bun's own stops after the first of a recording's many gzip members.
  const unpacked = path.endsWith(".gz") ? gunzipSync(bytes) : bytes;
  return new TextDecoder().decode(unpacked.subarray(0, SNIFFED_BYTES));
}

/** Tells whose frames these are by a field that only one venue has. Quotes may be escaped inside a recorder's envelope. */
function venueOf(head: string): VenueSource["venue"] | undefined {
  if (/market_ticker/.test(head)) return "kalshi";
  return /asset_id|clob_token_ids/.test(head) ? "polymarket" : undefined;
}

async function openKalshiSource(path: string): Promise<VenueSource> {
  // The fake session numbers anew anyway.
  const recording = await openKalshi([path], { renumber: false });
  async function* frames(): AsyncGenerator<PlayedFrame> {
    for await (const { receivedTimeMs, bytes } of recording.frames()) yield { receivedTimeMs, text: decode(bytes) };
  }
  return { path, venue: "kalshi", frames, texts: () => textsOf(frames()) };
}

async function openPolymarketSource(path: string): Promise<VenueSource> {
  if ((await openPolymarket(path)).format === "unknown") throw new Error(`in no known form of recording: ${path}`);
  async function* records(kinds: ReadonlySet<string>): AsyncGenerator<PlayedFrame> {
    for await (const { kind, receivedTimeMs, bytes } of (await openPolymarket(path)).frames)
      if (kinds.has(kind)) yield { receivedTimeMs, text: decode(bytes) };
  }
  return {
    path,
    venue: "polymarket",
    frames: () => records(new Set(["ws"])),
    texts: () => textsOf(records(new Set(["ws", "rest_book"]))),
  };
}

/** An archive of raw frames, as `augury record` and the engine's recorder write it. */
function openArchive(path: string): VenueSource {
  const reader = RawArchiveReader.open(path);
  if (!reader.ok) throw new Error(reader.error.message);
  async function* frames(): AsyncGenerator<PlayedFrame> {
    const again = RawArchiveReader.open(path);
    if (!again.ok) throw new Error(again.error.message);
    for (const { timeUs, bytes } of again.value.records()) yield { receivedTimeMs: timeUs / 1000, text: decode(bytes) };
  }
  for (const { bytes } of reader.value.records()) {
    const venue = venueOf(decode(bytes));
    if (venue !== undefined) return { path, venue, frames, texts: () => textsOf(frames()) };
  }
  throw new Error(`not a recording of either venue: ${path}`);
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

async function* textsOf(frames: AsyncIterable<PlayedFrame>): AsyncGenerator<string> {
  for await (const { text } of frames) yield text;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

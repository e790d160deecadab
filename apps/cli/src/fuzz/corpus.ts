import { existsSync } from "node:fs";
import { join } from "node:path";
import type { VenueName } from "@augury/model";
import { openRecording as openKalshi } from "@augury/venue-kalshi";
import { openRecording as openPolymarket } from "@augury/venue-polymarket";
import { findKalshiFiles } from "../replay-recordings/kalshi-files.ts";
import { findPolymarketFiles } from "../replay-recordings/polymarket-files.ts";
import { generateFrames } from "./generated-frames.ts";

/** The frames that a fuzzing run starts from. */
export interface Corpus {
  readonly frames: readonly Uint8Array[];
  readonly recorded: number;
  readonly generated: number;
}

const GENERATED = 200;
const PER_FILE_MAX = 60;
/** Longer frames would slow the run down without showing more; a few of them stay in. */
const BYTES_MAX = 4_096;
const LONG_FRAMES_MAX = 6;

/** Collects recorded frames below `fixtures`, if there are any, and generated ones of the same seed. */
export async function collectCorpus(venue: VenueName, fixtures: string, seed: number): Promise<Corpus> {
  const generated = generateFrames(venue, seed, GENERATED);
  const all = existsSync(fixtures)
    ? await (venue === "kalshi" ? kalshiFrames(fixtures) : polymarketFrames(fixtures))
    : [];
  const long = all.filter(({ length }) => length > BYTES_MAX);
  const recorded = [...all.filter(({ length }) => length <= BYTES_MAX), ...long.slice(0, LONG_FRAMES_MAX)];
  return { frames: [...recorded, ...generated], recorded: recorded.length, generated: generated.length };
}

async function kalshiFrames(fixtures: string): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = [];
  for (const { files } of findKalshiFiles(fixtures).recordings.slice(0, 24)) {
    const recording = await openKalshi(files.slice(0, 1).map((file) => join(fixtures, file)));
    let left = PER_FILE_MAX;
    for await (const { bytes } of recording.frames()) {
      frames.push(bytes.slice());
      if (--left === 0) break;
    }
  }
  return frames;
}

async function polymarketFrames(fixtures: string): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = [];
  for (const file of findPolymarketFiles(fixtures).recordings) {
    let left = PER_FILE_MAX;
    for await (const { bytes, kind } of (await openPolymarket(join(fixtures, file))).frames) {
      if (kind !== "ws") continue;
      frames.push(bytes.slice());
      if (--left === 0) break;
    }
  }
  return frames;
}

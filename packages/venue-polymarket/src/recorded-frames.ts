import { readdirSync } from "node:fs";
import { fixturePath } from "@augury/testkit";
import { openRecording, type RecordedFrame } from "./recordings.ts";

const FOLDER = "polymarket/ws-market";

/** Names of the recorded market-channel files that hold frames. */
export function recordedFiles(): string[] {
  // The metadata of a session lies beside it.
  return readdirSync(fixturePath(FOLDER))
    .filter((name) => !name.endsWith("-markets.jsonl"))
    .sort();
}

/** Reads one of them whole. */
export async function recordedFrames(name: string): Promise<RecordedFrame[]> {
  const frames: RecordedFrame[] = [];
  const recording = await openRecording(fixturePath(`${FOLDER}/${name}`));
  for await (const frame of recording.frames) frames.push(frame);
  return frames;
}

import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { assert } from "@augury/core";

const SEGMENT = /^(\d{6,})\.aj$/;
const RUN_ID = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$/;

/** Returns the directory of a run; asserts that the id is a plain file name. */
export function runDirectory(root: string, runId: string): string {
  assert(RUN_ID.test(runId), "a run id is a plain file name of at most 64 characters");
  return join(root, runId);
}

/** Returns the path of a run's segment. */
export function segmentPath(runDir: string, segment: number, extension = "aj"): string {
  return join(runDir, `${String(segment).padStart(6, "0")}.${extension}`);
}

/** Returns the numbers of the segments in a run's directory, ascending; empty when there is no such directory. */
export function listSegments(runDir: string, pattern = SEGMENT): number[] {
  if (!existsSync(runDir)) return [];
  const numbers: number[] = [];
  for (const name of readdirSync(runDir)) {
    const match = pattern.exec(name);
    if (match) numbers.push(Number(match[1]));
  }
  return numbers.sort((a, b) => a - b);
}

/** One run as a directory listing shows it; its header is read with `readRunHeader`. */
export interface RunInfo {
  readonly runId: string;
  readonly directory: string;
  readonly segments: number;
  readonly bytes: number;
  /** False when the first segment was deleted by the retention bound: such a run cannot be replayed from its start. */
  readonly complete: boolean;
}

/** Lists the runs under a journal root by run id: run ids are time-ordered, so the last one is the latest. */
export function listRuns(root: string): RunInfo[] {
  if (!existsSync(root)) return [];
  const runs: RunInfo[] = [];
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const directory = join(root, entry.name);
    const segments = listSegments(directory);
    if (segments.length === 0) continue;
    const bytes = segments.reduce((sum, segment) => sum + statSync(segmentPath(directory, segment)).size, 0);
    runs.push({ runId: entry.name, directory, segments: segments.length, bytes, complete: segments[0] === 1 });
  }
  return runs.sort((a, b) => (a.runId < b.runId ? -1 : 1));
}

import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { listRuns } from "./run-directory.ts";

export interface RunsBounds {
  /** Runs kept. */
  readonly runsMax: number;
  /** Bytes of all runs together, raw frames included. */
  readonly bytesMax: number;
}

/** A run that was deleted, or could not be. */
export interface PrunedRun {
  readonly runId: string;
  readonly bytes: number;
  readonly problem?: string;
}

/**
 * Deletes the oldest runs of a journal root until both bounds hold, whole runs only: half a run cannot be replayed. Never one of `kept`
 * (runs that still have to be repaired or are being written), whose bytes count all the same.
 */
export function pruneRuns(root: string, { bytesMax, runsMax }: RunsBounds, kept: ReadonlySet<string>): PrunedRun[] {
  const runs = listRuns(root).map(({ directory, runId }) => ({ runId, directory, bytes: bytesOf(directory) }));
  let bytes = runs.reduce((sum, run) => sum + run.bytes, 0);
  let count = runs.length;
  const pruned: PrunedRun[] = [];
  for (const run of runs) {
    if (count <= runsMax && bytes <= bytesMax) break;
    if (kept.has(run.runId)) continue;
    const problem = remove(run.directory);
    pruned.push({ runId: run.runId, bytes: run.bytes, ...(problem !== undefined && { problem }) });
    if (problem !== undefined) continue;
    count--;
    bytes -= run.bytes;
  }
  return pruned;
}

function remove(directory: string): string | undefined {
  try {
    rmSync(directory, { recursive: true });
    return undefined;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

function bytesOf(directory: string): number {
  let bytes = 0;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    bytes += entry.isDirectory() ? bytesOf(path) : (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  }
  return bytes;
}

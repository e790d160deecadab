import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";

/** What the doctor asks of the machine: a seam, so that tests can be on another one. */
export interface Machine {
  readonly cores: number;
  readonly bunVersion: string;
  nowMs(): number;
  /** The folder itself, or the nearest one above it that is there. */
  nearestFolder(path: string): string;
  isWritable(folder: string): boolean;
  /** Permission bits of a folder, as in 0o755. */
  modeOf(folder: string): number;
  freeBytes(folder: string): number;
}

export const thisMachine: Machine = {
  cores: availableParallelism(),
  bunVersion: Bun.version,
  nowMs: Date.now,
  nearestFolder,
  isWritable,
  modeOf: (folder) => statSync(folder).mode & 0o777,
  freeBytes: (folder) => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  },
};

function nearestFolder(path: string): string {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

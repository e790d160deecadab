import { existsSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { listRuns, type RunInfo } from "@augury/journal";
import { UsageError } from "./usage-error.ts";

/** Where the demo keeps its journal: what is shown when no folder is named. */
export const DEFAULT_JOURNAL = "data/demo/journal";

/** Returns the runs of a journal root, or the one run whose folder it is. Throws a {@link UsageError} when there is neither. */
export function findRuns(path: string): RunInfo[] {
  const folder = resolve(path);
  if (!existsSync(folder)) throw new UsageError(`no such folder: ${path}`);
  if (!statSync(folder).isDirectory()) throw new UsageError(`not a folder: ${path}`);
  const runs = listRuns(folder);
  if (runs.length > 0) return runs;
  return listRuns(dirname(folder)).filter(({ runId }) => runId === basename(folder));
}

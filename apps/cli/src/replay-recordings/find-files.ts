import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Returns the files below `folder` of `root` as paths relative to `root`, sorted; none when there is no such folder. */
export function findFiles(root: string, folder: string): string[] {
  const top = join(root, folder);
  if (!existsSync(top)) return [];
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

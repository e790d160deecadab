import { existsSync, readFileSync } from "node:fs";
import type { IntentEntry } from "@augury/model";

/** Reads what a killed process left in its log without touching it: every line that is whole. */
export function readLogFile(path: string): IntentEntry[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line) => {
      const json = line.slice(line.indexOf(" ") + 1);
      try {
        return line === "" ? [] : [JSON.parse(json) as IntentEntry];
      } catch {
        return [];
      }
    });
}

import { writeFileSync } from "node:fs";

/** On Linux: which parts of memory a core dump of this process holds; 0 = none. */
const FILTER = "/proc/self/coredump_filter";

/** Keeps keys out of core dumps: from here on one of this process holds no memory. Returns whether the system took it. */
export function emptyCoreDumps(path = FILTER): boolean {
  try {
    writeFileSync(path, "0");
    return true;
  } catch {
    return false;
  }
}

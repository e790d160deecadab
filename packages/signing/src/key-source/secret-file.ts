import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from "node:fs";
import { err, ok, type Result } from "@augury/core";
import { KeyError } from "../key-error.ts";

const FILE_BYTES_MAX = 65_536;
const FOR_OTHERS = 0o077;

/**
 * Reads a small file that nobody but its owner, who must be us or root, may read or write. What was checked is what is read: one descriptor serves both, and
 * a symbolic link in the file's place is refused. Windows has no such permissions; there they go unchecked.
 */
export function readSecretFile(path: string): Result<string, KeyError> {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const problem = problemOf(fstatSync(descriptor), path);
    return problem ? err(problem) : ok(readFileSync(descriptor, "utf8"));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    const why = code === "ELOOP" ? "it must be no symbolic link" : `it must be there and readable (${code})`;
    return err(new KeyError("unreadable", `the key file ${path} cannot be read: ${why}`));
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function problemOf(stats: Stats, path: string): KeyError | undefined {
  if (!stats.isFile()) return new KeyError("unreadable", `${path} must be a plain file`);
  if (stats.size > FILE_BYTES_MAX) {
    return new KeyError("unreadable", `the key file ${path} is at most ${FILE_BYTES_MAX} bytes, was ${stats.size}`);
  }
  const uid = process.getuid?.();
  if (uid === undefined) return undefined;
  if (stats.uid !== uid && stats.uid !== 0) {
    return new KeyError("permissions", `the key file ${path} must belong to the user who runs this (chown it)`);
  }
  if ((stats.mode & FOR_OTHERS) !== 0) {
    const mode = (stats.mode & 0o777).toString(8).padStart(4, "0");
    return new KeyError("permissions", `the key file ${path} must be its owner's alone: chmod 600, was ${mode}`);
  }
  return undefined;
}

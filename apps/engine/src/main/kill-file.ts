import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Name of the file, inside the data folder. */
export const KILL_FILE = "KILL";
const REASON_MAX = 200;

/**
 * The kill switch as a file: while it is there, the engine on this data folder sends no order, today and after a restart. Anybody may make
 * it (`touch data/KILL` will do); what stands in it is the reason. Only a resume removes it.
 */
export class KillFile {
  readonly path: string;

  constructor(dataDir: string) {
    this.path = join(dataDir, KILL_FILE);
  }

  get exists(): boolean {
    return existsSync(this.path);
  }

  /** Returns the reason that stands in the file, `undefined` when there is no file. */
  reason(): string | undefined {
    if (!this.exists) return undefined;
    try {
      const text = readFileSync(this.path, "utf8").split("\n")[0]?.trim().slice(0, REASON_MAX);
      return text ? text : `the file ${KILL_FILE}`;
    } catch {
      return `the file ${KILL_FILE}, which cannot be read`;
    }
  }

  /** Makes the file, whole or not at all; returns why it could not. One that is there already stays as it is. */
  put(reason: string): string | undefined {
    if (this.exists) return undefined;
    const fresh = `${this.path}.new`;
    return attempt(() => {
      mkdirSync(dirname(this.path), { recursive: true });
      writeFileSync(fresh, `${reason.replaceAll("\n", " ").slice(0, REASON_MAX)}\n`, { mode: 0o600 });
      renameSync(fresh, this.path);
    });
  }

  /** Removes the file; returns why it could not. */
  remove(): string | undefined {
    return attempt(() => rmSync(this.path, { force: true }));
  }
}

function attempt(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

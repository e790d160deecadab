/** How bad it is: `fail` keeps the engine from doing what the configuration says, `skip` was not looked at, and says why. */
export type FindingLevel = "ok" | "skip" | "warn" | "fail";

/** One thing that a check found, in one line, with what to do about it. */
export interface Finding {
  readonly level: FindingLevel;
  readonly text: string;
  /** What to do; only of `warn` and `fail`. */
  readonly fix?: string;
}

export function fine(text: string): Finding {
  return { level: "ok", text };
}

export function skip(text: string): Finding {
  return { level: "skip", text };
}

export function warn(text: string, fix: string): Finding {
  return { level: "warn", text, fix };
}

export function fail(text: string, fix: string): Finding {
  return { level: "fail", text, fix };
}

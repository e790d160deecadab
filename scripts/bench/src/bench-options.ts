import { err, ok, type Result } from "@augury/core";

/** How large a run is. */
export type Scale = "smoke" | "quick" | "full";

export interface BenchOptions {
  readonly scale: Scale;
  /** Names of the benches to run, all when empty. */
  readonly only: readonly string[];
}

/** Reads the command line; the error is one line. */
export function parseBenchOptions(args: readonly string[], names: readonly string[]): Result<BenchOptions, string> {
  let scale: Scale = "full";
  const only: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at];
    if (arg === "--quick") scale = "quick";
    else if (arg === "--only") {
      const name = args[++at] ?? "";
      if (!names.includes(name)) return err(`--only takes one of ${names.join(", ")}, was "${name}"`);
      only.push(name);
    } else return err(`unknown argument "${arg}"; usage: bun run bench [--quick] [--only ${names.join("|")}]`);
  }
  return ok({ scale, only });
}

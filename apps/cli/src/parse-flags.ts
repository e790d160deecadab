import { type ParseArgsConfig, type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { UsageError } from "./usage-error.ts";

type Parsed<T extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; options: T; allowPositionals: true; strict: true }>
>;

/** Reads flags and arguments. Throws a {@link UsageError} of one line for an unknown flag, a missing value or too many arguments. */
export function parseFlags<const T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: T,
  argumentsMax: number,
): Parsed<T> {
  let parsed: Parsed<T>;
  try {
    parsed = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
    } satisfies ParseArgsConfig) as Parsed<T>;
  } catch (cause) {
    const [line] = (cause instanceof Error ? cause.message : String(cause)).split(/\n|\. /);
    throw new UsageError(`${line}; see --help`);
  }
  const extra = parsed.positionals[argumentsMax];
  if (extra !== undefined) throw new UsageError(`unexpected argument "${extra}"; see --help`);
  return parsed;
}

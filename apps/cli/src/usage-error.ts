import { EXIT } from "./command.ts";

/** A wrong flag or argument: one line to stderr, status 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Runs a command's body; a {@link UsageError} thrown by it becomes its line and status. */
export async function withUsage(
  command: string,
  body: () => Promise<number>,
  complain: (line: string) => void = (line) => void process.stderr.write(`${line}\n`),
): Promise<number> {
  try {
    return await body();
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause;
    complain(`augury ${command}: ${cause.message}`);
    return EXIT.usage;
  }
}

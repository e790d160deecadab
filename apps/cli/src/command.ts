/** One word of the command line. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** One line that a reader can copy. */
  readonly example: string;
  /** Runs with the arguments behind the name; resolves with the exit status: 0 well, 1 failed, 2 wrong use. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** Exit statuses. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

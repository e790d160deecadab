/** What a command has of the world: its two outputs, its environment, and being interrupted. */
export interface CommandIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether standard output is a screen: tables there, JSON into pipes. */
  readonly isScreen: boolean;
  /** Characters of a line. */
  readonly columns: number;
  /** Writes to standard output; resolves when it is written, so that nothing is cut off at the end. */
  write(text: string): Promise<void>;
  /** Writes one line to standard error. */
  complain(line: string): void;
  /** Resolves at the first SIGINT or SIGTERM from now on; `end` stops listening. */
  onInterrupt(): { readonly interrupted: Promise<void>; end(): void };
}

/** A pipe has no width, some terminals say 0. */
const COLUMNS_DEFAULT = 120;

/** This process. */
export const processIo: CommandIo = {
  env: process.env,
  isScreen: process.stdout.isTTY === true,
  columns: process.stdout.columns || COLUMNS_DEFAULT,
  write: writeOut,
  complain: (line) => void process.stderr.write(`${line}\n`),
  onInterrupt,
};

function writeOut(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      // Whoever read the pipe has seen enough (`| head`): that is no failure of ours.
      if (error && (error as NodeJS.ErrnoException).code === "EPIPE") process.exit(0);
      if (error) reject(error);
      else resolve();
    });
  });
}

function onInterrupt() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const hear = () => resolve();
  process.once("SIGINT", hear);
  process.once("SIGTERM", hear);
  const end = () => {
    process.off("SIGINT", hear);
    process.off("SIGTERM", hear);
  };
  return { interrupted: promise, end };
}

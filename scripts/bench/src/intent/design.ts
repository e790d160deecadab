import type { FireLog } from "./fire-log.ts";

/** One way to build the engine, connected to the replay server. */
export interface Design {
  readonly name: string;
  /** Path of its connection. */
  readonly path: string;
  readonly log: FireLog;
  open(port: number): Promise<void>;
  /** Frames received since it was opened. */
  readonly received: number;
  /** What was received and not yet decided upon, in slots. */
  readonly waiting: number;
  /** Orders so far that were not sent because their book's epoch had ended: see Refusals. */
  readonly refused: number;
  /** Before and after a run: background work of the design that only a run needs. */
  resume(): void;
  pause(): void;
  close(): Promise<void>;
}

import type { Result } from "@augury/core";

/**
 * A run's stamped slots in total order, one at a time: what packages/journal's reader is. After `next()` was true the slot stands at
 * `base` of `i32` until the next call; false means that there is nothing more (now), or that `failure` says why there never will be.
 */
export interface StampedSource {
  readonly i32: Int32Array;
  readonly f64: Float64Array;
  readonly base: number;
  readonly failure: Error | undefined;
  next(): boolean;
  close(): void;
}

/**
 * A run's journal as projections need it: openable from its first slot, any number of times.
 *
 * @example const run: JournalRun = { runId, open: () => JournalReader.open(runDirectory(root, runId)) };
 */
export interface JournalRun {
  readonly runId: string;
  open(): Result<StampedSource, Error>;
}

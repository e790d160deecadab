import type { FaultRun } from "./fault-scene.ts";

/** What one seed's run came to; one that ended early has no counts. */
export type FaultAttempt = Pick<FaultRun, "problems"> & { readonly counts: Partial<FaultRun["counts"]> };

/** Runs one seed; what it throws is a problem of it. */
export async function attemptFaults(run: (seed: number) => Promise<FaultRun>, seed: number): Promise<FaultAttempt> {
  try {
    return await run(seed);
  } catch (cause) {
    return { problems: [cause instanceof Error ? cause.message : String(cause)], counts: {} };
  }
}

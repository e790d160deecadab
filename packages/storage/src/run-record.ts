/** A run as it is recorded when it starts. */
export interface RunRecord {
  readonly runId: string;
  readonly buildId: string;
  readonly startedUs: number;
  /** Digest of the configuration bytes in the run's journal. */
  readonly configDigest: string;
}

/** How a run ended. `crashed` is written by the next start, with what the journal says. */
export interface RunEnd {
  readonly endedUs: number;
  readonly ending: "stopped" | "crashed" | "replaced";
  /** The last digest over decision's outputs, if one was reached. */
  readonly finalDigest?: string | undefined;
}

/** A run as the database has it; the last three are null while it lives. */
export interface StoredRun extends RunRecord {
  readonly endedUs: number | null;
  readonly ending: string | null;
  readonly finalDigest: string | null;
}

import type { Findings } from "./findings.ts";

export interface ProofOptions {
  /** How often, where a proof repeats something. */
  readonly times: number | undefined;
  readonly seed: number;
  /** How many seeds also run over real sockets, where a proof is otherwise inline. */
  readonly sockets?: number | undefined;
  /** One of the named points of a proof that has them, instead of all. */
  readonly point?: string | undefined;
  /** One of a proof's venues, where it does them one by one, instead of all. */
  readonly venue?: string | undefined;
  /** Says where the proof is; a slice in the test run says nothing. */
  readonly say: (line: string) => void;
}

/** Something that the engine must do, shown on the whole of it. */
export interface Proof {
  readonly name: string;
  readonly summary: string;
  readonly run: (options: ProofOptions, findings: Findings) => Promise<void>;
}

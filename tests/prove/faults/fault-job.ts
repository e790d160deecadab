/** Seeds of one venue that a process runs: it says what each came to in a line of JSON. */
export interface FaultJob {
  readonly venue: "polymarket" | "kalshi";
  readonly seed: number;
  readonly times: number;
}

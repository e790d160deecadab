import { expect } from "bun:test";
import { Findings } from "../prove/findings.ts";
import type { ProofOptions } from "../prove/proof.ts";

/** Engines and venues are processes that take seconds, and twenty times that on a machine that others work on. */
export const SLICE_MS_MAX = 240_000;

/** What a proof is run by. */
type Run = (options: ProofOptions, findings: Findings) => Promise<void>;

/** Runs a small part of a proof in the test run; a violation fails the test with its own words. */
export async function runSlice(
  run: Run,
  options: Pick<ProofOptions, "seed" | "sockets"> & { readonly times?: number },
): Promise<Findings> {
  const findings = new Findings();
  const { seed, sockets, times } = options;
  await run({ times, seed, sockets, say: () => {} }, findings);
  expect(findings.violations).toEqual([]);
  expect(findings.held).toBeGreaterThan(0);
  return findings;
}

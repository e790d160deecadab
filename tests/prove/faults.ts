import type { FaultRun } from "./faults/fault-scene.ts";
import { runKalshiFaults } from "./faults/kalshi-faults.ts";
import { runPolymarketFaults } from "./faults/polymarket-faults.ts";
import { type Findings, grouped } from "./findings.ts";
import type { Proof } from "./proof.ts";

const SEEDS = 10_000;
const SAY_EVERY = 1_000;

/** Venues whose adapter and simulated exchange are there to be put under faults. */
const VENUES: readonly (readonly [name: string, run: (seed: number) => Promise<FaultRun>])[] = [
  ["polymarket", runPolymarketFaults],
  ["kalshi", runKalshiFaults],
];

/** The real adapter, order core and ledger against the real simulated exchange, inline on virtual time, one fault plan per seed. */
export const faults: Proof = {
  name: "faults",
  summary: "whatever answers, events, settlements and the way to the venue do, the ledger ends as the venue's books",
  run: async ({ times = SEEDS, seed, say }, findings) => {
    findings.row(
      "venue",
      "seeds",
      "orders",
      "faults",
      "void matches",
      "retried",
      "crashes",
      "epochs ended",
      "unheard",
      "wall time",
    );
    for (const [venue, run] of VENUES) await proveVenue(venue, run, { times, seed, say }, findings);
  },
};

async function proveVenue(
  venue: string,
  run: (seed: number) => Promise<FaultRun>,
  { times, seed, say }: { readonly times: number; readonly seed: number; readonly say: (line: string) => void },
  findings: Findings,
): Promise<void> {
  const sums: Record<string, number> = {};
  const startedMs = performance.now();
  const secondsSince = () => (performance.now() - startedMs) / 1000;
  for (let at = 0; at < times; at++) {
    const { counts, problems } = await attempt(run, seed + at);
    findings.expect(problems.length === 0, `${venue}, seed ${seed + at}`, problems.slice(0, 3).join("; "));
    for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
    if ((at + 1) % SAY_EVERY === 0)
      say(`${venue}: ${at + 1} seeds in ${secondsSince().toFixed(0)} s, ${findings.violations.length} violated`);
  }
  const of = (name: string) => grouped(sums[name] ?? 0);
  const cells = [
    of("orders"),
    of("faults"),
    of("voided"),
    of("retried"),
    of("crashes"),
    of("epochsEnded"),
    of("unheard"),
  ];
  findings.row(venue, grouped(times), ...cells, `${secondsSince().toFixed(1)} s`);
  findings.expect(
    (sums.sent ?? 0) > times && (sums.faults ?? 0) > times,
    `${venue}: orders were sent and faults struck`,
  );
}

async function attempt(
  run: (seed: number) => Promise<FaultRun>,
  seed: number,
): Promise<Pick<FaultRun, "problems"> & { readonly counts: object }> {
  try {
    return await run(seed);
  } catch (cause) {
    return { problems: [cause instanceof Error ? cause.message : String(cause)], counts: {} };
  }
}

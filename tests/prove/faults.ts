import type { FaultRun } from "./faults/fault-scene.ts";
import { runKalshiFaults } from "./faults/kalshi-faults.ts";
import { runKalshiSockets } from "./faults/kalshi-sockets.ts";
import { runPolymarketFaults } from "./faults/polymarket-faults.ts";
import { runPolymarketSockets } from "./faults/polymarket-sockets.ts";
import { type Findings, grouped } from "./findings.ts";
import type { Proof, ProofOptions } from "./proof.ts";

const SEEDS = 10_000;
const SOCKET_SEEDS = 5;
const SAY_EVERY = 1_000;

/** Venues whose adapter and simulated exchange are there to be put under faults. */
type Venues = readonly (readonly [name: string, run: (seed: number) => Promise<FaultRun>])[];
const VENUES: Venues = [
  ["polymarket", runPolymarketFaults],
  ["kalshi", runKalshiFaults],
];
const VENUES_ON_SOCKETS: Venues = [
  ["polymarket, sockets", runPolymarketSockets],
  ["kalshi, sockets", runKalshiSockets],
];

/**
 * The real adapter, order core and ledger against the real simulated exchange, one fault plan per seed: inline on virtual time, and a few
 * seeds over real sockets.
 */
export const faults: Proof = {
  name: "faults",
  summary: "whatever answers, events, settlements and the way to the venue do, the ledger ends as the venue's books",
  run: async ({ times = SEEDS, sockets = SOCKET_SEEDS, ...options }, findings) => {
    await proveVenues(VENUES, { ...options, times, least: times }, findings);
    if (sockets > 0) await proveFaultsOnSockets({ ...options, times: sockets }, findings);
  },
};

/** The same plans over real sockets: a seed takes seconds there. */
export function proveFaultsOnSockets(
  { times = SOCKET_SEEDS, ...options }: ProofOptions,
  findings: Findings,
): Promise<void> {
  return proveVenues(VENUES_ON_SOCKETS, { ...options, times, least: 0 }, findings);
}

interface VenueRuns extends Pick<ProofOptions, "seed" | "say"> {
  readonly times: number;
  /** More orders and more faults than this there must be over all seeds: a single seed may be a quiet one. */
  readonly least: number;
}

async function proveVenues(venues: Venues, options: VenueRuns, findings: Findings): Promise<void> {
  const faultNames = ["void matches", "retried", "crashes", "epochs ended", "unheard"];
  findings.row("venue", "seeds", "orders", "faults", ...faultNames, "wall time");
  for (const [venue, run] of venues) await proveVenue(venue, run, options, findings);
}

async function proveVenue(
  venue: string,
  run: (seed: number) => Promise<FaultRun>,
  { least, times, seed, say }: VenueRuns,
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
    (sums.sent ?? 0) > least && (sums.faults ?? 0) > least,
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

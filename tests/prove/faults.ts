import { join } from "node:path";
import { attemptFaults, type FaultAttempt } from "./faults/attempt-faults.ts";
import type { FaultJob } from "./faults/fault-job.ts";
import type { FaultCounts, FaultRun } from "./faults/fault-scene.ts";
import { runKalshiSockets } from "./faults/kalshi-sockets.ts";
import { runPolymarketSockets } from "./faults/polymarket-sockets.ts";
import { type Findings, grouped } from "./findings.ts";
import type { Proof, ProofOptions } from "./proof.ts";
import { readLines } from "./read-lines.ts";

const SEEDS = 10_000;
const SOCKET_SEEDS = 5;
const SAY_EVERY = 1_000;

const CHILD = join(import.meta.dir, "faults/fault-child.ts");

/** Venues whose adapter and simulated exchange are there to be put under faults, and how their seeds are run. */
type Venues = readonly (readonly [name: string, runs: (seed: number, times: number) => AsyncIterable<FaultAttempt>])[];
const VENUES: Venues = [
  ["polymarket", (seed, times) => runInChild({ venue: "polymarket", seed, times })],
  ["kalshi", (seed, times) => runInChild({ venue: "kalshi", seed, times })],
];
const VENUES_ON_SOCKETS: Venues = [
  ["polymarket, sockets", (seed, times) => runHere(runPolymarketSockets, seed, times)],
  ["kalshi, sockets", (seed, times) => runHere(runKalshiSockets, seed, times)],
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

/** All venues at once: each has a process, or waits for its sockets. */
async function proveVenues(venues: Venues, options: VenueRuns, findings: Findings): Promise<void> {
  const faultNames = ["void matches", "retried", "crashes", "epochs ended", "unheard"];
  const rows = await Promise.all(venues.map(([venue, runs]) => proveVenue(venue, runs, options, findings)));
  findings.row("venue", "seeds", "orders", "faults", ...faultNames, "wall time");
  for (const row of rows) findings.row(...row);
}

/** Returns the venue's row of the table. */
async function proveVenue(
  venue: string,
  runs: Venues[number][1],
  { least, times, seed, say }: VenueRuns,
  findings: Findings,
): Promise<readonly string[]> {
  const sums: Partial<FaultCounts> = {};
  const startedMs = performance.now();
  const secondsSince = () => (performance.now() - startedMs) / 1000;
  let done = 0;
  for await (const { counts, problems } of runs(seed, times)) {
    findings.expect(problems.length === 0, `${venue}, seed ${seed + done}`, problems.slice(0, 3).join("; "));
    for (const [name, count] of Object.entries(counts) as [keyof FaultCounts, number][])
      sums[name] = (sums[name] ?? 0) + count;
    if (++done % SAY_EVERY === 0)
      say(`${venue}: ${done} seeds in ${secondsSince().toFixed(0)} s, ${findings.violations.length} violated`);
  }
  findings.equal(done, times, `${venue}: every seed was run`);
  findings.expect(
    (sums.sent ?? 0) > least && (sums.faults ?? 0) > least,
    `${venue}: orders were sent and faults struck`,
  );
  const of = (name: keyof FaultCounts) => grouped(sums[name] ?? 0);
  const cells = [
    of("orders"),
    of("faults"),
    of("voided"),
    of("retried"),
    of("crashes"),
    of("epochsEnded"),
    of("unheard"),
  ];
  return [venue, grouped(times), ...cells, `${secondsSince().toFixed(1)} s`];
}

async function* runHere(
  run: (seed: number) => Promise<FaultRun>,
  seed: number,
  times: number,
): AsyncGenerator<FaultAttempt> {
  for (let at = 0; at < times; at++) yield await attemptFaults(run, seed + at);
}

/** A process of its own: seeds on virtual time are all computation. */
async function* runInChild(job: FaultJob): AsyncGenerator<FaultAttempt> {
  const child = Bun.spawn([process.execPath, CHILD, JSON.stringify(job)], { stdout: "pipe", stderr: "inherit" });
  for await (const line of readLines(child.stdout)) yield JSON.parse(line) as FaultAttempt;
}

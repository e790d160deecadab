import { join } from "node:path";
import { Prng } from "@augury/core";
import { ChainMemory } from "./crash/chain-memory.ts";
import { chainsOf, isPaged, shuffled } from "./crash/crash-chains.ts";
import { type CrashJob, INTENTS_PER_LIFE, type LifeSays } from "./crash/crash-job.ts";
import { CrashTally } from "./crash/crash-tally.ts";
import { CRASH_VENUES, type CrashVenue } from "./crash/crash-venue.ts";
import type { CrashWorld } from "./crash/crash-world.ts";
import { countChanges, judgeLife, type LifeNotes } from "./crash/judge-life.ts";
import type { Findings } from "./findings.ts";
import type { Proof, ProofOptions } from "./proof.ts";
import { readLines } from "./read-lines.ts";

const CHILD = join(import.meta.dir, "crash/crash-child.ts");
const TIMES = 25;
const LIFE_MS_MAX = 60_000;
/** Items on a page of the venue's listings: few where a second page is what a point is about. */
const FEW_ITEMS = 8;
const MANY_ITEMS = 200;
const SAY_EVERY = 100;
/** Each has a venue of its own. */
const CHAINS_AT_ONCE = 2;
/** Points that only an unknown outcome leads to. */
const NEEDS_UNKNOWN = /^(amend: |decrease: |plan: )?(look up|look-up|hear looked up|heard looked up)/;
/** Points that a life reaches once. */
const ONCE = /^(recovery|settlement|stop): /;

/** A process is killed at every named point of an order's life; the next one takes up its log. */
export const crash: Proof = {
  name: "crash",
  summary:
    "SIGKILL at every named point of an order's life: no order twice, none lost, books and ledger are the venue's",
  run: (options, findings) => proveCrashes(options, findings, CRASH_VENUES),
};

/** The same for some of the venues and points. */
export async function proveCrashes(
  options: ProofOptions,
  findings: Findings,
  venues: readonly CrashVenue[],
): Promise<void> {
  const { point, venue } = options;
  const chosen = venues
    .filter(({ name }) => venue === undefined || name === venue)
    .map((one) => ({ ...one, points: one.points.filter((its) => point === undefined || its === point) }))
    .filter(({ points }) => points.length > 0);
  if (chosen.length === 0) throw new Error(`there is no venue "${venue ?? ""}" with a point "${point ?? ""}"`);
  for (const one of chosen) {
    await proveVenue(one, options, findings);
    await proveControl(one, options.seed, findings);
  }
}

async function proveVenue(
  venue: CrashVenue,
  { times = TIMES, seed, say }: ProofOptions,
  findings: Findings,
): Promise<void> {
  const { name, points } = venue;
  const tally = new CrashTally();
  const startedMs = performance.now();
  let violationsSaid = 0;
  const killed = (kills: number) => {
    for (; violationsSaid < findings.violations.length; violationsSaid++) say(`${findings.violations[violationsSaid]}`);
    if (kills % SAY_EVERY !== 0) return;
    const soFar = `${kills} of ${wanted} killed in ${seconds(startedMs)}`;
    say(`${name}: ${soFar}, ${findings.violations.length} violated`);
  };
  // More than there are points: some are reached only after certain deaths.
  let wanted = 0;
  const chains = Array.from({ length: times }, (_, at) => {
    const random = new Prng(seed + at);
    return chainsOf(shuffled(points, random)).map((lives) => {
      wanted += lives.length;
      const chain = { venue, seed: seed + at, points: lives, random: new Prng(random.uint32()), forgets: false };
      return () => liveAndDie(chain, findings, tally, killed);
    });
  }).flat();
  const runSome = async () => {
    for (let run = chains.shift(); run; run = chains.shift()) await run();
  };
  await Promise.all(Array.from({ length: CHAINS_AT_ONCE }, runSome));
  tally.tell(findings, { venue: name, points: points.length, times, wall: seconds(startedMs) });
}

/** The same without a log has to be found out: what is not written down is sent again or left alone. */
async function proveControl(venue: CrashVenue, seed: number, findings: Findings): Promise<void> {
  const control = new (findings.constructor as new () => Findings)();
  const tally = new CrashTally();
  const chain = { venue, seed, points: venue.control, random: new Prng(seed), forgets: true };
  await liveAndDie(chain, control, tally, () => {});
  findings.row(
    `${venue.name}: control without a log`,
    `${tally.kills} kills`,
    `${control.violations.length} violations, as there must be`,
  );
  const has = (what: string) => control.violations.some((one) => one.includes(what));
  findings.expect(has("was not written down"), `${venue.name}: without a log, orders that nobody knows are found out`);
  findings.expect(has("sent twice"), `${venue.name}: without a log, an order that is sent twice is found out`);
  if (venue.control.includes("amend sent"))
    findings.expect(
      has("changes without an entry"),
      `${venue.name}: without a log, changes that nobody knows are found out`,
    );
}

interface Chain {
  readonly venue: CrashVenue;
  readonly seed: number;
  readonly points: readonly string[];
  readonly random: Prng;
  readonly forgets: boolean;
}

async function liveAndDie(
  chain: Chain,
  findings: Findings,
  tally: CrashTally,
  killed: (kills: number) => void,
): Promise<void> {
  const world = chain.venue.open(chain.seed);
  const memory = new ChainMemory();
  try {
    let firstIntent = 1;
    for (const [at, point] of [...chain.points, undefined].entries()) {
      const hit = point === undefined || ONCE.test(point) ? 1 : chain.random.int(1, 2);
      const again = memory.wanted;
      const job = { link: world.link, life: at, point, hit, again, firstIntent, forgets: chain.forgets };
      const before = at === 0 ? "the first life" : `after "${chain.points[at - 1]}"`;
      const name = `${chain.venue.name}, seed ${chain.seed}, ${before}`;
      const life = await liveOnce(world, job, name, { findings, tally, memory });
      if (life.isKilled) killed(++tally.kills);
      findings.expect(life.isKilled === (point !== undefined), `${name}: "${point}" is reached`, life.end);
      world.payOut(at);
      memory.remember(world.logPath, life.isArmed ? firstIntent : undefined);
      firstIntent += INTENTS_PER_LIFE;
    }
    const { arrived, written } = countChanges(world, memory);
    tally.changes.arrived += arrived;
    tally.changes.written += written;
  } finally {
    await world.close();
  }
}

async function liveOnce(world: CrashWorld, job: CrashJob, name: string, notes: LifeNotes) {
  world.stir(false, false);
  world.paginate(isPaged(job.point ?? "") ? FEW_ITEMS : MANY_ITEMS);
  const spawnedMs = performance.now();
  const child = Bun.spawn([process.execPath, CHILD, JSON.stringify(job)], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
  });
  const watchdog = setTimeout(() => child.kill("SIGTERM"), LIFE_MS_MAX);
  let isArmed = false;
  const losesAnswers = NEEDS_UNKNOWN.test(job.point ?? "");
  for await (const line of readLines(child.stdout)) {
    const said = JSON.parse(line) as LifeSays;
    if (said.kind === "reconciled") {
      notes.tally.take(said, performance.now() - spawnedMs, notes.memory.owed.length);
      judgeLife(world, said, name, notes);
      // The last life ends by itself and may be gone.
      if (job.point !== undefined) {
        child.stdin.write("go\n");
        child.stdin.flush();
      }
    } else if (said.kind === "armed") {
      isArmed = true;
      world.stir(true, losesAnswers);
    } else if (said.kind === "wants") {
      if (said.what === "trades") world.stir(true, losesAnswers);
      else world.payOut(job.life);
    }
  }
  await child.exited;
  clearTimeout(watchdog);
  const isKilled = child.signalCode === "SIGKILL";
  const end = isKilled
    ? "SIGKILL"
    : `${child.signalCode ?? child.exitCode}: ${(await new Response(child.stderr).text()).slice(-400)}`;
  return { isArmed, isKilled, end };
}

function seconds(startedMs: number): string {
  return `${((performance.now() - startedMs) / 1000).toFixed(0)} s`;
}

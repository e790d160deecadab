import { join } from "node:path";
import { Prng } from "@augury/core";
import type { IntentEntry } from "@augury/model";
import { chainsOf, isPaged, shuffled } from "./crash/crash-chains.ts";
import { type CrashJob, INTENTS_PER_LIFE, type LifeSays, type Reconciled, WANTED_PER_LIFE } from "./crash/crash-job.ts";
import { CrashTally } from "./crash/crash-tally.ts";
import { CRASH_VENUES, type CrashVenue } from "./crash/crash-venue.ts";
import type { CrashWorld } from "./crash/crash-world.ts";
import { readLogFile } from "./crash/log-file.ts";
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
/** Kills of the control run. */
const CONTROL = ["post sent", "batch sent", "heard posted", "post answer read", "hear trade"];
/** Points that only an unknown outcome leads to. */
const NEEDS_UNKNOWN = /^(look up|look-up|hear looked up|heard looked up)/;

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
  const killed = (kills: number) => {
    if (kills % SAY_EVERY !== 0) return;
    const soFar = `${kills} of ${times * points.length} killed in ${seconds(startedMs)}`;
    say(`${name}: ${soFar}, ${findings.violations.length} violated`);
  };
  for (let at = 0; at < times; at++) {
    const random = new Prng(seed + at);
    for (const lives of chainsOf(shuffled(points, random)))
      await liveAndDie({ venue, seed: seed + at, points: lives, random, forgets: false }, findings, tally, killed);
  }
  tally.tell(findings, { venue: name, points: points.length, times, wall: seconds(startedMs) });
}

/** The same without a log has to be found out: what is not written down is sent again or left alone. */
async function proveControl(venue: CrashVenue, seed: number, findings: Findings): Promise<void> {
  const control = new (findings.constructor as new () => Findings)();
  const tally = new CrashTally();
  const chain = { venue, seed, points: CONTROL, random: new Prng(seed), forgets: true };
  await liveAndDie(chain, control, tally, () => {});
  findings.row(
    `${venue.name}: control without a log`,
    `${tally.kills} kills`,
    `${control.violations.length} violations, as there must be`,
  );
  const has = (what: string) => control.violations.some((one) => one.includes(what));
  findings.expect(has("was not written down"), `${venue.name}: without a log, orders that nobody knows are found out`);
  findings.expect(has("twice"), `${venue.name}: without a log, an order that is sent twice is found out`);
}

interface Chain {
  readonly venue: CrashVenue;
  readonly seed: number;
  readonly points: readonly string[];
  readonly random: Prng;
  readonly forgets: boolean;
}

/** What is known over the lives of one chain. */
interface Memory {
  /** Keys that ever stood in the log. */
  readonly keys: Set<string>;
  /** Intents that ever did. */
  readonly intents: Set<number>;
  /** Intents that a life wanted to send at least. */
  wanted: number[];
  /** What the log at the last death owed. */
  owed: Extract<IntentEntry, { kind: "prepared" }>[];
  again: readonly number[];
}

async function liveAndDie(
  chain: Chain,
  findings: Findings,
  tally: CrashTally,
  killed: (kills: number) => void,
): Promise<void> {
  const world = chain.venue.open(chain.seed);
  const memory: Memory = { keys: new Set(), intents: new Set(), wanted: [], owed: [], again: [] };
  try {
    let firstIntent = 1;
    for (const point of [...chain.points, undefined]) {
      const isRecovery = point?.startsWith("recovery: ") ?? false;
      const hit = isRecovery || point === undefined ? 1 : chain.random.int(1, 2);
      const job = { link: world.link, point, hit, again: memory.again, firstIntent, forgets: chain.forgets };
      const name = `${chain.venue.name}, seed ${chain.seed}, killed at "${point}"`;
      const life = await liveOnce(world, job, name, { findings, tally, memory });
      if (life.isKilled) killed(++tally.kills);
      findings.expect(life.isKilled === (point !== undefined), `${name}: the point is reached`, life.end);
      remember(world, memory, life.isArmed ? firstIntent : undefined);
      firstIntent += INTENTS_PER_LIFE;
    }
  } finally {
    await world.close();
  }
}

interface Notes {
  readonly findings: Findings;
  readonly tally: CrashTally;
  readonly memory: Memory;
}

async function liveOnce(world: CrashWorld, job: CrashJob, name: string, { findings, tally, memory }: Notes) {
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
  for await (const line of readLines(child.stdout)) {
    const said = JSON.parse(line) as LifeSays;
    if (said.kind === "reconciled") {
      tally.take(said, performance.now() - spawnedMs, memory.owed.length);
      compare(world, said, name, { findings, tally, memory });
      // The last life ends by itself and may be gone.
      if (job.point !== undefined) {
        child.stdin.write("go\n");
        child.stdin.flush();
      }
    } else if (said.kind === "armed") {
      isArmed = true;
      world.stir(true, NEEDS_UNKNOWN.test(job.point ?? ""));
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

/** Looks at what a dead process left. */
function remember(world: CrashWorld, memory: Memory, firstIntent: number | undefined): void {
  const owed = new Map<string, Extract<IntentEntry, { kind: "prepared" }>>();
  for (const entry of readLogFile(world.logPath)) {
    memory.keys.add(entry.key);
    if (entry.kind === "closed") owed.delete(entry.key);
    else if (entry.kind === "prepared") {
      owed.set(entry.key, entry);
      memory.intents.add(entry.request.intentId);
    }
  }
  memory.owed = [...owed.values()];
  if (firstIntent !== undefined)
    memory.wanted.push(...Array.from({ length: WANTED_PER_LIFE }, (_, at) => firstIntent + at));
  memory.wanted = memory.wanted.filter((intent) => !memory.intents.has(intent));
  memory.again = [...memory.wanted];
}

/** What a reconciled process believes is what the venue knows. */
function compare(world: CrashWorld, said: Reconciled, name: string, { findings, tally, memory }: Notes): void {
  const orders = world.orders();
  const byId = new Map(orders.map((order) => [order.key, order]));
  findings.expect(said.problems.length === 0, `${name}: no alarm`, said.problems.slice(0, 3).join("; "));
  const difference = world.difference(said.books);
  findings.expect(difference === undefined, `${name}: the ledger is the venue's books`, difference);
  const living = orders.filter(({ state }) => state === "live");
  findings.expect(living.length === 0, `${name}: nothing rests`, living.length);
  const foreign = orders.filter(({ key }) => !memory.keys.has(key));
  findings.expect(
    foreign.length === 0,
    `${name}: every order was written down`,
    `${foreign.length} was not written down`,
  );
  const twice = orders.length - new Set(orders.map(({ intent }) => intent)).size;
  findings.expect(twice === 0, `${name}: every intent became one order`, `${twice} sent twice`);
  for (const { key, request } of memory.owed) {
    const belief = said.said.find(({ intent }) => intent === request.intentId);
    const order = byId.get(key);
    if (!order) tally.neverArrived++;
    else tally.recovered++;
    // What came and went without effect before anybody heard of it is told by nobody any more.
    const expected =
      order === undefined
        ? ["rejected"]
        : order.state === "filled"
          ? ["filled"]
          : order.filled > 0
            ? ["canceled"]
            : ["canceled", "rejected"];
    findings.expect(
      belief !== undefined && expected.includes(belief.state) && belief.filled === (order?.filled ?? 0),
      `${name}: intent ${request.intentId} ends as at the venue`,
      `${belief?.state ?? "lost"} with ${belief?.filled}, there ${order?.state ?? "none"} with ${order?.filled}`,
    );
  }
}

function seconds(startedMs: number): string {
  return `${((performance.now() - startedMs) / 1000).toFixed(0)} s`;
}

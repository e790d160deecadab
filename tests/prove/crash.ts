import { join } from "node:path";
import { Prng } from "@augury/core";
import type { IntentEntry } from "@augury/model";
import { type CrashJob, INTENTS_PER_LIFE, type LifeSays, type Reconciled, WANTED_PER_LIFE } from "./crash/crash-job.ts";
import { CRASH_POINTS } from "./crash/crash-points.ts";
import { CrashWorld } from "./crash/crash-world.ts";
import { readLogFile } from "./crash/log-file.ts";
import type { Findings } from "./findings.ts";
import type { Proof, ProofOptions } from "./proof.ts";
import { readLines } from "./read-lines.ts";

const CHILD = join(import.meta.dir, "crash/crash-child.ts");
const TIMES = 25;
/** Lives on one venue: its listings grow with each. */
const LIVES_MAX = 9;
const LIFE_MS_MAX = 60_000;
/** Items on a page of the venue's listings: few where a second page is what a point is about. */
const FEW_ITEMS = 8;
const MANY_ITEMS = 200;
const LIVES_BEFORE_PAGES = 5;
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
  run: (options, findings) => proveCrashes(options, findings, CRASH_POINTS),
};

/** The same for some of the points. */
export async function proveCrashes(
  { times = TIMES, seed, say, point }: ProofOptions,
  findings: Findings,
  points: readonly string[],
): Promise<void> {
  const chosen = point === undefined ? points : points.filter((one) => one === point);
  if (chosen.length === 0) throw new Error(`there is no point "${point}"`);
  const tally = new Tally();
  const startedMs = performance.now();
  for (let at = 0; at < times; at++) {
    const random = new Prng(seed + at);
    for (const lives of chunksOf(shuffled(chosen, random)))
      await liveAndDie({ seed: seed + at, points: lives, random, forgets: false }, findings, tally, (kills) => {
        if (kills % SAY_EVERY === 0)
          say(
            `${kills} of ${times * chosen.length} killed in ${seconds(startedMs)}, ${findings.violations.length} violated`,
          );
      });
  }
  tally.tell(findings, { points: chosen.length, times, wall: seconds(startedMs) });
  await proveControl(seed, findings);
}

/** The same without a log has to be found out: what is not written down is sent again or left alone. */
async function proveControl(seed: number, findings: Findings): Promise<void> {
  const control = new (findings.constructor as new () => Findings)();
  const tally = new Tally();
  await liveAndDie({ seed, points: CONTROL, random: new Prng(seed), forgets: true }, control, tally, () => {});
  findings.row("control: no log", `${tally.kills} kills`, `${control.violations.length} violations, as there must be`);
  const has = (what: string) => control.violations.some((one) => one.includes(what));
  findings.expect(has("was not written down"), "without a log, orders that nobody knows are found out");
  findings.expect(has("twice"), "without a log, an order that is sent twice is found out");
}

interface Chain {
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
  tally: Tally,
  killed: (kills: number) => void,
): Promise<void> {
  const world = new CrashWorld(chain.seed);
  const memory: Memory = { keys: new Set(), intents: new Set(), wanted: [], owed: [], again: [] };
  try {
    let firstIntent = 1;
    for (const point of [...chain.points, undefined]) {
      const isRecovery = point?.startsWith("recovery: ") ?? false;
      const hit = isRecovery || point === undefined ? 1 : chain.random.int(1, 2);
      const job = { ...world.link, point, hit, again: memory.again, firstIntent, forgets: chain.forgets };
      const name = `seed ${chain.seed}, killed at "${point}"`;
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
  readonly tally: Tally;
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
  const byId = new Map(orders.map((order) => [order.id, order]));
  findings.expect(said.problems.length === 0, `${name}: no alarm`, said.problems.slice(0, 3).join("; "));
  const difference = world.difference(said);
  findings.expect(difference === undefined, `${name}: the ledger is the venue's books`, difference);
  const living = orders.filter(({ state }) => state === "live");
  findings.expect(living.length === 0, `${name}: nothing rests`, living.length);
  const foreign = orders.filter(({ id }) => !memory.keys.has(id));
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

/** What happened over all chains. */
class Tally {
  kills = 0;
  /** Owed orders that the venue had, and that it did not. */
  recovered = 0;
  neverArrived = 0;
  private readonly recoverMs: number[] = [];
  private readonly spawnMs: number[] = [];

  take({ recoverMs }: Reconciled, sinceSpawnMs: number, owed: number): void {
    if (owed === 0) return;
    this.recoverMs.push(recoverMs);
    this.spawnMs.push(sinceSpawnMs);
  }

  tell(findings: Findings, run: { readonly points: number; readonly times: number; readonly wall: string }): void {
    findings.row("kills", this.kills, `${run.points} points, ${run.times} seeds each, ${run.wall}`);
    findings.row("owed orders", this.recovered, `at the venue; ${this.neverArrived} had not arrived there`);
    findings.row("reconciled after", "p50", "p99", "max");
    findings.row("  taking up the log", ...spread(this.recoverMs));
    findings.row("  spawning the process", ...spread(this.spawnMs));
  }
}

function spread(times: number[]): string[] {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    `${Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)} ms`;
  return [at(0.5), at(0.99), at(1)];
}

function seconds(startedMs: number): string {
  return `${((performance.now() - startedMs) / 1000).toFixed(0)} s`;
}

/** In an order of the seed's own; what needs something to recover does not come first. */
function shuffled(points: readonly string[], random: Prng): string[] {
  const mixed = [...points];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = random.int(0, at);
    [mixed[at], mixed[other]] = [mixed[other] as string, mixed[at] as string];
  }
  return mixed;
}

/** What is about second pages comes last, when there is enough to list; what needs something to recover does not come first. */
function chunksOf(points: readonly string[]): string[][] {
  const chunks: string[][] = [];
  for (let from = 0; from < points.length; from += LIVES_MAX) {
    const chunk = points.slice(from, from + LIVES_MAX);
    const inOrder = [...chunk.filter((one) => !isPaged(one)), ...chunk.filter(isPaged)];
    const first = inOrder.findIndex((one) => !one.startsWith("recovery: "));
    if (first > 0) inOrder.unshift(...inOrder.splice(first, 1));
    if (first < 0 || (chunk.length < LIVES_BEFORE_PAGES && chunk.some(isPaged)))
      inOrder.unshift(...Array<string>(LIVES_BEFORE_PAGES).fill("booked confirmed"));
    chunks.push(inOrder);
  }
  return chunks;
}

function isPaged(point: string): boolean {
  return point.includes(" page ");
}

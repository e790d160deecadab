import { Prng, systemClock } from "@augury/core";
import type { Engine } from "@augury/engine";
import { JournalReader, runDirectory } from "@augury/journal";
import type { VenueName } from "@augury/model";
import { readRingStats } from "@augury/ring";
import { compareLedger, LocalStore } from "@augury/storage";
import { Counters } from "@augury/telemetry";
import type { WorkerName } from "@augury/wire";
import { awaitCondition } from "./await-condition.ts";
import { BUSY } from "./busy-strategies.ts";
import { type Findings, grouped } from "./findings.ts";
import { auditJournal, type JournalAudit } from "./journal-audit.ts";
import type { Proof } from "./proof.ts";
import { startEngine } from "./proof-engine.ts";
import { TrustWatch } from "./trust-watch.ts";
import { Venues } from "./venues.ts";

const TIMES = 20;
const WORKERS = ["polymarket", "kalshi", "decision", "executor", "recorder"] as const;
type Victim = (typeof WORKERS)[number];
const VENUES: readonly VenueName[] = ["polymarket", "kalshi"];
const BACK_MS_MAX = 60_000;
const LIFE_MS_MAX = 200;
/** Inputs that decision takes in one batch: so many may stand in the journals of two runs when it dies before it frees them. */
const BATCH_MAX = 32;

const OVERRIDES = {
  ...BUSY,
  "supervision.restart.initialMs": 20,
  "supervision.restart.maxMs": 100,
  "supervision.restart.restartsMax": 10_000,
};

/** One termination, and how long it was felt. Times in µs. */
interface Death {
  readonly worker: Victim;
  readonly killedUs: number;
  readonly backUs: number;
}

/** Each worker is terminated again and again under load: it comes back, and nothing is lost, invented or counted twice. */
export const workers: Proof = {
  name: "workers",
  summary: "a terminated worker comes back, its books are trusted again, no order on a dead epoch, no fill twice",
  run: async ({ times = TIMES, seed, say }, findings) => {
    const venues = await Venues.start(["--seed", String(seed), "--rate", "1000", "--no-lifecycle"]);
    try {
      const watch = new TrustWatch();
      const setup = { ...venues, dataDir: venues.folder, overrides: OVERRIDES };
      const engine = await startEngine(setup, watch.notices);
      const deaths = await killInTurn(engine, watch, { times, random: new Prng(seed), say }, findings);
      await examine(engine, watch, deaths, findings);
    } finally {
      await venues.stop();
    }
  },
};

interface Turns {
  readonly times: number;
  readonly random: Prng;
  readonly say: (line: string) => void;
}

/** In turn, because a feed that lives long keeps a growing distance between snapshots it is asked for. */
async function killInTurn(engine: Engine, watch: TrustWatch, turns: Turns, findings: Findings): Promise<Death[]> {
  const deaths: Death[] = [];
  await awaitCondition(() => allTrusted(engine), BACK_MS_MAX);
  for (let turn = 1; turn <= turns.times; turn++) {
    for (const worker of WORKERS) {
      await Bun.sleep(turns.random.int(0, LIFE_MS_MAX));
      deaths.push(await killOne(engine, watch, worker, findings));
    }
    if (turn % 5 === 0) turns.say(`${turn} of ${turns.times} rounds, ${grouped(watch.fills)} fills so far`);
  }
  return deaths;
}

async function killOne(engine: Engine, watch: TrustWatch, worker: Victim, findings: Findings): Promise<Death> {
  const viewOf = () => engine.view.workers().find((one) => one.worker === worker);
  const restarts = viewOf()?.restarts ?? 0;
  const killedUs = systemClock.nowUs();
  engine.topology.crash(worker);
  const isBack = () => viewOf()?.state === "running" && (viewOf()?.restarts ?? 0) > restarts;
  const books = booksConcerned(engine, worker);
  const took = await awaitCondition(
    () => isBack() && books.every((book) => watch.trustedSinceUs(book) > killedUs) && allTrusted(engine),
    BACK_MS_MAX,
  );
  findings.expect(took !== undefined, `${worker} comes back and every book is trusted again`, viewOf()?.state);
  return { worker, killedUs, backUs: systemClock.nowUs() };
}

/** Books that lose their trust with a worker, and must get it anew. */
function booksConcerned({ plan }: Engine, worker: Victim): number[] {
  const books = plan.instruments.filter(({ index, bookIndex }) => index === bookIndex);
  const concerned = worker === "decision" ? books : books.filter(({ venue }) => venue === worker);
  return concerned.map(({ index }) => index);
}

function allTrusted(engine: Engine): boolean {
  return engine.view.venues().every(({ books, booksTrusted }) => books > 0 && books === booksTrusted);
}

async function examine(engine: Engine, watch: TrustWatch, deaths: readonly Death[], findings: Findings): Promise<void> {
  findings.equal(engine.view.risk().killed, false, "no death sets the kill switch");
  const stop = await engine.stop();
  findings.expect(stop.graceful, "the engine stops gracefully", stop.problems.join("; "));
  const { paths } = engine.plan.loaded;
  const opened = LocalStore.open({ path: paths.storageFile, busyTimeoutMs: 1000 });
  if (!opened.ok) throw opened.error;
  const store = opened.value;
  const audits = store
    .runs({ limit: 10_000 })
    .reverse()
    .flatMap(({ runId }) => auditJournal(paths.journalDir, runId) ?? []);
  for (const audit of audits) examineRun(audit, store, paths.journalDir, findings);
  tellDeaths(deaths, audits, findings);
  examineFills(engine, watch, audits, store, findings);
  for (const venue of VENUES) balanceVenue(engine, venue, audits, deaths, findings);
  store.close();
}

function examineRun(audit: JournalAudit, store: LocalStore, journalDir: string, findings: Findings): void {
  const { runId, replay } = audit;
  findings.expect(audit.failure === "", `the journal of run ${runId} is read to its end`, audit.failure);
  findings.equal(audit.numberGaps, 0, `the records of run ${runId} are numbered without a gap`);
  findings.equal(replay.mismatches, 0, `the replay of run ${runId} emits what was emitted`);
  findings.equal(replay.digestsEqual, replay.digests, `every digest of run ${runId} is the replay's`);
  findings.equal(audit.legsOnDeadEpoch, 0, `no intent of run ${runId} is based on a dead epoch`);
  const compared = compareLedger({ runId, open: () => JournalReader.open(runDirectory(journalDir, runId)) }, store);
  const differences = compared.ok ? compared.value.differences : [compared.error.message];
  findings.expect(differences.length === 0, `rows of run ${runId} = journal`, JSON.stringify(differences.slice(0, 3)));
}

function tellDeaths(deaths: readonly Death[], audits: readonly JournalAudit[], findings: Findings): void {
  const consumedUs = Object.fromEntries(
    VENUES.map((venue) => [venue, audits.flatMap((audit) => audit.consumedUs[venue])]),
  ) as Record<VenueName, number[]>;
  findings.row("worker", "killed", "back after, median and most", "largest pause of polymarket", "of kalshi");
  for (const worker of WORKERS) {
    const own = deaths.filter((death) => death.worker === worker);
    const took = own.map(({ killedUs, backUs }) => (backUs - killedUs) / 1000).sort((a, b) => a - b);
    const pauses = VENUES.map((venue) =>
      Math.max(...own.map((death) => largestGapUs(consumedUs[venue], death.killedUs, death.backUs))),
    );
    findings.row(
      worker,
      own.length,
      `${Math.round(took[took.length >> 1] ?? 0)} ms, ${Math.round(took.at(-1) ?? 0)} ms`,
      ...pauses.map((us, at) => `${(us / 1000).toFixed(1)} ms${VENUES[at] === worker ? " (its own)" : ""}`),
    );
  }
}

/** Returns the longest time in which nothing of a venue was consumed, of those that touch `from` to `to`. */
function largestGapUs(timesUs: readonly number[], from: number, to: number): number {
  let largest = 0;
  for (let at = 1; at < timesUs.length; at++) {
    const [before, after] = [timesUs[at - 1] as number, timesUs[at] as number];
    if (after >= from && before <= to) largest = Math.max(largest, after - before);
  }
  return largest;
}

/** Sizes are exact integers: one fill lost or counted twice shows in the sums. */
function examineFills(
  engine: Engine,
  watch: TrustWatch,
  audits: readonly JournalAudit[],
  store: LocalStore,
  findings: Findings,
): void {
  const fills = audits.flatMap((audit) => audit.fills);
  const journal = fills.reduce((sum, { size }) => sum + size, 0);
  const rows = store.db
    .query<{ n: number; size: number }, []>("SELECT count(*) AS n, sum(size) AS size FROM fills")
    .get();
  findings.equal(new Set(fills.map(({ report }) => report)).size, fills.length, "no report is counted in two runs");
  findings.equal(rows?.n ?? 0, fills.length, "fills in SQLite = in the journals");
  findings.equal(rows?.size ?? 0, journal, "contracts filled in SQLite = in the journals");
  findings.equal(watch.fills, fills.length, "fills in main's ledger = in the journals");
  findings.equal(watch.filledSize, journal, "contracts filled in main's ledger = in the journals");
  const heldOf = (instrument: number) =>
    fills.filter((fill) => fill.instrument === instrument).reduce((sum, { signedSize }) => sum + signedSize, 0);
  for (const { index, bookIndex } of engine.plan.instruments) {
    // Where both outcomes share a book, the venue nets them: a NO is a YES less.
    const other = engine.plan.instruments.find((one) => one.bookIndex === bookIndex && one.index !== index);
    const held = heldOf(index) - (other ? heldOf(other.index) : 0);
    findings.equal(engine.ledger.portfolio.position(index), held, `position in instrument ${index} = its fills`);
  }
  findings.expect(fills.length > 0, "the engine traded");
  const executor = new Counters(engine.plan.counters.executor).read();
  const legs = audits.reduce((sum, audit) => sum + audit.legs, 0);
  findings.row(
    "fills",
    grouped(fills.length),
    `${journal / 1e6} contracts in journals, SQLite and ledger; ${executor.fills - fills.length} died with their executor`,
  );
  findings.row("intent legs", grouped(legs), `0 on a dead epoch; vetoed: ${executor.vetoes_epoch} for the epoch`);
}

/** A worker dies between two counts: at most one frame, and one batch of decision's, is counted on one side only. */
function balanceVenue(
  engine: Engine,
  venue: VenueName,
  audits: readonly JournalAudit[],
  deaths: readonly Death[],
  findings: Findings,
): void {
  const { counters, memory } = engine.plan;
  const killsOf = (worker: WorkerName) => deaths.filter((death) => death.worker === worker).length;
  const feed = new Counters(counters.feeds[venue]).read();
  const inFlight = feed.frames - feed.parsed - feed.skipped - feed.heldDropped;
  findings.expect(
    inFlight >= 0 && inFlight <= killsOf(venue),
    `${venue}: frames = parsed + skipped, but for one per death`,
    inFlight,
  );
  const { published, lag } = readRingStats(memory.market[venue]);
  findings.equal(lag, 0, `${venue}: everything published is consumed`);
  const journaled = audits.reduce((sum, audit) => sum + audit.ringInputs[venue], 0);
  const told = audits.reduce((sum, audit) => sum + audit.marketInputs[venue], 0) - journaled;
  findings.expect(told >= killsOf(venue), `${venue}: decision hears of the epochs that a death ends`, told);
  const twice = journaled - published;
  findings.expect(
    twice >= 0 && twice <= BATCH_MAX * killsOf("decision"),
    `${venue}: everything consumed is journaled, at most a batch twice per death of decision`,
    twice,
  );
  findings.row(
    venue,
    `${grouped(feed.frames)} frames`,
    `${grouped(feed.parsed)} parsed + ${feed.skipped} skipped, ${inFlight} in flight at a death`,
    `${grouped(published)} slots published, ${grouped(journaled)} journaled, ${twice} of them again by the next run`,
  );
}

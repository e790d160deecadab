import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Prng } from "@augury/core";
import { JournalReader, listRuns, runDirectory } from "@augury/journal";
import { compareLedger, LocalStore } from "@augury/storage";
import { BUSY } from "./busy-strategies.ts";
import type { ChildReady } from "./engine-child.ts";
import { type Findings, grouped } from "./findings.ts";
import { auditJournal, type JournalAudit } from "./journal-audit.ts";
import type { Proof, ProofOptions } from "./proof.ts";
import { loadSetup } from "./proof-engine.ts";
import { readLines } from "./read-lines.ts";
import { Venues } from "./venues.ts";

const CHILD = join(import.meta.dir, "engine-child.ts");
const TIMES = 100;
/** Longest life of an engine after it is ready. */
const LIFE_MS_MAX = 900;
/** One kill in so many comes while the engine is still starting. */
const EARLY_EVERY = 10;
const START_MS = 600;
/** One kill in so many also loses the journal's last bytes, as a lost machine would: then the database is ahead of it. */
const TEAR_EVERY = 3;
const TORN_BYTES_MAX = 8_000;
const READY_MS_MAX = 60_000;

/** SIGKILL at random times under load: what was written down before the death is whole, and the next start repairs the rest. */
export const kill: Proof = {
  name: "kill",
  summary: "a killed engine leaves a journal that replays, and the next start brings the database to equality with it",
  run: async (options, findings) => {
    const venues = await Venues.start(["--seed", String(options.seed), "--rate", "2000", "--no-lifecycle"]);
    try {
      const scene = new KillScene(venues, findings);
      await scene.killMany(options.times ?? TIMES, new Prng(options.seed), options.say);
      await scene.stopGracefully();
      scene.tell();
    } finally {
      await venues.stop();
    }
  },
};

/** One data folder, and the engines that die on it one after the other. */
class KillScene {
  private readonly setupFile: string;
  private readonly paths: ReturnType<typeof loadSetup>["paths"];
  private readonly audits = new Map<string, JournalAudit | undefined>();
  private readonly compared = new Set<string>();
  /** Runs that an engine may have begun to repair before it was killed in turn. */
  private readonly touched = new Set<string>();
  private readonly totals = {
    kills: 0,
    early: 0,
    recovered: 0,
    headerless: 0,
    rebuilt: 0,
    bytesCut: 0,
    tornTails: 0,
    torn: 0,
  };

  constructor(
    private readonly venues: Venues,
    private readonly findings: Findings,
  ) {
    const { manifest, key, folder } = venues;
    const setup = { manifest, key, dataDir: join(folder, "data"), overrides: { ...BUSY, "api.enabled": false } };
    this.setupFile = join(folder, "setup.json");
    writeFileSync(this.setupFile, JSON.stringify(setup));
    this.paths = loadSetup(setup).paths;
  }

  async killMany(times: number, random: Prng, say: ProofOptions["say"]): Promise<void> {
    for (let at = 1; at <= times; at++) {
      await this.killOne(random, at % EARLY_EVERY === 0);
      if (at % TEAR_EVERY === 0) this.tearTail(random);
      this.examine();
      if (at % 10 === 0) say(`${at} of ${times} killed, ${grouped(this.journalInputs())} inputs replayed so far`);
    }
  }

  /** The last start ends by itself: afterwards every run has an end, and its rows are its journal's. */
  async stopGracefully(): Promise<void> {
    const child = this.spawn();
    const ready = await this.awaitReady(child);
    if (ready) this.checkRecovery(ready);
    await this.refuseSecond();
    child.kill("SIGTERM");
    this.findings.equal(await child.exited, 0, "the last engine stops gracefully");
    this.examine();
    this.withStore(this.paths.storageFile, (store) => {
      const runs = store.runs({ limit: 10_000 });
      for (const { runId, endedUs } of runs) this.findings.expect(endedUs !== null, `run ${runId} has an end`);
      for (const { runId } of runs) this.findings.expect(this.compared.has(runId), `run ${runId} was compared`);
    });
  }

  /** A second engine on the same folder would take the living one's run for a dead one. */
  private async refuseSecond(): Promise<void> {
    const second = Bun.spawn([process.execPath, CHILD, this.setupFile], { stdout: "ignore", stderr: "pipe" });
    const [status, said] = await Promise.all([second.exited, new Response(second.stderr).text()]);
    this.findings.expect(status !== 0, "a second engine on the same folder does not start", status);
    this.findings.expect(said.includes("another engine runs on"), "it says why", said.slice(-200));
  }

  tell(): void {
    const { totals, findings } = this;
    const audits = [...this.audits.values()].filter((audit) => audit !== undefined);
    const sum = (pick: (audit: JournalAudit) => number) => audits.reduce((total, audit) => total + pick(audit), 0);
    findings.row("kills", totals.kills, `${totals.early} of them while it started`);
    findings.row("runs", this.audits.size, `${totals.headerless} died before their journal had a header`);
    findings.row(
      "inputs replayed",
      grouped(this.journalInputs()),
      `${grouped(sum(({ replay }) => replay.outputs))} outputs, ${sum(({ replay }) => replay.mismatches)} mismatches`,
    );
    findings.row(
      "digests",
      grouped(sum(({ replay }) => replay.digests)),
      `${grouped(sum(({ replay }) => replay.digestsEqual))} equal to the replay's`,
    );
    findings.row(
      "orders",
      grouped(sum(({ legs }) => legs)),
      `${grouped(sum(({ fills }) => fills.length))} fills, ${sum(({ legsOnDeadEpoch }) => legsOnDeadEpoch)} legs on a dead epoch`,
    );
    findings.row(
      "torn tails",
      totals.tornTails,
      `${grouped(totals.bytesCut)} bytes cut; ${totals.torn} journals lost their last bytes as well`,
    );
    findings.row(
      "recoveries",
      totals.recovered,
      `${totals.rebuilt} with rows to repair, ${this.compared.size} runs equal to their journals`,
    );
    findings.expect(sum(({ legs }) => legs) > 0, "the engines traded");
  }

  private journalInputs(): number {
    return [...this.audits.values()].reduce((total, audit) => total + (audit?.replay.inputs ?? 0), 0);
  }

  private async killOne(random: Prng, isEarly: boolean): Promise<void> {
    const child = this.spawn();
    if (isEarly) {
      this.totals.early++;
      for (const runId of this.audits.keys()) this.touched.add(runId);
      await Bun.sleep(random.int(1, START_MS));
    } else {
      const ready = await this.awaitReady(child);
      if (ready) this.checkRecovery(ready);
      await Bun.sleep(random.int(0, LIFE_MS_MAX));
    }
    child.kill("SIGKILL");
    await child.exited;
    this.totals.kills++;
  }

  private tearTail(random: Prng): void {
    const run = listRuns(this.paths.journalDir).at(-1);
    // An engine that died before its run began has left the one before it ended and equal to its journal.
    if (!run || this.audits.has(run.runId)) return;
    const segment = readdirSync(run.directory).sort().at(-1);
    if (!segment) return;
    const file = join(run.directory, segment);
    truncateSync(file, Math.max(0, statSync(file).size - random.int(1, TORN_BYTES_MAX)));
    this.totals.torn++;
  }

  private spawn() {
    return Bun.spawn([process.execPath, CHILD, this.setupFile], { stdin: "ignore", stdout: "pipe", stderr: "inherit" });
  }

  private async awaitReady(child: Bun.Subprocess<"ignore", "pipe", "inherit">): Promise<ChildReady | undefined> {
    const line = await Promise.race([readLines(child.stdout).next(), Bun.sleep(READY_MS_MAX)]);
    this.findings.expect(line?.value !== undefined, "an engine starts on what the killed ones left");
    return line?.value === undefined ? undefined : (JSON.parse(line.value) as ChildReady);
  }

  /** What the ordinary start said it found must be what we saw lying there. */
  private checkRecovery({ recovered }: ChildReady): void {
    const { findings, totals } = this;
    for (const { runId, records, bytesCut, digest, differences, problem } of recovered) {
      totals.recovered++;
      totals.bytesCut += bytesCut;
      if (bytesCut > 0) totals.tornTails++;
      if (differences > 0) totals.rebuilt++;
      const audit = this.audits.get(runId);
      if (!audit) {
        findings.expect(records === 0, `run ${runId} had no journal`, records);
        continue;
      }
      findings.expect(problem === undefined, `run ${runId} is recovered`, problem);
      findings.equal(records, audit.records, `run ${runId} is cut at its last whole record`);
      // An engine that was killed while it started may have cut the tail already.
      const isCut = bytesCut === audit.tornBytes || (bytesCut === 0 && this.touched.has(runId));
      findings.expect(
        isCut,
        `run ${runId} loses its torn tail and nothing else`,
        `${bytesCut}, not ${audit.tornBytes}`,
      );
      findings.equal(digest ?? "", audit.replay.storedDigest, `the digest of run ${runId} is the one stored last`);
    }
  }

  /** Looks at what lies there while no engine lives, without touching it: the next start must find it as it was left. */
  private examine(): void {
    const copy = join(this.venues.folder, "copy");
    mkdirSync(copy, { recursive: true });
    for (const suffix of ["", "-wal"]) {
      const file = `${this.paths.storageFile}${suffix}`;
      if (existsSync(file)) copyFileSync(file, join(copy, `copy.sqlite${suffix}`));
    }
    this.withStore(join(copy, "copy.sqlite"), (store) => this.examineStore(store));
    rmSync(copy, { recursive: true });
  }

  private examineStore(store: LocalStore): void {
    const { findings } = this;
    const problems = store.integrityProblems();
    findings.expect(problems.length === 0, "SQLite passes its integrity check", problems.join("; "));
    for (const { runId, endedUs } of store.runs({ limit: 10_000 })) {
      if (!this.audits.has(runId)) this.auditRun(runId);
      if (endedUs !== null && !this.compared.has(runId)) this.compareRun(store, runId);
    }
  }

  private auditRun(runId: string): void {
    const { findings } = this;
    const audit = auditJournal(this.paths.journalDir, runId);
    this.audits.set(runId, audit);
    if (!audit) {
      this.totals.headerless++;
      return;
    }
    const { replay } = audit;
    findings.expect(audit.failure === "", `the journal of run ${runId} is damaged at its end only`, audit.failure);
    findings.equal(audit.numberGaps, 0, `the records of run ${runId} are numbered without a gap`);
    findings.equal(replay.mismatches, 0, `the replay of run ${runId} emits what was emitted`);
    findings.equal(replay.digestsEqual, replay.digests, `every digest of run ${runId} is the replay's`);
    findings.equal(replay.digest, replay.storedDigest, `the digest stored last in run ${runId} is the replay's`);
    findings.equal(audit.legsOnDeadEpoch, 0, `no intent of run ${runId} is based on a dead epoch`);
  }

  private compareRun(store: LocalStore, runId: string): void {
    this.compared.add(runId);
    const open = () => JournalReader.open(runDirectory(this.paths.journalDir, runId));
    const audit = this.audits.get(runId);
    if (!audit) {
      const rows = store.count("orders", runId) + store.count("fills", runId);
      this.findings.equal(rows, 0, `run ${runId} left no journal and no orders`);
      return;
    }
    this.checkCut(audit);
    const compared = compareLedger({ runId, open }, store);
    const differences = compared.ok ? compared.value.differences : [compared.error.message];
    this.findings.expect(
      differences.length === 0,
      `rows of run ${runId} = journal`,
      JSON.stringify(differences.slice(0, 3)),
    );
  }

  /** The journal of a run that has an end holds its whole records and not a byte more. */
  private checkCut({ runId, records }: JournalAudit): void {
    const again = auditJournal(this.paths.journalDir, runId);
    this.findings.equal(again?.tornBytes, 0, `the journal of run ${runId} is cut`);
    this.findings.equal(again?.records, records, `the journal of run ${runId} has all its whole records`);
  }

  private withStore(path: string, look: (store: LocalStore) => void): void {
    if (!existsSync(path)) return;
    const opened = LocalStore.open({ path, busyTimeoutMs: 1000 });
    if (!opened.ok) {
      this.findings.expect(false, "the database opens", opened.error.message);
      return;
    }
    look(opened.value);
    opened.value.close();
  }
}

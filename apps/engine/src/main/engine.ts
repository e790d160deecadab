import { type Clock, err, newRunId, ok, type Result, systemClock } from "@augury/core";
import { InstrumentTable } from "@augury/model";
import { type DecisionConfig, encodeDecisionConfig } from "@augury/pipeline";
import type { FlushReport } from "@augury/storage";
import { Counters, type Log } from "@augury/telemetry";
import { ControlWords, type WorkerName } from "@augury/wire";
import { type ApiServer, createApi, serveApi, toApiOptions } from "../api/index.ts";
import { toDecisionConfig } from "../config/decision-part.ts";
import type { LoadedConfig } from "../config/load-config.ts";
import { AuditTrail } from "./audit-trail.ts";
import { BUILD_ID } from "./build-id.ts";
import { ControlDesk } from "./control-desk.ts";
import { emptyCoreDumps } from "./core-dumps.ts";
import { type EnginePlan, planEngine } from "./engine-plan.ts";
import { HttpClients } from "./http-clients.ts";
import { InlineTopology } from "./inline-topology.ts";
import { readKalshiLimits } from "./kalshi-limits.ts";
import { KillFile } from "./kill-file.ts";
import { KillSwitch } from "./kill-switch.ts";
import { LimitDesk } from "./limit-desk.ts";
import { type LedgerNotices, LiveLedger } from "./live-ledger.ts";
import { confirmLive, LiveTrading } from "./live-trading.ts";
import { LiveView } from "./live-view.ts";
import { type LoadedInstruments, loadInstruments } from "./load-instruments.ts";
import { OperatorDesk } from "./operator-desk.ts";
import { PaperBounds } from "./paper-bounds.ts";
import { paperCash } from "./paper-cash.ts";
import { PaperHealer } from "./paper-healer.ts";
import { PayloadFolder } from "./payload-folder.ts";
import { Persistence, type RecoveredRun } from "./persistence.ts";
import { readKeys } from "./read-keys.ts";
import { Sampler } from "./sampler.ts";
import { SourceDesk } from "./source-desk.ts";
import { TapReader } from "./tap-reader.ts";
import type { StopReport, Topology } from "./topology.ts";
import { WorkerTopology } from "./worker-topology.ts";

export interface EngineOptions {
  readonly loaded: LoadedConfig;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  readonly clock?: Clock;
  /** Mode live is meant: `--confirm-live` was given. */
  readonly confirmLive?: boolean;
  /** Told of what main sees in the ledger tap: the demo prints it. */
  readonly notices?: LedgerNotices;
}

/** What a graceful stop flushed, for the last line of the log. */
export interface EngineStop extends StopReport {
  readonly inputs: number;
  readonly journalRecords: number;
  readonly storage: FlushReport;
  readonly digest: string;
  readonly runId: string;
}

const HOUSEKEEPING_MS = 50;
/** How old what the API says of paper bounds may be. */
const BOUNDS_MS = 500;

/**
 * One engine: plans, starts, watches and stops the stages, and serves what may be known of them. Everything that matters happens in the
 * stages; this is the main thread's part.
 */
export class Engine {
  readonly view: LiveView;
  readonly topology: Topology;
  readonly ledger: LiveLedger;
  readonly recovered: readonly RecoveredRun[];
  private readonly desk: ControlDesk;
  private readonly audit: AuditTrail;
  private readonly killSwitch: KillSwitch;
  private readonly limits: LimitDesk;
  private readonly liveTrading: LiveTrading;
  private readonly operators: OperatorDesk;
  private readonly paperBounds = new PaperBounds();
  private readonly paperHealer: PaperHealer;
  private readonly sampler: Sampler;
  private readonly tap: TapReader;
  private readonly timers: ReturnType<typeof setInterval>[] = [];
  private server: ApiServer | undefined;
  private stopping: Promise<EngineStop> | undefined;

  private constructor(
    readonly plan: EnginePlan,
    private readonly persistence: Persistence,
    private readonly rest: { readonly clients: HttpClients; readonly sources: SourceDesk },
    private readonly options: EngineOptions & { readonly clock: Clock },
  ) {
    const { clock, log } = options;
    warnOfPolling(plan, log);
    const table = new InstrumentTable(plan.instruments);
    this.recovered = persistence.recover();
    for (const run of this.recovered) log.warn("a run that did not stop by itself was repaired", { ...run });
    for (const run of persistence.prune()) log.info("an old journal was deleted", { ...run });
    this.desk = new ControlDesk(plan, clock);
    const { dataDir } = plan.loaded.paths;
    this.audit = new AuditTrail(dataDir, clock, log);
    this.killSwitch = new KillSwitch(plan.memory, this.desk.decision, clock, new KillFile(dataDir), (killed, reason) =>
      this.audit.add(killed ? "kill" : "resume", reason),
    );
    this.killSwitch.check();
    this.liveTrading = new LiveTrading({
      loaded: plan.loaded,
      log,
      audit: (what, detail) => this.audit.add(what, detail),
      kill: (reason) => this.killSwitch.kill(reason),
      reconciliation: (venue, kind, detail) =>
        this.ledger.reconciliation.note({ venue, timeUs: clock.nowUs(), kind, detail }),
    });
    this.limits = new LimitDesk(plan.decision.risk, this.desk.decision, (detail) =>
      this.audit.add("risk_limit", detail),
    );
    this.operators = new OperatorDesk({
      decision: this.desk.decision,
      table,
      clock,
      audit: (what, detail) => this.audit.add(what, detail),
    });
    this.ledger = new LiveLedger(
      table,
      plan.decision.strategies.map(({ name }) => name),
      { ...options.notices, slot: (kind, slot) => this.operators.onSlot(kind, slot) },
      plan.decision.risk.mode === "live" ? "strategies" : "account",
    );
    this.paperHealer = new PaperHealer(plan.counters.executor, this.desk.resyncAll);
    this.sampler = new Sampler(plan.memory);
    this.tap = new TapReader(plan.memory, [
      (i32, f64, base) => this.ledger.apply(i32, f64, base),
      (i32, f64, base) => persistence.onSlot(i32, f64, base),
    ]);
    this.topology = this.createTopology(table);
    this.view = new LiveView({
      plan,
      table,
      clock,
      ledger: this.ledger,
      paperBounds: this.paperBounds,
      persistence,
      sampler: this.sampler,
      sources: rest.sources,
      topology: () => this.topology,
      killSwitch: this.killSwitch,
      limits: this.limits,
      audit: this.audit,
      operators: this.operators,
      clients: rest.clients,
      isStopping: () => this.stopping !== undefined,
      startedUs: clock.nowUs(),
    });
  }

  /** Plans and starts an engine; an error is one line that says what to do. Nothing is left running after an error. */
  static async start(options: EngineOptions): Promise<Result<Engine, string>> {
    const { loaded, env, clock = systemClock } = options;
    const confirmed = confirmLive(loaded, env, options.confirmLive ?? false);
    if (!confirmed.ok) return confirmed;
    if (loaded.config.mode === "live" && !emptyCoreDumps())
      options.log.warn("core dumps of this process may hold keys", { remedy: "forbid them: ulimit -c 0" });
    const keys = readKeys(loaded.config, env);
    if (!keys.ok) return keys;
    const { reference } = loaded.config;
    if (reference?.enabled && reference.source === "polybolt" && !reference.url && !keys.value.polybolt)
      options.log.warn("reference prices will be refused", { reason: "PolyBolt asks for reference.credentials" });
    const payloads = PayloadFolder.open(loaded.paths.dataDir, loaded.config.payloads);
    if (!payloads.ok) return payloads;
    const clients = new HttpClients(payloads.value);
    const instruments = await loadInstruments(loaded.config, clients);
    if (!instruments.ok) return instruments;
    const { missing, table } = instruments.value;
    const missingVenues = missing.map(({ venue }) => venue);
    const decision = toDecisionConfig(loaded.config, table, missingVenues);
    if (!decision.ok) return err(decision.error.message);
    warnOfMissing(instruments.value, loaded.config.strategies, decision.value, options.log);
    const sources = SourceDesk.open(loaded.config, env, clients);
    if (!sources.ok) return sources;
    const persistence = Persistence.open(loaded, clock);
    if (!persistence.ok) return err(persistence.error.message);
    let engine: Engine | undefined;
    try {
      const plan = planEngine({
        loaded,
        processId: newRunId(),
        buildId: BUILD_ID,
        table,
        missing,
        decision: decision.value,
        kalshiKey: keys.value.kalshi,
        polyboltKey: keys.value.polybolt,
      });
      engine = new Engine(plan, persistence.value, { clients, sources: sources.value }, { ...options, clock });
      await engine.run(keys.value.apiToken);
      return ok(engine);
    } catch (cause) {
      sources.value.close();
      await (engine ? engine.stop() : persistence.value.close());
      return err(cause instanceof Error ? cause.message : String(cause));
    }
  }

  /** The API's address, "" when none is served. */
  get url(): string {
    return this.server?.url ?? "";
  }

  /** Drains every stage, flushes and closes everything (T6). Idempotent. */
  stop(): Promise<EngineStop> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  private async run(apiToken: string | undefined): Promise<void> {
    const { plan, options } = this;
    if (plan.loaded.config.topology === "workers") void this.tap.run();
    await this.topology.start();
    void this.readLimits();
    this.timers.push(
      setInterval(() => this.housekeep(), HOUSEKEEPING_MS),
      setInterval(() => this.topology.check(), plan.loaded.config.supervision.checkMs),
      setInterval(() => this.sample(), plan.loaded.config.storage.sampleMs),
      setInterval(() => void this.readBounds(), BOUNDS_MS),
    );
    if (!plan.loaded.config.api.enabled) return;
    const { api, metrics } = plan.loaded.config;
    const app = createApi(
      this.view,
      toApiOptions(api, {
        metrics,
        ...(apiToken ? { token: apiToken } : {}),
        onError: (error: unknown, path: string) =>
          options.log.error("a request failed", { path, error: String(error) }),
      }),
    );
    const served = serveApi(app, api.host, api.port);
    if (!served.ok) throw new Error(served.error.message);
    this.server = served.value;
  }

  /** In the background: the budget begins with the least tier's limits, and trading does not wait for better ones. */
  private async readLimits(): Promise<void> {
    const { plan, options } = this;
    const { kalshi } = plan.loaded.config.venues;
    if (!kalshi?.enabled || !plan.kalshiKey) return;
    const limits = await readKalshiLimits(kalshi, this.rest.clients, this.topology).catch((cause: unknown) =>
      err(cause),
    );
    if (limits.ok) options.log.info("kalshi's rate limits are the account's", { ...limits.value.account });
    else
      options.log.warn("kalshi's rate limits are unknown: the least tier's are kept", { error: String(limits.error) });
  }

  private housekeep(): void {
    this.desk.pump();
    this.killSwitch.check();
    this.paperHealer.check(this.options.clock.nowUs());
    this.persistence.tick();
    new ControlWords(this.plan.memory.control).beat("main", this.options.clock.nowUs());
  }

  private sample(): void {
    const nowUs = this.options.clock.nowUs();
    this.sampler.drain(nowUs, (sample) => this.persistence.writer.insertSample(this.persistence.runId, sample, nowUs));
  }

  /** What a dying executor did not tell is missing: its orders ended with it. */
  private async readBounds(): Promise<void> {
    this.paperBounds.apply(await this.topology.takeFillBounds().catch(() => []));
  }

  private createTopology(table: InstrumentTable): Topology {
    const { plan, desk, ledger, persistence, options } = this;
    const configDigest = Bun.hash(encodeDecisionConfig(plan.decision)).toString(16);
    const events = {
      changed: (worker: WorkerName, message: string) => options.log.info("worker changed", { worker, message }),
      decisionRun: (incarnation: number) => ({
        firstIntentId: incarnation === 1 ? 1 : ledger.lastIntentId + INTENT_IDS_SLACK,
        reportsSeen: ledger.reportsSeen,
      }),
      decisionStarting: (incarnation: number) => {
        // What the last run left in the tap belongs to it.
        while (this.tap.step() > 0);
        persistence.beginRun(plan.processId, incarnation, { buildId: plan.buildId, configDigest, table });
        desk.openBooks(ledger.portfolio, incarnation, paperCash(plan));
        for (const [venue, status] of ledger.reconciliation.current()) desk.decision.status(venue, status);
        this.killSwitch.retell();
        this.limits.retell();
        desk.booksOpen(incarnation);
      },
      feedDown: desk.feedDown,
      executorDown: plan.live ? this.liveExecutorDown : desk.executorDown,
      admit: this.liveTrading.admit,
      noted: this.liveTrading.noted,
      decisionDown: desk.decisionDown,
      executorBack: desk.resyncAll,
    };
    return plan.loaded.config.topology === "workers"
      ? new WorkerTopology(plan, options.clock, events, options.env)
      : new InlineTopology(plan, options.clock, events, () => this.tap.step(), options.env);
  }

  private readonly liveExecutorDown = (): void => {
    this.desk.liveExecutorDown();
    this.ledger.reconciliation.forget();
  };

  private async end(): Promise<EngineStop> {
    const { plan, persistence } = this;
    this.rest.sources.close();
    // Nothing new is decided from here on: what the executor cancels at its end stays canceled.
    this.desk.decision.send("stop");
    const report = await this.topology.stop(plan.loaded.config.supervision.stopMsMax);
    for (const timer of this.timers) clearInterval(timer);
    this.tap.stop();
    this.liveTrading.close();
    this.sample();
    const { runId } = persistence;
    await this.rest.clients.settled();
    const storage = await persistence.close();
    await this.server?.stop();
    const decision = new Counters(plan.counters.decision).read();
    const recorder = new Counters(plan.counters.recorder).read();
    return {
      ...report,
      inputs: decision.consumed + decision.timers + decision.controls + decision.reports,
      journalRecords: recorder.inputs + recorder.outputs,
      storage,
      digest: this.ledger.digest,
      runId,
    };
  }
}

function warnOfMissing(
  { missing }: LoadedInstruments,
  wanted: readonly { readonly name: string }[],
  { strategies }: DecisionConfig,
  log: Log,
): void {
  if (missing.length === 0) return;
  const left = new Set(strategies.map(({ name }) => name));
  const idle = wanted.map(({ name }) => name).filter((name) => !left.has(name));
  for (const { message, venue } of missing)
    log.error(`${venue} takes no part in this run`, { reason: message, strategiesLeftOut: idle.join(", ") });
}

function warnOfPolling({ feeds, decision }: EnginePlan, log: Log): void {
  for (const { venue, polling } of feeds) {
    if (!polling) continue;
    log.warn(`${venue} is polled`, {
      reason: `its stream needs venues.${venue}.credentials, even for public data`,
      books: polling.markets,
      cycleMs: polling.cycleMs,
      staleMs: polling.staleMs,
      orders: decision.risk.polled === "paper" ? "paper" : "refused",
    });
  }
}

/** Intents that a dead decision may have numbered without main having seen them. */
const INTENT_IDS_SLACK = 65_536;

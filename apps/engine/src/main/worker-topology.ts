import type { Clock } from "@augury/core";
import type { FillBounds } from "@augury/execution";
import { RunnerConfig } from "@augury/net";
import type { ExecuteStart, HeaderResult, LiveNote, VenueAccount } from "@augury/pipeline";
import { Doorbell } from "@augury/ring";
import { Counters } from "@augury/telemetry";
import { ControlWords, type WorkerName } from "@augury/wire";
import { type Remote, transfer } from "comlink";
import type { WorkerView } from "../api/view/system-views.ts";
import type { EngineConfig } from "../config/engine-config.ts";
import { secretRefs } from "../config/secret-refs.ts";
import { WorkerSlot, type WorkerState } from "../supervision/worker-slot.ts";
import type { DecisionApi } from "../workers/decision.ts";
import type { ExecutorApi } from "../workers/executor.ts";
import type { FeedApi } from "../workers/feed.ts";
import type { RecorderApi } from "../workers/recorder.ts";
import type { EnginePlan, FeedPlan } from "./engine-plan.ts";
import { decisionStart, executeStart, feedStart, recordStart } from "./stage-starts.ts";
import { awaitEmpty, inputsOf } from "./stop-stages.ts";
import type { StopReport, Topology, TopologyEvents } from "./topology.ts";

const workerUrl = (name: string) => new URL(`../workers/${name}.ts`, import.meta.url);
const STATE_WORDS: Record<WorkerState, WorkerView["state"]> = {
  starting: "starting",
  running: "running",
  down: "restarting",
  stopping: "stopped",
  stopped: "stopped",
  given_up: "failed",
};

/** Beyond the time that live trading has for its stop: to close what it opened. */
const LIVE_END_MS = 5_000;

/** Every stage in a Bun Worker of its own, kept alive by main. */
export class WorkerTopology implements Topology {
  private readonly words: ControlWords;
  private readonly recorder: WorkerSlot<RecorderApi> | undefined;
  private readonly executor: WorkerSlot<ExecutorApi>;
  private readonly decision: WorkerSlot<DecisionApi>;
  private readonly plainEnv: Readonly<Record<string, string>>;
  private readonly feeds: readonly { readonly plan: FeedPlan; readonly slot: WorkerSlot<FeedApi> }[];

  constructor(
    private readonly plan: EnginePlan,
    private readonly clock: Clock,
    private readonly events: TopologyEvents,
    private readonly env: Readonly<Record<string, string | undefined>>,
  ) {
    this.words = new ControlWords(plan.memory.control);
    this.plainEnv = withoutSecrets(env, plan.loaded.config);
    this.recorder = this.recorderSlot();
    this.executor = this.executorSlot();
    this.decision = this.decisionSlot();
    this.feeds = plan.feeds.map((feed) => ({ plan: feed, slot: this.feedSlot(feed) }));
  }

  async start(): Promise<void> {
    await this.recorder?.start();
    await this.executor.start();
    await this.decision.start();
    for (const { slot } of this.feeds) await slot.start();
  }

  check(): void {
    for (const slot of this.slots()) slot.check();
  }

  workers(): readonly WorkerView[] {
    const nowUs = this.clock.nowUs();
    return this.slots().map((slot) => ({
      worker: slot.spec.name,
      state: STATE_WORDS[slot.state],
      ...(slot.runningSinceUs > 0 ? { heartbeatAgeMs: Math.max(0, this.words.ageMs(slot.spec.name, nowUs)) } : {}),
      restarts: slot.restarts,
      ...(slot.lastError ? { lastError: slot.lastError } : {}),
    }));
  }

  kalshiHeaders(method: string, path: string, timeMs: number): Promise<HeaderResult> {
    return this.executor.remote.kalshiHeaders(method, path, timeMs);
  }

  async takeFillBounds(): Promise<readonly FillBounds[]> {
    return this.executor.state === "running" ? this.executor.remote.takeFillBounds() : [];
  }

  crash(worker: WorkerName): void {
    this.slots()
      .find(({ spec }) => spec.name === worker)
      ?.crash("ended on request");
  }

  /** Feeds first, then what they fed, each only when its input is empty. */
  async stop(msMax: number): Promise<StopReport> {
    const problems: string[] = [];
    const { memory } = this.plan;
    const step = msMax / 5;
    await Promise.all(this.feeds.map(({ slot }) => this.endAsync(slot, step, problems)));
    problems.push(...(await awaitEmpty(inputsOf(memory), step)));
    const { live } = this.plan;
    const liveMs = live ? live.stopMsMax + LIVE_END_MS : 0;
    await this.endAsync(this.executor, Math.max(step, liveMs), problems, live?.stopMsMax);
    problems.push(...(await awaitEmpty({ intent: memory.intent, report: memory.report }, step)));
    await this.endParked(this.decision, 2, memory.bells.decision, step, problems);
    if (this.recorder) {
      problems.push(...(await awaitEmpty({ journal: memory.journal }, step)));
      await this.endParked(this.recorder, 3, memory.bells.recorder, step, problems);
    }
    return { graceful: problems.length === 0, problems };
  }

  private slots(): readonly WorkerSlot<unknown>[] {
    return [
      ...this.feeds.map(({ slot }) => slot),
      this.decision,
      this.executor,
      ...(this.recorder ? [this.recorder] : []),
    ] as WorkerSlot<unknown>[];
  }

  private async endAsync(
    slot: WorkerSlot<FeedApi> | WorkerSlot<ExecutorApi>,
    msMax: number,
    problems: string[],
    ownMsMax = 0,
  ): Promise<void> {
    const running = slot.state === "running";
    slot.expectEnd();
    const stopped = running
      ? await Promise.race([
          (slot as WorkerSlot<ExecutorApi>).remote.stop(ownMsMax).then(
            () => true,
            () => false,
          ),
          Bun.sleep(msMax).then(() => false),
        ])
      : false;
    if (!stopped) problems.push(`worker ${slot.spec.name} did not stop by itself`);
    await slot.awaitEnd(0);
  }

  private async endParked(
    slot: WorkerSlot<DecisionApi> | WorkerSlot<RecorderApi>,
    phase: number,
    bell: SharedArrayBuffer,
    msMax: number,
    problems: string[],
  ): Promise<void> {
    slot.expectEnd();
    this.words.setStopPhase(phase);
    new Doorbell(bell).ringAlways();
    if (!(await slot.awaitEnd(msMax))) problems.push(`worker ${slot.spec.name} did not stop by itself`);
  }

  private options(name: WorkerName) {
    const { supervision } = this.plan.loaded.config;
    return {
      clock: this.clock,
      words: this.words,
      restart: supervision.restart,
      startMsMax: supervision.startMsMax,
      heartbeatMsMax: supervision.heartbeatMsMax,
      changed: (message: string) => this.events.changed(name, message),
    };
  }

  private recorderSlot(): WorkerSlot<RecorderApi> | undefined {
    if (!this.plan.loaded.config.journal.enabled) return undefined;
    return new WorkerSlot<RecorderApi>(
      {
        name: "recorder",
        url: workerUrl("recorder"),
        env: this.plainEnv,
        start: (api, _worker, incarnation) => api.start(recordStart(this.plan, incarnation > 1)),
        onDown: () => {},
      },
      this.options("recorder"),
    );
  }

  private executorSlot(): WorkerSlot<ExecutorApi> {
    return new WorkerSlot<ExecutorApi>(
      {
        name: "executor",
        url: workerUrl("executor"),
        // It alone holds keys, and looks them up by itself.
        env: definedOnly(this.env),
        start: async (api, _worker, incarnation) => {
          const sent = new Counters(this.plan.counters.executor).get("report_slots");
          const start = executeStart(this.plan, { incarnation, reportsSent: sent });
          if (start.live) this.events.admit(await this.connect(api, start));
          await api.start(start);
          if (incarnation === 1) return;
          for (const { plan, slot } of this.feeds)
            if (plan.signed && slot.state === "running") await this.connectMint(slot);
          this.events.executorBack();
        },
        onDown: this.events.executorDown,
      },
      this.options("executor"),
    );
  }

  private connect(api: Remote<ExecutorApi>, start: ExecuteStart): Promise<VenueAccount[]> {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => this.events.noted(data as LiveNote);
    return api.connect(start, transfer(port2, [port2]));
  }

  private decisionSlot(): WorkerSlot<DecisionApi> {
    return new WorkerSlot<DecisionApi>(
      {
        name: "decision",
        url: workerUrl("decision"),
        env: this.plainEnv,
        start: (api, _worker, incarnation) => {
          this.events.decisionStarting(incarnation);
          return api.start(decisionStart(this.plan, { incarnation, ...this.events.decisionRun(incarnation) }));
        },
        onDown: this.events.decisionDown,
      },
      this.options("decision"),
    );
  }

  private feedSlot(plan: FeedPlan): WorkerSlot<FeedApi> {
    const slot: WorkerSlot<FeedApi> = new WorkerSlot<FeedApi>(
      {
        name: plan.venue,
        url: workerUrl("feed"),
        env: this.plainEnv,
        start: async (api) => {
          if (plan.signed) await this.connectMint(slot);
          await api.start(feedStart(this.plan, plan, RunnerConfig.parse({ flow: { pausedMsMax: plan.pausedMsMax } })));
        },
        onDown: () => this.events.feedDown(plan.venue),
      },
      this.options(plan.venue),
    );
    return slot;
  }

  /** Gives a feed a line to the executor, over which it asks for signed headers. */
  private async connectMint(feed: WorkerSlot<FeedApi>): Promise<void> {
    const { port1, port2 } = new MessageChannel();
    await this.executor.remote.serveMint(transfer(port1, [port1]));
    await feed.remote.connectMint(transfer(port2, [port2]));
  }
}

/** What workers that need no secret see: a copy of the environment is made for each of them. */
function withoutSecrets(
  env: Readonly<Record<string, string | undefined>>,
  config: EngineConfig,
): Record<string, string> {
  const secret = new Set(secretRefs(config).map(({ ref }) => ref.env));
  return Object.fromEntries(Object.entries(definedOnly(env)).filter(([name]) => !secret.has(name)));
}

function definedOnly(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

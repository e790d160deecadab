import type { Clock } from "@augury/core";
import type { FillBounds } from "@augury/execution";
import { RunnerConfig } from "@augury/net";
import {
  DecisionStage,
  ExecuteStage,
  FeedStage,
  type HeaderResult,
  type MintHeaders,
  RecordStage,
} from "@augury/pipeline";
import { Doorbell } from "@augury/ring";
import { ControlWords, type WorkerName } from "@augury/wire";
import type { WorkerView } from "../api/view/system-views.ts";
import type { EnginePlan } from "./engine-plan.ts";
import { decisionStart, executeStart, feedStart, recordStart } from "./stage-starts.ts";
import type { StopReport, Topology, TopologyEvents } from "./topology.ts";

const PARK_MS_MAX = 50;
/** Sleep while a ring is full or the disk refuses. */
const STUCK_MS = 1;
/** Rounds in a row before sockets, timers and requests have their turn. */
const ROUNDS_MAX = 16;

/**
 * All stages in main's thread, stepped in turn: the same shells over the same rings. For tests, single-core machines and whoever wants
 * the lower median and can live with main's stalls.
 */
export class InlineTopology implements Topology {
  private readonly words: ControlWords;
  private readonly bell: Doorbell;
  private feeds: FeedStage[] = [];
  private decision: DecisionStage | undefined;
  private executor: ExecuteStage | undefined;
  private recorder: RecordStage | undefined;
  private running = false;
  private failure = "";
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly plan: EnginePlan,
    private readonly clock: Clock,
    private readonly events: TopologyEvents,
    private readonly alsoStep: () => number,
    private readonly env: Readonly<Record<string, string | undefined>>,
  ) {
    this.words = new ControlWords(plan.memory.control);
    this.bell = new Doorbell(plan.memory.bells.decision);
  }

  async start(): Promise<void> {
    const { plan, clock, events } = this;
    if (plan.loaded.config.journal.enabled) this.recorder = new RecordStage(recordStart(plan, false), clock);
    const start = executeStart(plan, { incarnation: 1, reportsSent: 0 });
    const connected = await ExecuteStage.connect(start, clock, this.env, events.noted);
    if (!connected.ok) throw new Error(connected.error);
    events.admit(connected.value);
    this.executor = new ExecuteStage(start, clock, connected.value, events.noted, this.env);
    events.decisionStarting(1);
    this.decision = new DecisionStage(decisionStart(plan, { incarnation: 1, ...events.decisionRun(1) }), clock);
    const { executor } = this;
    this.feeds = plan.feeds.map((feed) => {
      const runner = RunnerConfig.parse({ flow: { pausedMsMax: feed.pausedMsMax } });
      const mint: MintHeaders = async (method, path) => executor.mintKalshiHeaders(method, path);
      return new FeedStage(feedStart(plan, feed, runner), clock, mint, this.stepBehind);
    });
    for (const feed of this.feeds) feed.connect();
    this.running = true;
    this.loop = this.run();
  }

  check(): void {}

  workers(): readonly WorkerView[] {
    return [
      {
        worker: "main",
        state: this.failure ? "failed" : this.running ? "running" : "stopped",
        restarts: 0,
        ...(this.failure ? { lastError: this.failure } : {}),
      },
    ];
  }

  async kalshiHeaders(method: string, path: string, timeMs: number): Promise<HeaderResult> {
    if (!this.executor) throw new Error("headers are minted after start");
    return this.executor.mintKalshiHeaders(method, path, timeMs);
  }

  async takeFillBounds(): Promise<readonly FillBounds[]> {
    return this.executor?.takeFillBounds() ?? [];
  }

  crash(_worker: WorkerName): void {
    throw new Error("in the inline topology there is no worker to end");
  }

  async stop(): Promise<StopReport> {
    const { plan } = this;
    this.running = false;
    this.bell.ringAlways();
    await this.loop;
    for (const feed of this.feeds) await feed.disconnect();
    while (this.round() > 0);
    await this.executor?.stop(plan.live?.stopMsMax ?? 0, () => this.round());
    while (this.round() > 0);
    const finished = this.decision?.shell.finish();
    while (this.round() > 0);
    const closed = this.recorder?.finish();
    const problems = [
      ...(this.failure ? [this.failure] : []),
      ...(finished === false ? ["the journal had no room for the last digest"] : []),
      ...(closed && !closed.ok ? [closed.error.message] : []),
    ];
    return { graceful: problems.length === 0, problems };
  }

  private async run(): Promise<void> {
    try {
      for (let rounds = 1; this.running; rounds++) {
        if (this.round() === 0) await this.rest();
        if (rounds % ROUNDS_MAX === 0) await new Promise<void>((resolve) => setImmediate(resolve));
      }
    } catch (cause) {
      this.fail(cause);
    }
  }

  /** There is no worker to start anew: trading stays off, and the process says why. */
  private fail(cause: unknown): void {
    this.running = false;
    this.failure = cause instanceof Error ? cause.message : String(cause);
    this.words.setKilled(true);
    this.events.changed("main", `stopped: ${this.failure}`);
  }

  private rest(): Promise<void> {
    // Work that cannot be done for now must not keep us from sleeping, and timers and sockets from their turn.
    const isStuck = this.decision?.shell.isBlocked === true || this.recorder?.shell.failure !== undefined;
    return isStuck ? Bun.sleep(STUCK_MS) : this.bell.parkAsync(() => this.hasWork(), PARK_MS_MAX);
  }

  private round(): number {
    let done = this.alsoStep();
    for (const feed of this.feeds) done += feed.shell.step();
    done += this.decide();
    done += this.recorder?.step() ?? 0;
    this.words.beat("main", this.clock.nowUs());
    return done;
  }

  private decide(): number {
    return (this.decision?.shell.step() ?? 0) + (this.executor?.shell.step() ?? 0);
  }

  /** Called by a feed after each commit, inside its socket's callback: a wake-up through the event loop would take longer than this does. */
  private readonly stepBehind = (): void => {
    if (!this.running) return;
    try {
      this.decide();
    } catch (cause) {
      this.fail(cause);
    }
  };

  private hasWork(): boolean {
    return (
      !this.running ||
      this.feeds.some(({ shell }) => shell.hasWork()) ||
      this.decision?.shell.hasWork() === true ||
      this.executor?.shell.hasWork() === true ||
      this.recorder?.hasWork() === true
    );
  }
}

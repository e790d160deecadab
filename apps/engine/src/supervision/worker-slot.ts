import type { Clock } from "@augury/core";
import type { ControlWords, WorkerName } from "@augury/wire";
import { type Remote, wrap } from "comlink";
import { withinMs } from "./within-ms.ts";

export type WorkerState = "starting" | "running" | "down" | "stopping" | "stopped" | "given_up";

/** How one worker is started, and what main does when it is gone. */
export interface WorkerSpec<Api> {
  readonly name: WorkerName;
  readonly url: URL;
  /** The worker's environment; left out: a copy of ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** Hands the worker its memory and configuration; resolves when it runs. A worker that parks answers nothing afterwards. */
  readonly start: (api: Remote<Api>, worker: Worker, incarnation: number) => Promise<void>;
  /** The worker is gone unasked: repairs what it left behind, before it is started again. */
  readonly onDown: () => void;
}

export interface RestartPolicy {
  readonly initialMs: number;
  readonly maxMs: number;
  readonly multiplier: number;
  /** Up for so long: the next delay starts from `initialMs` again. */
  readonly healthyMs: number;
  /** Restarts within an hour before it is given up. */
  readonly restartsMax: number;
}

export interface SlotOptions {
  readonly clock: Clock;
  readonly words: ControlWords;
  readonly restart: RestartPolicy;
  readonly startMsMax: number;
  readonly heartbeatMsMax: number;
  readonly changed: (message: string) => void;
}

/** How long a terminated worker's close event is waited for. */
const CLOSE_SEEN_MS_MAX = 1000;
const HOUR_US = 3_600_000_000;
/** Checks in a row: after a stop of the whole process main may look before the worker has had its turn. */
const SILENT_CHECKS_MIN = 2;

/**
 * One worker kept alive. Any close that was not asked for is a crash, whatever its exit code (Bun reports 0 after an unhandled
 * rejection); a heartbeat that stands still is one too. Restarts go through the ordinary start path, with backoff.
 */
export class WorkerSlot<Api> {
  state: WorkerState = "stopped";
  restarts = 0;
  incarnation = 0;
  lastError = "";
  runningSinceUs = 0;
  private worker: Worker | undefined;
  private api: Remote<Api> | undefined;
  private delayMs: number;
  private silentChecks = 0;
  private recentUs: number[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closeSeen = Promise.withResolvers<void>();
  private readonly finished = Promise.withResolvers<void>();

  constructor(
    readonly spec: WorkerSpec<Api>,
    private readonly options: SlotOptions,
  ) {
    this.delayMs = options.restart.initialMs;
  }

  /** Starts the worker for the first time. Rejects when it does not come up. */
  async start(): Promise<void> {
    await this.launch();
    if (this.state !== "running") throw new Error(`worker ${this.spec.name} did not start: ${this.lastError}`);
  }

  /** The worker's remote interface, for workers that keep their event loop. */
  get remote(): Remote<Api> {
    if (!this.api) throw new Error(`worker ${this.spec.name} is not up`);
    return this.api;
  }

  /** Looks at the heartbeat; call regularly. */
  check(): void {
    if (this.state !== "running") return;
    const { words, clock, heartbeatMsMax } = this.options;
    const nowUs = clock.nowUs();
    const upMs = Math.floor((nowUs - this.runningSinceUs) / 1000);
    const silentMs = Math.min(upMs, words.ageMs(this.spec.name, nowUs));
    this.silentChecks = silentMs > heartbeatMsMax ? this.silentChecks + 1 : 0;
    if (this.silentChecks >= SILENT_CHECKS_MIN) this.fail(`no heartbeat for ${silentMs} ms`);
  }

  /** Ends the worker at once, as a crash would: for tests and for the operator. It is started again. */
  crash(reason: string): void {
    if (this.state === "running" || this.state === "starting") this.fail(reason);
  }

  /** From here a close is what we wait for. */
  expectEnd(): void {
    if (this.timer) clearTimeout(this.timer);
    if (this.state === "running" || this.state === "starting") this.state = "stopping";
    else this.end();
  }

  /** Resolves when the worker has ended by itself or `msMax` has passed; then it is terminated. Returns whether it ended by itself. */
  async awaitEnd(msMax: number): Promise<boolean> {
    const ended = await withinMs(
      this.finished.promise.then(() => true),
      msMax,
      false,
    );
    this.end();
    return ended;
  }

  private async launch(): Promise<void> {
    this.state = "starting";
    this.incarnation++;
    const worker = new Worker(this.spec.url, {
      name: this.spec.name,
      ...(this.spec.env && { env: { ...this.spec.env } }),
    });
    this.worker = worker;
    const closeSeen = Promise.withResolvers<void>();
    this.closeSeen = closeSeen;
    this.silentChecks = 0;
    let failure = "it closed unasked";
    const gone = new Promise<never>((_, reject) => {
      worker.addEventListener("error", (event) => {
        event.preventDefault();
        failure = event.message;
      });
      worker.addEventListener("close", () => {
        closeSeen.resolve();
        reject(new Error(failure));
        this.closed(worker, failure);
      });
    });
    gone.catch(() => {});
    try {
      await this.bringUp(worker, gone);
      if (this.worker !== worker || this.state !== "starting") return;
      this.state = "running";
      this.runningSinceUs = this.options.clock.nowUs();
      this.options.changed("running");
    } catch (error) {
      if (this.worker === worker && this.state === "starting")
        this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  private async bringUp(worker: Worker, gone: Promise<never>): Promise<void> {
    const { startMsMax } = this.options;
    const api = wrap<Api>(worker);
    this.api = api;
    const started = this.spec.start(api, worker, this.incarnation).then(() => true);
    if (!(await withinMs(Promise.race([started, gone]), startMsMax, false)))
      throw new Error(`it did not come up within ${startMsMax} ms`);
  }

  private closed(worker: Worker, failure: string): void {
    if (this.worker !== worker) return;
    if (this.state === "stopping") this.end();
    else if (this.state === "running") this.fail(failure);
  }

  private fail(reason: string): void {
    const { restart, clock } = this.options;
    const nowUs = clock.nowUs();
    this.lastError = reason;
    this.worker?.terminate();
    this.worker = undefined;
    if (this.runningSinceUs > 0 && nowUs - this.runningSinceUs > restart.healthyMs * 1000)
      this.delayMs = restart.initialMs;
    this.recentUs = this.recentUs.filter((us) => nowUs - us < HOUR_US);
    const again = this.recentUs.length < restart.restartsMax;
    this.state = again ? "down" : "given_up";
    this.options.changed(
      again ? `down: ${reason}` : `given up after ${restart.restartsMax} restarts in an hour: ${reason}`,
    );
    void this.repair(again);
  }

  /** The thread may run on for a moment after `terminate`: what it leaves behind is repaired when its close has been seen. */
  private async repair(again: boolean): Promise<void> {
    const { worker } = this;
    await withinMs(this.closeSeen.promise, CLOSE_SEEN_MS_MAX, undefined);
    if (this.worker !== worker) return;
    this.spec.onDown();
    if (!again || this.state !== "down") return;
    this.recentUs.push(this.options.clock.nowUs());
    this.restarts++;
    this.timer = setTimeout(() => void this.launch(), this.delayMs);
    this.delayMs = Math.min(this.options.restart.maxMs, Math.max(1, this.delayMs) * this.options.restart.multiplier);
  }

  private end(): void {
    this.worker?.terminate();
    this.worker = undefined;
    this.state = "stopped";
    this.finished.resolve();
  }
}

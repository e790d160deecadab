import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Prng } from "@augury/core";
import type { OrderReport, OrderRequest, OrderState } from "@augury/model";
import { type FetchFunction, type OpenSocket, openWsSocket, systemScheduler } from "@augury/net";
import { SendAudit } from "@augury/testkit";
import type { FaultScene } from "./fault-venue.ts";

/** On a real clock a plan's times, and all patience with the venue, are so many times as short. */
export const HASTE = 10;
const TICK_MS = 4;
export const POST_MS_MAX = 300;
/** The shipped patience, hastened; what bounds the wait for an answer of a busy machine stays. */
export const HASTY_CONFIG = {
  lookUpMs: 25,
  lookUpMsMax: 1_000,
  absentAfterMs: 3_000,
  cancelAgainMs: 100,
  snapshotMs: 3_000,
  snapshotLagMs: 200,
};

/** A trading process, as far as the scenes of the venues treat theirs alike. */
interface SocketProcess {
  readonly venue: FaultScene["process"]["venue"] & {
    onTime(nowUs: number): void;
    submit(request: OrderRequest, nowUs: number): void;
    submitMany(requests: readonly OrderRequest[], nowUs: number): void;
  };
  readonly alarms: readonly string[];
  readonly imbalances: readonly string[];
  kill(): Promise<void>;
}

/** A simulated venue on a port, and a process that trades on it over real sockets and may be killed. */
export abstract class SocketScene<Process extends SocketProcess> implements FaultScene {
  readonly scheduler = systemScheduler;
  readonly audit = new SendAudit();
  readonly random: Prng;
  readonly keys = new Map<number, string>();
  readonly said = new Map<number, { readonly process: Process; state: OrderState; filled: number }>();
  way = { latencyMsMax: 1, lost: 0 };
  private readonly folder = mkdtempSync(join(tmpdir(), "augury-sockets-"));
  protected readonly logPath = join(this.folder, "intents");
  private readonly ways: Prng;
  private readonly open = new Set<object>();
  /** Sockets whose end the process has not seen yet. */
  private dropped = new Set<object>();
  private ticker: Timer | undefined;
  private current: Process | undefined;
  private nextIntent = 1;

  constructor(seed: number) {
    this.random = new Prng(seed);
    this.ways = new Prng(seed ^ 0x776179);
  }

  protected abstract begin(): Process;
  /** Lets the venue's time go on. */
  protected abstract tick(): void;
  /** Closes all of the venue's sockets. */
  protected abstract disconnect(): void;
  protected abstract stop(): Promise<void>;
  /** Judges what a request brings to the venue. */
  protected abstract watch(url: URL, method: string, body: string): void;
  protected abstract requestOf(intent: number, over: Partial<OrderRequest>): OrderRequest;
  abstract trade(takerSide: "buy" | "sell", contracts: number): void;
  abstract refill(): void;
  abstract difference(): string | undefined;

  get process(): Process {
    if (!this.current) throw new Error("a process trades");
    return this.current;
  }

  get nowMs(): number {
    return Date.now();
  }

  get intents(): number {
    return this.nextIntent - 1;
  }

  submit(over: Partial<OrderRequest>): number {
    const intent = this.nextIntent++;
    this.process.venue.submit(this.wish(intent, over), this.scheduler.nowUs());
    return intent;
  }

  submitMany(orders: readonly Partial<OrderRequest>[]): void {
    const requests = orders.map((over) => this.wish(this.nextIntent++, over));
    this.process.venue.submitMany(requests, this.scheduler.nowUs());
  }

  dropConnections(): void {
    this.dropped = new Set(this.open);
    this.disconnect();
  }

  async crash(): Promise<void> {
    const { process } = this;
    this.current = undefined;
    await process.kill();
    this.current = this.begin();
  }

  /** Lets a hastened time pass; a process sees in any case that its connections are gone. */
  async pass(ms: number): Promise<void> {
    const endMs = performance.now() + ms / HASTE;
    await this.until(() => performance.now() >= endMs && this.dropped.size === 0);
  }

  /** Lets time pass until something is so; throws after so many real milliseconds, for which no healthy run waits. */
  async until(condition: () => boolean, ms = 120_000): Promise<void> {
    for (const endMs = performance.now() + ms; performance.now() < endMs && !condition(); ) await Bun.sleep(TICK_MS);
    if (!condition()) throw new Error(`after ${ms} ms it was not so: ${condition}`);
  }

  /** Starts the process, and lets it get to know its account. */
  async ready(): Promise<void> {
    this.current = this.begin();
    this.ticker = setInterval(() => {
      this.tick();
      this.current?.venue.onTime(this.scheduler.nowUs());
    }, TICK_MS);
    await this.until(() => this.process.venue.isReconciled);
  }

  async close(): Promise<void> {
    await this.current?.kill();
    clearInterval(this.ticker);
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }

  protected note({ fillSize, intentId, state }: OrderReport, process: Process): void {
    const known = this.said.get(intentId);
    if (known?.process !== process) this.said.set(intentId, { process, state, filled: fillSize });
    else {
      known.state = state;
      known.filled += fillSize;
    }
  }

  /** Bun's fetch over a way that delays and loses. */
  protected readonly fetch: FetchFunction = async (address, init) => {
    const url = new URL(address);
    this.watch(url, init.method, init.body ?? "");
    await this.later(init.signal);
    if (this.isLost()) throw new TypeError("the request was lost");
    const answer = await fetch(address, init);
    await this.later(init.signal);
    if (this.isLost()) throw new TypeError("the answer was lost");
    return answer;
  };

  protected readonly openSocket: OpenSocket = (request, events) => {
    const socket = openWsSocket(request, {
      opened: () => {
        this.open.add(socket);
        events.opened();
      },
      message: (bytes) => events.message(bytes),
      beat: () => events.beat(),
      refused: (status, retryAfterMs) => events.refused(status, retryAfterMs),
      ended: (end) => {
        events.ended(end);
        this.open.delete(socket);
        this.dropped.delete(socket);
      },
    });
    return socket;
  };

  /** Priced on the books as they are now, unless it says otherwise. */
  private wish(intent: number, over: Partial<OrderRequest>): OrderRequest {
    const request = this.requestOf(intent, over);
    return { ...request, epoch: over.epoch ?? this.audit.epochOf(request.instrument) };
  }

  private isLost(): boolean {
    return this.way.lost > 0 && this.ways.chance(this.way.lost);
  }

  private later(signal: AbortSignal): Promise<void> {
    const { latencyMsMax } = this.way;
    const ms = latencyMsMax > 1 ? this.ways.int(1, latencyMsMax) : 0;
    if (ms === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener(
        "abort",
        () => {
          clearTimeout(timer);
          reject(signal.reason);
        },
        { once: true },
      );
    });
  }
}

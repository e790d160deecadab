import type { ApiClient, Scheduler, Timer } from "@augury/net";
import { expectedHeartbeatId, heartbeat } from "../clob/heartbeats.ts";

export interface HeartbeatKeeperOptions {
  readonly client: ApiClient;
  readonly scheduler: Scheduler;
  /** Whether orders rest or may rest: as long as they do, {@link HeartbeatKeeper.stop} waits. */
  readonly isResting: () => boolean;
}

/** The venue wants one every five seconds; after ten of silence, and some grace, it cancels all orders of the key (polymarket.md section 4). */
const EVERY_MS = 5_000;
const ANSWER_MS_MAX = 4_000;
const SILENCE_MS_MAX = 10_000;

/**
 * The dead-man switch of an API key. Once started it must not fall silent while orders rest. Each answer names the next id; where we were
 * wrong, the one that the venue expects is adopted and sent at once. Two processes on one key fight over the id: their beats still count.
 */
export class HeartbeatKeeper {
  /** `adopted`: wrong ids; `missed`: beats without a good answer. */
  readonly counts = { beats: 0, missed: 0, adopted: 0 };
  private id = "";
  private missesInRow = 0;
  private lastGoodUs = Number.NEGATIVE_INFINITY;
  private timer: Timer | undefined;
  private isRunning = false;
  private stopped: PromiseWithResolvers<void> | undefined;

  constructor(private readonly options: HeartbeatKeeperOptions) {}

  /** Beats in a row that had no good answer: quoting has to halt before the venue's switch falls. */
  get misses(): number {
    return this.missesInRow;
  }

  /** Whether the venue has heard us lately enough to keep our orders. */
  isAlive(nowUs: number): boolean {
    return nowUs - this.lastGoodUs < SILENCE_MS_MAX * 1000;
  }

  start(): void {
    if (this.isRunning) return;
    this.isRunning = true;
    this.beat();
  }

  /** Stops as soon as nothing rests; resolves then. */
  stop(): Promise<void> {
    this.stopped ??= Promise.withResolvers<void>();
    this.stopIfDone();
    return this.stopped.promise;
  }

  /** Stops at once, whatever rests: within seconds the venue cancels all of it. */
  abandon(): void {
    this.isRunning = false;
    this.timer?.cancel();
    this.stopped?.resolve();
  }

  private beat(): void {
    if (this.stopIfDone()) return;
    this.timer = this.options.scheduler.after(EVERY_MS, () => this.beat());
    void this.send(true);
  }

  private async send(mayAdopt: boolean): Promise<void> {
    this.counts.beats++;
    const { client, scheduler } = this.options;
    const answer = await client.get(heartbeat, { heartbeat_id: this.id }, { timeoutMs: ANSWER_MS_MAX });
    if (answer.ok) {
      this.id = answer.value.value.heartbeat_id;
      this.missesInRow = 0;
      this.lastGoodUs = scheduler.nowUs();
      return;
    }
    const expected = expectedHeartbeatId(answer.error);
    if (expected !== undefined && mayAdopt) {
      this.counts.adopted++;
      this.id = expected;
      await this.send(false);
      return;
    }
    this.counts.missed++;
    this.missesInRow++;
  }

  private stopIfDone(): boolean {
    if (!this.isRunning) this.stopped?.resolve();
    else if (this.stopped && !this.options.isResting()) this.abandon();
    return !this.isRunning;
  }
}

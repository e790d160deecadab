import type { Flushable } from "./generate-driver.ts";

/** One frame of a recording: its text as it came, and when. */
export interface PlayedFrame {
  readonly receivedTimeMs: number;
  readonly text: string;
}

/** Recorded frames in order. */
export interface PlaySource {
  frames(): AsyncIterable<PlayedFrame>;
}

/** The venue that a recording is played into. */
export interface PlayTarget extends Flushable {
  readonly isBlocked: boolean;
  drained(): Promise<void>;
  /** True when every market of the recording is subscribed by some client. */
  isCovered(): boolean;
  /** Returns false when the frame is nothing that can be played. */
  play(text: string): boolean;
}

export interface PlayOptions {
  readonly sources: readonly PlaySource[];
  readonly target: PlayTarget;
  /** Times real speed, or as fast as the clients read. */
  readonly speed: number | "max";
  /** How long to wait for clients to subscribe to everything. */
  readonly coverageMsMax: number;
  /** How long to wait after that: a client that has asked for the books may still be asking for trades. */
  readonly settleMs?: number;
}

export interface PlayResult {
  readonly framesPlayed: number;
  readonly framesSkipped: number;
}

/** Frames between two looks at the clock and at back-pressure. */
const BATCH_FRAMES = 256;
const POLL_MS = 10;

/** Plays recordings one after the other. */
export class PlayDriver {
  private played = 0;
  private skipped = 0;
  private stopped = false;

  constructor(private readonly options: PlayOptions) {}

  /** Waits for clients, then plays everything. Resolves when the last frame has been taken. */
  async run(): Promise<PlayResult> {
    await this.waitForClients();
    for (const source of this.options.sources) await this.playOne(source);
    this.options.target.flush();
    if (!this.stopped) await this.options.target.drained();
    return this.result;
  }

  get result(): PlayResult {
    return { framesPlayed: this.played, framesSkipped: this.skipped };
  }

  stop(): void {
    this.stopped = true;
  }

  private async waitForClients(): Promise<void> {
    for (let waitedMs = 0; waitedMs < this.options.coverageMsMax && !this.stopped; waitedMs += POLL_MS) {
      if (this.options.target.isCovered()) return Bun.sleep(this.options.settleMs ?? 0);
      await Bun.sleep(POLL_MS);
    }
  }

  private async playOne(source: PlaySource): Promise<void> {
    const { speed, target } = this.options;
    const startedMs = performance.now();
    let firstMs: number | undefined;
    let inBatch = 0;
    for await (const { receivedTimeMs, text } of source.frames()) {
      if (this.stopped) return;
      firstMs ??= receivedTimeMs;
      if (speed !== "max") await this.waitUntil(startedMs + (receivedTimeMs - firstMs) / speed);
      if (target.play(text)) this.played++;
      else this.skipped++;
      if (++inBatch < BATCH_FRAMES) continue;
      inBatch = 0;
      await this.breathe();
    }
  }

  /** Lets the sockets write, and waits while a client is behind: a recording loses nothing, it only takes longer. */
  private async breathe(): Promise<void> {
    this.options.target.flush();
    if (this.options.target.isBlocked) await this.options.target.drained();
    else await new Promise<void>((resolve) => setImmediate(resolve));
  }

  private async waitUntil(dueMs: number): Promise<void> {
    const waitMs = dueMs - performance.now();
    if (waitMs < 1) return;
    this.options.target.flush();
    await Bun.sleep(waitMs);
  }
}

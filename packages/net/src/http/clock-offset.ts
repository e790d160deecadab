/** A venue's own time in an answer. `sentTimeUs` and `receivedTimeUs`: when the request left and its answer's headers were here, by our clock. */
export interface ClockSample {
  readonly serverTimeMs: number;
  /** How coarse the stamp is: 1000 when the venue cuts the time down to whole seconds. */
  readonly resolutionMs: number;
  readonly sentTimeUs: number;
  readonly receivedTimeUs: number;
}

/** Two clocks part by at most this much, in parts of the time passed: what a sample proves fades with it. */
const DRIFT_MAX = 0.0002;

/**
 * How far a venue's clock is ahead of ours. The venue stamped its answer between our sending and receiving, so every sample proves an
 * interval for the offset; samples narrow it down together. One that contradicts the ones before says that a clock was set, and starts
 * anew. Where our own time may be right no correction is made.
 *
 * @example
 * clock.observe({ serverTimeMs, resolutionMs: 1000, sentTimeUs, receivedTimeUs });
 * const timestamp = clock.serverTimeMs(scheduler.nowUs());
 */
export class ClockOffset {
  private lowMs = Number.NEGATIVE_INFINITY;
  private highMs = Number.POSITIVE_INFINITY;
  private atUs = 0;

  observe({ serverTimeMs, resolutionMs, sentTimeUs, receivedTimeUs }: ClockSample): void {
    const low = serverTimeMs - receivedTimeUs / 1000;
    const high = serverTimeMs + resolutionMs - sentTimeUs / 1000;
    if (!Number.isFinite(low) || !Number.isFinite(high) || high < low) return;
    const fadedMs = Math.max(0, (receivedTimeUs - this.atUs) / 1000) * DRIFT_MAX;
    const lowMs = Math.max(low, this.lowMs - fadedMs);
    const highMs = Math.min(high, this.highMs + fadedMs);
    const isAgreed = lowMs <= highMs;
    this.lowMs = isAgreed ? lowMs : low;
    this.highMs = isAgreed ? highMs : high;
    this.atUs = receivedTimeUs;
  }

  /** Learns from the `Date` of an answer. What a cache on the way has kept (`Age`) says nothing of the time. */
  observeHeaders(headers: Headers, sentTimeUs: number, receivedTimeUs: number): void {
    if (Number(headers.get("age") ?? 0) > 0) return;
    const serverTimeMs = Date.parse(headers.get("date") ?? "");
    if (Number.isFinite(serverTimeMs)) this.observe({ serverTimeMs, resolutionMs: 1000, sentTimeUs, receivedTimeUs });
  }

  get isKnown(): boolean {
    return Number.isFinite(this.lowMs);
  }

  /** Venue's time minus ours, in ms: 0 as long as ours may be right, else the middle of what is possible. */
  get offsetMs(): number {
    if (!this.isKnown || (this.lowMs <= 0 && this.highMs >= 0)) return 0;
    return (this.lowMs + this.highMs) / 2;
  }

  /** Returns the venue's time in whole ms at our own `nowUs`, as far as it is known. */
  serverTimeMs(nowUs: number): number {
    return Math.floor(nowUs / 1000 + this.offsetMs);
  }
}

/** No new frame for so long: the worker hangs in the one it has. Generous, for a machine that has other work. */
const HANG_MS_MAX = 20_000;
const START_MS_MAX = 120_000;
const MIB = 1024 * 1024;
/** Growth of the process beyond what it had when both venues were warm. */
const GROWTH_BYTES_MAX = 512 * MIB;
const WARM_FRAMES = 40_000;

/** Judges a worker by how far it is, the time and the memory of the process: hanging and growing are findings. */
export class WorkerWatch {
  private seen = 0;
  private warmBytes = Number.POSITIVE_INFINITY;

  constructor(private seenMs: number) {}

  /** `frames` shown so far, `rssBytes` of the whole process. Returns what is wrong, if anything is. */
  problem(frames: number, nowMs: number, rssBytes: number): string | undefined {
    if (frames !== this.seen) {
      this.seen = frames;
      this.seenMs = nowMs;
    }
    const stillMs = nowMs - this.seenMs;
    if (stillMs > (frames === 0 ? START_MS_MAX : HANG_MS_MAX))
      return `hangs: no further frame for ${Math.round(stillMs)} ms`;
    if (frames >= WARM_FRAMES) this.warmBytes = Math.min(this.warmBytes, rssBytes);
    const grown = rssBytes - this.warmBytes;
    if (grown <= GROWTH_BYTES_MAX) return undefined;
    return `the process grew by ${Math.round(grown / MIB)} MiB (this frame or one before it)`;
  }
}

/** How far back the share of busy ticks reaches. */
const MEMORY_US = 60_000_000;

/**
 * The silent stall: pings are answered, but no data comes although the connection was busy. What is remembered is the share of ticks
 * that brought data, not the number of frames: a burst makes no busy connection.
 */
export class StallDetector {
  private isBusy = false;
  private busyShare = 0;
  private tickUs = 0;
  private heardUs = 0;

  constructor(
    private readonly stallUs: number,
    private readonly busyShareMin: number,
  ) {}

  /** A new connection: what the old one did means nothing. */
  reset(nowUs: number): void {
    this.isBusy = false;
    this.busyShare = 0;
    this.tickUs = nowUs;
    this.heardUs = nowUs;
  }

  /** Data of the kind that a live market sends by itself. */
  busy(nowUs: number): void {
    this.isBusy = true;
    this.heardUs = nowUs;
  }

  /** Silence up to now is explained: other data, or we did not read. */
  heard(nowUs: number): void {
    this.heardUs = nowUs;
  }

  /** Returns whether the connection has stalled. `liquid`: at least one market is live and has orders in its book. */
  tick(nowUs: number, liquid: boolean): boolean {
    const keep = Math.exp(-Math.max(0, nowUs - this.tickUs) / MEMORY_US);
    this.busyShare = this.busyShare * keep + (this.isBusy ? 1 - keep : 0);
    this.isBusy = false;
    this.tickUs = nowUs;
    if (this.stallUs === 0 || !liquid || nowUs - this.heardUs < this.stallUs) return false;
    return this.busyShare >= this.busyShareMin;
  }
}

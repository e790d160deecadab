/** Windows of silence that a rate is measured over. */
const WINDOWS = 4;
/** Data events in those windows that make a connection's instruments liquid enough to miss them. */
const LIQUID_EVENTS_MIN = 20;
/** A stall that repeats without data in between is looked for at longer and longer distance. */
const PATIENCE_MAX = 16;

/**
 * The silent stall of one connection: pings are answered, data has stopped (polymarket.md section 10). Judged only where data was coming
 * regularly, so that a quiet market is no stall; what was liquid before a reconnect counts as liquid after it.
 */
export class StallWatch {
  private readonly windowUs: number;
  private windowEndUs = 0;
  private readonly counts = new Array<number>(WINDOWS).fill(0);
  private lastDataUs = 0;
  private isOpen = false;
  private wasLiquid = false;
  private patience = 1;

  constructor(stallMs: number) {
    this.windowUs = stallMs * 1000;
  }

  open(nowUs: number): void {
    this.isOpen = true;
    this.lastDataUs = nowUs;
    this.startWindows(nowUs);
  }

  close(): void {
    this.isOpen = false;
  }

  /** A book or price_change arrived. */
  data(nowUs: number): void {
    if (nowUs >= this.windowEndUs) this.rollWindows(nowUs);
    this.counts[0]++;
    this.lastDataUs = nowUs;
    this.patience = 1;
  }

  /** We are not reading: silence is our own. */
  paused(nowUs: number): void {
    this.lastDataUs = nowUs;
  }

  /** Returns whether the connection has stalled; true once per stall. */
  isStalled(nowUs: number): boolean {
    if (!this.isOpen || nowUs - this.lastDataUs < this.windowUs * this.patience) return false;
    if (!this.wasLiquid && !this.isLiquid()) return false;
    this.wasLiquid = true;
    this.isOpen = false;
    this.patience = Math.min(PATIENCE_MAX, this.patience * 2);
    return true;
  }

  private isLiquid(): boolean {
    return this.counts.reduce((sum, count) => sum + count, 0) >= LIQUID_EVENTS_MIN;
  }

  private rollWindows(nowUs: number): void {
    this.wasLiquid = this.isLiquid();
    const passed = Math.min(WINDOWS, 1 + Math.floor((nowUs - this.windowEndUs) / this.windowUs));
    for (let i = 0; i < passed; i++) {
      this.counts.pop();
      this.counts.unshift(0);
    }
    this.windowEndUs = nowUs + this.windowUs;
  }

  private startWindows(nowUs: number): void {
    this.wasLiquid ||= this.isLiquid();
    this.counts.fill(0);
    this.windowEndUs = nowUs + this.windowUs;
  }
}

/**
 * The silent stall: pings are answered, but no data comes although the connection was busy. Counts data frames per tick into a rate
 * that forgets slowly, and calls a stall when the silence is long enough to have brought `framesMin` frames at that rate.
 */
const MEMORY_US = 60_000_000;

export class StallDetector {
  private frames = 0;
  private perUs = 0;
  private ratedUs = 0;
  private dataUs = 0;

  constructor(
    private readonly stallUs: number,
    private readonly framesMin: number,
  ) {}

  /** A new connection: what the old one did means nothing. */
  reset(nowUs: number): void {
    this.frames = 0;
    this.perUs = 0;
    this.ratedUs = nowUs;
    this.dataUs = nowUs;
  }

  /** One data frame arrived. */
  note(nowUs: number): void {
    this.frames++;
    this.dataUs = nowUs;
  }

  /** Silence up to now is our own doing: we do not read. */
  excuse(nowUs: number): void {
    this.dataUs = nowUs;
  }

  /** Returns whether the connection has stalled. `liquid`: at least one market is live and has orders in its book. */
  tick(nowUs: number, liquid: boolean): boolean {
    const sinceUs = nowUs - this.ratedUs;
    // While nothing comes the rate stands: it is what the silence is held against.
    if (this.frames > 0 && sinceUs > 0) {
      const keep = Math.exp(-sinceUs / MEMORY_US);
      this.perUs = this.perUs * keep + (this.frames / sinceUs) * (1 - keep);
      this.ratedUs = nowUs;
      this.frames = 0;
    }
    if (this.stallUs === 0 || !liquid || nowUs - this.dataUs < this.stallUs) return false;
    return this.perUs * this.stallUs >= this.framesMin;
  }
}

/** Hash checks per second: a bucket that fills evenly and holds one second's worth. Infinity = no bound. */
export class HashBudget {
  private left: number;
  private timeUs = 0;

  constructor(private readonly perSecond: number) {
    this.left = perSecond;
  }

  /** Takes one check; false when none is left. */
  take(nowUs: number): boolean {
    if (this.perSecond === Number.POSITIVE_INFINITY) return true;
    const elapsed = Math.max(0, nowUs - this.timeUs) / 1e6;
    this.timeUs = Math.max(nowUs, this.timeUs);
    this.left = Math.min(this.perSecond, this.left + elapsed * this.perSecond);
    if (this.left < 1) return false;
    this.left--;
    return true;
  }
}

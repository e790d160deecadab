/** Share of a second's checks that only suspect books may use. */
const URGENT_SHARE = 0.2;

/**
 * Hash checks per second: a bucket that fills evenly and holds one second's worth. Infinity = no bound. Ordinary checks leave a part of it
 * to books under suspicion: in a burst they would otherwise never be cleared, and a sound book be taken for drifted.
 */
export class HashBudget {
  private left: number;
  private timeUs = 0;
  private readonly reserve: number;

  constructor(private readonly perSecond: number) {
    this.left = perSecond;
    this.reserve = Number.isFinite(perSecond) ? Math.floor(perSecond * URGENT_SHARE) : 0;
  }

  /** Takes one check; false when none is left. `isUrgent`: may use the part that others leave. */
  take(nowUs: number, isUrgent = false): boolean {
    if (this.perSecond === Number.POSITIVE_INFINITY) return true;
    const elapsed = Math.max(0, nowUs - this.timeUs) / 1e6;
    this.timeUs = Math.max(nowUs, this.timeUs);
    this.left = Math.min(this.perSecond, this.left + elapsed * this.perSecond);
    if (this.left < 1 + (isUrgent ? 0 : this.reserve)) return false;
    this.left--;
    return true;
  }
}

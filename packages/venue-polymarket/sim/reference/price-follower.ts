import type { PriceWalk, WalkPoint } from "./price-walk.ts";

/** The venue hears of a second's price so much later. */
const LAG_MS = 700;
/** A correction of a second's price follows so much after the wrong one. */
const CORRECTION_MS = 250;
export const SNAPSHOT_SECONDS = 120;

/** What a follower has to send now. */
export interface FollowedPoint {
  readonly timestampMs: number;
  /** Price × 1e8: the second's own, or its average over the window. */
  readonly e8: number;
}

/** Follows one walk for one subscription: a snapshot of the past, then each second once, corrections after it. */
export class PriceFollower {
  private sentMs: number;
  private corrections: WalkPoint[] = [];

  constructor(
    private readonly walk: PriceWalk,
    /** 0 = the price itself. */
    private readonly windowSeconds: number,
    nowMs: number,
  ) {
    this.sentMs = lastTold(nowMs);
  }

  /** The past up to what has been told by now. */
  snapshot(seconds = SNAPSHOT_SECONDS): readonly FollowedPoint[] {
    const points = this.walk.between(this.sentMs - seconds * 1000, this.sentMs);
    return points.map((point) => this.tell(point, point.e8));
  }

  /** What has become due since the last call, in the order of arrival. */
  due(nowMs: number): readonly FollowedPoint[] {
    const corrected = this.corrections.filter(({ timestampMs }) => nowMs >= timestampMs + LAG_MS + CORRECTION_MS);
    this.corrections = this.corrections.filter((point) => !corrected.includes(point));
    const fresh = this.walk.between(this.sentMs, lastTold(nowMs));
    this.sentMs = Math.max(this.sentMs, lastTold(nowMs));
    if (this.windowSeconds === 0) this.corrections.push(...fresh.filter(({ e8, firstE8 }) => e8 !== firstE8));
    return [
      ...corrected.map((point) => this.tell(point, point.e8)),
      ...fresh.map((point) => this.tell(point, point.firstE8)),
    ];
  }

  private tell({ timestampMs }: WalkPoint, e8: number): FollowedPoint {
    return { timestampMs, e8: this.windowSeconds === 0 ? e8 : this.walk.mean(timestampMs, this.windowSeconds) };
  }
}

/** The last whole second that has been told by `nowMs`. */
function lastTold(nowMs: number): number {
  return Math.floor((nowMs - LAG_MS) / 1000) * 1000;
}

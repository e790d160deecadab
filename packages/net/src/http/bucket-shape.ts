export interface BucketShape {
  /** Most tokens that can be taken at once. */
  readonly capacity: number;
  readonly refillPerSecond: number;
  /** Tokens that only priority calls may take. Below `capacity`. */
  readonly reserve: number;
}

export interface Quota {
  readonly quota: number;
  readonly windowMs: number;
  /** Share of the quota that is used at all. */
  readonly share: number;
  /** Share of that which may be taken at once. */
  readonly burst: number;
  /** Share of the capacity. */
  readonly reserve: number;
}

/**
 * Returns the bucket that keeps a quota: a full bucket and one window's refill together make the usable share, so no window of that
 * length, wherever it begins, sees more.
 */
export function quotaShape({ quota, windowMs, share, burst, reserve }: Quota): BucketShape {
  const usable = quota * share;
  // A bucket that never holds a whole token gives none.
  const capacity = Math.max(1, usable * burst);
  return { capacity, refillPerSecond: ((usable - capacity) * 1000) / windowMs, reserve: reserve * capacity };
}

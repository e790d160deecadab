/** How one allowance stands. Amounts are tokens (requests, venue tokens or credits, as the venue counts). */
export interface AllowanceUsage {
  readonly capacity: number;
  /** Below 0 when more was charged than was there. */
  readonly left: number;
  /** Kept back for priority calls. */
  readonly reserve: number;
  /** Share of the refill that is in use: below 1 after a 429, recovering. */
  readonly pace: number;
  /** Time until the venue may be asked again at all, after a Retry-After. */
  readonly blockedMs: number;
  /** Time until everything is there again; only where it comes back at once. */
  readonly resetMs?: number;
}

/** Something that runs out and comes back: a token bucket, or credits of a day or month. Pure: time comes in. */
export interface Allowance {
  /** Returns how long until `cost` could be taken, in µs: 0 now, Infinity never. */
  waitUs(cost: number, priority: boolean, nowUs: number): number;
  /** Takes `cost`, whatever is left: who must not overdraw asks `waitUs` first. A negative cost gives back. */
  take(cost: number, nowUs: number): void;
  /** The venue said that there were too many requests, and perhaps for how long to stay away. */
  throttled(retryAfterMs: number | undefined, nowUs: number): void;
  /** The venue said how much is left; believed when it is less than we thought. */
  observe(left: number, nowUs: number): void;
  usage(nowUs: number): AllowanceUsage;
}

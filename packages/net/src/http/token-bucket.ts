import { assert } from "@augury/core";
import type { Allowance, AllowanceUsage } from "./allowance.ts";
import type { BucketShape } from "./bucket-shape.ts";

/** How a bucket slows down after a 429 and comes back. */
export interface SlowdownShape {
  /** The pace is multiplied by this. */
  readonly factor: number;
  readonly paceMin: number;
  /** 429s within so long of one another count as one: they were sent at the same old pace. */
  readonly everyMs: number;
  /** What the pace regains per second. */
  readonly recoveryPerSecond: number;
}

const SECOND_US = 1_000_000;
/** Float dust of the refill, in tokens. */
const DUST = 1e-6;

/**
 * A token bucket whose refill slows down after a 429. In any interval of T seconds it gives at most `capacity + refillPerSecond × T`
 * tokens; what is charged beyond that (a negative balance) is paid back before anything else is given.
 */
export class TokenBucket implements Allowance {
  private tokens: number;
  private atUs: number;
  private pace = 1;
  private blockedUntilUs = 0;
  private slowedAtUs = Number.NEGATIVE_INFINITY;

  constructor(
    private shape: BucketShape,
    private readonly slowdown: SlowdownShape,
    nowUs: number,
  ) {
    checkShape(shape);
    this.tokens = shape.capacity;
    this.atUs = nowUs;
  }

  /** Takes over new limits (a venue's own answer about the account): never more tokens than the old or the new capacity. */
  reshape(shape: BucketShape, nowUs: number): void {
    checkShape(shape);
    this.refill(nowUs);
    this.shape = shape;
    this.tokens = Math.min(this.tokens, shape.capacity);
  }

  waitUs(cost: number, priority: boolean, nowUs: number): number {
    const { capacity, reserve, refillPerSecond } = this.shape;
    this.refill(nowUs);
    const need = cost + (priority ? 0 : reserve);
    if (need > capacity) return Number.POSITIVE_INFINITY;
    const blocked = Math.max(0, this.blockedUntilUs - nowUs);
    const missing = need - this.tokens;
    if (missing <= DUST) return blocked;
    const filled = Math.ceil(this.secondsUntil(missing / refillPerSecond) * SECOND_US);
    return Math.max(blocked, filled, 1);
  }

  take(cost: number, nowUs: number): void {
    this.refill(nowUs);
    this.tokens = Math.min(this.shape.capacity, this.tokens - cost);
  }

  throttled(retryAfterMs: number | undefined, nowUs: number): void {
    this.refill(nowUs);
    // Ours was one token too many, so there are none; the reserve is left for a cancel that has nothing to lose by trying.
    this.tokens = Math.min(this.tokens, this.shape.reserve);
    if (retryAfterMs !== undefined) this.blockedUntilUs = Math.max(this.blockedUntilUs, nowUs + retryAfterMs * 1000);
    if (nowUs - this.slowedAtUs < this.slowdown.everyMs * 1000) return;
    this.slowedAtUs = nowUs;
    this.pace = Math.max(this.slowdown.paceMin, this.pace * this.slowdown.factor);
  }

  observe(left: number, nowUs: number): void {
    this.refill(nowUs);
    this.tokens = Math.min(this.tokens, left);
  }

  usage(nowUs: number): AllowanceUsage {
    this.refill(nowUs);
    const { capacity, reserve } = this.shape;
    const blockedMs = Math.max(0, Math.ceil((this.blockedUntilUs - nowUs) / 1000));
    return { capacity, left: this.tokens, reserve, pace: this.pace, blockedMs };
  }

  /** Time only goes forward: an earlier `nowUs` changes nothing. */
  private refill(nowUs: number): void {
    if (nowUs <= this.atUs) return;
    const seconds = (nowUs - this.atUs) / SECOND_US;
    const paced = this.pacedSeconds(seconds);
    this.tokens = Math.min(this.shape.capacity, this.tokens + paced * this.shape.refillPerSecond);
    this.pace = Math.min(1, this.pace + seconds * this.slowdown.recoveryPerSecond);
    this.atUs = nowUs;
  }

  /** The pace summed over the next `seconds` while it recovers: a ramp up to 1, then flat. */
  private pacedSeconds(seconds: number): number {
    const { recoveryPerSecond } = this.slowdown;
    const ramp = Math.min(seconds, (1 - this.pace) / recoveryPerSecond);
    return this.pace * ramp + (recoveryPerSecond * ramp * ramp) / 2 + (seconds - ramp);
  }

  /** The inverse: how long until the pace has summed up to `paced`. */
  private secondsUntil(paced: number): number {
    const { recoveryPerSecond } = this.slowdown;
    const ramp = (1 - this.pace) / recoveryPerSecond;
    const rampPaced = this.pacedSeconds(ramp);
    if (paced >= rampPaced) return ramp + (paced - rampPaced);
    return (Math.sqrt(this.pace ** 2 + 2 * recoveryPerSecond * paced) - this.pace) / recoveryPerSecond;
  }
}

function checkShape({ capacity, refillPerSecond, reserve }: BucketShape): void {
  assert(capacity > 0 && refillPerSecond > 0, "a bucket holds and regains tokens");
  assert(reserve >= 0 && reserve < capacity, "a bucket's reserve is below its capacity");
}

/** Tokens per second and at most, of one tier (kalshi.md section 7.1). */
export interface TierLimits {
  readonly read: BucketShape;
  readonly write: BucketShape;
}

export interface BucketShape {
  readonly refillPerSecond: number;
  readonly capacity: number;
}

export type TierName = "basic" | "advanced" | "expert" | "premier" | "paragon" | "prime" | "prestige";

const tier = (read: number, write: number, readCapacity = read): TierLimits => ({
  read: { refillPerSecond: read, capacity: readCapacity },
  write: { refillPerSecond: write, capacity: write === 100 ? write : write * 2 },
});

export const TIERS: Readonly<Record<TierName, TierLimits>> = {
  basic: tier(200, 100, 600),
  advanced: tier(300, 300),
  expert: tier(600, 600),
  premier: tier(1000, 1000),
  paragon: tier(2000, 2000),
  prime: tier(4000, 4000),
  prestige: tier(10_000, 8000),
};

interface Bucket {
  tokens: number;
  atMs: number;
}

const BUCKETS_MAX = 10_000;

/** The venue's own count of tokens, a bucket per account and kind. */
export class RateLimiter {
  private readonly buckets = new Map<string, Bucket>();

  /** Takes the tokens of a call if they are there; a call without them takes none. */
  take(
    account: string,
    kind: "read" | "write",
    cost: number,
    { refillPerSecond, capacity }: BucketShape,
    nowMs: number,
  ): boolean {
    const key = `${kind} ${account}`;
    const bucket = this.buckets.get(key) ?? { tokens: capacity, atMs: nowMs };
    if (this.buckets.size >= BUCKETS_MAX && !this.buckets.has(key)) this.buckets.clear();
    this.buckets.set(key, bucket);
    const passedMs = Math.max(0, nowMs - bucket.atMs);
    bucket.tokens = Math.min(capacity, bucket.tokens + (passedMs * refillPerSecond) / 1000);
    bucket.atMs = nowMs;
    if (bucket.tokens < cost) return false;
    bucket.tokens -= cost;
    return true;
  }
}

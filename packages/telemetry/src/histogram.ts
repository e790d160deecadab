/**
 * Log-linear histogram in shared memory for latencies: 64 steps per power of two, so a quantile is within 1.6 % of the true value.
 * One writer thread records, any thread reads. Unit: whatever is recorded, whole numbers from 0 to 2^40 (µs or ns; the name says which).
 */
const STEPS_LOG2 = 6;
const STEPS = 1 << STEPS_LOG2;
const BUCKETS = (40 - STEPS_LOG2 + 1) * STEPS;
const COUNT = 0;
const MAX = 1;
const SUM = 2;
const HEAD = 4;

export interface HistogramSummary {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  readonly sum: number;
}

/** Bytes of one histogram. */
export const HISTOGRAM_BYTES = (HEAD + BUCKETS) * 8;

export class Histogram {
  private readonly words: Float64Array;

  constructor(buffer: SharedArrayBuffer, byteOffset = 0) {
    this.words = new Float64Array(buffer, byteOffset, HEAD + BUCKETS);
  }

  static create(): Histogram {
    return new Histogram(new SharedArrayBuffer(HISTOGRAM_BYTES));
  }

  /** Counts one measurement; negative ones (clocks that disagree by a hair) count as 0. */
  record(value: number): void {
    const { words } = this;
    const whole = value <= 0 ? 0 : value >= 1_099_511_627_775 ? 1_099_511_627_775 : Math.floor(value);
    const at = HEAD + bucketOf(whole);
    words[at] = (words[at] as number) + 1;
    words[COUNT] = (words[COUNT] as number) + 1;
    words[SUM] = (words[SUM] as number) + whole;
    if (whole > (words[MAX] as number)) words[MAX] = whole;
  }

  get count(): number {
    return this.words[COUNT] as number;
  }

  /** Returns the value below which the share `q` (0…1) of the measurements lies: the upper end of its bucket, at most the maximum. */
  quantile(q: number): number {
    const count = this.words[COUNT] as number;
    if (count === 0) return 0;
    let left = Math.max(1, Math.ceil(q * count));
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      left -= this.words[HEAD + bucket] as number;
      if (left <= 0) return Math.min(upperEnd(bucket), this.words[MAX] as number);
    }
    return this.words[MAX] as number;
  }

  /** Returns for each bound (ascending) how many measurements were at most that; exact where a bucket ends, as at 2^k − 1. */
  cumulative(bounds: readonly number[]): number[] {
    let bucket = 0;
    let below = 0;
    return bounds.map((bound) => {
      for (; bucket < BUCKETS && upperEnd(bucket) <= bound; bucket++) below += this.words[HEAD + bucket] as number;
      return below;
    });
  }

  /** Returns count and sum; the count is that of the buckets, so that it never falls behind {@link cumulative} read before it. */
  totals(): { count: number; sum: number } {
    let count = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) count += this.words[HEAD + bucket] as number;
    return { count, sum: this.words[SUM] as number };
  }

  summary(): HistogramSummary {
    return {
      count: this.count,
      p50: this.quantile(0.5),
      p99: this.quantile(0.99),
      p999: this.quantile(0.999),
      max: this.words[MAX] as number,
      sum: this.words[SUM] as number,
    };
  }

  /** Forgets everything: between bench rounds, by the writer. */
  reset(): void {
    this.words.fill(0);
  }
}

function bucketOf(whole: number): number {
  if (whole < STEPS * 2) return whole;
  if (whole < 2 ** 31) {
    // Nearly every measurement: integer instructions only.
    const shift = 31 - Math.clz32(whole) - STEPS_LOG2;
    return shift * STEPS + (whole >>> shift);
  }
  const exponent = Math.floor(Math.log2(whole)) - STEPS_LOG2;
  return exponent * STEPS + Math.floor(whole / 2 ** exponent);
}

function upperEnd(bucket: number): number {
  if (bucket < STEPS * 2) return bucket;
  const exponent = Math.floor(bucket / STEPS) - 1;
  return (STEPS + (bucket % STEPS) + 1) * 2 ** exponent - 1;
}

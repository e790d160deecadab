/**
 * Seeded generator (sfc32) for simulations, chaos plans and tests: the same seed gives the same sequence on every machine.
 * Not for anything secret.
 */
export class Prng {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(seed: number) {
    this.a = seed | 0;
    this.b = Math.imul(seed, 0x9e3779b1) | 0;
    this.c = (seed ^ 0x5bd1e995) | 0;
    for (let i = 0; i < 16; i++) this.uint32();
  }

  /** Returns the next unsigned 32-bit integer. */
  uint32(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** Returns a number in [0, 1). */
  next(): number {
    return this.uint32() / 4_294_967_296;
  }

  /** Returns an integer in [low, high], both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** Returns true with probability `p`. */
  chance(p: number): boolean {
    return this.next() < p;
  }

  /** Returns one element of a non-empty list. */
  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)] as T;
  }

  /** Returns an exponentially distributed number with mean `mean`: the gaps of a Poisson process. */
  exponential(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }

  /** Returns an independent generator, so that one consumer's draws do not shift another's. */
  fork(label: number): Prng {
    return new Prng((this.uint32() ^ Math.imul(label + 1, 0x85ebca6b)) | 0);
  }
}

const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;
const ADD = 0xe6546b64;
const D1 = 0xab0e9789;
const D2 = 0x38b34ae5;
const D_ADD = 0x561ccd1b;
const SEED_HIGH = 0x41756775; // "Augu"
const SEED_LOW = 0x72794a31; // "ryJ1"

/**
 * A running 64-bit digest over 32-bit words, for "the same inputs gave the same outputs": two murmur3 lanes with the multipliers of
 * murmur3 x86_32 and of the first lane of x86_128, both fed every word, crossed and finalized with the word count when read.
 * Not cryptographic. The same words give the same halves on every machine, however they were grouped into updates.
 */
export class Digest {
  private laneHigh = SEED_HIGH;
  private laneLow = SEED_LOW;
  private count = 0;

  /** Feeds `words` Int32 words from `base` on. */
  update(i32: Int32Array, base: number, words: number): void {
    let high = this.laneHigh;
    let low = this.laneLow;
    for (let at = base; at < base + words; at++) {
      const word = i32[at];
      high = mixWord(high, word);
      low = mixWordLow(low, word);
    }
    this.laneHigh = high;
    this.laneLow = low;
    this.count = (this.count + words) | 0;
  }

  /** Upper half of the digest so far, a signed 32-bit integer. Reading does not change the state. */
  get high(): number {
    return finishLane((this.laneHigh ^ this.count) + (this.laneLow ^ this.count));
  }

  /** Lower half of the digest so far. */
  get low(): number {
    const high = this.laneHigh ^ this.count;
    const low = this.laneLow ^ this.count;
    return finishLane(low + Math.imul(high + low, 5));
  }

  /** Starts over, as if newly made. */
  reset(): void {
    this.laneHigh = SEED_HIGH;
    this.laneLow = SEED_LOW;
    this.count = 0;
  }
}

/** One step of murmur3 x86_32. */
export function mixWord(hash: number, word: number): number {
  let k = Math.imul(word, C1);
  k = Math.imul((k << 15) | (k >>> 17), C2);
  const mixed = hash ^ k;
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + ADD) | 0;
}

/** One step with the constants of murmur3 x86_128's first lane. */
function mixWordLow(hash: number, word: number): number {
  let k = Math.imul(word, D2);
  k = Math.imul((k << 16) | (k >>> 16), D1);
  const mixed = hash ^ k;
  return (Math.imul((mixed << 19) | (mixed >>> 13), 5) + D_ADD) | 0;
}

/** Murmur3's finalizer: every input bit reaches every output bit. */
export function finishLane(state: number): number {
  let hash = state | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

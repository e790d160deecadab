import { finishLane, mixWord } from "./digest.ts";
import { STAMPED_WORDS } from "./segment-layout.ts";

const INDEX_SPREAD = 0x9e3779b1;

/**
 * Returns the check word of a record: one murmur3 lane over the slot's 20 words. Every step is a bijection of the word and of the
 * state, so damage within a single word, or in the index, is always noticed; wider damage slips through once in 2^32.
 */
export function recordCheck(i32: Int32Array, base: number, seed: number, index: number): number {
  let hash = (seed ^ Math.imul(index, INDEX_SPREAD)) | 0;
  for (let word = 0; word < STAMPED_WORDS; word++) hash = mixWord(hash, i32[base + word]);
  return finishLane(hash);
}

/**
 * A venue's id as a 52-bit number for slots, in which no string travels: two 26-bit halves of FNV-1a style products. Two ids of one
 * day collide with a chance of about n² / 2^53.
 */
export class IdHash {
  private low = 0;
  private high = 0;

  reset(): void {
    this.low = 0x811c9dc5 | 0;
    this.high = 0x9747b28c | 0;
  }

  add(byte: number): void {
    this.low = Math.imul(this.low ^ byte, 0x01000193);
    this.high = Math.imul(this.high ^ byte, 0x5bd1e995);
  }

  /** The hash of what was added since the reset: an integer below 2^52, never 0, which means "no id". */
  value(): number {
    const hash = ((this.high ^ (this.high >>> 13)) >>> 6) * 2 ** 26 + ((this.low ^ (this.low >>> 15)) >>> 6);
    return hash === 0 ? 1 : hash;
  }
}

/** Returns the 52-bit hash of a text's UTF-8 bytes; 0 for the empty text. */
export function hashId(text: string): number {
  if (text === "") return 0;
  const hash = new IdHash();
  hash.reset();
  for (const byte of new TextEncoder().encode(text)) hash.add(byte);
  return hash.value();
}

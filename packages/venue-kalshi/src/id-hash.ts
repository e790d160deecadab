/**
 * A venue's id as a 52-bit number for slots, in which no string travels: two 26-bit halves of FNV-1a style products over the UTF-8
 * bytes. Two ids of one day collide with a chance of about n² / 2^53. 0 stands for the empty id alone.
 */
export function hashIdBytes(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return 0;
  let low = 0x811c9dc5 | 0;
  let high = 0x9747b28c | 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    low = Math.imul(low ^ byte, 0x01000193);
    high = Math.imul(high ^ byte, 0x5bd1e995);
  }
  const hash = ((high ^ (high >>> 13)) >>> 6) * 2 ** 26 + ((low ^ (low >>> 15)) >>> 6);
  return hash === 0 ? 1 : hash;
}

/** The same for a text. */
export function hashId(text: string): number {
  const bytes = new TextEncoder().encode(text);
  return hashIdBytes(bytes, 0, bytes.length);
}

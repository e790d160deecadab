import { assert } from "@augury/core";

/** Size of one encoded field of a typed structure, in bytes. */
export const WORD = 32;

/** Writes a safe integer as a 256-bit word, big-endian, at `offset`. The word's upper 24 bytes are expected to be zero already. */
export function writeSafeInteger(value: number, out: Uint8Array, offset: number): void {
  assert(Number.isSafeInteger(value) && value >= 0, `a word takes a whole safe number, was ${value}`);
  const high = Math.floor(value / 0x1_0000_0000);
  const low = value >>> 0;
  const end = offset + WORD;
  out[end - 8] = high >>> 24;
  out[end - 7] = high >>> 16;
  out[end - 6] = high >>> 8;
  out[end - 5] = high;
  out[end - 4] = low >>> 24;
  out[end - 3] = low >>> 16;
  out[end - 2] = low >>> 8;
  out[end - 1] = low;
}

/** Returns a 256-bit word, big-endian. */
export function toWord(value: bigint): Uint8Array {
  assert(value >= 0n && value < 1n << 256n, "a word is within 0 and 2^256 - 1");
  return Buffer.from(value.toString(16).padStart(2 * WORD, "0"), "hex");
}

/** Returns bytes as "0x" and lower-case hexadecimal digits. */
export function toHex(bytes: Uint8Array): `0x${string}` {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
}

/** Reads "0x" and an even number of hexadecimal digits; `undefined` for anything else. */
export function parseHex(text: string): Uint8Array | undefined {
  return /^0x(?:[0-9a-fA-F]{2})*$/.test(text) ? Buffer.from(text.slice(2), "hex") : undefined;
}

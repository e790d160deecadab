/** Bytes `start` to `end`, the latter not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENS = new Set([0x5b, 0x7b]);
const CLOSES = new Set([0x5d, 0x7d]);
const STRUCTURAL = new Set([0x5b, 0x5d, 0x7b, 0x7d, COMMA, COLON]);

/** Returns the run of digits and points at or behind `from`. */
export function digitsFrom(bytes: Uint8Array, from: number): Span | undefined {
  let start = from;
  while (start < bytes.length && !isDigit(bytes[start])) start++;
  if (start >= bytes.length) return undefined;
  let end = start + 1;
  while (end < bytes.length && (isDigit(bytes[end]) || bytes[end] === 0x2e)) end++;
  return { start, end };
}

/** Returns the place of the first bracket, comma or colon at or behind `from`, −1 when there is none. */
export function structuralFrom(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) if (STRUCTURAL.has(bytes[at])) return at;
  return -1;
}

/**
 * Returns the first `"key":value` that begins behind `from`, by a look at brackets and quotes alone. The frame may be damaged: then the
 * span may be, too.
 */
export function spanOfMember(bytes: Uint8Array, from: number): Span | undefined {
  for (let start = Math.max(1, from); start < bytes.length; start++) {
    if (bytes[start] !== QUOTE || !(bytes[start - 1] === COMMA || bytes[start - 1] === 0x7b)) continue;
    const keyEnd = stringEnd(bytes, start);
    if (bytes[keyEnd] !== COLON) continue;
    const end = valueEnd(bytes, keyEnd + 1);
    return end < 0 ? undefined : { start, end };
  }
  return undefined;
}

function valueEnd(bytes: Uint8Array, from: number): number {
  let depth = 0;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = stringEnd(bytes, at) - 1;
    else if (OPENS.has(byte)) depth++;
    else if (CLOSES.has(byte) && depth-- === 0) return at;
    else if (byte === COMMA && depth === 0) return at;
  }
  return -1;
}

function stringEnd(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === QUOTE) return at + 1;
  }
  return bytes.length;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

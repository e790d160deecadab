/**
 * JSON read as bytes, for parsers that know what they look for. Each function takes a position and returns the one behind what it read,
 * or −1 at the first byte it does not expect. Whatever these functions take, JSON.parse takes too (RFC 8259 grammar, escapes and control
 * characters checked): the soundness of the byte scanner rests on that. `end` is the length of the text; no byte past it is read, because
 * a typed array that was once read out of its bounds is slow ever after. Nothing is allocated.
 */
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const DOT = 0x2e;
export const COLON = 0x3a;
export const OPEN_ARRAY = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_ARRAY = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;

/** Deeper nesting than any venue frame has; JSON.parse judges it then. */
const DEPTH_MAX = 16;

/** 1 for the bytes that a string may hold without any meaning: ASCII but control characters, the quote and the backslash. */
export const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x80 && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

/** Returns the position of the first byte from `at` that is no white space, or `end`. */
export function skipSpace(bytes: Uint8Array, at: number, end: number): number {
  let to = at;
  while (to < end) {
    const byte = bytes[to];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return to;
    to++;
  }
  return end;
}

/** Moves past white space and then `byte`. */
export function take(bytes: Uint8Array, at: number, end: number, byte: number): number {
  if (at < end && bytes[at] === byte) return at + 1;
  const to = skipSpace(bytes, at, end);
  return to < end && bytes[to] === byte ? to + 1 : -1;
}

/** Moves past a string of plain ASCII without escapes that starts right at `at`; its text ends one byte before the result. */
export function skipPlainString(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || bytes[at] !== QUOTE) return -1;
  let to = at + 1;
  while (to < end && PLAIN[bytes[to]] === 1) to++;
  return to < end && bytes[to] === QUOTE ? to + 1 : -1;
}

/** Moves past any value that starts right at `at`. */
export function skipValue(bytes: Uint8Array, at: number, end: number, depth = 0): number {
  if (at >= end) return -1;
  const byte = bytes[at];
  if (byte === QUOTE) return skipString(bytes, at, end);
  if (byte === OPEN_OBJECT) return depth < DEPTH_MAX ? skipObject(bytes, at, end, depth + 1) : -1;
  if (byte === OPEN_ARRAY) return depth < DEPTH_MAX ? skipArray(bytes, at, end, depth + 1) : -1;
  if (byte === 0x74) return skipWord(bytes, at, end, TRUE);
  if (byte === 0x66) return skipWord(bytes, at, end, FALSE);
  if (byte === 0x6e) return skipWord(bytes, at, end, NULL);
  return skipNumber(bytes, at, end);
}

/** Moves past a string with any content that JSON allows. Bytes above 0x7f are left to the decoder, which replaces what is not UTF-8. */
export function skipString(bytes: Uint8Array, at: number, end: number): number {
  let to = at + 1;
  while (to < end) {
    const byte = bytes[to++];
    if (byte === QUOTE) return to;
    if (byte < 0x20) return -1;
    if (byte === BACKSLASH) {
      to = skipEscape(bytes, to, end);
      if (to < 0) return -1;
    }
  }
  return -1;
}

const asciiOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const TRUE = asciiOf("true");
export const FALSE = asciiOf("false");
const NULL = asciiOf("null");

/** Moves past `word`. */
export function skipWord(bytes: Uint8Array, at: number, end: number, word: Uint8Array): number {
  const to = at + word.length;
  if (to > end) return -1;
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return -1;
  return to;
}

function skipObject(bytes: Uint8Array, at: number, end: number, depth: number): number {
  const empty = take(bytes, at + 1, end, CLOSE_OBJECT);
  if (empty >= 0) return empty;
  for (let to = at + 1; ; ) {
    to = skipSpace(bytes, to, end);
    if (to >= end || bytes[to] !== QUOTE) return -1;
    to = skipString(bytes, to, end);
    if (to >= 0) to = take(bytes, to, end, COLON);
    if (to >= 0) to = skipValue(bytes, skipSpace(bytes, to, end), end, depth);
    if (to < 0) return -1;
    const next = take(bytes, to, end, COMMA);
    if (next < 0) return take(bytes, to, end, CLOSE_OBJECT);
    to = next;
  }
}

function skipArray(bytes: Uint8Array, at: number, end: number, depth: number): number {
  const empty = take(bytes, at + 1, end, CLOSE_ARRAY);
  if (empty >= 0) return empty;
  for (let to = at + 1; ; ) {
    to = skipValue(bytes, skipSpace(bytes, to, end), end, depth);
    if (to < 0) return -1;
    const next = take(bytes, to, end, COMMA);
    if (next < 0) return take(bytes, to, end, CLOSE_ARRAY);
    to = next;
  }
}

function skipNumber(bytes: Uint8Array, at: number, end: number): number {
  let to = at < end && bytes[at] === MINUS ? at + 1 : at;
  const whole = to;
  to = skipDigits(bytes, to, end);
  if (to === whole || (bytes[whole] === 0x30 && to > whole + 1)) return -1;
  if (to < end && bytes[to] === DOT) {
    const fraction = to + 1;
    to = skipDigits(bytes, fraction, end);
    if (to === fraction) return -1;
  }
  if (to < end && (bytes[to] === 0x65 || bytes[to] === 0x45)) {
    const sign = to + 1 < end && (bytes[to + 1] === 0x2b || bytes[to + 1] === MINUS) ? 2 : 1;
    const exponent = to + sign;
    to = skipDigits(bytes, exponent, end);
    if (to === exponent) return -1;
  }
  return to;
}

function skipDigits(bytes: Uint8Array, at: number, end: number): number {
  let to = at;
  while (to < end && bytes[to] >= 0x30 && bytes[to] <= 0x39) to++;
  return to;
}

/** Moves past what follows a backslash. */
function skipEscape(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return -1;
  const byte = bytes[at];
  if (byte === 0x75) {
    if (at + 5 > end) return -1;
    for (let i = 1; i <= 4; i++) if (!isHex(bytes[at + i])) return -1;
    return at + 5;
  }
  // " \ / b f n r t
  const isShort =
    byte === QUOTE ||
    byte === BACKSLASH ||
    byte === 0x2f ||
    byte === 0x62 ||
    byte === 0x66 ||
    byte === 0x6e ||
    byte === 0x72 ||
    byte === 0x74;
  return isShort ? at + 1 : -1;
}

function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}

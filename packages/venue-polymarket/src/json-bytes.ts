/**
 * Byte-level JSON: positions in, positions out. The bytes end with zeros (see FrameBytes), so no scan runs past them. {@link NO} = not
 * valid here (or not for us); the caller then asks JSON.parse.
 */
export const NO = -1;

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const DOT = 0x2e;
export const ZERO = 0x30;
export const NINE = 0x39;
export const COLON = 0x3a;
export const OPEN_LIST = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_LIST = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const SPACE = 0x20;

/** Nesting deeper than this is left to JSON.parse. */
const DEPTH_MAX = 64;

/** 1 = stands for itself inside a string. Bytes from 0x80 on do: whatever they decode to, it is neither a quote nor a backslash. */
const PLAIN = new Uint8Array(256).fill(1, SPACE);
PLAIN[QUOTE] = 0;
PLAIN[BACKSLASH] = 0;

/** Returns the position of the first byte from `at` on that is no JSON white space. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  let i = at;
  for (;;) {
    const byte = bytes[i];
    if (byte !== SPACE && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return i;
    i++;
  }
}

/** Returns the position behind the string that opens at `at`, or NO when it is none or has an escape. */
export function skipPlainString(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== QUOTE) return NO;
  let i = at + 1;
  while (PLAIN[bytes[i]] === 1) i++;
  return bytes[i] === QUOTE ? i + 1 : NO;
}

/** Returns the position behind the value that starts at `at`, or NO when it is not valid JSON or nested too deep. */
export function skipValue(bytes: Uint8Array, at: number, depth = 0): number {
  switch (bytes[at]) {
    case QUOTE:
      return skipString(bytes, at);
    case OPEN_OBJECT:
      return depth < DEPTH_MAX ? skipObject(bytes, at, depth) : NO;
    case OPEN_LIST:
      return depth < DEPTH_MAX ? skipList(bytes, at, depth) : NO;
    case 0x74:
      return skipWord(bytes, at, TRUE);
    case 0x66:
      return skipWord(bytes, at, FALSE);
    case 0x6e:
      return skipWord(bytes, at, NULL);
    default:
      return skipNumber(bytes, at);
  }
}

const TRUE = new Uint8Array(Buffer.from("true"));
const FALSE = new Uint8Array(Buffer.from("false"));
const NULL = new Uint8Array(Buffer.from("null"));

function skipObject(bytes: Uint8Array, at: number, depth: number): number {
  let i = skipSpace(bytes, at + 1);
  if (bytes[i] === CLOSE_OBJECT) return i + 1;
  for (;;) {
    i = skipString(bytes, i);
    if (i < 0) return NO;
    i = skipSpace(bytes, i);
    if (bytes[i] !== COLON) return NO;
    i = skipValue(bytes, skipSpace(bytes, i + 1), depth + 1);
    if (i < 0) return NO;
    i = skipSpace(bytes, i);
    if (bytes[i] === CLOSE_OBJECT) return i + 1;
    if (bytes[i] !== COMMA) return NO;
    i = skipSpace(bytes, i + 1);
  }
}

function skipList(bytes: Uint8Array, at: number, depth: number): number {
  let i = skipSpace(bytes, at + 1);
  if (bytes[i] === CLOSE_LIST) return i + 1;
  for (;;) {
    i = skipValue(bytes, i, depth + 1);
    if (i < 0) return NO;
    i = skipSpace(bytes, i);
    if (bytes[i] === CLOSE_LIST) return i + 1;
    if (bytes[i] !== COMMA) return NO;
    i = skipSpace(bytes, i + 1);
  }
}

function skipString(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== QUOTE) return NO;
  let i = at + 1;
  for (;;) {
    while (PLAIN[bytes[i]] === 1) i++;
    if (bytes[i] === QUOTE) return i + 1;
    i = skipEscape(bytes, i);
    if (i < 0) return NO;
  }
}

function skipEscape(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== BACKSLASH) return NO;
  const letter = bytes[at + 1];
  if (letter !== 0x75) return isEscapeLetter(letter) ? at + 2 : NO;
  for (let i = at + 2; i < at + 6; i++) if (!isHexDigit(bytes[i])) return NO;
  return at + 6;
}

/** One of `"\/bfnrt`. */
function isEscapeLetter(byte: number): boolean {
  return (
    byte === QUOTE ||
    byte === BACKSLASH ||
    byte === 0x2f ||
    byte === 0x62 ||
    byte === 0x66 ||
    byte === 0x6e ||
    byte === 0x72 ||
    byte === 0x74
  );
}

function isHexDigit(byte: number): boolean {
  const lower = byte | 0x20;
  return isDigit(byte) || (lower >= 0x61 && lower <= 0x66);
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

function skipWord(bytes: Uint8Array, at: number, word: Uint8Array): number {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return NO;
  return at + word.length;
}

/** `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?` */
function skipNumber(bytes: Uint8Array, at: number): number {
  let i = bytes[at] === 0x2d ? at + 1 : at;
  if (bytes[i] === ZERO) i++;
  else {
    i = skipDigits(bytes, i);
    if (i < 0) return NO;
  }
  if (bytes[i] === DOT) {
    i = skipDigits(bytes, i + 1);
    if (i < 0) return NO;
  }
  if (bytes[i] === 0x65 || bytes[i] === 0x45) {
    const sign = bytes[i + 1];
    i = skipDigits(bytes, sign === 0x2b || sign === 0x2d ? i + 2 : i + 1);
  }
  return i;
}

function skipDigits(bytes: Uint8Array, at: number): number {
  let i = at;
  while (isDigit(bytes[i])) i++;
  return i > at ? i : NO;
}

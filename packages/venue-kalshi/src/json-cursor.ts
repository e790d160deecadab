const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
/** Deeper nesting than any venue frame has; JSON.parse judges it then. */
const DEPTH_MAX = 16;

export const Byte = {
  QUOTE,
  COMMA,
  MINUS,
  DOT,
  COLON,
  OPEN_ARRAY,
  BACKSLASH,
  CLOSE_ARRAY,
  OPEN_OBJECT,
  CLOSE_OBJECT,
} as const;

/**
 * A position in JSON bytes. Every method either moves past what it promises and says so, or says no at the first byte it does not
 * expect; after a no the position means nothing. Whatever it takes, JSON.parse takes too (RFC 8259 grammar, strings checked for
 * escapes and control characters): the byte scanner's soundness rests on that. Allocates nothing.
 */
export class JsonCursor {
  protected bytes: Uint8Array = new Uint8Array(0);
  protected length = 0;
  protected at = 0;

  /** Points the cursor at `at` in `bytes`. */
  open(bytes: Uint8Array, at = 0): void {
    this.bytes = bytes;
    this.length = bytes.length;
    this.at = at;
  }

  get position(): number {
    return this.at;
  }

  /** Skips white space and returns the byte that follows, or 0 at the end (a NUL is allowed nowhere, so 0 is never expected). */
  peek(): number {
    const { bytes, length } = this;
    let { at } = this;
    while (at < length) {
      const byte = bytes[at];
      if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) {
        this.at = at;
        return byte;
      }
      at++;
    }
    this.at = at;
    return 0;
  }

  /** Moves past `byte` if it comes next. */
  take(byte: number): boolean {
    if (this.peek() !== byte) return false;
    this.at++;
    return true;
  }

  /** Returns whether only white space is left. */
  atEnd(): boolean {
    return this.peek() === 0 && this.at === this.length;
  }

  /**
   * Moves past a string of plain ASCII without escapes and returns where its text starts, or −1. The text ends at `position − 1`.
   */
  plainString(): number {
    if (this.peek() !== QUOTE) return -1;
    const { bytes, length } = this;
    const start = this.at + 1;
    let at = start;
    while (at < length) {
      const byte = bytes[at++];
      if (byte === QUOTE) {
        this.at = at;
        return start;
      }
      if (byte < 0x20 || byte >= 0x80 || byte === BACKSLASH) return -1;
    }
    return -1;
  }

  /** Moves past any value. */
  skipValue(depth = 0): boolean {
    const byte = this.peek();
    if (byte === QUOTE) return this.skipString();
    if (byte === OPEN_OBJECT) return depth < DEPTH_MAX && this.skipObject(depth + 1);
    if (byte === OPEN_ARRAY) return depth < DEPTH_MAX && this.skipArray(depth + 1);
    if (byte === 0x74) return this.skipWord(0x72, 0x75, 0x65, 0); // true
    if (byte === 0x66) return this.skipWord(0x61, 0x6c, 0x73, 0x65); // false
    if (byte === 0x6e) return this.skipWord(0x75, 0x6c, 0x6c, 0); // null
    return this.skipNumber();
  }

  /** Moves past a string with any content that JSON allows. Bytes above 0x7f are left to the decoder, which replaces what is not UTF-8. */
  private skipString(): boolean {
    const { bytes, length } = this;
    let at = this.at + 1;
    while (at < length) {
      const byte = bytes[at++];
      if (byte === QUOTE) {
        this.at = at;
        return true;
      }
      if (byte < 0x20) return false;
      if (byte === BACKSLASH) {
        const escaped = escapeLength(bytes, at, length);
        if (escaped === 0) return false;
        at += escaped;
      }
    }
    return false;
  }

  private skipObject(depth: number): boolean {
    this.at++;
    if (this.take(CLOSE_OBJECT)) return true;
    do {
      if (this.peek() !== QUOTE || !this.skipString() || !this.take(COLON) || !this.skipValue(depth)) return false;
    } while (this.take(COMMA));
    return this.take(CLOSE_OBJECT);
  }

  private skipArray(depth: number): boolean {
    this.at++;
    if (this.take(CLOSE_ARRAY)) return true;
    do {
      if (!this.skipValue(depth)) return false;
    } while (this.take(COMMA));
    return this.take(CLOSE_ARRAY);
  }

  private skipWord(second: number, third: number, fourth: number, fifth: number): boolean {
    const { bytes } = this;
    const { at } = this;
    if (bytes[at + 1] !== second || bytes[at + 2] !== third || bytes[at + 3] !== fourth) return false;
    if (fifth !== 0 && bytes[at + 4] !== fifth) return false;
    this.at = at + (fifth === 0 ? 4 : 5);
    return true;
  }

  private skipNumber(): boolean {
    const { bytes } = this;
    let { at } = this;
    if (bytes[at] === MINUS) at++;
    if (bytes[at] === 0x30) at++;
    else {
      const end = digitsEnd(bytes, at);
      if (end === at) return false;
      at = end;
    }
    if (bytes[at] === DOT) {
      const end = digitsEnd(bytes, at + 1);
      if (end === at + 1) return false;
      at = end;
    }
    if (bytes[at] === 0x65 || bytes[at] === 0x45) {
      at++;
      if (bytes[at] === 0x2b || bytes[at] === MINUS) at++;
      const end = digitsEnd(bytes, at);
      if (end === at) return false;
      at = end;
    }
    this.at = at;
    return true;
  }
}

/** Bytes that the escape after a backslash at `at − 1` takes, 0 when it is none. */
function escapeLength(bytes: Uint8Array, at: number, length: number): number {
  if (at >= length) return 0;
  const byte = bytes[at];
  if (byte === 0x75) {
    for (let i = 1; i <= 4; i++) if (at + i >= length || !isHex(bytes[at + i])) return 0;
    return 5;
  }
  // " \ / b f n r t
  return byte === QUOTE ||
    byte === BACKSLASH ||
    byte === 0x2f ||
    byte === 0x62 ||
    byte === 0x66 ||
    byte === 0x6e ||
    byte === 0x72 ||
    byte === 0x74
    ? 1
    : 0;
}

function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}

function digitsEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  while (bytes[end] >= 0x30 && bytes[end] <= 0x39) end++;
  return end;
}

import { MICROS } from "@augury/core";

const DIGITS_MAX = 20;
const ZERO = 0x30;
const DOT = 0x2e;

/** Builds the bytes under a book hash in one reused buffer: plain stores, no strings for numbers. */
export class HashText {
  private bytes = new Uint8Array(16_384);
  private length = 0;
  private marked = 0;
  private readonly digits = new Uint8Array(DIGITS_MAX);
  private readonly digest = new Uint8Array(20);

  clear(): void {
    this.length = 0;
  }

  /** Appends ASCII text. */
  text(text: string): void {
    this.reserve(text.length);
    for (let i = 0; i < text.length; i++) this.bytes[this.length++] = text.charCodeAt(i);
  }

  /** Appends `{"price":"0.56","size":"12.5"}`, each number in its shortest spelling. */
  level(price: number, size: number): void {
    this.text('{"price":"');
    this.decimal(price, 4, 10_000);
    this.text('","size":"');
    this.decimal(size, 6, MICROS);
    this.text('"}');
  }

  /** Ends the part that does not depend on the last trade price: it is the last thing in the text. */
  mark(): void {
    this.marked = this.length;
  }

  /** Returns a copy of the marked part. */
  copyMarked(): Uint8Array {
    return this.bytes.slice(0, this.marked);
  }

  /** Takes a copied part back as the marked one. */
  load(marked: Uint8Array): void {
    this.clear();
    this.reserve(marked.length);
    this.bytes.set(marked);
    this.length = marked.length;
    this.mark();
  }

  /** Returns whether SHA-1 of the marked part and `tail` has these 40 hex digits. */
  hashEquals(tail: string, hex: Uint8Array): boolean {
    this.length = this.marked;
    this.text(tail);
    Bun.SHA1.hash(this.bytes.subarray(0, this.length), this.digest);
    for (let i = 0; i < 20; i++) {
      if (nibble(hex[2 * i]) * 16 + nibble(hex[2 * i + 1]) !== this.digest[i]) return false;
    }
    return true;
  }

  /** Appends the integer `value` divided by `scale` = 10^`places`, without trailing zeros. */
  private decimal(value: number, places: number, scale: number): void {
    this.reserve(DIGITS_MAX * 2);
    const whole = Math.floor(value / scale);
    this.integer(whole);
    let rest = value - whole * scale;
    if (rest === 0) return;
    this.bytes[this.length++] = DOT;
    let end = this.length + places;
    for (let at = end - 1; at >= this.length; at--) {
      this.bytes[at] = ZERO + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    while (this.bytes[end - 1] === ZERO) end--;
    this.length = end;
  }

  private integer(value: number): void {
    let count = 0;
    let left = value;
    do {
      this.digits[count++] = ZERO + (left % 10);
      left = Math.floor(left / 10);
    } while (left > 0);
    while (count > 0) this.bytes[this.length++] = this.digits[--count];
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const grown = new Uint8Array(2 * (this.bytes.length + count));
    grown.set(this.bytes);
    this.bytes = grown;
  }
}

function nibble(byte: number): number {
  return byte <= 0x39 ? byte - ZERO : byte - 0x61 + 10;
}

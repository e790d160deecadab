/** The keys of a message format as bytes, each with a number from 1: found without making a string. */
export class KeyTable {
  /** `"name":` of every key, one after the other; key n is `text[starts[n], starts[n + 1])`. */
  readonly text: Uint8Array;
  readonly starts: Int32Array;

  constructor(names: readonly string[]) {
    const keys = ["", ...names.map((name) => `"${name}":`)];
    this.text = new TextEncoder().encode(keys.join(""));
    this.starts = new Int32Array(keys.length + 1);
    for (const [n, key] of keys.entries()) this.starts[n + 1] = this.starts[n] + key.length;
  }

  /** Returns the number of the key whose name is `bytes[start, end)`, or 0. */
  find(bytes: Uint8Array, start: number, end: number): number {
    for (let n = 1; n + 1 < this.starts.length; n++) {
      if (this.starts[n + 1] - this.starts[n] === end - start + 3 && this.hasName(n, bytes, start)) return n;
    }
    return 0;
  }

  private hasName(n: number, bytes: Uint8Array, start: number): boolean {
    const first = this.starts[n] + 1;
    const end = this.starts[n + 1] - 2;
    for (let from = first; from < end; from++) if (this.text[from] !== bytes[start + from - first]) return false;
    return true;
  }
}

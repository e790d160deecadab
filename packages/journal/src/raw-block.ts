import { RAW_BLOCK_HEAD_BYTES, RAW_RECORD_HEAD_BYTES } from "./raw-layout.ts";

/** Frames collected for one block of a raw segment. */
export class RawBlock {
  records = 0;
  private used = 0;
  private bytes: Uint8Array;
  private view: DataView;

  constructor(bytesMax: number) {
    this.bytes = new Uint8Array(bytesMax);
    this.view = new DataView(this.bytes.buffer);
  }

  get isEmpty(): boolean {
    return this.used === 0;
  }

  /** Copies a frame in; false when it does not fit behind those that are there. */
  append(tag: number, timeUs: number, frame: Uint8Array): boolean {
    const need = RAW_RECORD_HEAD_BYTES + frame.length;
    if (this.used + need > this.bytes.length && !this.growFor(need)) return false;
    this.view.setUint32(this.used, frame.length, true);
    this.view.setInt32(this.used + 4, tag, true);
    this.view.setFloat64(this.used + 8, timeUs, true);
    this.bytes.set(frame, this.used + RAW_RECORD_HEAD_BYTES);
    this.used += need;
    this.records++;
    return true;
  }

  /** Returns the block as it goes to the file (raw-layout.ts, step 2). */
  encode(compress: boolean): Uint8Array {
    const plain = this.bytes.slice(0, this.used);
    const stored = compress ? Bun.gzipSync(plain, { level: 1 }) : plain;
    const out = new Uint8Array(RAW_BLOCK_HEAD_BYTES + stored.length + 4);
    const view = new DataView(out.buffer);
    view.setUint32(0, stored.length, true);
    view.setUint32(4, plain.length, true);
    view.setUint32(8, this.records, true);
    out.set(stored, RAW_BLOCK_HEAD_BYTES);
    view.setUint32(out.length - 4, Bun.hash.crc32(out.subarray(0, out.length - 4)), true);
    return out;
  }

  clear(): void {
    this.used = 0;
    this.records = 0;
  }

  /** A frame larger than a whole block gets a block of its own size, which stays: such frames come again. */
  private growFor(need: number): boolean {
    if (this.used > 0 || need <= this.bytes.length) return false;
    this.bytes = new Uint8Array(need);
    this.view = new DataView(this.bytes.buffer);
    return true;
  }
}

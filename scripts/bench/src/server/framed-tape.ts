import type { Tape } from "../frames/tape.ts";
import { encodeTextFrame } from "./text-frames.ts";

/** A tape as the bytes of a WebSocket stream: the snapshots, then every frame, ready to be written over and over. */
export class FramedTape {
  readonly bytes: Uint8Array;
  /** Where each frame begins; one more entry than frames. */
  readonly offsets: Float64Array;
  readonly snapshots: number;

  constructor({ frames, snapshots }: Tape) {
    const all = [...snapshots, ...frames].map(encodeTextFrame);
    this.snapshots = snapshots.length;
    this.bytes = Buffer.concat(all);
    this.offsets = new Float64Array(all.length + 1);
    for (const [at, frame] of all.entries()) this.offsets[at + 1] = this.offsets[at] + frame.length;
  }

  /** Frames of one round, without the snapshots. */
  get frames(): number {
    return this.offsets.length - 1 - this.snapshots;
  }

  /** Bytes of frames `from` up to `to`, the snapshots being the first ones. */
  part(from: number, to: number): Uint8Array {
    return this.bytes.subarray(this.offsets[from], this.offsets[to]);
  }
}

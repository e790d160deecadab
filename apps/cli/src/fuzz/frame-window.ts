const HEADER_WORDS = 2;
const BYTES_MAX = 1024 * 1024;

/**
 * The frame that a worker has in hand, in shared memory: should the worker hang or die in it, somebody else still knows which one it was.
 */
export class FrameWindow {
  private readonly words: Int32Array;
  private readonly bytes: Uint8Array;

  constructor(readonly buffer: SharedArrayBuffer = new SharedArrayBuffer(HEADER_WORDS * 4 + BYTES_MAX)) {
    this.words = new Int32Array(buffer, 0, HEADER_WORDS);
    this.bytes = new Uint8Array(buffer, HEADER_WORDS * 4);
  }

  /** Worker: the next frame begins. */
  show(frame: Uint8Array): void {
    this.bytes.set(frame);
    Atomics.store(this.words, 1, frame.length);
    Atomics.add(this.words, 0, 1);
  }

  /** Frames shown so far. */
  get number(): number {
    return Atomics.load(this.words, 0);
  }

  /** The frame shown last. */
  get frame(): Uint8Array {
    return this.bytes.slice(0, Atomics.load(this.words, 1));
  }
}

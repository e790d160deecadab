/** A message that waits, with the moment at which it arrived. */
export interface HeldFrame {
  readonly bytes: Uint8Array;
  readonly receivedTimeUs: number;
}

export interface HeldQueueBounds {
  readonly heldFramesMax: number;
  readonly heldBytesMax: number;
}

/** First in, first out, bounded by count and by bytes: what arrives on a paused socket. */
export class HeldQueue {
  private frames: HeldFrame[] = [];
  private head = 0;
  private heldBytes = 0;

  constructor(private readonly bounds: HeldQueueBounds) {}

  get size(): number {
    return this.frames.length - this.head;
  }

  get bytes(): number {
    return this.heldBytes;
  }

  /** Appends a frame; false when either bound would be passed, and nothing is kept. */
  push(bytes: Uint8Array, receivedTimeUs: number): boolean {
    if (this.size >= this.bounds.heldFramesMax || this.heldBytes + bytes.length > this.bounds.heldBytesMax)
      return false;
    this.frames.push({ bytes, receivedTimeUs });
    this.heldBytes += bytes.length;
    return true;
  }

  /** Takes the oldest frame out. */
  shift(): HeldFrame | undefined {
    const frame = this.frames[this.head];
    if (frame === undefined) return undefined;
    this.head++;
    this.heldBytes -= frame.bytes.length;
    // Half of the array is dead: cut it off, at a cost that is constant per frame.
    if (this.head * 2 >= this.frames.length) {
      this.frames = this.frames.slice(this.head);
      this.head = 0;
    }
    return frame;
  }

  /** Empties the queue and returns how many frames it held. */
  clear(): number {
    const dropped = this.size;
    this.frames = [];
    this.head = 0;
    this.heldBytes = 0;
    return dropped;
  }
}

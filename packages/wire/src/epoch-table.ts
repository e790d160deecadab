import { assert } from "@augury/core";

/**
 * One epoch word per instrument in shared memory, written by the instrument's feed alone. Odd = live: a snapshot began it and
 * continuity has held since. Even = ended: nothing may be traded on until a snapshot begins the next. Numbers only grow, and live on
 * when a feed worker is restarted; 0 = never had a book.
 */
export class EpochTable {
  private readonly words: Int32Array;

  constructor(readonly buffer: SharedArrayBuffer) {
    this.words = new Int32Array(buffer);
  }

  /** Creates a table for `instruments` instruments, all without a book. */
  static create(instruments: number): EpochTable {
    return new EpochTable(new SharedArrayBuffer(Math.max(1, instruments) * 4));
  }

  /** Returns the epoch number as it stands now. */
  read(instrument: number): number {
    return Atomics.load(this.words, instrument);
  }

  /** Returns whether `epoch` is the instrument's live epoch: what the executor asks right before it sends. */
  isLive(instrument: number, epoch: number): boolean {
    return (epoch & 1) === 1 && Atomics.load(this.words, instrument) === epoch;
  }

  /** Begins the next epoch (feed only) and returns its odd number. Asserts that the last one has ended. */
  begin(instrument: number): number {
    const next = Atomics.load(this.words, instrument) + 1;
    assert((next & 1) === 1, "an epoch ends before the next begins");
    Atomics.store(this.words, instrument, next);
    return next;
  }

  /** Ends the live epoch (feed only). Returns the number that ended, or 0 when none was live. */
  end(instrument: number): number {
    const epoch = Atomics.load(this.words, instrument);
    if ((epoch & 1) === 0) return 0;
    Atomics.store(this.words, instrument, epoch + 1);
    return epoch;
  }

  /** Ends every live epoch of these instruments: for a supervisor whose feed worker died. Returns how many were live. */
  endAll(instruments: readonly number[]): number {
    let ended = 0;
    for (const instrument of instruments) if (this.end(instrument) !== 0) ended++;
    return ended;
  }
}

import { type Clock, err, ok, type Result } from "@augury/core";
import { type JournalError, RawSegmentWriter } from "@augury/journal";
import type { FeedName } from "@augury/model";
import { ByteRingConsumer, type ByteRingHandle } from "@augury/ring";

/** Frames taken before the journal has its turn again. */
const BATCH_MAX = 256;
/** A block that is not full is written this long after its first frame. */
const FLUSH_US = 1_000_000;

/**
 * One venue's raw frames on their way to disk: takes them from the byte ring into an archive, and writes into the gap map what the full
 * ring had to drop. A disk that refuses costs raw frames, never the journal.
 */
export class RawArchive {
  private readonly ring: ByteRingConsumer;
  private droppedTold: number;
  private flushDueUs = 0;

  private constructor(
    handle: ByteRingHandle,
    private readonly writer: RawSegmentWriter,
    private readonly clock: Clock,
  ) {
    this.ring = new ByteRingConsumer(handle);
    // What was dropped before this archive was opened belongs to nobody's gap: the ring's own counter has it.
    this.droppedTold = this.ring.dropped;
  }

  /** Opens the archive of `feed` in `directory`; an archive that is there is continued. */
  static open(
    directory: string,
    feed: FeedName,
    handle: ByteRingHandle,
    clock: Clock,
  ): Result<RawArchive, JournalError> {
    const writer = RawSegmentWriter.open(directory, { label: feed });
    return writer.ok ? ok(new RawArchive(handle, writer.value, clock)) : err(writer.error);
  }

  hasWork(): boolean {
    return this.ring.hasWork();
  }

  /** Takes what waits, at most one batch, and returns how many frames that was. */
  step(): number {
    let taken = 0;
    for (let record = this.next(taken); record !== undefined; record = this.next(taken)) {
      this.writer.append(record.tag, record.timeUs, record.bytes);
      taken++;
    }
    this.settle(taken);
    return taken;
  }

  /** Writes out and closes. */
  finish(): Result<void, JournalError> {
    while (this.step() > 0);
    this.tellDropped();
    return this.writer.close();
  }

  private next(taken: number) {
    return taken < BATCH_MAX ? this.ring.shift() : undefined;
  }

  private settle(taken: number): void {
    const nowUs = this.clock.nowUs();
    if (taken > 0 && this.flushDueUs === 0) this.flushDueUs = nowUs + FLUSH_US;
    if (this.flushDueUs === 0 || nowUs < this.flushDueUs) return;
    this.flushDueUs = 0;
    // What the writer could not write it keeps, counts and tries again with the next block.
    this.tellDropped();
    this.writer.flush();
  }

  private tellDropped(): void {
    const dropped = this.ring.dropped - this.droppedTold;
    if (this.writer.gap(dropped, this.clock.nowUs()).ok) this.droppedTold += dropped;
  }
}

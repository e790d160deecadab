import type { Contender } from "../measure/hot-rounds.ts";
import type { FrameBooks } from "./frame-books.ts";
import type { Segment } from "./frame-segments.ts";

type Prepared = Uint8Array | string;

/** Plays a tape's segments into books: the timed runs are the batches, what lies between is played after each. */
export class FrameBookContender implements Contender {
  private readonly snapshots: readonly Prepared[];
  private readonly segments: readonly { readonly before: readonly Prepared[]; readonly timed: readonly Prepared[] }[];
  private next = 0;

  constructor(
    private readonly books: FrameBooks,
    snapshots: readonly string[],
    segments: readonly Segment[],
  ) {
    const prepare = (text: string) => books.prepare(text);
    this.snapshots = snapshots.map(prepare);
    this.segments = segments.map(({ before, timed }) => ({ before: before.map(prepare), timed: timed.map(prepare) }));
  }

  get name(): string {
    return this.books.name;
  }

  begin(): void {
    this.next = 0;
    this.rewind();
  }

  batch(): number {
    const { books } = this;
    const { timed } = this.segments[this.next];
    for (const frame of timed) books.frame(frame);
    return timed.length;
  }

  settle(): number {
    this.next = (this.next + 1) % this.segments.length;
    const sum = this.books.bestSum();
    this.rewind();
    return sum;
  }

  /** Plays what comes before the next run; at the tape's beginning the snapshots. */
  private rewind(): void {
    if (this.next === 0) for (const frame of this.snapshots) this.books.frame(frame);
    for (const frame of this.segments[this.next].before) this.books.frame(frame);
  }
}

import type { Contender } from "../measure/hot-rounds.ts";

/** A rival that takes frames as strings, as the global WebSocket hands them over. What it adds up is its checksum. */
export class TextContender implements Contender {
  private at = 0;

  constructor(
    readonly name: string,
    private readonly take: (text: string) => void,
    private readonly taken: () => number,
    private readonly frames: readonly string[],
    private readonly perBatch: number,
  ) {}

  begin(): void {
    this.at = 0;
  }

  batch(): number {
    const { at, frames, perBatch } = this;
    for (let i = 0; i < perBatch; i++) this.take(frames[(at + i) % frames.length]);
    return perBatch;
  }

  settle(): number {
    this.at = (this.at + this.perBatch) % this.frames.length;
    return this.taken();
  }
}

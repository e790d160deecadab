import type { LocalMarket } from "../frames/local-market.ts";
import { NOW_US } from "../frames/local-market.ts";
import { PlayedFrame } from "../frames/played-frame.ts";
import type { Contender } from "../measure/hot-rounds.ts";
import { takeSlots } from "./slot-sum.ts";

/** Whatever takes frames and leaves slots in a ring. */
export interface FrameEater {
  frame(connection: number, bytes: Uint8Array, receivedTimeUs: number): unknown;
}

/** Ours: frames from bytes into the slots of a ring. The slots are taken out and added up between the batches. */
export class FrameContender implements Contender {
  private readonly frames: readonly PlayedFrame[];
  private at = 0;
  private readonly perBatch: number;
  /** Frames of numbered streams must go on where they stopped: so many have been played. */
  private played: number;

  constructor(
    readonly name: string,
    private readonly eater: FrameEater,
    private readonly market: LocalMarket,
    {
      frames,
      perBatch,
      first,
    }: { readonly frames: readonly string[]; readonly perBatch: number; readonly first: readonly string[] },
  ) {
    const opening = first.map((text) => new PlayedFrame(text));
    for (const [number, frame] of opening.entries()) {
      frame.stamp(number);
      eater.frame(0, frame.bytes, NOW_US);
    }
    market.consumer.skipAll();
    this.played = opening.length;
    // No frame twice in a batch: it could carry one number only.
    const repeats = Math.ceil(perBatch / frames.length);
    this.frames = Array.from({ length: repeats }, () => frames.map((text) => new PlayedFrame(text))).flat();
    this.perBatch = perBatch;
  }

  begin(): void {
    this.at = 0;
    this.stampNext();
  }

  batch(): number {
    const { at, eater, frames, perBatch } = this;
    for (let i = 0; i < perBatch; i++) eater.frame(0, frames[(at + i) % frames.length].bytes, NOW_US);
    return perBatch;
  }

  settle(): number {
    this.at = (this.at + this.perBatch) % this.frames.length;
    this.played += this.perBatch;
    this.stampNext();
    return takeSlots(this.market.consumer);
  }

  private stampNext(): void {
    for (let i = 0; i < this.perBatch; i++) this.frames[(this.at + i) % this.frames.length].stamp(this.played + i);
  }
}

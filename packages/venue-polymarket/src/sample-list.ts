/** One refused message, cut to a bounded length. */
export interface FrameSample {
  readonly reason: string;
  readonly text: string;
  readonly receivedTimeUs: number;
}

const SAMPLES_MAX = 16;
const SAMPLE_BYTES_MAX = 512;

/** The first few messages of each reason that the feed could not use: enough to see what the venue changed. */
export class SampleList {
  private readonly samples: FrameSample[] = [];

  /** Keeps a sample while there is room; the same reason at most four times. */
  add(reason: string, bytes: Uint8Array, receivedTimeUs: number): void {
    if (this.samples.length >= SAMPLES_MAX) return;
    if (this.samples.filter((sample) => sample.reason === reason).length >= SAMPLES_MAX / 4) return;
    const text = new TextDecoder().decode(bytes.subarray(0, SAMPLE_BYTES_MAX));
    this.samples.push({ reason, text, receivedTimeUs });
  }

  /** Returns what was kept, oldest first. */
  list(): readonly FrameSample[] {
    return this.samples;
  }
}

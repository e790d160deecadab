import type { VenueName } from "@augury/model";
import { type Corpus, collectCorpus } from "./corpus.ts";
import type { FuzzTarget, Verdict } from "./fuzz-target.ts";
import { KalshiTarget } from "./kalshi-target.ts";
import { Mutator } from "./mutator.ts";
import { PolymarketTarget } from "./polymarket-target.ts";

/** A frame that something went wrong with. */
export interface FuzzFailure {
  /** Counts the run's frames from 1: the same seed and corpus give the same frame. */
  readonly frame: number;
  readonly bytes: Uint8Array;
  readonly problem: string;
}

export interface FuzzCounts {
  frames: number;
  accepted: number;
  fallback: number;
  refused: number;
  bytes: number;
  /** The longest that one frame took, in ms. */
  slowestMs: number;
}

/** A frame may not take longer than this: the longest ones have a megabyte. */
const FRAME_MS_MAX = 100;
const RETRIES = 3;

/** Fuzzes one venue's parsers, frame by frame. */
export class VenueFuzzer {
  readonly counts: FuzzCounts = { frames: 0, accepted: 0, fallback: 0, refused: 0, bytes: 0, slowestMs: 0 };
  private readonly mutator: Mutator;

  constructor(
    readonly corpus: Corpus,
    seed: number,
    private readonly target: FuzzTarget,
  ) {
    this.mutator = new Mutator(seed, corpus.frames);
  }

  static async open(venue: VenueName, fixtures: string, seed: number): Promise<VenueFuzzer> {
    const corpus = await collectCorpus(venue, fixtures, seed);
    const target = venue === "kalshi" ? new KalshiTarget(corpus.frames) : new PolymarketTarget(corpus.frames);
    return new VenueFuzzer(corpus, seed, target);
  }

  /** Makes and checks the next frame; `before` sees it first. Returns what went wrong, if anything did. */
  step(before?: (frame: Uint8Array) => void): FuzzFailure | undefined {
    const { counts, mutator } = this;
    const bytes = mutator.next();
    before?.(bytes);
    counts.frames++;
    counts.bytes += bytes.length;
    const startedMs = performance.now();
    const verdict = this.check(bytes);
    const tookMs = performance.now() - startedMs;
    if (typeof verdict === "object") return { frame: counts.frames, bytes, problem: verdict.problem };
    counts[verdict]++;
    if (tookMs > FRAME_MS_MAX) return this.judgeSlow(bytes, tookMs);
    counts.slowestMs = Math.max(counts.slowestMs, tookMs);
    return undefined;
  }

  /** On a busy machine a frame may be slow by no fault of its own: it counts if it is so again and again. */
  private judgeSlow(bytes: Uint8Array, firstMs: number): FuzzFailure | undefined {
    let leastMs = firstMs;
    for (let tries = 0; tries < RETRIES && leastMs > FRAME_MS_MAX; tries++) {
      const startedMs = performance.now();
      this.check(bytes);
      leastMs = Math.min(leastMs, performance.now() - startedMs);
    }
    this.counts.slowestMs = Math.max(this.counts.slowestMs, leastMs);
    if (leastMs <= FRAME_MS_MAX) return undefined;
    const problem = `took ${leastMs.toFixed(0)} ms, ${bytes.length} bytes long, allowed are ${FRAME_MS_MAX} ms`;
    return { frame: this.counts.frames, bytes, problem };
  }

  private check(bytes: Uint8Array): Verdict | { readonly problem: string } {
    try {
      return this.target.check(bytes);
    } catch (cause) {
      return { problem: `crashed: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}` };
    }
  }
}

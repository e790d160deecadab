import { Counters, createCounters } from "@augury/telemetry";
import {
  FrameDecoder,
  FrameDifferential,
  KALSHI_COUNTERS,
  KALSHI_REPLAY_CONFIG,
  KalshiFeedCore,
} from "@augury/venue-kalshi";
import { kalshiInstruments } from "../replay-recordings/kalshi-instruments.ts";
import { CoreProbe } from "./core-probe.ts";
import type { FuzzTarget, Verdict } from "./fuzz-target.ts";

const TICKER = /"market_ticker":\s*"([^"]+)"/g;

/** Kalshi's byte scanner against JSON.parse + schema, with the feed core behind. */
export class KalshiTarget implements FuzzTarget {
  private readonly differential: FrameDifferential;
  private readonly slow: FrameDecoder;
  private readonly probe: CoreProbe;
  private readonly counters = new Counters(createCounters(KALSHI_COUNTERS));

  constructor(corpus: readonly Uint8Array[]) {
    const decoder = new TextDecoder();
    const tickers = corpus.flatMap((frame) =>
      [...decoder.decode(frame).matchAll(TICKER)].map((match) => String(match[1])),
    );
    const instruments = kalshiInstruments(tickers);
    this.differential = new FrameDifferential(instruments);
    this.slow = new FrameDecoder(instruments);
    this.probe = new CoreProbe(
      "kalshi",
      instruments,
      (publisher, link) =>
        new KalshiFeedCore({ instruments, publisher, link, counters: this.counters, config: KALSHI_REPLAY_CONFIG }),
    );
  }

  check(frame: Uint8Array): Verdict | { readonly problem: string } {
    const outcome = this.differential.check(frame);
    if (typeof outcome === "object") return { problem: outcome.mismatch };
    const wrong = this.probe.take(frame) ?? this.balance();
    if (wrong !== undefined) return { problem: wrong };
    if (outcome === "accepted") return "accepted";
    return this.slow.slotsFromJson(frame, 1) === "decoded" ? "fallback" : "refused";
  }

  private balance(): string | undefined {
    const { counters } = this;
    const settled = counters.get("parsed") + counters.get("skipped");
    return settled === counters.get("frames")
      ? undefined
      : `of ${counters.get("frames")} frames ${settled} are parsed or skipped`;
  }
}

import { Counters, createCounters } from "@augury/telemetry";
import {
  instrumentsOfRecording,
  FuzzTarget as Parsers,
  type PlainSlots,
  POLYMARKET_COUNTERS,
  PolymarketFeedCore,
} from "@augury/venue-polymarket";
import { CoreProbe } from "./core-probe.ts";
import type { FuzzTarget, Verdict } from "./fuzz-target.ts";

/** Polymarket's byte parser against JSON.parse + schema, with the feed core behind. */
export class PolymarketTarget implements FuzzTarget {
  private readonly parsers: Parsers;
  private readonly probe: CoreProbe;
  private readonly counters = new Counters(createCounters(POLYMARKET_COUNTERS));

  constructor(corpus: readonly Uint8Array[]) {
    const instruments = instrumentsOfRecording(
      corpus.map((bytes) => ({ bytes, connection: 0, kind: "ws", receivedTimeMs: 0 })),
    );
    this.parsers = new Parsers(instruments);
    const config = { hashBudgetPerSecond: 500, assetsPerSocketMax: 400 };
    this.probe = new CoreProbe(
      "polymarket",
      instruments,
      (publisher, link) => new PolymarketFeedCore({ instruments, publisher, link, counters: this.counters, config }),
    );
  }

  check(frame: Uint8Array): Verdict | { readonly problem: string } {
    const fast = this.parsers.fast(frame);
    const slow = this.parsers.slow(frame);
    if (fast && !slow) return { problem: "accepted what JSON.parse or the schema refuses" };
    const difference = fast && slow ? firstDifference(fast, slow) : undefined;
    const wrong = difference ?? this.probe.take(frame) ?? this.balance();
    if (wrong !== undefined) return { problem: wrong };
    if (fast) return "accepted";
    return slow ? "fallback" : "refused";
  }

  private balance(): string | undefined {
    const { counters } = this;
    const settled = counters.get("framesParsed") + counters.get("framesSkipped") + counters.get("framesDropped");
    return settled === counters.get("frames")
      ? undefined
      : `of ${counters.get("frames")} frames ${settled} are parsed, skipped or dropped`;
  }
}

function firstDifference(fast: PlainSlots, slow: PlainSlots): string | undefined {
  if (fast.length !== slow.length) return `${fast.length} slots instead of ${slow.length}`;
  for (const [at, words] of fast.entries()) {
    const word = words.findIndex((value, place) => value !== slow[at]?.[place]);
    if (word >= 0) return `slot ${at}, word ${word} is ${words[word]} instead of ${slow[at]?.[word]}`;
  }
  return undefined;
}

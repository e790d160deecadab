import { join } from "node:path";
import type { InstrumentTable } from "@augury/model";
import type { RingHandle } from "@augury/ring";
import type { Counters } from "@augury/telemetry";
import {
  type RecordingReport as HashReport,
  openRecording,
  type PolymarketCounter,
  type RecordedFrame,
  type RecordingConsumer,
  verifyRecording,
} from "@augury/venue-polymarket";
import { CounterWatch, type StillCounter } from "./counter-watch.ts";
import { checkFrameDigests } from "./frame-digests.ts";
import { KNOWN_TRAPS, type KnownTrap, PLACEHOLDER_BESTS } from "./known-traps.ts";
import { MirrorCensus } from "./mirror-census.ts";
import { countUnmirrored } from "./mirrored-entries.ts";
import { RecordedBooks } from "./recorded-books.ts";
import { DeviationList, occurred, type RecordingReport } from "./recording-report.ts";

const STILL: readonly StillCounter<PolymarketCounter>[] = [
  ["malformedJson", "a frame is no JSON and was skipped"],
  ["malformedSchema", "a message does not have its form and was skipped"],
  ["malformedValue", "a message carries an impossible value and was skipped"],
  ["unknownTypes", "a message is of an unknown type and was skipped"],
  ["unknownTokens", "a message speaks of a token that is in no table"],
  ["bookHashesWrong", "a book does not have its hash"],
  ["changeHashesWrong", "a price_change's hash is not that of the book it leads to"],
  ["changeHashesInside", "a price_change's hash does not stand at the end of its timestamp group"],
  ["hashesOpen", "the last hash before the end of its connection or epoch is not that of the book"],
  ["hashesUnverifiable", "a book or price_change without a hash that could be checked"],
  ["drifts", "a book drifted"],
  ["stalls", "the connection counts as stalled"],
  ["overruns", "the ring overran"],
];
const SKIP_REASONS = ["malformedJson", "malformedSchema", "malformedValue", "unknownTypes", "unknownTokens"] as const;

/** Plays one recorded session through the feed core, a ring and decision's books, and checks every hash in it. */
export async function playPolymarket(root: string, file: string): Promise<RecordingReport> {
  const recording = await openRecording(join(root, file));
  const frames: RecordedFrame[] = [];
  for await (const frame of recording.frames) frames.push(frame);
  const run = new PolymarketRun(file, frames);
  if (recording.format === "unknown") run.deviations.add("", "no reader takes this file");
  for (const { line, what } of await checkFrameDigests(join(root, file))) run.deviations.add(`line ${line}`, what);
  return run.play();
}

class PolymarketRun {
  readonly deviations: DeviationList;
  private books: RecordedBooks | undefined;
  private mirrors: MirrorCensus | undefined;
  private record = 0;
  private readonly watch = new CounterWatch(STILL);
  private readonly traps: KnownTrap[];
  /** Hashes that no reader can verify, met and explained. */
  private readonly trapsMet: string[] = [];

  constructor(
    private readonly file: string,
    private readonly frames: readonly RecordedFrame[],
  ) {
    this.deviations = new DeviationList(file);
    this.traps = KNOWN_TRAPS.filter((trap) => trap.file === file);
  }

  play(): RecordingReport {
    const hashes = verifyRecording(this.frames, undefined, (ring, instruments) => this.consume(ring, instruments));
    this.books?.end();
    for (const { record, assetId, hash } of hashes.wrongBooks)
      this.deviations.add(`record ${record + 1}`, `the book of token ${assetId} does not have its hash ${hash}`);
    this.checkMirroredEntries();
    this.checkSums(hashes);
    return this.report(hashes);
  }

  private consume(ring: RingHandle, instruments: InstrumentTable): RecordingConsumer {
    const books = new RecordedBooks(
      ring,
      instruments,
      (book, reason) => this.distrusted(instruments.at(book)?.venueId ?? "", reason),
      (i32, f64, base) => {
        const differing = mirrors.before(i32, f64, base);
        if (differing > 0) this.deviate(`the books of both outcomes differ on ${differing} levels`);
      },
    );
    const mirrors = new MirrorCensus(books.books, instruments);
    this.books = books;
    this.mirrors = mirrors;
    return { drain: (record, counters) => this.drain(record, counters) };
  }

  private drain(record: number, counters: Counters<PolymarketCounter>): void {
    this.record = Math.max(0, record) + 1;
    const frame = this.frames[Math.max(0, record)];
    this.books?.drain((frame?.receivedTimeMs ?? 0) * 1000);
    this.watch.look(counters, (counter, meaning) => this.moved(counter, meaning));
  }

  /** A hash is judged when its group ends, so the record that caused the judgment may be a later one. */
  private moved(counter: PolymarketCounter, meaning: string): void {
    const at = this.traps.findIndex((trap) => trap.counter === counter && trap.record <= this.record);
    const trap = this.traps[at];
    if (!trap || !this.textOf(trap.record).includes(trap.hash)) {
      this.deviate(counter.startsWith("change") ? `${meaning} (this record or one before it)` : meaning);
      return;
    }
    this.traps.splice(at, 1);
    this.trapsMet.push(`1 price_change hash of record ${trap.record}: ${trap.why}`);
  }

  private distrusted(token: string, reason: string): void {
    if (reason === "best_mismatch" && PLACEHOLDER_BESTS.has(this.file)) return;
    this.deviate(`the book of token ${token} lost trust: ${reason}`);
  }

  private checkMirroredEntries(): void {
    for (const [at, { kind }] of this.frames.entries()) {
      if (kind !== "ws") continue;
      const missing = countUnmirrored(tryJson(this.textOf(at + 1)));
      if (missing > 0)
        this.deviations.add(`record ${at + 1}`, `${missing} entries of a price_change without their twin`);
    }
  }

  private checkSums({ changes, counters, streamBooks, wsFrames }: HashReport): void {
    const { deviations, books } = this;
    const settled =
      counters.changeHashesVerified +
      counters.changeHashesWrong +
      counters.changeHashesInside +
      counters.hashesOpen +
      counters.deltasWithoutEpoch +
      counters.unknownTokens;
    if (settled !== changes) deviations.add("", `of ${changes} price_change entries ${settled} are accounted for`);
    if (counters.bookHashesVerified !== streamBooks)
      deviations.add("", `of ${streamBooks} books the feed verified ${counters.bookHashesVerified}`);
    if (counters.framesParsed !== wsFrames)
      deviations.add("", `of ${wsFrames} frames ${counters.framesParsed} were parsed`);
    const published = counters.slots + counters.epochsEnded;
    if (published !== (books?.events ?? 0))
      deviations.add("", `the feed published ${published} slots, decision consumed ${books?.events}`);
    for (const trap of this.traps) deviations.add(`record ${trap.record}`, `expected there, but not met: ${trap.why}`);
  }

  private report(hashes: HashReport): RecordingReport {
    const { counters } = hashes;
    const changesDue = hashes.changes - counters.deltasWithoutEpoch - this.trapsMet.length;
    const agreements = [
      { name: "REST book hashes", done: hashes.restHashesVerified, due: hashes.restBooks },
      { name: "stream book hashes", done: hashes.streamHashesVerified, due: hashes.streamBooks },
      { name: "price_change hashes", done: counters.changeHashesVerified, due: changesDue },
    ];
    return {
      venue: "polymarket",
      file: this.file,
      sequence: "none",
      messages: hashes.wsFrames,
      events: this.books?.events ?? 0,
      skipped: occurred(Object.fromEntries(SKIP_REASONS.map((reason) => [reason, counters[reason]]))),
      gaps: 0,
      resyncs: counters.resyncs,
      reconnects: hashes.reconnects,
      agreements: agreements.filter(({ due }) => due > 0),
      notes: [
        ...(hashes.otherRecords > 0 ? [`${hashes.otherRecords} records of other sources`] : []),
        ...(counters.deltasWithoutEpoch > 0
          ? [`${counters.deltasWithoutEpoch} price_change hashes of tokens without a snapshot here`]
          : []),
        ...(hashes.hiddenInputsFound > 0
          ? [`${hashes.hiddenInputsFound} book hashes by search for a hidden last trade price or neg-risk flag`]
          : []),
        ...this.groupNotes(),
        ...(PLACEHOLDER_BESTS.has(this.file) ? ["best prices are placeholders and were not compared"] : []),
        ...this.trapsMet,
      ],
      deviations: this.deviations.list(),
    };
  }

  private groupNotes(): string[] {
    const { books, mirrors } = this;
    if (!books || !mirrors || mirrors.compared === 0) return [];
    const { crossed, locked } = books.core.groupCounts;
    return [
      `both outcomes' books compared ${mirrors.compared} times, ${mirrors.differences} levels differed; ${crossed} groups ended crossed, ${locked} locked`,
    ];
  }

  private deviate(what: string): void {
    this.deviations.add(`record ${this.record}`, what);
  }

  private textOf(record: number): string {
    const frame = this.frames[record - 1];
    return frame ? new TextDecoder().decode(frame.bytes) : "";
  }
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

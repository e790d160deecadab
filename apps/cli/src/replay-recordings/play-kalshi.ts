import { join } from "node:path";
import { VenueCode } from "@augury/model";
import { createDoorbell, createRing, RingProducer } from "@augury/ring";
import { Counters, createCounters } from "@augury/telemetry";
import {
  KALSHI_COUNTERS,
  KALSHI_REPLAY_CONFIG,
  type KalshiCounter,
  KalshiFeedCore,
  openRecording,
  type RecordedFrame,
  type Recording,
} from "@augury/venue-kalshi";
import { EpochTable, MarketPublisher, SLOT_BYTES } from "@augury/wire";
import { CounterWatch, type StillCounter } from "./counter-watch.ts";
import { BookComparison, type ExpectedFile } from "./expected-books.ts";
import { FilePlaces } from "./file-places.ts";
import type { KalshiFiles } from "./kalshi-files.ts";
import { KalshiFrameCheck } from "./kalshi-frame-check.ts";
import { kalshiInstruments } from "./kalshi-instruments.ts";
import { RecordedBooks } from "./recorded-books.ts";
import { DeviationList, occurred, type RecordingReport } from "./recording-report.ts";
import { splitSingles } from "./single-frames.ts";
import { TradeMatcher } from "./trade-matcher.ts";

const RING_SLOTS = 16_384;
const TICKER = /"market_tickers?":\s*(?:"([^"]+)"|\[([^\]]*)\])/g;
const STILL: readonly StillCounter<KalshiCounter>[] = [
  ["malformed", "the frame is malformed and was skipped"],
  ["unknown_types", "the frame is of an unknown type and was skipped"],
  ["gaps", "an unexpected gap in the sequence"],
  ["duplicates", "a sequence number that was there before"],
  ["stale_deltas", "a delta for a book without a snapshot"],
  ["unknown_markets", "a frame of a market that is in no table"],
  ["unknown_sids", "a frame of a subscription that is not open"],
  ["overruns", "the ring overran"],
];
/** Frames of private channels, which a market feed does not read (kalshi.md section 13): the demo session holds two own fills. */
const PRIVATE_TYPE = /"type":\s*"(fill|user_order|market_position)"/;
const SKIP_REASONS = ["malformed", "unknown_types", "stale_deltas", "unknown_markets", "unknown_sids"] as const;

/** Plays one recorded session through the feed core, a ring and decision's books, and compares what can be compared. */
export async function playKalshi(
  root: string,
  { name, files }: KalshiFiles,
  expected: ExpectedFile | undefined,
): Promise<RecordingReport> {
  const run = await KalshiRun.open(root, name, files, expected);
  return run.play();
}

class KalshiRun {
  private readonly counters = new Counters(createCounters(KALSHI_COUNTERS));
  private readonly watch = new CounterWatch(STILL);
  private readonly comparison = new BookComparison();
  private readonly trades = new TradeMatcher();
  private readonly check = new KalshiFrameCheck();
  private readonly core: KalshiFeedCore;
  private readonly books: RecordedBooks;
  private readonly places: FilePlaces;
  private readonly deviations: DeviationList;
  private line = 0;
  private ownFrames = 0;
  private connection = 0;
  private nowUs = 0;

  private constructor(
    private readonly name: string,
    private readonly files: readonly string[],
    private readonly recording: Recording,
    private readonly frames: readonly RecordedFrame[],
    private readonly expected: ExpectedFile | undefined,
    private readonly isSingles: boolean,
    linesOfFiles: readonly number[],
  ) {
    this.places = new FilePlaces(files, linesOfFiles);
    this.deviations = new DeviationList(files[0] as string);
    const tickers = [...Object.keys(expected?.final_books ?? {}), ...tickersOf(frames)];
    const instruments = kalshiInstruments(tickers);
    const ring = createRing({ capacity: RING_SLOTS, slotBytes: SLOT_BYTES }, createDoorbell());
    const producer = new RingProducer(ring);
    const epochs = EpochTable.create(instruments.size);
    this.books = new RecordedBooks(
      ring,
      instruments,
      (book, reason) => this.deviate(`the book of ${instruments.at(book)?.venueId} lost trust: ${reason}`),
      this.trades.watch,
    );
    this.core = new KalshiFeedCore({
      instruments,
      publisher: new MarketPublisher(producer, epochs, VenueCode.kalshi, () => producer.flush()),
      link: {
        send: () => {},
        reconnect: (_connection, why) => this.deviate(`the feed gave its connection up: ${why}`),
      },
      counters: this.counters,
      config: KALSHI_REPLAY_CONFIG,
    });
  }

  static async open(
    root: string,
    name: string,
    files: readonly string[],
    expected: ExpectedFile | undefined,
  ): Promise<KalshiRun> {
    const paths = files.map((file) => join(root, file));
    const recording = await openRecording(paths);
    const frames: RecordedFrame[] = [];
    for await (const frame of recording.frames()) frames.push(frame);
    const lines = paths.length === 1 ? [frames.length] : await countLines(paths);
    const isSingles =
      recording.format === "wrapped-lines" && (await Bun.file(paths[0] as string).text()).includes('"origin"');
    return new KalshiRun(name, files, recording, isSingles ? splitSingles(frames) : frames, expected, isSingles, lines);
  }

  play(): RecordingReport {
    const checkpoints = new Map((this.expected?.checkpoints ?? []).map((point) => [point.after_line, point]));
    this.core.open(0, 0);
    for (const frame of this.frames) {
      this.line++;
      this.feed(frame);
      const point = checkpoints.get(this.line);
      if (!point) continue;
      checkpoints.delete(this.line);
      this.comparison.compare(point, this.books.books, 0, (what) => this.deviate(what));
    }
    this.books.end();
    for (const line of checkpoints.keys()) this.deviate(`there is no line ${line} to check the book after`);
    this.compareEnd();
    return this.report();
  }

  private feed({ bytes, connection, receivedTimeMs }: RecordedFrame): void {
    this.nowUs = Math.max(this.nowUs, receivedTimeMs * 1000);
    if (connection !== this.connection) this.reconnect(connection);
    this.trades.at(this.line);
    const wrong = this.check.check(bytes);
    if (wrong !== undefined) this.deviate(wrong);
    let outcome = this.core.frame(0, bytes, this.nowUs);
    while (outcome === "waiting") {
      this.books.drain(this.nowUs);
      if (this.core.resume(this.nowUs)) outcome = "parsed";
    }
    this.books.drain(this.nowUs);
    this.watch.look(this.counters, (counter, meaning) => this.moved(counter, meaning, bytes));
  }

  private reconnect(connection: number): void {
    this.connection = connection;
    this.core.close(0, { code: 1006, text: "recorded reconnect" }, this.nowUs);
    this.core.open(0, this.nowUs);
    this.books.drain(this.nowUs);
  }

  private moved(counter: KalshiCounter, meaning: string, bytes: Uint8Array): void {
    // A frame without its session has no snapshot before it.
    if (this.isSingles && counter === "stale_deltas") return;
    if (counter === "unknown_types" && PRIVATE_TYPE.test(new TextDecoder().decode(bytes))) this.ownFrames++;
    else this.deviate(meaning);
  }

  private compareEnd(): void {
    const { expected, books, deviations } = this;
    for (const [book, values] of Object.values(expected?.final_books ?? {}).entries()) {
      const ticker = Object.keys(expected?.final_books ?? {})[book];
      this.comparison.compare(values, books.books, book, (what) => this.deviate(`book of ${ticker}: ${what}`));
    }
    if (expected && expected.lines !== this.line)
      deviations.add("", `must have ${expected.lines} messages, has ${this.line}`);
    if (this.recording.format === "collector") {
      for (const line of this.trades.unmatched())
        deviations.add(this.places.of(line), "a trade without its change of the book");
    }
    const published = this.counters.get("slots") + this.counters.get("epoch_ends");
    if (published !== books.events)
      deviations.add("", `the feed published ${published} slots, decision consumed ${books.events}`);
    const parts = this.counters.get("parsed") + this.counters.get("skipped");
    if (parts !== this.line) deviations.add("", `of ${this.line} messages ${parts} were parsed or skipped`);
  }

  private report(): RecordingReport {
    const { counters, comparison, books, recording } = this;
    const groups = books.core.groupCounts;
    const isCollector = recording.format === "collector";
    const matched = this.trades.trades - this.trades.unmatched().length;
    return {
      venue: "kalshi",
      file: shortNames(this.files),
      sequence: this.isSingles ? "single frames" : recording.isRenumbered ? "renumbered" : "as recorded",
      messages: this.line,
      events: books.events,
      skipped: occurred(Object.fromEntries(SKIP_REASONS.map((reason) => [reason, counters.get(reason)]))),
      gaps: counters.get("gaps"),
      resyncs: counters.get("snapshot_requests"),
      reconnects: this.isSingles ? 0 : this.connection,
      agreements: [
        ...(comparison.due > 0 ? [{ name: "check values", done: comparison.equal, due: comparison.due }] : []),
        ...(isCollector ? [{ name: "trades in the book", done: matched, due: this.trades.trades }] : []),
      ],
      notes: [
        ...(this.ownFrames > 0 ? [`${this.ownFrames} frames of private channels, not read by a market feed`] : []),
        ...(groups.locked > 0 ? [`${groups.locked} groups ended locked`] : []),
        ...(this.expected ? [] : [`no check values for ${this.name}`]),
      ],
      deviations: this.deviations.list(),
    };
  }

  private deviate(what: string): void {
    this.deviations.add(this.places.of(this.line), what);
  }
}

/** Tickers in order of appearance, those of commands' answers included. */
function tickersOf(frames: readonly RecordedFrame[]): Set<string> {
  const tickers = new Set<string>();
  const decoder = new TextDecoder();
  for (const { bytes } of frames) {
    for (const [, one, several] of decoder.decode(bytes).matchAll(TICKER)) {
      if (one !== undefined) tickers.add(one);
      else for (const [, ticker] of (several ?? "").matchAll(/"([^"]+)"/g)) tickers.add(ticker as string);
    }
  }
  return tickers;
}

async function countLines(paths: readonly string[]): Promise<number[]> {
  const counts: number[] = [];
  for (const path of paths) {
    let lines = 0;
    for await (const _ of (await openRecording([path], { renumber: false })).frames()) lines++;
    counts.push(lines);
  }
  return counts;
}

function shortNames([first = "", ...others]: readonly string[]): string {
  const stem = first.slice(0, first.indexOf("."));
  return [first, ...others.map((file) => file.replace(stem, "…"))].join(" + ");
}

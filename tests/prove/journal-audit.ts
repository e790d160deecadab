import { createBookArena } from "@augury/book";
import { JournalReader, parseInstruments, runDirectory } from "@augury/journal";
import { FEED_NAMES, type FeedName, type Instrument } from "@augury/model";
import { buildDecisionCore, decodeDecisionConfig, type ReplayReport, replayRun } from "@augury/pipeline";
import {
  codeOf,
  D_BODY,
  D_CONSUMED_US,
  D_NUMBER,
  EPOCH_END_REASONS,
  Flag,
  isMarketKind,
  isOutputKind,
  SlotKind,
  W_BODY,
  W_EPOCH,
  W_INSTRUMENT,
  W_SEQUENCE,
} from "@augury/wire";

const WORKER_RESTART = codeOf(EPOCH_END_REASONS, "worker_restart");
const EXECUTOR_KINDS: ReadonlySet<number> = new Set([SlotKind.orderOpened, SlotKind.orderReport, SlotKind.settlement]);
/** More than one book's levels need on the finest grid. */
const BOOK_BYTES_MAX = 192 * 1024;

/** One fill as the journal has it, keyed by the executor's number of its settlement. */
export interface JournalFill {
  readonly report: number;
  readonly instrument: number;
  /** SizeMicros; signed: negative for a sale. */
  readonly size: number;
  readonly signedSize: number;
  readonly price: number;
}

/** What the records of a journal add up to. */
interface RecordCounts {
  /** Records that do not carry the number after their predecessor's. */
  readonly numberGaps: number;
  readonly marketInputs: Readonly<Record<FeedName, number>>;
  /** The same without what main said in a dead feed's place. */
  readonly ringInputs: Readonly<Record<FeedName, number>>;
  readonly connectionSlots: Readonly<Record<FeedName, number>>;
  readonly epochEnds: Readonly<Record<FeedName, number>>;
  readonly timers: number;
  readonly controls: number;
  readonly reports: number;
  /** Intent legs, and those whose epoch was not the live epoch of a trusted book when they were decided. */
  readonly legs: number;
  readonly legsOnDeadEpoch: number;
  readonly fills: readonly JournalFill[];
  /** When slots of each venue were consumed, in µs; ascending. */
  readonly consumedUs: Readonly<Record<FeedName, number[]>>;
}

/** Everything that a run's journal tells, gathered in one replay of it. */
export interface JournalAudit extends RecordCounts {
  readonly runId: string;
  readonly replay: ReplayReport;
  /** Why reading stopped before the end; "" when it did not. */
  readonly failure: string;
  /** Whole records; a slot is one, and so is a blob. */
  readonly records: number;
  readonly tornBytes: number;
}

type PerFeed = Record<FeedName, number>;

/** Replays a run's journal, as it lies there, and counts what is in it. Changes nothing. A journal without a whole header is `undefined`. */
export function auditJournal(journalDir: string, runId: string): JournalAudit | undefined {
  const opened = JournalReader.open(runDirectory(journalDir, runId));
  if (!opened.ok) return undefined;
  const reader = opened.value;
  const instruments = parseInstruments(reader.header.instruments);
  if (!instruments.ok) throw instruments.error;
  const { list } = instruments.value;
  const arena = createBookArena({ books: Math.max(1, list.length), bytesMax: (list.length + 1) * BOOK_BYTES_MAX });
  const core = buildDecisionCore(decodeDecisionConfig(reader.header.configuration), list, arena);
  const tally = new Tally(list);
  const replay = replayRun(reader, core, (at) => tally.note(at.i32, at.f64, at.base));
  reader.close();
  return {
    ...tally.counts,
    runId,
    replay,
    failure: reader.failure?.message ?? "",
    records: reader.records,
    tornBytes: reader.tornBytes,
  };
}

/** Counts records, and follows which epoch of each book is trusted from the trust records and epoch ends alone. */
class Tally {
  readonly counts = {
    numberGaps: 0,
    marketInputs: { polymarket: 0, kalshi: 0, reference: 0 } as PerFeed,
    ringInputs: { polymarket: 0, kalshi: 0, reference: 0 } as PerFeed,
    connectionSlots: { polymarket: 0, kalshi: 0, reference: 0 } as PerFeed,
    epochEnds: { polymarket: 0, kalshi: 0, reference: 0 } as PerFeed,
    timers: 0,
    controls: 0,
    reports: 0,
    legs: 0,
    legsOnDeadEpoch: 0,
    fills: [] as JournalFill[],
    consumedUs: { polymarket: [], kalshi: [], reference: [] } as Record<FeedName, number[]>,
  };
  private readonly trustedEpoch: Int32Array;
  private readonly bookOf: Int32Array;
  private lastNumber = 0;
  private lastReport = 0;

  constructor(list: readonly Instrument[]) {
    this.trustedEpoch = new Int32Array(list.length);
    this.bookOf = Int32Array.from(list, ({ bookIndex }) => bookIndex);
  }

  note(i32: Int32Array, f64: Float64Array, base: number): void {
    const kind = i32[base] & 0xff;
    const number = f64[(base >>> 1) + D_NUMBER];
    if (number !== this.lastNumber + 1) this.counts.numberGaps++;
    this.lastNumber = number;
    if (isOutputKind(kind)) this.noteOutput(kind, i32, base);
    else if (kind === SlotKind.timer) this.counts.timers++;
    else if (EXECUTOR_KINDS.has(kind)) this.noteExecutor(kind, i32, f64, base);
    else if (isMarketKind(kind)) this.noteMarket(kind, i32, f64, base);
    else this.noteControl(kind, i32, base);
  }

  private noteOutput(kind: number, i32: Int32Array, base: number): void {
    const instrument = i32[base + W_INSTRUMENT];
    if (kind === SlotKind.bookTrust) {
      this.trustedEpoch[instrument] = i32[base + W_BODY] === 1 ? i32[base + W_EPOCH] : 0;
    } else if (kind === SlotKind.intentLeg) {
      this.counts.legs++;
      const trusted = this.trustedEpoch[this.bookOf[instrument]];
      if (trusted === 0 || trusted !== i32[base + W_EPOCH]) this.counts.legsOnDeadEpoch++;
    }
  }

  /** What the executor told; main tells a new decision of earlier trades without a number. */
  private noteExecutor(kind: number, i32: Int32Array, f64: Float64Array, base: number): void {
    this.counts.reports++;
    const report = i32[base + W_SEQUENCE] >>> 0;
    const size = f64[(base >>> 1) + D_BODY + 2];
    if (report <= this.lastReport) return;
    this.lastReport = report;
    if (kind !== SlotKind.settlement) return;
    const signedSize = (i32[base] & Flag.sell) !== 0 ? -size : size;
    this.counts.fills.push({
      report,
      instrument: i32[base + W_INSTRUMENT],
      size,
      signedSize,
      price: i32[base + W_BODY + 2],
    });
  }

  private noteMarket(kind: number, i32: Int32Array, f64: Float64Array, base: number): void {
    const { counts } = this;
    const venue = FEED_NAMES[(i32[base] >>> 8) & 0xff] as FeedName;
    counts.marketInputs[venue]++;
    if (kind !== SlotKind.epochEnd || i32[base + W_BODY] !== WORKER_RESTART) counts.ringInputs[venue]++;
    if (kind === SlotKind.connection) counts.connectionSlots[venue]++;
    else if (kind === SlotKind.epochEnd) this.endEpoch(venue, i32, base);
    counts.consumedUs[venue].push(f64[(base >>> 1) + D_CONSUMED_US]);
  }

  private endEpoch(venue: FeedName, i32: Int32Array, base: number): void {
    this.counts.epochEnds[venue]++;
    const book = i32[base + W_INSTRUMENT];
    if (this.trustedEpoch[book] <= i32[base + W_EPOCH]) this.trustedEpoch[book] = 0;
  }

  private noteControl(kind: number, i32: Int32Array, base: number): void {
    this.counts.controls++;
    // Reports with numbers up to this one were counted by runs before this one.
    if (kind === SlotKind.runStart) this.lastReport = i32[base + W_BODY + 2] >>> 0;
  }
}

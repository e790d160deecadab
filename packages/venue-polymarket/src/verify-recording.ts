import { formatPrice, formatSize, priceTicks, type SizeMicros } from "@augury/core";
import { InstrumentTable, VenueCode } from "@augury/model";
import { createDoorbell, createRing, RingConsumer, type RingHandle, RingProducer } from "@augury/ring";
import { Counters, createCounters } from "@augury/telemetry";
import { EpochTable, MarketPublisher, SLOT_BYTES } from "@augury/wire";
import { computeBookHash, type HashFields, verifyRestBook } from "./book-hash.ts";
import { PolymarketFeedCore } from "./feed-core.ts";
import { POLYMARKET_COUNTERS, type PolymarketCounter } from "./feed-counters.ts";
import { parseJson } from "./frame-reader.ts";
import { possiblePrices } from "./last-price.ts";
import { instrumentsOfRecording } from "./recorded-markets.ts";
import type { RecordedFrame } from "./recordings.ts";
import { RestBook, WireBook, WirePriceChange } from "./schema.ts";

const RING_SLOTS = 65_536;
/** When `last_trade_price` joined the hash: between the 2025-10 recording and November's reports (polymarket.md section 10). */
const TEN_FIELDS_SINCE_MS = Date.UTC(2025, 10, 1);

export interface RecordingReport {
  readonly wsFrames: number;
  readonly restBooks: number;
  readonly otherRecords: number;
  /** Connections after the first. */
  readonly reconnects: number;
  readonly restHashesVerified: number;
  /** Books in stream frames. */
  readonly streamBooks: number;
  /** Of these, with the hash of their own content: computed from the texts, beside the ladder's own check. */
  readonly streamHashesVerified: number;
  /** Of these, only after a search for an input that the recording does not show (neg-risk flag, last trade price). */
  readonly hiddenInputsFound: number;
  /** price_change entries in stream frames. */
  readonly changes: number;
  /** Of these, with the hash of a verified REST book of the same recording. */
  readonly changesPaired: number;
  /** Books whose hash is not that of their content, REST and stream alike. */
  readonly wrongBooks: readonly WrongBook[];
  /** The feed core's own counters: events, rejects, resyncs, and the ladder's verdicts. */
  readonly counters: Readonly<Record<PolymarketCounter, number>>;
}

/** A book that does not have its own hash; `record` counts the recording's records from 0. */
export interface WrongBook {
  readonly record: number;
  readonly assetId: string;
  readonly hash: string;
}

/** Whoever reads what the core publishes, beside the checks. */
export interface RecordingConsumer {
  /** Called after each frame with its record's number (counted from 0), and once at the end: takes everything out of the ring. */
  drain(record: number, counters: Counters<PolymarketCounter>): void;
}

/**
 * Runs a recording through the real feed core, checks every hash in it, and returns the counts. `instruments` defaults to what the
 * recording itself shows; `consumerOf` is handed the ring that the core writes into.
 */
export function verifyRecording(
  frames: readonly RecordedFrame[],
  instruments = instrumentsOfRecording(frames),
  consumerOf?: (ring: RingHandle, instruments: InstrumentTable) => RecordingConsumer,
): RecordingReport {
  const hashFields = hashFieldsOf(frames);
  const texts = new HashCensus(instruments, hashFields);
  for (const [record, frame] of frames.entries()) texts.add(frame, record);
  const counters = runCore(frames, withNegRisk(instruments, texts.negRiskMarkets), hashFields, consumerOf);
  return {
    wsFrames: frames.filter(({ kind }) => kind === "ws").length,
    restBooks: texts.restBooks,
    otherRecords: frames.filter(({ kind }) => kind === "skip").length,
    reconnects: frames.at(-1)?.connection ?? 0,
    restHashesVerified: texts.restVerified,
    streamBooks: texts.streamBooks,
    streamHashesVerified: texts.streamVerified,
    hiddenInputsFound: texts.hiddenFound,
    changes: texts.changeHashes.length,
    changesPaired: texts.changeHashes.filter((hash) => texts.restHashes.has(hash)).length,
    wrongBooks: texts.wrongBooks,
    counters: counters.read(),
  };
}

/** Returns the form of the hash that was in force when the recording was made. */
export function hashFieldsOf(frames: readonly RecordedFrame[]): HashFields {
  const first = frames.find(({ kind }) => kind !== "skip");
  return first && first.receivedTimeMs < TEN_FIELDS_SINCE_MS ? 9 : 10;
}

function withNegRisk(instruments: InstrumentTable, markets: ReadonlySet<string>): InstrumentTable {
  return new InstrumentTable(
    instruments.list.map((entry) => (markets.has(entry.marketId) ? { ...entry, negRisk: true } : entry)),
  );
}

function runCore(
  frames: readonly RecordedFrame[],
  instruments: InstrumentTable,
  hashFields: HashFields,
  consumerOf: (ring: RingHandle, instruments: InstrumentTable) => RecordingConsumer = discard,
): Counters<PolymarketCounter> {
  const ring = createRing({ capacity: RING_SLOTS, slotBytes: SLOT_BYTES }, createDoorbell());
  const producer = new RingProducer(ring);
  const consumer = consumerOf(ring, instruments);
  const epochs = EpochTable.create(instruments.size);
  const counters = new Counters(createCounters(POLYMARKET_COUNTERS));
  const core = new PolymarketFeedCore({
    instruments,
    publisher: new MarketPublisher(producer, epochs, VenueCode.polymarket, () => producer.flush()),
    link: { send: () => {}, reconnect: () => {} },
    counters,
    config: {
      hashBudgetPerSecond: Number.POSITIVE_INFINITY,
      hashFields,
      searchLastPrice: true,
      assetsPerSocketMax: 400,
    },
  });
  replayRecording(core, frames, (record) => consumer.drain(record, counters));
  return counters;
}

function discard(ring: RingHandle): RecordingConsumer {
  const consumer = new RingConsumer(ring);
  return { drain: () => void consumer.skipAll() };
}

/**
 * Plays a recording into a core at its own recorded times: its reconnects close and open connection 0, quiet times end timestamp
 * groups. `drain` is called after every frame, with the number of its record.
 */
export function replayRecording(
  core: PolymarketFeedCore,
  frames: Iterable<RecordedFrame>,
  drain: (record: number) => void,
): void {
  let connection = -1;
  let nowUs = 0;
  let record = -1;
  for (const frame of frames) {
    record++;
    if (frame.kind !== "ws") continue;
    nowUs = Math.max(nowUs, frame.receivedTimeMs * 1000);
    if (frame.connection !== connection) {
      if (connection >= 0) core.close(0, { code: 1006, text: "recorded reconnect" }, nowUs);
      connection = frame.connection;
      core.open(0, nowUs);
    }
    core.tick(nowUs);
    core.frame(0, frame.bytes, nowUs);
    drain(record);
    while (!core.resume(nowUs)) drain(record);
  }
  core.close(0, { code: 1000, text: "end of recording" }, nowUs);
  drain(record);
}

/** Checks the hashes of all books in a recording from their texts alone. */
class HashCensus {
  restBooks = 0;
  restVerified = 0;
  streamBooks = 0;
  streamVerified = 0;
  hiddenFound = 0;
  readonly restHashes = new Set<string>();
  readonly changeHashes: string[] = [];
  readonly wrongBooks: WrongBook[] = [];
  /** Markets whose hashes say that they are neg-risk, which the recording does not tell otherwise. */
  readonly negRiskMarkets = new Set<string>();

  constructor(
    private readonly instruments: InstrumentTable,
    private readonly hashFields: HashFields,
  ) {}

  add(frame: RecordedFrame, record: number): void {
    if (frame.kind === "skip") return;
    const value = parseJson(frame.bytes);
    for (const message of Array.isArray(value) ? value : [value]) this.addMessage(message, record);
  }

  private addMessage(message: unknown, record: number): void {
    const stream = WireBook.safeParse(message);
    const rest = RestBook.safeParse(message);
    const change = WirePriceChange.safeParse(message);
    if (stream.success) this.addStreamBook(stream.data, record);
    else if (rest.success) this.addRestBook(rest.data, record);
    else if (change.success) {
      for (const { asset_id, hash } of change.data.price_changes) this.changeHashes.push(`${asset_id}:${hash}`);
    }
  }

  private addRestBook(book: RestBook, record: number): void {
    this.restBooks++;
    if (!verifyRestBook(book)) {
      this.wrongBooks.push({ record, assetId: book.asset_id, hash: book.hash });
      return;
    }
    this.restVerified++;
    this.restHashes.add(`${book.asset_id}:${book.hash}`);
  }

  private addStreamBook(book: WireBook, record: number): void {
    this.streamBooks++;
    if (this.isRight(book, { negRisk: this.negRiskOf(book), lastPrice: book.last_trade_price ?? "" })) {
      this.streamVerified++;
    } else if (this.hasHiddenInput(book)) {
      this.streamVerified++;
      this.hiddenFound++;
    } else this.wrongBooks.push({ record, assetId: book.asset_id, hash: book.hash ?? "" });
  }

  /** A SHA-1 that fits is no accident, so a search over what is not shown proves the levels as well as the input. */
  private hasHiddenInput(book: WireBook): boolean {
    const lastPrices = book.last_trade_price == null ? ["", ...possiblePrices()] : [book.last_trade_price];
    const negRisk = [true, false].find((flag) =>
      lastPrices.some((lastPrice) => this.isRight(book, { negRisk: flag, lastPrice })),
    );
    if (negRisk) this.negRiskMarkets.add(book.market);
    return negRisk !== undefined;
  }

  private isRight(book: WireBook, input: { negRisk: boolean; lastPrice: string }): boolean {
    const instrument = this.instruments.find("polymarket", book.asset_id);
    const sizeMin = formatSize((instrument?.orderSizeMin ?? 5_000_000) as SizeMicros);
    const tick = book.tick_size ?? formatPrice(priceTicks(instrument?.ticks[0]?.step ?? 100), 1);
    const hashed = {
      ...book,
      min_order_size: sizeMin,
      tick_size: tick,
      neg_risk: input.negRisk,
      last_trade_price: input.lastPrice,
    };
    return computeBookHash(hashed, this.hashFields) === book.hash;
  }

  private negRiskOf(book: WireBook): boolean {
    return this.instruments.find("polymarket", book.asset_id)?.negRisk ?? false;
  }
}

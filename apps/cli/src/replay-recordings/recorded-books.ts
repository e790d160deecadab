import { createBookArena, type OrderBooks } from "@augury/book";
import type { InstrumentTable } from "@augury/model";
import { buildDecisionCore, DecisionConfig, type DecisionCore } from "@augury/pipeline";
import { RingConsumer, type RingHandle } from "@augury/ring";
import { SLOT_WORDS, SlotKind, TRUST_REASONS, W_BODY, W_INSTRUMENT, W_KIND } from "@augury/wire";

/** Trust is lost for these without anything being wrong: the feed ended the epoch, or a snapshot replaced the book. */
const HARMLESS = new Set<string>(["none", "snapshot", "epoch_end", "stale_epoch", "restart"]);
const TIMER_US = 100_000;
const BOOK_BYTES = 200_000;
const ARENA_BYTES_MAX = 256 * 1024 * 1024;

/** Told of each slot before decision consumes it. */
export type SlotWatcher = (i32: Int32Array, f64: Float64Array, base: number) => void;

/**
 * The consuming side of a replayed feed: the real decision core without strategies, fed from the ring, with a timer every 100 ms of
 * recorded time. Says why a book lost trust.
 */
export class RecordedBooks {
  /** Slots consumed. */
  events = 0;
  readonly core: DecisionCore;
  private readonly consumer: RingConsumer;
  private readonly timerWords = new Int32Array(SLOT_WORDS);
  private readonly timerNumbers = new Float64Array(this.timerWords.buffer);
  private nextTimerUs = 0;
  private nowUs = 0;

  constructor(
    ring: RingHandle,
    instruments: InstrumentTable,
    private readonly onDistrust: (book: number, reason: string) => void,
    private readonly watcher?: SlotWatcher,
  ) {
    this.consumer = new RingConsumer(ring);
    const books = Math.max(1, instruments.size);
    const arena = createBookArena({ books, bytesMax: Math.min(ARENA_BYTES_MAX, 65_536 + books * BOOK_BYTES) });
    this.core = buildDecisionCore(DecisionConfig.parse({ risk: { mode: "observe" } }), instruments.list, arena);
  }

  get books(): OrderBooks {
    return this.core.books;
  }

  /** Consumes everything in the ring at `nowUs`, then lets the timer run. */
  drain(nowUs: number): void {
    const { consumer } = this;
    this.nowUs = Math.max(this.nowUs, nowUs);
    for (let waiting = consumer.poll(consumer.capacity); waiting > 0; waiting = consumer.poll(consumer.capacity)) {
      for (let at = 0; at < waiting; at++) this.consume(consumer.i32, consumer.f64, consumer.base(at));
      consumer.release(waiting);
      this.events += waiting;
    }
    if (this.nowUs < this.nextTimerUs) return;
    this.nextTimerUs = this.nowUs + TIMER_US;
    this.tick();
  }

  /** Judges the groups that nothing followed: the recording is over. */
  end(): void {
    this.nowUs += 60_000_000;
    this.tick();
  }

  private tick(): void {
    this.timerWords[W_KIND] = SlotKind.timer;
    this.timerWords[W_INSTRUMENT] = -1;
    this.consume(this.timerWords, this.timerNumbers, 0);
  }

  private consume(i32: Int32Array, f64: Float64Array, base: number): void {
    this.watcher?.(i32, f64, base);
    const { core } = this;
    core.consume(i32, f64, base, this.nowUs);
    const { outputs } = core;
    for (let at = 0; at < outputs.count; at++) this.read(outputs.i32, outputs.baseOf(at));
  }

  private read(i32: Int32Array, base: number): void {
    if ((i32[base] & 0xff) !== SlotKind.bookTrust || i32[base + W_BODY] === 1) return;
    const reason = TRUST_REASONS[i32[base + W_BODY + 1]] ?? "unknown";
    if (!HARMLESS.has(reason)) this.onDistrust(i32[base + W_INSTRUMENT], reason);
  }
}

import type { Clock, Result } from "@augury/core";
import { err, ok } from "@augury/core";
import { type JournalError, JournalWriter, type JournalWriterOptions, type RunHeader } from "@augury/journal";
import { Doorbell, RingConsumer } from "@augury/ring";
import { type CounterHandle, Counters } from "@augury/telemetry";
import { D_NUMBER, isOutputKind, SlotKind, W_BODY } from "@augury/wire";
import type { EngineMemory } from "./engine-memory.ts";

export const RECORDER_COUNTERS = [
  "inputs",
  "outputs",
  "bytes",
  "flushes",
  "syncs",
  "rotations",
  "failures",
  "runs",
] as const;
export type RecorderCounter = (typeof RECORDER_COUNTERS)[number];

export interface RecordShellOptions {
  readonly memory: EngineMemory;
  readonly clock: Clock;
  readonly counters: CounterHandle<RecorderCounter>;
  /** Directory that holds one folder per run. */
  readonly directory: string;
  /** Header of the run with this incarnation. */
  readonly header: (incarnation: number) => RunHeader;
  readonly journal: JournalWriterOptions;
}

const BATCH_MAX = 1024;

/**
 * The recorder's shell: takes stamped slots from the journal ring, writes them out, and frees them only when the file has them, so
 * that a recorder that dies loses nothing: the ring still holds what the file does not. A runStart slot closes one run's journal and
 * opens the next.
 */
export class RecordShell {
  private readonly ring: RingConsumer;
  private readonly bell: Doorbell;
  private readonly counters: Counters<RecorderCounter>;
  private writer: JournalWriter | undefined;
  private left: { readonly incarnation: number; readonly lastNumber: number } | undefined;
  /** Slots at the head of the ring that the writer has taken over and the file may not have yet. */
  private appended = 0;
  /** The last failure to open or write, until something succeeds again. */
  failure: JournalError | undefined;

  constructor(private readonly options: RecordShellOptions) {
    this.ring = new RingConsumer(options.memory.journal);
    this.bell = new Doorbell(options.memory.bells.recorder);
    this.counters = new Counters(options.counters);
  }

  /**
   * Goes on with a run that an earlier recorder left, recovered and reopened. Slots up to `lastNumber` of that run may stand in the file
   * and still in the ring (it died between writing and freeing): those are skipped.
   */
  adopt(writer: JournalWriter, left: { readonly incarnation: number; readonly lastNumber: number }): void {
    this.writer = writer;
    this.left = left;
  }

  readonly hasWork = (): boolean => this.ring.poll(1) > 0;

  /** Writes what waits, at most one batch, and returns how many slots were freed. */
  step(): number {
    const waiting = this.ring.poll(BATCH_MAX);
    while (this.appended < waiting && this.take(this.ring.base(this.appended))) this.appended++;
    if (this.appended === 0 || !this.flush()) return 0;
    const freed = this.appended;
    this.appended = 0;
    this.ring.release(freed);
    return freed;
  }

  park(msMax: number): void {
    this.bell.park(this.hasWork, msMax);
  }

  /** Writes out and closes the current run. */
  finish(): Result<void, JournalError> {
    while (this.step() > 0);
    return this.writer?.close() ?? ok(undefined);
  }

  private take(base: number): boolean {
    const { i32, f64 } = this.ring;
    const kind = i32[base] & 0xff;
    if (this.isWritten(kind, i32[base + W_BODY], f64[(base >>> 1) + D_NUMBER])) return true;
    if (kind === SlotKind.runStart && !this.beginRun(i32[base + W_BODY])) return false;
    if (!this.writer?.append(i32, f64, base)) {
      this.failure = this.writer?.failure ?? this.failure;
      return false;
    }
    this.counters.add(isOutputKind(kind) ? "outputs" : "inputs");
    return true;
  }

  private isWritten(kind: number, incarnation: number, number: number): boolean {
    if (!this.left) return false;
    const written = kind === SlotKind.runStart ? incarnation === this.left.incarnation : number <= this.left.lastNumber;
    if (!written) this.left = undefined;
    return written;
  }

  private beginRun(incarnation: number): boolean {
    const opened = this.openRun(incarnation);
    if (!opened.ok) {
      this.failure = opened.error;
      this.counters.add("failures");
      return false;
    }
    this.writer = opened.value;
    this.counters.add("runs");
    return true;
  }

  private openRun(incarnation: number): Result<JournalWriter, JournalError> {
    const closed = this.writer?.close();
    if (closed && !closed.ok) return err(closed.error);
    return JournalWriter.open(this.options.directory, this.options.header(incarnation), this.options.journal);
  }

  private flush(): boolean {
    const written = this.writer?.flush(this.options.clock.nowUs());
    if (!written?.ok) {
      this.failure = written?.error;
      this.counters.add("failures");
      return false;
    }
    this.failure = undefined;
    this.counters.add("bytes", written.value);
    this.counters.add("flushes");
    return true;
  }
}

import { assert, type Clock, err, ok, type Result } from "@augury/core";
import { type JournalError, JournalWriter, type JournalWriterOptions, type RunHeader } from "@augury/journal";
import { Doorbell, RingConsumer } from "@augury/ring";
import { type CounterHandle, Counters } from "@augury/telemetry";
import { D_NUMBER, isOutputKind, SlotKind, W_BODY } from "@augury/wire";
import type { EngineMemory } from "./engine-memory.ts";

/** What the recorder counts. `incarnation` is no count: the run whose journal it is at, for the recorder that comes after it. */
export const RECORDER_COUNTERS = [
  "inputs",
  "outputs",
  "bytes",
  "flushes",
  "syncs",
  "rotations",
  "failures",
  "runs",
  "incarnation",
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
/** Counters that the journal's writer keeps. */
const TALLIED = ["bytes", "flushes", "syncs", "rotations", "failures"] as const;
const NONE_TALLIED = { bytes: 0, flushes: 0, syncs: 0, rotations: 0, failures: 0 };

/**
 * The recorder's shell: takes stamped slots from the journal ring, writes them out, and frees them only when the file has them, so
 * that a recorder that dies loses nothing: the ring still holds what the file does not. A runStart slot closes one run's journal and
 * opens the next. Slots are counted when they are freed.
 */
export class RecordShell {
  private readonly ring: RingConsumer;
  private readonly bell: Doorbell;
  private readonly counters: Counters<RecorderCounter>;
  private writer: JournalWriter | undefined;
  private incarnation = 0;
  /** Slots that stand in a file already, of those that the ring held when we took over. */
  private written = 0;
  /** Slots at the head of the ring that the writer has taken over and the file may not have yet. */
  private appended = 0;
  private appendedOutputs = 0;
  private tallied = { ...NONE_TALLIED };
  /** The last failure to open or write, until something succeeds again. */
  failure: JournalError | undefined;

  constructor(private readonly options: RecordShellOptions) {
    this.ring = new RingConsumer(options.memory.journal);
    this.bell = new Doorbell(options.memory.bells.recorder);
    this.counters = new Counters(options.counters);
  }

  /** The run whose journal the recorder before this one was at, 0 = none. */
  get incarnationLeft(): number {
    return this.counters.get("incarnation");
  }

  /**
   * Goes on after a recorder that died. It frees slots only after they were written, so some of those that wait may stand in a file: of
   * the run that it was at those up to `lastNumber`, and before that run's start all, because it closed one journal before it opened the
   * next. Without a writer that run has no journal yet.
   */
  adopt(writer: JournalWriter | undefined, lastNumber: number): void {
    const waiting = this.ring.poll(this.ring.capacity);
    const start = this.findStart(this.incarnationLeft, waiting);
    this.writer = writer;
    if (writer) this.incarnation = this.incarnationLeft;
    let written = Math.max(0, start);
    while (written < waiting && this.numberAt(written) <= lastNumber && (written === start || !this.isStart(written)))
      written++;
    this.written = written;
  }

  readonly hasWork = (): boolean => this.ring.poll(1) > 0;

  /** Writes what waits, at most one batch, and returns how many slots were freed. */
  step(): number {
    const waiting = this.ring.poll(BATCH_MAX);
    while (this.appended < waiting && this.take(this.ring.base(this.appended))) this.appended++;
    if (this.appended === 0 || !this.flush()) return 0;
    const freed = this.appended;
    this.counters.add("inputs", freed - this.appendedOutputs);
    this.counters.add("outputs", this.appendedOutputs);
    this.appended = 0;
    this.appendedOutputs = 0;
    this.ring.release(freed);
    return freed;
  }

  /** Sleeps until slots wait, or whatever else `hasWork` looks at, or for `msMax`. */
  park(msMax: number, hasWork: () => boolean = this.hasWork): void {
    this.bell.park(hasWork, msMax);
  }

  /** Writes out and closes the current run. */
  finish(): Result<void, JournalError> {
    while (this.step() > 0);
    const closed = this.writer?.close() ?? ok(undefined);
    if (this.writer) this.tally(this.writer);
    return closed;
  }

  private take(base: number): boolean {
    const { i32, f64 } = this.ring;
    const kind = i32[base] & 0xff;
    if (this.written > 0) this.written--;
    else {
      if (kind === SlotKind.runStart && i32[base + W_BODY] !== this.incarnation && !this.beginRun(i32[base + W_BODY]))
        return false;
      assert(this.writer, "a journal begins with a runStart");
      if (!this.writer.append(i32, f64, base)) {
        this.failure = this.writer.failure;
        return false;
      }
    }
    if (isOutputKind(kind)) this.appendedOutputs++;
    return true;
  }

  /** Position among the waiting slots of a run's start, −1 when it does not wait. */
  private findStart(incarnation: number, waiting: number): number {
    for (let at = 0; at < waiting; at++)
      if (this.isStart(at) && this.ring.i32[this.ring.base(at) + W_BODY] === incarnation) return at;
    return -1;
  }

  private isStart(offset: number): boolean {
    return (this.ring.i32[this.ring.base(offset)] & 0xff) === SlotKind.runStart;
  }

  private numberAt(offset: number): number {
    return this.ring.f64[(this.ring.base(offset) >>> 1) + D_NUMBER];
  }

  private beginRun(incarnation: number): boolean {
    const opened = this.openRun(incarnation);
    if (!opened.ok) {
      this.failure = opened.error;
      this.counters.add("failures");
      return false;
    }
    this.writer = opened.value;
    this.tallied = { ...NONE_TALLIED };
    this.incarnation = incarnation;
    this.counters.add("runs");
    return true;
  }

  private openRun(incarnation: number): Result<JournalWriter, JournalError> {
    const { writer } = this;
    const closed = writer?.close();
    if (writer) this.tally(writer);
    if (closed && !closed.ok) return err(closed.error);
    // Before the journal exists: a recorder that dies in between leaves one that it cannot find, and not one that it does not look for.
    this.counters.values[this.counters.slot("incarnation")] = incarnation;
    return JournalWriter.open(this.options.directory, this.options.header(incarnation), this.options.journal);
  }

  private flush(): boolean {
    const { writer } = this;
    // Only what the recorder before us wrote: there is nothing of ours to write out.
    if (!writer) return true;
    const written = writer.flush(this.options.clock.nowUs());
    this.tally(writer);
    this.failure = written.ok ? undefined : written.error;
    return written.ok;
  }

  /** Adds what the writer has counted since the last call. */
  private tally({ counters }: JournalWriter): void {
    for (const name of TALLIED) {
      this.counters.add(name, counters[name] - this.tallied[name]);
      this.tallied[name] = counters[name];
    }
  }
}

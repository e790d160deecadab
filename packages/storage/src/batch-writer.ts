import type { Clock } from "@augury/core";
import { type BookSample, sampleRow } from "./book-sample.ts";
import { RowQueue } from "./row-queue.ts";
import type { StorageError } from "./storage-error.ts";
import type { Row } from "./tables.ts";

/** What rows end up in; `LocalStore` is one. Writes all of them or none. */
export interface RowSink {
  writeRows(rows: readonly Row[]): StorageError | undefined;
}

export interface BatchWriterOptions {
  /** A batch is written when this many rows wait… */
  readonly rowsPerBatchMax?: number;
  /** …or when the oldest has waited this long, whichever comes first. */
  readonly delayMsMax?: number;
  readonly ledgerRowsMax?: number;
  readonly marketRowsMax?: number;
  /** Wait after a failure: doubles from the first to the second. */
  readonly retryMsMin?: number;
  readonly retryMsMax?: number;
  /** Batches written by one `tick`, so that a backlog does not hold up the thread. */
  readonly batchesPerTickMax?: number;
}

export interface BatchCounters {
  rows: number;
  batches: number;
  /** Batches that failed and are tried again. */
  failures: number;
  /** Market rows given up, oldest first, because their queue was full. */
  shed: number;
  /** Ledger rows not taken because their queue was full: their projector catches up from the journal. */
  refused: number;
  /** Rows that the database will never take; `lastRejection` says why the last one. */
  rejected: number;
}

export interface FlushReport {
  readonly rowsWritten: number;
  readonly ledgerRowsLeft: number;
  readonly marketRowsLeft: number;
  /** Why rows were left. */
  readonly failure: StorageError | undefined;
}

export interface FlushOptions {
  readonly clock: Clock;
  readonly waitMsMax: number;
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/**
 * Collects rows into batches on the way to the database. The rule for failure and shutdown (seed features F1, F4):
 *
 * 1. A batch is due at 100 rows or 1 s, whichever comes first. Ledger rows go first; each of the two classes keeps its order.
 * 2. A batch that fails stays at the head of the queues and is tried again after 100 ms, doubling to 5 s. Nothing overtakes it.
 * 3. A row that the database can never take (it breaks a constraint) is taken out alone, counted as rejected, and the rest goes on.
 * 4. A full market queue sheds its oldest row; a full ledger queue refuses, and the projector marks a gap. Both are counted.
 * 5. Shutdown writes until the queues are empty or the time is up, and says what was written and what was left. Ledger rows left are
 *    in the journal; market rows left are lost and counted in the report.
 * 6. Rows carry keys: whatever is written twice is there once.
 */
export class BatchWriter {
  readonly counters: BatchCounters = { rows: 0, batches: 0, failures: 0, shed: 0, refused: 0, rejected: 0 };
  /** The failure that the writer is waiting out; `undefined` while writing works. */
  failure: StorageError | undefined;
  lastRejection: StorageError | undefined;
  readonly ledger: RowQueue;
  readonly market: RowQueue;
  private readonly rowsPerBatchMax: number;
  private readonly delayUsMax: number;
  private readonly retryUsMin: number;
  private readonly retryUsMax: number;
  private readonly batchesPerTickMax: number;
  private readonly batch: Row[] = [];
  private retryAtUs = 0;
  private backoffUs: number;

  constructor(
    private readonly sink: RowSink,
    options: BatchWriterOptions = {},
  ) {
    this.ledger = new RowQueue(options.ledgerRowsMax ?? 50_000);
    this.market = new RowQueue(options.marketRowsMax ?? 50_000);
    this.rowsPerBatchMax = options.rowsPerBatchMax ?? 100;
    this.delayUsMax = (options.delayMsMax ?? 1000) * 1000;
    this.retryUsMin = (options.retryMsMin ?? 100) * 1000;
    this.retryUsMax = (options.retryMsMax ?? 5000) * 1000;
    this.batchesPerTickMax = options.batchesPerTickMax ?? 50;
    this.backoffUs = this.retryUsMin;
  }

  /** Rows that wait. */
  get waiting(): number {
    return this.ledger.length + this.market.length;
  }

  /** Takes a market-data row; the oldest one is shed when there is no room. */
  pushMarket(row: Row, nowUs: number): void {
    if (this.market.isFull) this.counters.shed += this.market.drop(1);
    this.market.push(row, nowUs);
    this.writeFull(nowUs, 1);
  }

  /** Takes a ledger row. False when there is no room: the caller owes it to the database from then on. */
  pushLedger(row: Row, nowUs: number): boolean {
    if (this.ledger.isFull) {
      this.counters.refused++;
      return false;
    }
    this.ledger.push(row, nowUs);
    this.writeFull(nowUs, 1);
    return true;
  }

  /** Takes one second's top of a book. */
  insertSample(runId: string, sample: BookSample, nowUs: number): void {
    this.pushMarket(sampleRow(runId, sample), nowUs);
  }

  /** Writes what is due. Call a few times a second at least: it keeps the 1 s rule and the retries. */
  tick(nowUs: number): void {
    this.writeFull(nowUs, this.batchesPerTickMax);
    const oldestUs = Math.min(this.ledger.oldestUs, this.market.oldestUs);
    if (nowUs - oldestUs >= this.delayUsMax && nowUs >= this.retryAtUs) this.writeBatch(nowUs);
  }

  /** Writes until nothing waits or the time is up; failures are tried again within it. A locked database may add its busy timeout. */
  async shutdown({ clock, waitMsMax, sleep = Bun.sleep }: FlushOptions): Promise<FlushReport> {
    const deadlineUs = clock.nowUs() + waitMsMax * 1000;
    const before = this.counters.rows;
    while (this.waiting > 0) {
      if (this.writeBatch(clock.nowUs())) continue;
      const leftUs = deadlineUs - clock.nowUs();
      if (leftUs <= 0) break;
      await sleep(Math.min(leftUs, Math.max(1000, this.retryAtUs - clock.nowUs())) / 1000);
    }
    return {
      rowsWritten: this.counters.rows - before,
      ledgerRowsLeft: this.ledger.length,
      marketRowsLeft: this.market.length,
      failure: this.failure,
    };
  }

  private writeFull(nowUs: number, batchesMax: number): void {
    for (let batches = 0; batches < batchesMax; batches++) {
      if (this.waiting < this.rowsPerBatchMax || nowUs < this.retryAtUs || !this.writeBatch(nowUs)) return;
    }
  }

  /** Writes the oldest rows as one batch. False when the database refused and they stay where they are. */
  private writeBatch(nowUs: number): boolean {
    const { batch } = this;
    batch.length = 0;
    this.ledger.peek(batch, this.rowsPerBatchMax);
    this.market.peek(batch, this.rowsPerBatchMax);
    const failure = this.sink.writeRows(batch);
    if (failure?.code === "constraint") return this.writeSingly(nowUs);
    if (failure) return this.backOff(failure, nowUs);
    this.counters.rows += batch.length;
    this.succeed(batch.length);
    return true;
  }

  /** Some row of the batch can never be stored: finds it, takes it out and stores the others. */
  private writeSingly(nowUs: number): boolean {
    for (const row of this.batch.slice()) {
      const failure = this.sink.writeRows([row]);
      if (failure && failure.code !== "constraint") return this.backOff(failure, nowUs);
      if (failure) {
        this.counters.rejected++;
        this.lastRejection = failure;
      } else this.counters.rows++;
      this.succeed(1);
    }
    return true;
  }

  private succeed(rows: number): void {
    this.market.drop(rows - this.ledger.drop(rows));
    this.counters.batches++;
    this.failure = undefined;
    this.backoffUs = this.retryUsMin;
    this.retryAtUs = 0;
  }

  private backOff(failure: StorageError, nowUs: number): false {
    this.failure = failure;
    this.counters.failures++;
    this.retryAtUs = nowUs + this.backoffUs;
    this.backoffUs = Math.min(this.backoffUs * 2, this.retryUsMax);
    return false;
  }
}

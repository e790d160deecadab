import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { ManualClock } from "@augury/core";
import fc from "fast-check";
import { BatchWriter, type BatchWriterOptions, type RowSink } from "./batch-writer.ts";
import { RUN_ID } from "./ledger-tape.ts";
import { StorageError } from "./storage-error.ts";
import { openStore, TemporaryDirectory } from "./store-fixture.ts";
import type { Row } from "./tables.ts";

const SECOND = 1_000_000;

test("BatchWriter: default: writes at 100 rows, or when the oldest has waited a second", () => {
  const { writer, batches } = fixture();
  for (let n = 0; n < 99; n++) writer.pushMarket(row(n), n);
  writer.tick(SECOND - 1);
  expect(batches).toEqual([]);
  writer.pushMarket(row(99), 99);
  expect(batches.map((batch) => batch.length)).toEqual([100]);
  writer.pushMarket(row(100), 500);
  writer.tick(500 + SECOND - 1);
  expect(batches).toHaveLength(1);
  writer.tick(500 + SECOND);
  expect(batches[1]).toEqual([100]);
  expect(writer.counters).toMatchObject({ rows: 101, batches: 2, failures: 0 });
});

test("BatchWriter: behavior: ledger rows go first, and each class keeps its order", () => {
  const { writer, batches } = fixture({ rowsPerBatchMax: 4 });
  writer.pushMarket(row(1), 0);
  writer.pushMarket(row(2), 0);
  writer.pushLedger(row(10), 0);
  writer.pushMarket(row(3), 0);
  expect(batches).toEqual([[10, 1, 2, 3]]);
});

test("BatchWriter: behavior: a failed batch is tried again with growing waits, and nothing overtakes it", () => {
  const { writer, batches, sink } = fixture({ rowsPerBatchMax: 2 });
  sink.failWith = new StorageError("busy", "locked");
  writer.pushLedger(row(1), 0);
  writer.pushLedger(row(2), 0);
  expect(writer.failure?.code).toBe("busy");
  writer.pushLedger(row(3), 50_000);
  writer.tick(99_999);
  expect(sink.attempts).toBe(1);
  writer.tick(100_000);
  expect(sink.attempts).toBe(2);
  writer.tick(299_999);
  expect(sink.attempts).toBe(2);
  sink.failWith = undefined;
  writer.tick(300_000);
  writer.tick(50_000 + SECOND);
  expect(batches).toEqual([[1, 2], [3]]);
  expect([writer.failure, writer.counters.failures]).toEqual([undefined, 2]);
});

test("BatchWriter: behavior: waits grow to retryMsMax and start small again after a success", () => {
  const { writer, sink } = fixture({ rowsPerBatchMax: 1, retryMsMin: 10, retryMsMax: 40 });
  sink.failWith = new StorageError("full", "disk full");
  writer.pushLedger(row(1), 0);
  const waits = [];
  for (let nowUs = 0, last = 0; waits.length < 5; nowUs += 1000) {
    const before = sink.attempts;
    writer.tick(nowUs);
    if (sink.attempts > before) waits.push((nowUs - last) / 1000);
    if (sink.attempts > before) last = nowUs;
  }
  expect(waits).toEqual([10, 20, 40, 40, 40]);
});

test("BatchWriter: behavior: a full market queue sheds its oldest rows; a full ledger queue refuses", () => {
  const { writer, batches, sink } = fixture({ rowsPerBatchMax: 100, marketRowsMax: 3, ledgerRowsMax: 2 });
  sink.failWith = new StorageError("busy", "locked");
  for (let n = 1; n <= 5; n++) writer.pushMarket(row(n), 0);
  expect([11, 12, 13].map((n) => writer.pushLedger(row(n), 0))).toEqual([true, true, false]);
  expect(writer.counters).toMatchObject({ shed: 2, refused: 1 });
  sink.failWith = undefined;
  writer.tick(SECOND);
  expect(batches).toEqual([[11, 12, 3, 4, 5]]);
  expect([writer.ledger.watermark, writer.market.watermark]).toEqual([2, 3]);
});

test("BatchWriter: behavior: a row that can never be stored is taken out alone", () => {
  const { writer, batches, sink } = fixture({ rowsPerBatchMax: 4 });
  sink.poison = 2;
  for (let n = 1; n <= 4; n++) writer.pushLedger(row(n), 0);
  expect(batches.flat()).toEqual([1, 3, 4]);
  expect(writer.counters).toMatchObject({ rows: 3, rejected: 1 });
  expect(writer.lastRejection?.code).toBe("constraint");
  expect([writer.waiting, writer.failure]).toEqual([0, undefined]);
});

test("BatchWriter: behavior: one tick writes a bounded number of batches", () => {
  const { writer, batches, sink } = fixture({ rowsPerBatchMax: 2, batchesPerTickMax: 3 });
  sink.failWith = new StorageError("busy", "locked");
  for (let n = 1; n <= 20; n++) writer.pushLedger(row(n), 0);
  sink.failWith = undefined;
  writer.tick(100_000);
  expect(batches).toHaveLength(3);
});

test("BatchWriter: behavior: whatever fails when, accepted rows arrive once and in order, and the counts add up", () => {
  const anyStep = fc.oneof(
    { weight: 6, arbitrary: fc.constant("ledger" as const) },
    { weight: 6, arbitrary: fc.constant("market" as const) },
    { weight: 2, arbitrary: fc.constant("tick" as const) },
    { weight: 1, arbitrary: fc.constantFrom("break" as const, "mend" as const) },
  );
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 200 }), fc.integer({ min: 1, max: 7 }), (steps, rowsPerBatchMax) => {
      const { writer, batches, sink } = fixture({ rowsPerBatchMax, marketRowsMax: 9, ledgerRowsMax: 9 });
      const accepted: number[] = [];
      let [nowUs, market, refused] = [0, 0, 0];
      for (const [at, step] of steps.entries()) {
        nowUs += 70_000;
        if (step === "ledger") {
          if (writer.pushLedger(row(at), nowUs)) accepted.push(at);
          else refused++;
        } else if (step === "market") {
          writer.pushMarket(row(1000 + at), nowUs);
          market++;
        } else if (step === "tick") writer.tick(nowUs);
        else sink.failWith = step === "break" ? new StorageError("busy", "locked") : undefined;
      }
      sink.failWith = undefined;
      for (let round = 1; round <= 20; round++) writer.tick(nowUs + round * 10 * SECOND);
      const written = batches.flat();
      expect(written.filter((n) => n < 1000)).toEqual(accepted);
      const marketWritten = written.filter((n) => n >= 1000);
      expect(marketWritten).toEqual([...new Set(marketWritten)].sort((a, b) => a - b));
      expect(marketWritten.length + writer.counters.shed).toBe(market);
      expect(writer.counters.refused).toBe(refused);
      for (const batch of batches) expect(batch.length).toBeLessThanOrEqual(rowsPerBatchMax);
    }),
    { numRuns: 200 },
  );
});

test("BatchWriter.shutdown: default: writes everything, whatever the batch size, and says how much", async () => {
  const { writer, batches } = fixture({ rowsPerBatchMax: 2 });
  for (let n = 1; n <= 5; n++) writer.pushMarket(row(n), 0);
  const report = await writer.shutdown({ clock: new ManualClock(), waitMsMax: 1000 });
  expect(report).toEqual({ rowsWritten: 1, ledgerRowsLeft: 0, marketRowsLeft: 0, failure: undefined });
  expect(batches.flat()).toEqual([1, 2, 3, 4, 5]);
});

test("BatchWriter.shutdown: behavior: tries again while there is time, then says what is left and why", async () => {
  const { writer, batches, sink } = fixture({ rowsPerBatchMax: 10 });
  const clock = new ManualClock();
  const failing = new StorageError("full", "disk full");
  sink.failWith = failing;
  for (let n = 1; n <= 3; n++) writer.pushLedger(row(n), clock.nowUs());
  writer.pushMarket(row(9), clock.nowUs());
  const sleep = async (ms: number) => clock.advance(ms * 1000);
  const startUs = clock.nowUs();
  const report = await writer.shutdown({ clock, waitMsMax: 1000, sleep });
  expect(report).toEqual({ rowsWritten: 0, ledgerRowsLeft: 3, marketRowsLeft: 1, failure: failing });
  expect(clock.nowUs() - startUs).toBe(1000 * 1000);
  const mended = writer.shutdown({ clock, waitMsMax: 10_000, sleep });
  sink.failWith = undefined;
  expect(await mended).toMatchObject({ rowsWritten: 4, ledgerRowsLeft: 0, marketRowsLeft: 0 });
  expect(batches).toEqual([[1, 2, 3, 9]]);
});

test("BatchWriter: behavior: over a real database that is locked for a while, order and counts hold", () => {
  using directory = new TemporaryDirectory();
  const store = openStore(directory.file("a.db"));
  const writer = new BatchWriter(store, { rowsPerBatchMax: 10, marketRowsMax: 25 });
  const other = new Database(directory.file("a.db"));
  other.run("BEGIN IMMEDIATE");
  for (let second = 1; second <= 40; second++) writer.insertSample(RUN_ID, { ...SAMPLE, timeUs: second * SECOND }, 0);
  expect([writer.counters.rows, writer.counters.shed, writer.failure?.code]).toEqual([0, 15, "busy"]);
  other.run("ROLLBACK");
  other.close();
  writer.tick(SECOND);
  writer.tick(2 * SECOND);
  const seconds = store.list("book_samples", { runId: RUN_ID, oldestFirst: true }).map((found) => found.second);
  expect(seconds).toEqual(Array.from({ length: 25 }, (_, at) => 16 + at));
  expect(store.list("book_samples", { runId: RUN_ID, limit: 1 })).toMatchObject([
    { best_bid: 4000, best_ask: null, ask_size: null },
  ]);
  store.close();
});

const SAMPLE = {
  instrument: 0,
  timeUs: 0,
  epoch: 1,
  sequence: 1,
  trusted: true,
  bestBid: 4000,
  bestAsk: -1,
  bidSize: 5,
  askSize: 7,
  lastPrice: -1,
  exchangeTimeMs: 1.5,
  receivedTimeUs: 2.5,
  updates: 1,
};

/** A sink that keeps what it was given, and fails on request. */
class FakeSink implements RowSink {
  readonly batches: number[][] = [];
  attempts = 0;
  failWith: StorageError | undefined;
  /** A row that no database would take. */
  poison = -1;

  writeRows(rows: readonly Row[]): StorageError | undefined {
    this.attempts++;
    if (this.failWith) return this.failWith;
    const numbers = rows.map((one) => one.values[0] as number);
    if (numbers.includes(this.poison)) return new StorageError("constraint", "never");
    this.batches.push(numbers);
    return undefined;
  }
}

function fixture(options: BatchWriterOptions = {}) {
  const sink = new FakeSink();
  return { sink, batches: sink.batches, writer: new BatchWriter(sink, options) };
}

function row(n: number): Row {
  return { table: "trades", values: [n] };
}

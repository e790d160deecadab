import { expect, test } from "bun:test";
import { BatchWriter, type BatchWriterOptions } from "./batch-writer.ts";
import { LedgerProjector } from "./ledger-projector.ts";
import { LedgerTape, RUN_ID, START_US } from "./ledger-tape.ts";
import { compareLedger } from "./local/ledger-projection.ts";
import type { LocalStore } from "./local/local-store.ts";
import { StorageError } from "./storage-error.ts";
import { openStore } from "./store-fixture.ts";

test("LedgerProjector: default: a tap's slots end up as rows, market data too", () => {
  const { store, writer, projector } = fixture();
  const tape = new LedgerTape()
    .intent({ intentId: 1 })
    .trade(0, 4000, 7)
    .connection(1)
    .report({ intentId: 1, state: "filled", fillSize: 5, fillPrice: 4000 })
    .digest(1, 2);
  feed(projector, tape);
  writer.tick(2_000_000);
  expect(store.list("trades", { runId: RUN_ID })).toMatchObject([
    {
      number: 2,
      venue: "polymarket",
      taker_side: "sell",
      price: 4000,
      size: 7,
      trade_hash: 99,
      exchange_ms: START_US / 1000,
    },
  ]);
  expect(store.list("connection_events", { runId: RUN_ID })).toMatchObject([
    { number: 3, venue: "kalshi", connection: 3, state: "connected", attempt: 2, code: 1006 },
  ]);
  expect(store.list("orders", { runId: RUN_ID })).toMatchObject([{ state: "filled", filled_size: 5 }]);
  expect([projector.lastNumber, projector.lastDigest, projector.behind]).toEqual([5, "0000000100000002", undefined]);
  expectEqual(tape, store);
});

test("LedgerProjector: behavior: behind a full queue it owes the rows and pays them from the journal", () => {
  const { store, sink, writer, projector } = fixture({ ledgerRowsMax: 10, rowsPerBatchMax: 5 });
  const tape = new LedgerTape();
  extend(tape, 1, 10);
  sink.failing = true;
  feed(projector, tape);
  const behind = projector.behind;
  expect(behind?.to).toBe(tape.slots.length);
  expect(projector.catchUp(tape, store, 1000)).toBe("waiting");
  // Nothing is owed before the first refusal: what the queue took will be written by the queue.
  expect(behind?.from).toBeGreaterThan(1);
  sink.failing = false;
  for (let second = 1; second <= 5; second++) writer.tick(second * 10_000_000);
  expect(differences(tape, store)).toBeGreaterThan(0);
  const steps = payAll(projector, tape, store);
  expect(steps).toBeGreaterThan(2);
  expect(projector.behind).toBeUndefined();
  expectEqual(tape, store);
});

test("LedgerProjector: behavior: pays while the run goes on, waits for a journal that lags, and turns no state back", () => {
  const { store, sink, writer, projector } = fixture({ ledgerRowsMax: 8, rowsPerBatchMax: 4 });
  const tape = new LedgerTape();
  extend(tape, 1, 6);
  sink.failing = true;
  const fedOne = feed(projector, tape);
  sink.failing = false;
  for (let second = 1; second <= 5; second++) writer.tick(second * 10_000_000);
  // The journal has only half of it yet.
  const lagging = tape.cutAt(Math.floor(tape.slots.length / 2));
  let step = projector.catchUp(lagging, store, 3);
  while (step === "working") step = projector.catchUp(lagging, store, 3);
  expect(step).toBe("waiting");
  // Meanwhile the run goes on: newer states of the same orders are stored before the owed, older ones.
  for (let id = 1; id <= 6; id++) tape.report({ intentId: id, state: "canceled", reason: "requested" });
  feed(projector, tape, fedOne, 100_000_000);
  writer.tick(200_000_000);
  projector.close();
  payAll(projector, tape, store);
  expect(store.list("orders", { runId: RUN_ID }).every((order) => order.state === "canceled")).toBe(true);
  expectEqual(tape, store);
});

test("LedgerProjector: behavior: what becomes owed while paying is paid after it", () => {
  const { store, sink, writer, projector } = fixture({ ledgerRowsMax: 4, rowsPerBatchMax: 4 });
  const tape = new LedgerTape();
  extend(tape, 1, 3);
  sink.failing = true;
  const fed = feed(projector, tape);
  sink.failing = false;
  writer.tick(10_000_000);
  writer.tick(20_000_000);
  expect(projector.catchUp(tape, store, 2)).toBe("working");
  sink.failing = true;
  extend(tape, 4, 6);
  feed(projector, tape, fed, 30_000_000);
  sink.failing = false;
  for (let second = 4; second <= 9; second++) writer.tick(second * 10_000_000);
  payAll(projector, tape, store);
  expect(projector.behind).toBeUndefined();
  expectEqual(tape, store);
});

test("LedgerProjector: error: a journal that cannot be read is told, and the debt stays", () => {
  const { store, sink, writer, projector } = fixture({ ledgerRowsMax: 2, rowsPerBatchMax: 1 });
  const tape = new LedgerTape();
  extend(tape, 1, 3);
  sink.failing = true;
  feed(projector, tape);
  sink.failing = false;
  const damaged = { runId: RUN_ID, open: () => ({ ok: false as const, error: new Error("record 7 is damaged") }) };
  writer.tick(10_000_000);
  const step = projector.catchUp(damaged, store, 10);
  expect(step).toMatchObject({ code: "journal" });
  expect((step as StorageError).message).toContain("record 7 is damaged");
  expect(projector.behind).toBeDefined();
});

function fixture(options: BatchWriterOptions = {}) {
  const store = openStore();
  const sink = {
    failing: false,
    writeRows: (rows: Parameters<LocalStore["writeRows"]>[0]) =>
      sink.failing ? new StorageError("busy", "locked") : store.writeRows(rows),
  };
  const writer = new BatchWriter(sink, options);
  return { store, sink, writer, projector: new LedgerProjector(RUN_ID, writer) };
}

/** Adds orders `first` … `last` with a fill each. */
function extend(tape: LedgerTape, first: number, last: number): void {
  for (let id = first; id <= last; id++) {
    tape.intent({ intentId: id, numbers: [id, 0, 0, 0] }).report({ intentId: id, state: "accepted" });
    tape.report({ intentId: id, state: "partially_filled", fillSize: id, fillPrice: 5000, fee: 1 });
  }
}

/** Feeds a tape's slots from `from` on, and returns how many it has. */
function feed(projector: LedgerProjector, tape: LedgerTape, from = 0, nowUs = 0): number {
  for (const slot of tape.slots.slice(from)) projector.onSlot(slot, new Float64Array(slot.buffer), 0, nowUs);
  return tape.slots.length;
}

/** Pays the whole debt in small steps and returns how many it took. */
function payAll(projector: LedgerProjector, tape: LedgerTape, store: LocalStore): number {
  let steps = 1;
  while (projector.catchUp(tape, store, 5) !== "done") expect(steps++).toBeLessThan(100);
  return steps;
}

function differences(tape: LedgerTape, store: LocalStore): number {
  const compared = compareLedger(tape, store);
  if (!compared.ok) throw compared.error;
  return compared.value.differences.length;
}

function expectEqual(tape: LedgerTape, store: LocalStore): void {
  expect(compareLedger(tape, store)).toMatchObject({ ok: true, value: { differences: [] } });
}

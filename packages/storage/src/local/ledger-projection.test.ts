import { expect, test } from "bun:test";
import { join } from "node:path";
import { err } from "@augury/core";
import { JournalReader, openForRecovery, runDirectory } from "@augury/journal";
import { DATABASE_FILE, JOURNAL_FOLDER } from "../endless-projector.ts";
import { LedgerTape, RUN_ID } from "../ledger-tape.ts";
import type { JournalRun, StampedSource } from "../stamped-source.ts";
import { INSTRUMENTS, openStore, RUN, TemporaryDirectory } from "../store-fixture.ts";
import { LEDGER_TABLES } from "../tables.ts";
import { catchUpLedger, compareLedger, DIFFERENCES_MAX, rebuildLedger } from "./ledger-projection.ts";
import { LocalStore } from "./local-store.ts";

test("rebuildLedger: default: makes the rows that the journal leads to, as often as it is asked", () => {
  const store = openStore();
  const tape = sampleTape();
  for (let round = 0; round < 2; round++) {
    expect(rebuildLedger(tape, store)).toMatchObject({
      ok: true,
      value: { lastNumber: 12, lastDigest: "0000000700000008" },
    });
    expect(LEDGER_TABLES.map((table) => store.count(table, RUN_ID))).toEqual([2, 2, 1, 4]);
  }
  expect(compareLedger(tape, store)).toMatchObject({ ok: true, value: { differences: [] } });
});

test("compareLedger: behavior: names what is missing, what is extra and what is different, and changes nothing", () => {
  const store = openStore();
  const tape = sampleTape();
  rebuildLedger(tape, store);
  store.db.run("UPDATE orders SET filled_size = filled_size + 1 WHERE intent_id = 1");
  store.db.run("DELETE FROM fills WHERE number = 4");
  store.db.run("UPDATE strategy_events SET number = 77 WHERE kind = 'refusal'");
  store.db.run("UPDATE strategy_events SET n0 = NULL WHERE n0 = 1.5");
  const compared = compareLedger(tape, store);
  if (!compared.ok) throw compared.error;
  expect(compared.value.differences).toEqual([
    { table: "orders", kind: "different", key: { intent_id: 1, leg: 0 } },
    { table: "fills", kind: "missing", key: { number: 4 } },
    { table: "strategy_events", kind: "different", key: { number: 2 } },
    { table: "strategy_events", kind: "missing", key: { number: 11 } },
    { table: "strategy_events", kind: "extra", key: { number: 77 } },
  ]);
  expect(compareLedger(tape, store)).toEqual(compared);
});

test("compareLedger: behavior: looks at its own run only, and lists a bounded number of differences", () => {
  const store = openStore();
  const other = { ...RUN, runId: "run-2" };
  store.beginRun(other, INSTRUMENTS);
  rebuildLedger({ runId: other.runId, open: () => sampleTape().open() }, store);
  const empty = new LedgerTape();
  expect(compareLedger(empty, store)).toMatchObject({ ok: true, value: { differences: [] } });
  for (let id = 1; id <= DIFFERENCES_MAX + 50; id++) empty.refusal(id, "price_band", 1, 2);
  const compared = compareLedger(empty, store);
  expect(compared.ok && compared.value.differences.length).toBe(DIFFERENCES_MAX);
});

test("catchUpLedger: behavior: brings a database that is behind the journal, or ahead of it, to equality", () => {
  const tape = sampleTape();
  for (let had = 0; had <= tape.slots.length; had++) {
    for (const has of [3, tape.slots.length]) {
      const store = openStore();
      rebuildLedger(tape.cutAt(had), store);
      const report = catchUpLedger(tape.cutAt(has), store);
      if (!report.ok) throw report.error;
      expect(report.value.lastNumber).toBe(has);
      expect(report.value.rebuilt).toBe(report.value.differences.length > 0);
      expect(catchUpLedger(tape.cutAt(has), store)).toMatchObject({
        ok: true,
        value: { rebuilt: false, differences: [] },
      });
    }
  }
});

test("rebuildLedger: error: a journal that breaks off with damage leaves the tables as they were", () => {
  const store = openStore();
  const tape = sampleTape();
  rebuildLedger(tape, store);
  const damaged = damagedAfter(tape, 4);
  expect(rebuildLedger(damaged, store)).toMatchObject({ ok: false, error: { code: "journal" } });
  expect(compareLedger(damaged, store)).toMatchObject({ ok: false, error: { code: "journal" } });
  expect(catchUpLedger(damaged, store)).toMatchObject({ ok: false, error: { code: "journal" } });
  expect(compareLedger(tape, store)).toMatchObject({ ok: true, value: { differences: [] } });
});

test("rebuildLedger: error: a run that is not recorded, or a journal that is not there", () => {
  const store = openStore();
  expect(rebuildLedger({ runId: "nobody", open: () => sampleTape().open() }, store)).toMatchObject({
    error: { code: "unknown_run" },
  });
  const gone = { runId: RUN_ID, open: () => err(new Error("no such directory")) };
  expect(rebuildLedger(gone, store)).toMatchObject({ error: { code: "journal" } });
});

test("a killed process: the database is sound, and catching up makes it equal to the journal", async () => {
  const found: boolean[] = [];
  for (const afterMs of [1, 10, 40, 90]) {
    using directory = new TemporaryDirectory();
    await runAndKill(directory.path, afterMs);
    const runDir = runDirectory(directory.file(JOURNAL_FOLDER), RUN_ID);
    const recovered = openForRecovery(runDir);
    if (!recovered.ok) throw recovered.error;
    const opened = LocalStore.open({ path: directory.file(DATABASE_FILE), busyTimeoutMs: 1000 });
    if (!opened.ok) throw opened.error;
    const store = opened.value;
    expect(store.integrityProblems()).toEqual([]);
    expect(store.count("fills", RUN_ID)).toBeGreaterThan(0);
    const run: JournalRun = { runId: RUN_ID, open: () => JournalReader.open(runDir) };
    const report = catchUpLedger(run, store);
    if (!report.ok) throw report.error;
    expect(report.value.lastNumber).toBe(recovered.value.lastNumber);
    expect(compareLedger(run, store)).toMatchObject({ ok: true, value: { differences: [] } });
    expect(store.integrityProblems()).toEqual([]);
    found.push(report.value.rebuilt);
    store.close();
  }
  // Killed under load, the two are practically never at the same place.
  expect(found).toContain(true);
}, 20_000);

/** Starts the child, waits for its first words and kills it a little later. */
async function runAndKill(root: string, afterMs: number): Promise<void> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "../endless-projector.ts"), root], {
    stdout: "pipe",
  });
  for await (const _ of child.stdout) setTimeout(() => child.kill("SIGKILL"), afterMs);
  expect(await child.exited).not.toBe(0);
}

/** Twelve slots: two orders, two fills, a cancel, a refusal, a digest. */
function sampleTape(): LedgerTape {
  return new LedgerTape()
    .intent({ intentId: 1, numbers: [1.5, 2, 3, 4] })
    .report({ intentId: 1, state: "accepted" })
    .fill({ intentId: 1, state: "partially_filled", fillSize: 5, fillPrice: 4000 })
    .intent({ intentId: 2, side: "sell" })
    .fill({ intentId: 2, state: "filled", side: "sell", fillSize: 9, fillPrice: 6000 })
    .trade(0, 5000, 1)
    .cancel(1, 3)
    .refusal(4, "price_band", 1, 2)
    .digest(7, 8);
}

function damagedAfter(tape: LedgerTape, slots: number): JournalRun {
  return {
    runId: tape.runId,
    open: () => {
      const opened = tape.cutAt(slots).open();
      if (!opened.ok) return opened;
      const source = opened.value;
      const failure = new Error(`record ${slots} is damaged`);
      return { ok: true, value: Object.assign(source, { failure }) as StampedSource };
    },
  };
}

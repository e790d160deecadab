import { describe, expect, test } from "bun:test";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { ManualClock } from "@augury/core";
import { encodeInstruments, JournalWriter, runDirectory } from "@augury/journal";
import { LocalStore, type StoredRun } from "@augury/storage";
import type { EnginePlan } from "./engine-plan.ts";
import { Persistence } from "./persistence.ts";
import { TAP_START_US, TapScript } from "./tap-script.ts";
import { smallTable, TestFolder, testPlan } from "./test-plan.ts";

const RUN = { buildId: "b1", configDigest: "c1", table: smallTable() };
const clock = new ManualClock(TAP_START_US + 60_000_000);

function open({ loaded }: EnginePlan): Persistence {
  const opened = Persistence.open(loaded, clock);
  if (!opened.ok) throw opened.error;
  return opened.value;
}

/** Looks into the database that a closed persistence has left. */
function inspect<T>({ loaded }: EnginePlan, look: (store: LocalStore) => T): T {
  const store = LocalStore.open({ path: loaded.paths.storageFile, busyTimeoutMs: 1000 });
  if (!store.ok) throw store.error;
  try {
    return look(store.value);
  } finally {
    store.value.close();
  }
}

/** Writes a run's journal as the recorder would. */
function writeJournal({ loaded }: EnginePlan, runId: string, script: TapScript): void {
  const header = {
    runId,
    buildId: "b1",
    instruments: encodeInstruments(smallTable()),
    configuration: new Uint8Array(),
  };
  const writer = JournalWriter.open(loaded.paths.journalDir, header);
  if (!writer.ok) throw writer.error;
  script.tell((i32, f64, base) => void writer.value.append(i32, f64, base));
  const closed = writer.value.close();
  if (!closed.ok) throw closed.error;
}

function story(script = new TapScript(), incarnation = 1): TapScript {
  return script
    .runStart(incarnation)
    .leg({ intentId: 1 })
    .report({ intentId: 1, state: "accepted" })
    .settle({ id: 1, fill: [4000, 10_000_000] })
    .report({ intentId: 1, state: "filled", fill: [4000, 10_000_000] })
    .leg({ intentId: 2 })
    .digest(1, incarnation, 5);
}

const endingOf = (run: StoredRun | undefined) => [run?.runId, run?.ending, run?.finalDigest];

function rowsOf(store: LocalStore, runId: string): Record<string, number> {
  return { orders: store.count("orders", runId), fills: store.count("fills", runId) };
}

describe("Persistence", () => {
  test("default: a run's slots become rows, and a stop records its end and its digest", async () => {
    using folder = new TestFolder();
    const plan = testPlan(folder.path);
    const persistence = open(plan);
    expect(persistence.recover()).toEqual([]);
    persistence.beginRun("p1", 1, RUN);
    expect(persistence.runId).toBe("p1.0001");
    story().tell((i32, f64, base) => persistence.onSlot(i32, f64, base));
    const report = await persistence.close();
    expect(report).toMatchObject({ ledgerRowsLeft: 0, marketRowsLeft: 0 });
    inspect(plan, (store) => {
      expect(rowsOf(store, "p1.0001")).toEqual({ orders: 2, fills: 1 });
      expect(endingOf(store.runs()[0])).toEqual(["p1.0001", "stopped", "0000000100000001"]);
    });
  });

  test("behavior: a replaced run ends when its last rows are in the database, not before", async () => {
    using folder = new TestFolder();
    const plan = testPlan(folder.path, { "storage.batchMsMax": 1000 });
    const persistence = open(plan);
    const script = new TapScript();
    persistence.beginRun("p1", 1, RUN);
    story(script).tell((i32, f64, base) => persistence.onSlot(i32, f64, base));
    persistence.beginRun("p1", 2, RUN);
    persistence.tick();
    expect(
      persistence.store
        .runs({ unended: true })
        .map(({ runId }) => runId)
        .toSorted(),
    ).toEqual(["p1.0001", "p1.0002"]);
    clock.advance(2_000_000);
    persistence.tick();
    expect(persistence.store.runs({ unended: true }).map(({ runId }) => runId)).toEqual(["p1.0002"]);
    story(script, 2).tell((i32, f64, base) => persistence.onSlot(i32, f64, base));
    await persistence.close();
    inspect(plan, (store) => {
      const runs = new Map(store.runs().map((run) => [run.runId, run]));
      expect(endingOf(runs.get("p1.0001"))).toEqual(["p1.0001", "replaced", "0000000100000001"]);
      expect(endingOf(runs.get("p1.0002"))).toEqual(["p1.0002", "stopped", "0000000100000002"]);
      expect(rowsOf(store, "p1.0002")).toEqual({ orders: 2, fills: 1 });
    });
  });

  test("behavior: rows that a full queue refused are written from the journal, also those of a replaced run", async () => {
    using folder = new TestFolder();
    const plan = testPlan(folder.path, { "storage.queueRowsMax": 2, "storage.batchRowsMax": 1000 });
    const persistence = open(plan);
    persistence.beginRun("p1", 1, RUN);
    story().tell((i32, f64, base) => persistence.onSlot(i32, f64, base));
    persistence.beginRun("p1", 2, RUN);
    writeJournal(plan, "p1.0001", story());
    for (let n = 0; n < 5; n++) {
      clock.advance(2_000_000);
      persistence.tick();
    }
    expect(persistence.store.runs({ unended: true }).map(({ runId }) => runId)).toEqual(["p1.0002"]);
    expect(rowsOf(persistence.store, "p1.0001")).toEqual({ orders: 2, fills: 1 });
    await persistence.close();
  });

  test("behavior: a replaced run that still owes rows when main stops is brought to its journal", async () => {
    using folder = new TestFolder();
    const plan = testPlan(folder.path, { "storage.queueRowsMax": 2, "storage.batchRowsMax": 1000 });
    const persistence = open(plan);
    persistence.beginRun("p1", 1, RUN);
    story().tell((i32, f64, base) => persistence.onSlot(i32, f64, base));
    persistence.beginRun("p1", 2, RUN);
    writeJournal(plan, "p1.0001", story());
    await persistence.close();
    inspect(plan, (store) => {
      expect(rowsOf(store, "p1.0001")).toEqual({ orders: 2, fills: 1 });
      expect(store.runs({ unended: true })).toEqual([]);
    });
  });

  test("error: the folder of an engine that runs", async () => {
    using folder = new TestFolder();
    const plan = testPlan(folder.path);
    const first = open(plan);
    const second = Persistence.open(plan.loaded, clock);
    expect(second.ok ? "" : second.error.code).toBe("busy");
    await first.close();
    await open(plan).close();
  });
});

describe("Persistence: recover", () => {
  /** A database in which a run has begun and `seen` of its slots are in, as a killed process leaves it. */
  function crashed(plan: EnginePlan, seen: TapScript): void {
    inspect(plan, (store) => {
      store.beginRun({ runId: "p0.0001", buildId: "b1", startedUs: TAP_START_US, configDigest: "c1" }, smallTable());
    });
    writeJournal(plan, "p0.0001", seen);
  }

  test("default: rows are brought to the journal, and the run ends as crashed with the journal's digest", async () => {
    using folder = new TestFolder();
    const plan = testPlan(folder.path);
    crashed(plan, story());
    const persistence = open(plan);
    expect(persistence.recover()).toMatchObject([
      { runId: "p0.0001", records: 7, bytesCut: 0, differences: 6, digest: "0000000100000001" },
    ]);
    expect(rowsOf(persistence.store, "p0.0001")).toEqual({ orders: 2, fills: 1 });
    expect(endingOf(persistence.store.runs()[0])).toEqual(["p0.0001", "crashed", "0000000100000001"]);
    expect(persistence.recover()).toEqual([]);
    await persistence.close();
  });

  test("behavior: a torn tail is cut", async () => {
    using folder = new TestFolder();
    const plan = testPlan(folder.path);
    crashed(plan, story());
    appendFileSync(
      join(runDirectory(plan.loaded.paths.journalDir, "p0.0001"), "000001.aj"),
      new Uint8Array(50).fill(7),
    );
    const persistence = open(plan);
    expect(persistence.recover()).toMatchObject([{ records: 7, bytesCut: 50 }]);
    await persistence.close();
  });

  test("behavior: a run without a journal ends too, and says what is wrong", async () => {
    using folder = new TestFolder();
    const plan = testPlan(folder.path);
    inspect(plan, (store) => {
      store.beginRun({ runId: "p0.0009", buildId: "b1", startedUs: 1, configDigest: "c1" }, smallTable());
    });
    const persistence = open(plan);
    const [recovered] = persistence.recover();
    expect(recovered).toMatchObject({ runId: "p0.0009", records: 0 });
    expect(recovered?.problem).toContain("no journal segment");
    expect(persistence.recover()).toEqual([]);
    await persistence.close();
  });
});

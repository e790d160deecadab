import { join } from "node:path";
import { JournalWriter } from "@augury/journal";
import { BatchWriter } from "./batch-writer.ts";
import { LedgerProjector } from "./ledger-projector.ts";
import { LedgerTape, RUN_ID } from "./ledger-tape.ts";
import { openStore } from "./store-fixture.ts";

export const JOURNAL_FOLDER = "journal";
export const DATABASE_FILE = "augury.db";

/** What the kill test runs in a process of its own: journals and projects orders until it is killed, the two never quite in step. */
export async function projectEndlessly(root: string): Promise<never> {
  const opened = JournalWriter.open(join(root, JOURNAL_FOLDER), {
    runId: RUN_ID,
    buildId: "build-1",
    instruments: new Uint8Array(),
    configuration: new Uint8Array(),
  });
  if (!opened.ok) throw opened.error;
  const journal = opened.value;
  const store = openStore(join(root, DATABASE_FILE));
  const writer = new BatchWriter(store, { rowsPerBatchMax: 20 });
  const projector = new LedgerProjector(RUN_ID, writer);
  const tape = new LedgerTape();
  for (let id = 1; ; id++) {
    const from = tape.slots.length;
    tape
      .intent({ intentId: id, instrument: id % 3, numbers: [id, 0, 0, 0] })
      .report({ intentId: id, state: "accepted" });
    tape
      .fill({ intentId: id, state: "filled", fillSize: id, fillPrice: 5000, fee: 1, instrument: id % 3 })
      .trade(0, 5000, id);
    for (const slot of tape.slots.slice(from)) {
      const doubles = new Float64Array(slot.buffer);
      journal.append(slot, doubles, 0);
      projector.onSlot(slot, doubles, 0, id * 1000);
    }
    if (id % 37 === 0) journal.flush();
    if (id % 1000 === 0) store.checkpoint();
    if (id === 200) process.stdout.write("running\n");
    // Gives way now and then, so that the pipe's first words get out.
    if (id % 100 === 0) await Bun.sleep(0);
  }
}

if (import.meta.main) await projectEndlessly(process.argv[2]);

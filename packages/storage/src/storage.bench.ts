import { BatchWriter } from "./batch-writer.ts";
import { LedgerProjector } from "./ledger-projector.ts";
import { LedgerTape, RUN_ID } from "./ledger-tape.ts";
import { compareLedger, rebuildLedger } from "./local/ledger-projection.ts";
import { openStore, TemporaryDirectory } from "./store-fixture.ts";

export interface StorageBenchResult {
  /** Thousand tap slots per second through fold, queue and SQLite in batches of 100. */
  readonly projectKSlots: number;
  readonly rebuildKSlots: number;
  readonly compareKSlots: number;
  /** Rows in the database afterwards, and their sum of sizes. */
  readonly rows: number;
  readonly checksum: number;
}

/** Projects `orders` orders of five slots each (numbers, leg, accepted, filled, a trade) into a file, rebuilds and compares them. */
export function benchStorage(orders: number): StorageBenchResult {
  using directory = new TemporaryDirectory();
  const store = openStore(directory.file("bench.db"));
  const writer = new BatchWriter(store);
  const projector = new LedgerProjector(RUN_ID, writer);
  const tape = ordersTape(orders);
  const views = tape.slots.map((slot) => new Float64Array(slot.buffer));
  const project = timed(() => {
    for (const [at, slot] of tape.slots.entries()) projector.onSlot(slot, views[at], 0, at);
    writer.tick(1e15);
  });
  store.checkpoint();
  const rebuild = timed(() => rebuildLedger(tape, store));
  const compare = timed(() => {
    const compared = compareLedger(tape, store);
    if (!compared.ok || compared.value.differences.length > 0) throw new Error("the rebuilt ledger is not equal");
  });
  const perSecond = (ms: number) => Math.round(tape.slots.length / ms);
  const found = store.db.query<{ n: number; s: number }, []>("SELECT count(*) AS n, sum(size) AS s FROM fills").get();
  store.close();
  return {
    projectKSlots: perSecond(project),
    rebuildKSlots: perSecond(rebuild),
    compareKSlots: perSecond(compare),
    rows: found?.n ?? 0,
    checksum: found?.s ?? 0,
  };
}

function ordersTape(orders: number): LedgerTape {
  const tape = new LedgerTape();
  for (let id = 1; id <= orders; id++) {
    tape.intent({ intentId: id, numbers: [1, 2, 3, 4] }).report({ intentId: id, state: "accepted" });
    tape.fill({ intentId: id, state: "filled", fillSize: id, fillPrice: 5000, fee: 1 }).trade(0, 5000, id);
  }
  return tape;
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

if (import.meta.main) console.log(benchStorage(Number(process.argv[2] ?? 20_000)));

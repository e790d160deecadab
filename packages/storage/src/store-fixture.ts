import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InstrumentTable, NO_FEES, uniformTicks } from "@augury/model";
import { RUN_ID, START_US } from "./ledger-tape.ts";
import { LocalStore } from "./local/local-store.ts";

/** Builders for this package's tests. */
export const RUN = { runId: RUN_ID, buildId: "build-1", startedUs: START_US, configDigest: "cafe" };

export const INSTRUMENTS = new InstrumentTable([
  {
    index: 0,
    venue: "polymarket",
    venueId: "123",
    marketId: "0xabc",
    outcome: "yes",
    bookIndex: 0,
    title: "Will it?",
    outcomeName: "Yes",
    ticks: uniformTicks(100),
    orderSizeMin: 0,
    sizeStep: 10_000,
    fees: NO_FEES,
    negRisk: false,
    groupId: "",
    groupAugmented: false,
  },
]);

/** Opens a database with the run recorded; a failure is a failed test. */
export function openStore(path = ":memory:", busyTimeoutMs = 0): LocalStore {
  const opened = LocalStore.open({ path, busyTimeoutMs });
  if (!opened.ok) throw opened.error;
  const failure = opened.value.beginRun(RUN, INSTRUMENTS);
  if (failure) throw failure;
  return opened.value;
}

/** A directory that is gone after the test. */
export class TemporaryDirectory implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "augury-storage-"));

  file(name: string): string {
    return join(this.path, name);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

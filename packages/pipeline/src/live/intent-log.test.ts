import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { priceTicks, sizeMicros } from "@augury/core";
import { InstrumentTable, type IntentEntry, type OrderRequest, PLAIN_TERMS } from "@augury/model";
import { IntentLog } from "./intent-log.ts";

function tableOf(...tokens: readonly string[]): InstrumentTable {
  const terms = { ...PLAIN_TERMS, venue: "polymarket", outcome: "yes" } as const;
  return new InstrumentTable(
    tokens.map((venueId, index) => ({ ...terms, index, bookIndex: index, venueId, marketId: `m${venueId}` })),
  );
}

function prepared(key: string, intentId: number, instrument: number): IntentEntry {
  const request: OrderRequest = {
    intentId,
    leg: 0,
    strategy: 2,
    instrument,
    side: "buy",
    price: priceTicks(4_000),
    size: sizeMicros(1_000_000),
    timeInForce: "GTC",
    postOnly: false,
    epoch: 1,
    deadlineUs: 9,
  };
  return { kind: "prepared", key, request, preparedUs: 5 };
}

/** Intent, instrument and key of what a log held. */
const held = ({ entries }: IntentLog) =>
  entries.map((entry) =>
    entry.kind === "prepared" ? [entry.request.intentId, entry.request.instrument, entry.key] : [],
  );

test("IntentLog: behavior: an executor goes on with its orders, the next process with nobody's, whatever it numbers its instruments", () => {
  const directory = mkdtempSync(join(tmpdir(), "augury-intents-"));
  const open = (processId: string, table: InstrumentTable) => {
    const log = IntentLog.open({ directory, venue: "polymarket", sync: "none", processId, table });
    if (!log.ok) throw new Error(log.error);
    return log.value;
  };
  const first = open("p1", tableOf("a", "b"));
  for (const [at, key] of ["x", "y", "z"].entries()) first.append(prepared(key, at + 1, at % 2));
  first.append({ kind: "closed", key: "y" });
  first.close();
  const again = open("p1", tableOf("a", "b"));
  expect(held(again)).toEqual([
    [1, 0, "x"],
    [3, 0, "z"],
  ]);
  again.append(prepared("w", 4, 1));
  again.close();
  // Without its instruments an order stands past the end of the table, and keeps its name for whoever has them.
  const without = open("p2", tableOf("c"));
  expect(held(without)).toEqual([
    [-1, 1, "x"],
    [-2, 1, "z"],
    [-3, 1, "w"],
  ]);
  without.append(prepared("v", 1, 0));
  without.close();
  const turned = open("p3", tableOf("b", "c", "a"));
  expect(held(turned)).toEqual([
    [-1, 2, "x"],
    [-2, 2, "z"],
    [-3, 0, "w"],
    [-4, 1, "v"],
  ]);
  turned.close();
  rmSync(directory, { recursive: true });
});

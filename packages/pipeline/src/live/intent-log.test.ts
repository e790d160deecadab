import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cashMicros, priceTicks, sizeMicros } from "@augury/core";
import { InstrumentTable, type IntentEntry, type OrderRequest, PLAIN_TERMS, type VenueName } from "@augury/model";
import { NO_STRATEGY } from "@augury/wire";
import { IntentLog } from "./intent-log.ts";
import { PastIntents } from "./past-intents.ts";

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
    const log = IntentLog.open({
      directory,
      venue: "polymarket",
      sync: "none",
      processId,
      table,
      past: new PastIntents(),
    });
    if (!log.ok) throw new Error(log.error);
    return log.value;
  };
  const first = open("p1", tableOf("a", "b"));
  for (const [at, key] of ["x", "y", "z"].entries()) first.append(prepared(key, at + 1, at % 2));
  first.append({ kind: "closed", key: "y", filled: sizeMicros(0) });
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

test("IntentLog: behavior: a plan and its legs are one intent in every log, whoever opens them, and name their instruments", () => {
  const directory = mkdtempSync(join(tmpdir(), "augury-intents-"));
  const open = (processId: string, table: InstrumentTable, venues: readonly VenueName[] = ["polymarket", "kalshi"]) => {
    const past = new PastIntents();
    return venues.map((venue) => {
      const log = IntentLog.open({ directory, venue, sync: "none", processId, table, past });
      if (!log.ok) throw new Error(log.error);
      return log.value;
    });
  };
  const close = (logs: readonly IntentLog[]) => {
    for (const log of logs) log.close();
  };
  /** Intent, leg and instrument of every order that an entry names. */
  const names = (logs: readonly IntentLog[]) =>
    logs.map(({ entries }) =>
      entries.map((entry) => {
        const requests = entry.kind === "planned" ? entry.legs : entry.kind === "prepared" ? [entry.request] : [];
        return [entry.kind, ...requests.map(({ instrument, intentId, leg }) => `${intentId}.${leg} on ${instrument}`)];
      }),
    );
  const first = open("p1", twoVenues("a", "K"));
  for (const log of first) log.append(plannedOnBoth());
  const [polymarket, kalshi] = first as [IntentLog, IntentLog];
  polymarket.append(prepared("other", 2, 0));
  polymarket.append(legOf("x", 0));
  kalshi.append(legOf("y", 1));
  kalshi.append({ kind: "closed", key: "y", filled: sizeMicros(4_000_000) });
  kalshi.append(prepared("another", 2, 1));
  close(first);
  const executor = open("p1", twoVenues("a", "K"));
  const asPlanned = ["planned", "5.0 on 0", "5.1 on 1"];
  expect(names(executor)).toEqual([
    [asPlanned, ["prepared", "2.0 on 0"], ["prepared", "5.0 on 0"]],
    [asPlanned, ["prepared", "5.1 on 1"], ["closed"], ["prepared", "2.0 on 1"]],
  ]);
  close(executor);
  // The next process numbers its instruments otherwise, and does not have one of them. Its first executor dies between the two logs.
  close(open("p2", twoVenues("b", "K"), ["polymarket"]));
  const next = open("p2", twoVenues("b", "K"));
  const ofNobody = ["planned", "-1.0 on 2", "-1.1 on 1"];
  expect(names(next)).toEqual([
    [ofNobody, ["prepared", "-2.0 on 2"], ["prepared", "-1.0 on 2"]],
    [ofNobody, ["prepared", "-1.1 on 1"], ["closed"], ["prepared", "-3.0 on 1"]],
  ]);
  const [entry] = next[0]?.entries ?? [];
  expect(entry?.kind === "planned" && entry.legs.map(({ strategy }) => strategy)).toEqual([NO_STRATEGY, NO_STRATEGY]);
  close(next);
  const third = open("p3", twoVenues("a", "K"));
  expect(names(third)[0]?.[0]).toEqual(["planned", "-1.0 on 0", "-1.1 on 1"]);
  close(third);
  rmSync(directory, { recursive: true });
});

function twoVenues(token: string, ticker: string): InstrumentTable {
  const terms = { ...PLAIN_TERMS, outcome: "yes" } as const;
  return new InstrumentTable([
    { ...terms, venue: "polymarket", index: 0, bookIndex: 0, venueId: token, marketId: "m" },
    { ...terms, venue: "kalshi", index: 1, bookIndex: 1, venueId: ticker, marketId: ticker },
  ]);
}

function legOf(key: string, leg: number): IntentEntry {
  const entry = prepared(key, 5, leg);
  return entry.kind === "prepared" ? { ...entry, request: { ...entry.request, leg } } : entry;
}

function plannedOnBoth(): IntentEntry {
  const legs = [0, 1].flatMap((leg) => {
    const entry = legOf("", leg);
    return entry.kind === "prepared" ? [entry.request] : [];
  });
  return {
    kind: "planned",
    key: "plan p1 5",
    plan: { onFailure: "unwind", sequence: "together", bandTicks: 500, legMs: 1_000 },
    legs,
    risk: { heldLoss: cashMicros(9), unwindLoss: cashMicros(3) },
    venues: ["polymarket", "kalshi"],
    plannedUs: 4,
  };
}

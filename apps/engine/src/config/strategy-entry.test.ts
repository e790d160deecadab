import { expect, test } from "bun:test";
import { InstrumentTable, NO_FEES, uniformTicks } from "@augury/model";
import { createStrategies, QuoterConfig } from "@augury/strategy";
import {
  entriesWithout,
  InstrumentSelector,
  resolveStrategies,
  StrategyEntry,
  selectInstruments,
} from "./strategy-entry.ts";

function instrument(
  index: number,
  venue: "polymarket" | "kalshi",
  marketId: string,
  outcome: "yes" | "no",
  venueId = marketId,
) {
  const bookIndex = venue === "kalshi" && outcome === "no" ? index - 1 : index;
  return {
    index,
    venue,
    venueId,
    marketId,
    outcome,
    bookIndex,
    title: marketId,
    outcomeName: outcome,
    ticks: uniformTicks(100),
    orderSizeMin: 10_000,
    sizeStep: 10_000,
    fees: NO_FEES,
    negRisk: false,
    groupId: venue === "kalshi" ? "EVENT" : "",
    groupAugmented: false,
  } as const;
}

const TABLE = new InstrumentTable([
  instrument(0, "kalshi", "KX-1", "yes"),
  instrument(1, "kalshi", "KX-1", "no"),
  instrument(2, "polymarket", "0xa", "yes", "111"),
  instrument(3, "polymarket", "0xa", "no", "222"),
]);
const QUOTER = { kind: "quoter", size: "5", halfSpreadTicks: 100, positionMax: "50", requoteTicksMin: 100 };

const select = (selector: object) =>
  selectInstruments(InstrumentSelector.parse(selector), TABLE).map(({ index }) => index);

test("selectInstruments: default: every instrument, in the table's order, up to the bound", () => {
  expect(select({})).toEqual([0, 1, 2, 3]);
  expect(select({ instrumentsMax: 2 })).toEqual([0, 1]);
});

test("selectInstruments: behavior: by venue, by set, by outcome", () => {
  expect(select({ venue: "polymarket" })).toEqual([2, 3]);
  expect(select({ group: "EVENT", outcome: "no" })).toEqual([1]);
});

test("resolveStrategies: behavior: what it gives is what the strategy itself takes, on every instrument", () => {
  const entry = StrategyEntry.parse({ ...QUOTER, instruments: {} });
  const resolved = resolveStrategies([entry], TABLE);
  if (!resolved.ok) throw new Error("the selector means four instruments");
  expect(QuoterConfig.parse(resolved.value[0]).instruments).toEqual([
    "kalshi:KX-1:yes",
    "kalshi:KX-1:no",
    "polymarket:111:yes",
    "polymarket:222:no",
  ]);
  const built = createStrategies(resolved.value, TABLE);
  expect(built.ok && built.value[0]?.instruments).toEqual([0, 1, 2, 3]);
});

test("resolveStrategies: behavior: named instruments and other kinds pass unchanged", () => {
  const entries = [
    StrategyEntry.parse({ ...QUOTER, instruments: ["kalshi:KX-1"] }),
    StrategyEntry.parse({ kind: "complement", edge: "0.01", sizeMin: "1", sizeMax: "5", events: "all" }),
  ];
  expect(resolveStrategies(entries, TABLE)).toEqual({ ok: true, value: entries as never });
});

test("resolveStrategies: error: a selector that means nothing", () => {
  const entry = StrategyEntry.parse({ ...QUOTER, instruments: { group: "NOPE" } });
  expect(resolveStrategies([entry], TABLE)).toMatchObject({ ok: false, error: [{ path: [0, "instruments"] }] });
});

test("entriesWithout: behavior: keeps what can still trade without a venue", () => {
  const pair = { a: "polymarket:0x1", b: "kalshi:KX-1", approvedBy: "me" };
  const complement = { kind: "complement", edge: "0.01", sizeMin: "1", sizeMax: "5" } as const;
  const entries = [
    { ...QUOTER, name: "named", instruments: ["kalshi:KX-1", "polymarket:111"] },
    { ...QUOTER, name: "there", instruments: { venue: "polymarket" } },
    { ...QUOTER, name: "anywhere", instruments: {} },
    { ...complement, name: "sets", events: "all" },
    { ...complement, name: "pairs", events: "all", pairs: [pair] },
  ].map((entry) => StrategyEntry.parse(entry));
  const left = (venues: readonly ("polymarket" | "kalshi")[]) =>
    entriesWithout(entries, venues).map(({ name }) => name);
  expect(left([])).toEqual(entries.map(({ name }) => name));
  expect(left(["polymarket"])).toEqual(["named", "anywhere"]);
  expect(left(["kalshi"])).toEqual(["named", "there", "anywhere", "sets", "pairs"]);
  expect(entriesWithout(entries, ["polymarket"])[0]).toMatchObject({ instruments: ["kalshi:KX-1"] });
  expect(entriesWithout(entries, ["kalshi"])[4]).toMatchObject({ events: "all", pairs: [] });
});

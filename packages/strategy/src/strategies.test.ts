import { describe, expect, test } from "bun:test";
import { type Instrument, InstrumentTable } from "@augury/model";
import { createStrategies, StrategyConfig } from "./strategies.ts";
import { instrumentOf } from "./strategy-scene.ts";

/** Event "E" of three neg-risk markets (tokens 0–5), a Kalshi market (6, 7), a single Polymarket market (8, 9). */
function table(change: (instrument: Instrument) => Instrument = (same) => same): InstrumentTable {
  const event = [0, 1, 2].flatMap((at) => [
    instrumentOf({
      index: at * 2,
      mirrorIndex: at * 2 + 1,
      marketId: `m${at}`,
      negRisk: true,
      groupId: "E",
      groupSize: 3,
    }),
    instrumentOf({
      index: at * 2 + 1,
      mirrorIndex: at * 2,
      marketId: `m${at}`,
      outcome: "no",
      negRisk: true,
      groupId: "E",
      groupSize: 3,
    }),
  ]);
  const kalshi = { venue: "kalshi" as const, venueId: "KX-26.5", marketId: "KX-26.5", bookIndex: 6 };
  return new InstrumentTable(
    [
      ...event,
      instrumentOf({ ...kalshi, index: 6, mirrorIndex: 7 }),
      instrumentOf({ ...kalshi, index: 7, mirrorIndex: 6, outcome: "no" }),
      instrumentOf({ index: 8, mirrorIndex: 9, marketId: "m8" }),
      instrumentOf({ index: 9, mirrorIndex: 8, marketId: "m8", outcome: "no" }),
    ].map(change),
  );
}

const complement = { kind: "complement", edge: "0.01", sizeMin: "5", sizeMax: "100" };
const quoter = {
  kind: "quoter",
  instruments: ["polymarket:t8"],
  size: "10",
  halfSpreadTicks: 100,
  positionMax: "100",
  requoteTicksMin: 100,
};

function create(configs: readonly unknown[], instruments = table()) {
  return createStrategies(
    configs.map((config) => StrategyConfig.parse(config)),
    instruments,
  );
}

function complaints(configs: readonly unknown[], instruments = table()): string {
  const created = create(configs, instruments);
  return created.ok ? "" : created.error.message;
}

function watched(configs: readonly unknown[], instruments = table()): (readonly number[])[] {
  const created = create(configs, instruments);
  return created.ok ? created.value.map((strategy) => strategy.instruments) : [];
}

describe("createStrategies", () => {
  test("default: builds what is configured, watching what it needs", () => {
    const pairs = [{ a: "polymarket:m8", b: "kalshi:KX-26.5", approvedBy: "ana" }];
    expect(
      watched([
        { ...complement, events: [{ group: "E" }], pairs, selfCheck: false },
        { ...quoter, instruments: ["kalshi:KX-26.5:no"] },
      ]),
    ).toEqual([[0, 2, 4, 6, 7, 8, 9], [7]]);
  });

  test("behavior: the self check watches both tokens of every Polymarket market", () => {
    expect(watched([complement])).toEqual([[0, 1, 2, 3, 4, 5, 8, 9]]);
  });

  test("behavior: a parsed configuration parses again to itself, so that a journal can carry it", () => {
    const once = StrategyConfig.parse({ ...complement, events: "all" });
    expect(StrategyConfig.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  test('behavior: "all" takes complete events and leaves augmented and incomplete ones alone', () => {
    const all = [{ ...complement, events: "all", selfCheck: false }];
    expect(watched(all)).toEqual([[0, 2, 4]]);
    expect(
      watched(
        all,
        table((one) => ({ ...one, groupAugmented: one.index === 2 })),
      ),
    ).toEqual([[]]);
    expect(
      watched(
        all,
        table((one) => (one.groupSize ? { ...one, groupSize: 4 } : one)),
      ),
    ).toEqual([[]]);
  });

  test("error: an event that is not known to be a complete set", () => {
    const event = (outcomes?: number) => [
      { ...complement, events: [{ group: "E", ...(outcomes ? { outcomes } : {}) }] },
    ];
    expect(complaints([{ ...complement, events: [{ group: "F" }] }])).toBe(
      'strategies.0.events.0.group: no instrument belongs to the event "F"',
    );
    expect(
      complaints(
        event(),
        table((one) => ({ ...one, groupAugmented: true })),
      ),
    ).toContain("is augmented");
    expect(
      complaints(
        event(),
        table((one) => ({ ...one, negRisk: false })),
      ),
    ).toContain("is not neg-risk");
    const unsized = table(({ groupSize: _, ...one }) => one);
    expect(complaints(event(), unsized)).toContain('say it with "outcomes"');
    expect(complaints(event(3), unsized)).toBe("");
    expect(complaints(event(4), unsized)).toContain("has 4 markets, of which 3 are among");
    expect(complaints(event(4))).toContain("has 3 markets as the venue lists it, not 4");
  });

  test("error: a pair that names no market, or one market twice", () => {
    const pair = (a: string, b: string) => [{ ...complement, pairs: [{ a, b, approvedBy: "ana" }] }];
    expect(complaints(pair("polymarket:m99", "kalshi:KX"))).toBe(
      'strategies.0.pairs.0.a: "polymarket:m99" is not among this run\'s instruments\n' +
        'strategies.0.pairs.0.b: "kalshi:KX" is not among this run\'s instruments',
    );
    expect(complaints(pair("polymarket:t8", "polymarket:t9"))).toContain("are one market");
  });

  test("error: instruments that cannot be quoted as configured", () => {
    expect(complaints([{ ...quoter, instruments: ["kalshi:nope"] }])).toContain("instruments.0");
    expect(complaints([{ ...quoter, instruments: ["polymarket:t8", "polymarket:m8:yes"] }])).toContain("named twice");
    expect(complaints([{ ...quoter, size: "10.001" }])).toContain("off the size step");
    expect(complaints([{ ...quoter, size: "4" }])).toContain("below the smallest order");
    expect(complaints([{ ...quoter, positionMax: "9" }])).toContain("above positionMax");
  });

  test("error: two strategies of one name", () => {
    expect(complaints([complement, complement])).toBe('strategies.1.name: the name "complement" is taken');
  });
});

describe("StrategyConfig", () => {
  test("error: unknown kinds and keys, numbers for decimals, unapproved pairs, sizes the wrong way round", () => {
    for (const wrong of [
      { ...complement, kind: "oracle" },
      { ...complement, edges: "0.01" },
      { ...complement, edge: 0.01 },
      { ...complement, edge: "1" },
      { ...complement, edge: "-0.01" },
      { ...complement, sizeMin: "0" },
      { ...complement, sizeMin: "1e3" },
      { ...complement, sizeMin: "101" },
      { ...complement, pairs: [{ a: "polymarket:m8", b: "kalshi:K", approvedBy: " " }] },
      { ...complement, pairs: [{ a: "m8", b: "kalshi:K", approvedBy: "ana" }] },
      { ...quoter, instruments: [] },
      { ...quoter, halfSpreadTicks: 0 },
    ]) {
      expect(StrategyConfig.safeParse(wrong).success).toBe(false);
    }
  });
});

import { Prng } from "@augury/core";
import { InstrumentTable } from "@augury/model";
import { createStrategies, StrategyConfig, StrategyRouter } from "./index.ts";
import { instrumentOf, StrategyScene } from "./strategy-scene.ts";

export interface StrategyBenchShape {
  /** Neg-risk events and their markets; each market has two tokens with a book each. */
  readonly events: number;
  readonly markets: number;
  readonly calls: number;
  readonly rounds: number;
}

export interface StrategyBenchResult {
  /** Nanoseconds per event that led to nothing, routing included: the median round, and the worst one. */
  readonly nsPerEvent: number;
  readonly nsPerEventMax: number;
  /** Events asked about and intents returned: equal in every round, and proof that the work was done. */
  readonly checksum: number;
}

/** Shows the shipped strategies events on books that offer nothing, which is what they see nearly always. */
export function benchStrategies(shape: StrategyBenchShape): StrategyBenchResult {
  const { scene, ask } = openWorld(shape);
  const prng = new Prng(7);
  const books = Int32Array.from({ length: shape.calls }, () => prng.int(0, scene.instruments.size - 1));
  const ns: number[] = [];
  let checksum = 0;
  for (let round = 0; round < shape.rounds; round++) {
    checksum = 0;
    const start = Bun.nanoseconds();
    for (let at = 0; at < books.length; at++) checksum += ask(books[at]);
    ns.push((Bun.nanoseconds() - start) / shape.calls);
  }
  return { nsPerEvent: median(ns), nsPerEventMax: Math.max(...ns), checksum };
}

function openWorld({ events, markets }: StrategyBenchShape): { scene: StrategyScene; ask: (book: number) => number } {
  const table = new InstrumentTable(
    Array.from({ length: events * markets * 2 }, (_, index) =>
      instrumentOf({
        index,
        marketId: `m${index >> 1}`,
        outcome: index & 1 ? "no" : "yes",
        mirrorIndex: index ^ 1,
        negRisk: true,
        groupId: `e${Math.floor(index / (2 * markets))}`,
        groupSize: markets,
        fees: { rounding: "polymarket", takerPpm: 50_000, makerPpm: 0, exponent: 1 },
      }),
    ),
  );
  const scene = new StrategyScene(table);
  for (const { index, outcome } of table.list) {
    const yes = Math.floor(100 / markets) * 100;
    const bid = outcome === "yes" ? yes : 9_900 - yes;
    scene.book(index, [[bid, 100]], [[bid + 100, 100]]);
  }
  const strategies = createStrategies(
    [
      StrategyConfig.parse({ kind: "complement", edge: "0.01", sizeMin: "5", sizeMax: "100", events: "all" }),
      StrategyConfig.parse({
        kind: "quoter",
        instruments: table.list.slice(0, 8).map(({ venueId }) => `polymarket:${venueId}`),
        size: "10",
        halfSpreadTicks: 200,
        positionMax: "5000000",
        requoteTicksMin: 100,
        refreshMs: 3_600_000,
      }),
    ],
    table,
  );
  if (!strategies.ok) throw strategies.error;
  const router = new StrategyRouter(strategies.value, table);
  return {
    scene,
    ask: (book) => {
      let asked = 0;
      for (let at = router.first(book); at < router.last(book); at++) {
        asked += 1 + 1_000 * scene.tell(strategies.value[router.targets[at]], book).length;
      }
      return asked;
    },
  };
}

function median(list: number[]): number {
  return list.toSorted((a, b) => a - b)[list.length >> 1];
}

if (import.meta.main) {
  for (const [events, markets] of [
    [100, 2],
    [20, 10],
    [4, 50],
  ]) {
    const { nsPerEvent, nsPerEventMax, checksum } = benchStrategies({ events, markets, calls: 500_000, rounds: 7 });
    console.log(
      `${events} events of ${markets} markets: ${nsPerEvent.toFixed(0)} ns/event (max ${nsPerEventMax.toFixed(0)}),`,
      `checksum ${checksum}`,
    );
  }
}

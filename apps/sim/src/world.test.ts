import { expect, test } from "bun:test";
import { ASK, BID } from "@augury/sim-kit";
import { computeBookHash } from "@augury/venue-polymarket";
import fc from "fast-check";
import { WORLD_DEFAULTS, World } from "./world.ts";
import { crossedMarkets, WitnessedWorld } from "./world-witness.ts";

test("World: behavior: the same seed gives the same bytes, however it is stepped", () => {
  const [whole, fine] = [new WitnessedWorld({ seed: 7 }), new WitnessedWorld({ seed: 7 })];
  whole.run(20, 20e6);
  fine.run(20, 777);
  expect(fine.digest()).toBe(whole.digest());
  expect(whole.polymarket.length).toBeGreaterThan(1000);
});

test("World: behavior: different seeds give different worlds under the same names", () => {
  const [one, two] = [new WitnessedWorld({ seed: 1 }), new WitnessedWorld({ seed: 2 })];
  one.run(3);
  two.run(3);
  expect(one.digest()).not.toBe(two.digest());
  const namesOf = ({ world }: WitnessedWorld) => world.universe.kalshi.map(({ spec }) => spec.ticker);
  expect(namesOf(one)).toEqual(namesOf(two));
  expect(one.world.polymarket.markets[0]?.spec.tokens).not.toEqual(
    two.world.polymarket.markets[0]?.spec.tokens as [string, string],
  );
  expect(one.world.windows).not.toEqual(two.world.windows);
});

test.each([[10], [200], [10_000]])("World: behavior: %p frames a second are what comes", (rate) => {
  const world = new World({ ...WORLD_DEFAULTS, polymarketRate: rate, kalshiRate: rate, lifecycle: false });
  const seconds = Math.max(2, 4000 / rate);
  world.step(world.nowUs + seconds * 1e6);
  for (const venue of [world.polymarket, world.kalshi]) {
    expect(venue.framesMade / seconds).toBeGreaterThan(rate * 0.85);
    expect(venue.framesMade / seconds).toBeLessThan(rate * 1.15);
  }
});

test("World: behavior: no book is ever crossed or locked, no level off its market's grid", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), (seed) => {
      const world = new World({ ...WORLD_DEFAULTS, seed, polymarketRate: 400, kalshiRate: 400 });
      for (let i = 0; i < 150; i++) {
        world.step(world.nowUs + 120_000);
        expect(crossedMarkets(world.polymarket)).toEqual([]);
        expect(crossedMarkets(world.kalshi)).toEqual([]);
      }
      for (const { bids, asks, step } of world.polymarket.markets)
        for (const price of [...bids.prices, ...asks.prices]) expect(price % step).toBe(0);
    }),
    { numRuns: 6 },
  );
});

test("World: behavior: every book hash is what the client's own code computes", () => {
  const { world, polymarket } = new WitnessedWorld({ seed: 3, polymarketRate: 500 });
  for (let i = 0; i < 40; i++) {
    world.step(world.nowUs + 250_000);
    for (const { spec, summary } of world.polymarket.markets.map((market) => ({
      spec: market.spec,
      summary: market.summary(1),
    }))) {
      const { hash, ...book } = JSON.parse(summary) as Parameters<typeof computeBookHash>[0] & { hash: string };
      expect(computeBookHash(book)).toBe(hash);
      expect(book.asset_id).toBe(spec.tokens[1]);
    }
  }
  expect(polymarket.length).toBeGreaterThan(2000);
});

/** Cost of one YES of every outcome at best, and of YES here with NO there for each pair, as 1 − cost in PriceTicks. */
function edgesOf(world: World): { readonly set: number; readonly pairs: number[] } {
  const ask = (market: number) => world.polymarket.ladder(market, ASK).best() ?? 10_000;
  const set = (world.universe.polymarketSets[0] ?? []).reduce((sum, market) => sum + ask(market), 0);
  const pairs = world.universe.pairs.flatMap(({ polymarket, kalshi }) => [
    (world.kalshi.ladder(kalshi, BID).best() ?? 0) - ask(polymarket),
    (world.polymarket.ladder(polymarket, BID).best() ?? 0) - (world.kalshi.ladder(kalshi, ASK).best() ?? 10_000),
  ]);
  return { set: 10_000 - set, pairs };
}

test("World: behavior: a complement is on offer in planted windows, with the edge that was planned, and never outside", () => {
  for (const seed of [1, 2, 3]) {
    const world = new World({ ...WORLD_DEFAULTS, seed });
    const startUs = world.nowUs;
    for (let atUs = 0; atUs < 40e6; atUs += 50_000) {
      world.step(startUs + atUs);
      const edges = edgesOf(world);
      const open = world.windows.find((window) => atUs >= window.startUs && atUs < window.endUs);
      if (open?.kind === "neg_risk") expect(edges.set).toBe(open.edge);
      else expect(edges.set).toBeLessThan(0);
      const best = Math.max(...edges.pairs);
      if (open && open.kind !== "neg_risk") expect(best).toBe(open.edge);
      else expect(best).toBeLessThan(0);
    }
    const planned = world.windows.filter(({ startUs: from }) => from < 39e6);
    expect(world.openedWindows.length).toBeGreaterThanOrEqual(planned.length);
    for (const { id, edge } of world.openedWindows) expect(edge).toBe(world.windows[id]?.edge as number);
    expect(new Set(planned.map(({ kind }) => kind)).size).toBeGreaterThan(1);
  }
});

test("World: behavior: the augmented event looks like a complement all the time and is none", () => {
  const world = new World(WORLD_DEFAULTS);
  world.step(world.nowUs + 5e6);
  const set = world.universe.polymarketSets[1] as readonly number[];
  const cost = set.reduce((sum, market) => sum + (world.polymarket.ladder(market, ASK).best() ?? 10_000), 0);
  expect(cost).toBeLessThan(9000);
  expect(set.every((market) => world.polymarket.markets[market]?.spec.event.negRiskAugmented)).toBe(true);
});

test("World: behavior: half a minute holds every kind of event", () => {
  const witness = new WitnessedWorld({ seed: 5, polymarketRate: 100, kalshiRate: 100 });
  witness.run(45);
  const polymarket = new Set(witness.polymarket.map((text) => /"event_type":"(\w+)"/.exec(text)?.[1]));
  for (const type of [
    "book",
    "price_change",
    "last_trade_price",
    "tick_size_change",
    "best_bid_ask",
    "new_market",
    "market_resolved",
  ])
    expect(polymarket).toContain(type);
  const lifecycle = new Set(witness.kalshi.map((text) => /"event_type":"(\w+)"/.exec(text)?.[1]));
  for (const type of ["created", "deactivated", "activated", "price_level_structure_updated", "determined", "settled"])
    expect(lifecycle).toContain(type);
  expect(witness.kalshi.some((text) => /"type":"ticker"/.test(text))).toBe(true);
});

test("World: behavior: takers hit every market of the first minute's quotes, on both sides", () => {
  const witness = new WitnessedWorld({ seed: 5 });
  witness.run(60);
  const sides = new Map<string, Set<string>>();
  for (const text of witness.kalshi) {
    const match = /"type":"trade".*"market_ticker":"([^"]+)".*"taker_side":"(\w+)"/.exec(text);
    if (match) sides.set(match[1] as string, (sides.get(match[1] as string) ?? new Set()).add(match[2] as string));
  }
  for (const { spec } of witness.world.universe.kalshi.slice(0, 8)) expect(sides.get(spec.ticker)?.size).toBe(2);
});

test("World: behavior: stress books are as many and as deep as asked for", () => {
  const world = new World({ ...WORLD_DEFAULTS, stressBooks: 400, stressLevels: 200, lifecycle: false });
  const deep = world.polymarket.markets.filter(({ spec }) => spec.slug.startsWith("deep-water"));
  expect(deep).toHaveLength(200);
  for (const { bids, asks } of deep) expect(bids.length + asks.length).toBe(200);
});

import { describe, expect, test } from "bun:test";
import { readRingStats } from "@augury/ring";
import { InlineLoop, ringsOf } from "./inline-loop.ts";

/** Every frame, slot and record is accounted for, to the last one. */
function expectBalance(loop: InlineLoop): void {
  const { memory, counters, wires } = loop;
  for (const [ring, handle] of Object.entries(ringsOf(memory)))
    expect([ring, readRingStats(handle).lag]).toEqual([ring, 0]);
  for (const venue of ["polymarket", "kalshi"] as const) {
    const { frames, parsed, skipped } = wires[venue];
    expect([venue, parsed + skipped]).toEqual([venue, frames]);
    expect([venue, counters.decision.get(`consumed_${venue}`)]).toEqual([
      venue,
      readRingStats(memory.market[venue]).published,
    ]);
  }
  const decision = counters.decision.read();
  const inputs = decision.consumed + decision.timers + decision.controls + decision.reports;
  expect(decision.consumed).toBe(decision.consumed_polymarket + decision.consumed_kalshi);
  expect(decision.journal_inputs).toBe(inputs);
  const recorder = counters.recorder.read();
  expect([recorder.inputs, recorder.outputs]).toEqual([inputs, decision.journal_outputs]);
  expect(readRingStats(memory.journal).published).toBe(inputs + decision.journal_outputs);
  const executor = counters.executor.read();
  expect(decision.reports).toBe(executor.report_slots);
  expect(executor.orders).toBe(readRingStats(memory.intent).published - executor.cancels);
  expect(executor.market_slots).toBe(readRingStats(memory.paper).published);
  expect(loop.tapped).toBe(readRingStats(memory.tap).published);
}

describe("the whole loop in one thread", () => {
  test("default: books are trusted, orders are filled, and every counter balances", () => {
    using loop = new InlineLoop({ world: { seed: 11, polymarketRate: 400, kalshiRate: 400 } });
    loop.run(12_000);
    const { core } = loop.decision;
    const books = [...loop.table.booksOf("polymarket"), ...loop.table.booksOf("kalshi")];
    expect(books.filter(({ index }) => core.keeper.isTrusted(index)).length).toBeGreaterThan(books.length * 0.9);
    loop.finish();
    expectBalance(loop);
    expect(loop.counters.executor.get("fills")).toBeGreaterThan(5);
    expect(loop.counters.decision.get("intents")).toBeGreaterThan(20);
    expect(core.orders.open).toBe(0);
  });

  test("behavior: with a slow decision and a slow recorder the small rings push back, and nothing is lost", () => {
    using loop = new InlineLoop({
      world: { seed: 12, polymarketRate: 3000, kalshiRate: 3000 },
      decisionSteps: 2,
      recorderEvery: 15,
    });
    loop.run(3_000);
    loop.finish();
    expect(loop.wires.polymarket.pauses + loop.wires.kalshi.pauses).toBeGreaterThan(10);
    expect(loop.counters.decision.get("blocked")).toBeGreaterThan(0);
    expectBalance(loop);
  });

  test("behavior: a first frame of 400 books with 200 levels each goes through a ring of 256 slots, book by book", () => {
    using loop = new InlineLoop({
      world: { seed: 13, stressBooks: 400, stressLevels: 200, polymarketRate: 50, kalshiRate: 10, lifecycle: false },
      decisionSteps: 64,
    });
    loop.run(2_000);
    const deep = loop.table.list.filter(({ title }) => title.startsWith("Is water"));
    expect(deep.length).toBe(400);
    loop.finish();
    const { keeper, books } = loop.decision.core;
    for (const { index } of deep) {
      expect(keeper.isTrusted(index)).toBe(true);
      expect(books.levels(index, 0) + books.levels(index, 1)).toBeGreaterThan(150);
    }
    expectBalance(loop);
  });

  test("behavior: connections that are cut bring their books back, and the counters still balance", () => {
    using loop = new InlineLoop({ world: { seed: 14, polymarketRate: 800, kalshiRate: 800, lifecycle: false } });
    for (let n = 0; n < 6; n++) {
      loop.run(700);
      (n % 2 === 0 ? loop.wires.polymarket : loop.wires.kalshi).cut(0);
    }
    loop.run(4_000);
    const { keeper } = loop.decision.core;
    const books = [...loop.table.booksOf("polymarket"), ...loop.table.booksOf("kalshi")];
    expect(books.filter(({ index }) => !keeper.isTrusted(index))).toEqual([]);
    loop.finish();
    const { consumed, timers, controls, reports, journal_inputs } = loop.counters.decision.read();
    expect(journal_inputs).toBe(consumed + timers + controls + reports);
  });

  test("behavior: lost paper slots are told, and the executor's orders on them are canceled", () => {
    using loop = new InlineLoop({
      world: { seed: 15, polymarketRate: 2000, kalshiRate: 2000 },
      rings: { paperSlots: 64 },
      decisionSteps: 8,
    });
    loop.run(2_000);
    loop.finish();
    expect(loop.counters.decision.get("paper_dropped")).toBeGreaterThan(0);
    expect(loop.counters.executor.get("market_losses")).toBeGreaterThan(0);
    expectBalance(loop);
  });
});

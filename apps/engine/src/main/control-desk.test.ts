import { describe, expect, test } from "bun:test";
import { ManualClock } from "@augury/core";
import { type SettlementState, type TradeObservation, VenueName } from "@augury/model";
import { buildDecisionCore, DecisionConfig, type EngineMemory } from "@augury/pipeline";
import { Portfolio } from "@augury/portfolio";
import { RingConsumer, type RingHandle } from "@augury/ring";
import { Counters } from "@augury/telemetry";
import { ControlWords, type DecodedSlot, decodeSlot, EpochTable, SLOT_BYTES, SlotKind, SlotWriter } from "@augury/wire";
import { ControlDesk } from "./control-desk.ts";
import { KillFile } from "./kill-file.ts";
import { KillSwitch } from "./kill-switch.ts";
import { HEAL_US_MIN, PaperHealer } from "./paper-healer.ts";
import { smallTable, TestFolder, testPlan } from "./test-plan.ts";

function deskOf(dataDir: string) {
  const plan = testPlan(dataDir);
  const desk = new ControlDesk(plan, new ManualClock());
  return { plan, desk, memory: plan.memory, epochs: new EpochTable(plan.memory.epochs) };
}

/** Everything that waits in a ring, taken out. */
function take(ring: RingHandle): DecodedSlot[] {
  const consumer = new RingConsumer(ring);
  const waiting = consumer.poll(consumer.capacity);
  const slots = Array.from({ length: waiting }, (_, at) => decodeSlot(consumer.i32, consumer.f64, consumer.base(at)));
  consumer.release(waiting);
  return slots;
}

function resyncsOf(memory: EngineMemory): Record<string, number[]> {
  const of = (ring: RingHandle) => take(ring).map(({ instrument }) => instrument);
  return { polymarket: of(memory.mainCommand.polymarket), kalshi: of(memory.mainCommand.kalshi) };
}

describe("ControlDesk: openBooks", () => {
  const buy = { kind: "trade", instrument: 0, side: "buy", price: 3333, size: 7_000_001, fee: 11 } as const;
  const told = (id: string, operation: TradeObservation["operation"], state: SettlementState): TradeObservation => ({
    id: `${operation.instrument} 1000 ${id} 5`,
    operation,
    state,
    happenedMs: 1_000,
    liquidity: "taker",
  });

  /** A decision that takes what waits for it as its whole past. */
  function decisionAfter(memory: EngineMemory, incarnation: number) {
    const core = buildDecisionCore(DecisionConfig.parse({ risk: {} }), smallTable().list, memory.arena);
    const consumer = new RingConsumer(memory.decisionControl);
    const slot = new ArrayBuffer(SLOT_BYTES);
    const writer = new SlotWriter(new Int32Array(slot), new Float64Array(slot));
    writer.header(0, SlotKind.runStart, -1, 0, 0, 0);
    writer.runStart(0, incarnation, 1, 0);
    core.consume(writer.i32, writer.f64, 0, 1);
    const waiting = consumer.poll(consumer.capacity);
    for (let at = 0; at < waiting; at++) core.consume(consumer.i32, consumer.f64, consumer.base(at), 2);
    consumer.release(waiting);
    return core;
  }

  test("default: the first run gets the opening cash of each venue, and main's own portfolio with it", () => {
    using folder = new TestFolder();
    const { desk, memory } = deskOf(folder.path);
    const portfolio = new Portfolio(smallTable());
    desk.openBooks(portfolio, 1, [
      ["polymarket", 3_000_000],
      ["kalshi", 2_000_000],
    ]);
    desk.booksOpen(1);
    expect(take(memory.decisionControl)).toMatchObject([
      { venue: "polymarket", body: { control: "cash", a: 1, x: 3_000_000 } },
      { venue: "kalshi", body: { control: "cash", a: 1, x: 2_000_000 } },
      { body: { control: "books_open", a: 1 } },
    ]);
    expect([portfolio.cash, portfolio.account.spendable("kalshi")].map(Number)).toEqual([5_000_000, 2_000_000]);
    expect(resyncsOf(memory)).toEqual({ polymarket: [], kalshi: [] });
  });

  test("behavior: a later run owns what the one before did: settled, promised and spendable, to the unit", () => {
    using folder = new TestFolder();
    const { plan, desk, memory } = deskOf(folder.path);
    const portfolio = new Portfolio(smallTable());
    portfolio.deposit(100_000_000, "polymarket");
    portfolio.deposit(50_000_000, "kalshi");
    portfolio.observe(told("1", buy, "confirmed"), 0);
    portfolio.observe(told("2", { ...buy, price: 4001, size: 3_000_003 }, "matched"), 1);
    portfolio.observe(told("3", { ...buy, side: "sell", price: 5000, size: 2_000_000, fee: 0 }, "retrying"), undefined);
    portfolio.observe(told("4", { ...buy, instrument: 3, price: 7000, size: 5_000_000 }, "confirmed"), 0);
    portfolio.observe(told("5", { ...buy, instrument: 1, price: 2000, size: 6_000_001 }, "confirmed"), 0);
    portfolio.observe(told("6", { ...buy, instrument: 1, side: "sell", size: 1_000_000 }, "matched"), 0);
    portfolio.makeRedeemable(1, 5_000, 4_000_001);
    desk.openBooks(portfolio, 2, []);
    desk.booksOpen(2);
    const core = decisionAfter(memory, 2);
    const next = core.portfolio;
    expect(core.booksOpen).toBe(true);
    expect(plan.instruments).toHaveLength(4);
    const owned = ({ account }: Portfolio) => ({
      contracts: [0, 1, 2, 3].map((instrument) => account.contractBalance(instrument)),
      cash: VenueName.options.map((venue) => [account.cashBalance(venue).own, account.cashBalance(venue).outgoing]),
      position: [0, 1, 2, 3].map((instrument) => account.provisional.position(instrument)),
      cost: [0, 1, 2, 3].map((instrument) => account.confirmed.cost(instrument)),
      earned: VenueName.options.map((venue) => account.provisional.cash(venue)),
      pending: account.pendingOperations(),
      redeemable: account.redeemables(),
    });
    expect(owned(next)).toEqual(owned(portfolio));
    expect(next.account.problem()).toBeUndefined();
    expect(next.pending()).toEqual(portfolio.pending());
    // Told again by whoever, what had ended before does not count; what was pending ends as it would have.
    expect(next.observe(told("1", buy, "confirmed"), 0)).toBe("repeated");
    for (const one of [next, portfolio]) {
      one.observe(told("2", { ...buy, price: 4001, size: 3_000_003 }, "confirmed"), undefined);
      one.observe(told("3", { ...buy, side: "sell", price: 5000, size: 2_000_000, fee: 0 }, "failed"), undefined);
      one.observe(told("6", { ...buy, instrument: 1, side: "sell", size: 1_000_000 }, "failed"), undefined);
      one.makeRedeemable(1, 5_000, 0);
    }
    expect(owned(next)).toEqual(owned(portfolio));
    expect(resyncsOf(memory)).toEqual({ polymarket: [0, 1], kalshi: [2] });
  });
});

describe("ControlDesk: repairs", () => {
  test("feedDown: default: ends the venue's live epochs in the words and tells decision of each", () => {
    using folder = new TestFolder();
    const { desk, memory, epochs } = deskOf(folder.path);
    epochs.begin(0);
    epochs.begin(2);
    desk.feedDown("polymarket");
    expect([epochs.read(0), epochs.read(1), epochs.read(2)]).toEqual([2, 0, 1]);
    expect(take(memory.decisionControl)).toMatchObject([
      { kind: "epochEnd", venue: "polymarket", instrument: 0, epoch: 1, body: { reason: "worker_restart" } },
    ]);
  });

  test("feedDown: behavior: says it also for an epoch that the feed ended and may not have told of", () => {
    using folder = new TestFolder();
    const { desk, memory, epochs } = deskOf(folder.path);
    epochs.begin(1);
    epochs.end(1);
    desk.feedDown("polymarket");
    expect(take(memory.decisionControl)).toMatchObject([{ kind: "epochEnd", instrument: 1, epoch: 1 }]);
  });

  test("executorDown, decisionDown: behavior: tell the one that lives", () => {
    using folder = new TestFolder();
    const { desk, memory } = deskOf(folder.path);
    desk.executorDown();
    desk.decisionDown();
    expect(take(memory.decisionControl)).toMatchObject([{ body: { control: "executor_restart" } }]);
    expect(take(memory.executorControl)).toMatchObject([{ body: { control: "cancel_all" } }]);
  });

  test("resyncAll: behavior: more than the ring holds waits and goes out in order", () => {
    using folder = new TestFolder();
    const { desk, memory } = deskOf(folder.path);
    for (let n = 0; n < 40; n++) desk.executorDown();
    for (let n = 0; n < 40; n++) desk.decision.send("kill");
    expect(take(memory.decisionControl)).toHaveLength(64);
    desk.pump();
    const rest = take(memory.decisionControl);
    expect(rest.map(({ body }) => body.control)).toEqual(Array.from({ length: 16 }, () => "kill"));
  });
});

describe("KillSwitch", () => {
  function switchOf(dataDir: string) {
    const { desk, memory } = deskOf(dataDir);
    const told: string[] = [];
    const clock = new ManualClock(77);
    const file = new KillFile(dataDir);
    const note = (killed: boolean, reason: string) => told.push(`${killed} ${reason}`);
    const kill = new KillSwitch(memory, desk.decision, clock, file, note);
    const controls = () => take(memory.decisionControl).map(({ body }) => body.control);
    return { kill, told, controls, file, words: new ControlWords(memory.control) };
  }

  test("default: sets the word, tells decision and says why; resume lifts it; each once", () => {
    using folder = new TestFolder();
    const { kill, told, controls, words } = switchOf(folder.path);
    kill.kill("operator");
    kill.kill("operator");
    expect([words.killed, kill.since]).toEqual([true, { reason: "operator", timeUs: 77 }]);
    kill.resume();
    kill.resume();
    expect([words.killed, kill.since]).toEqual([false, undefined]);
    expect(controls()).toEqual(["kill", "resume"]);
    expect(told).toEqual(["true operator", "false resumed"]);
  });

  test("behavior: a word that another thread set is told at the next check", () => {
    using folder = new TestFolder();
    const { kill, controls, words } = switchOf(folder.path);
    kill.check();
    words.setKilled(true);
    kill.check();
    kill.check();
    expect(controls()).toEqual(["kill"]);
    expect(kill.since?.reason).toContain("ring");
  });

  test("behavior: killed before it was born, or by hand while it runs, until resumed", () => {
    using folder = new TestFolder();
    switchOf(folder.path).kill.kill("fat finger");
    const next = switchOf(folder.path);
    next.kill.check();
    expect([next.words.killed, next.kill.since?.reason]).toEqual([true, "fat finger"]);
    expect(next.kill.resume()).toBeUndefined();
    next.kill.check();
    expect([next.words.killed, next.file.exists]).toEqual([false, false]);
    next.file.put("by hand");
    next.kill.check();
    expect(next.told).toEqual(["true fat finger", "false resumed", "true by hand"]);
    // A file that vanishes resumes nothing.
    next.file.remove();
    next.kill.check();
    expect(next.words.killed).toBe(true);
    expect(next.controls()).toEqual(["kill", "resume", "kill"]);
  });

  test("retell: behavior: a new decision hears what the last one had been told, and no more", () => {
    using folder = new TestFolder();
    const { kill, controls, words } = switchOf(folder.path);
    kill.retell();
    words.setKilled(true);
    kill.retell();
    expect(controls()).toEqual([]);
    kill.check();
    kill.retell();
    expect(controls()).toEqual(["kill", "kill"]);
    kill.resume();
    kill.retell();
    expect(controls()).toEqual(["resume"]);
  });
});

test("PaperHealer: behavior: a loss asks for snapshots once, further ones not sooner than the pause", () => {
  using folder = new TestFolder();
  const { counters } = testPlan(folder.path);
  const executor = new Counters(counters.executor);
  let resyncs = 0;
  const healer = new PaperHealer(counters.executor, () => resyncs++);
  healer.check(1_000_000);
  expect(resyncs).toBe(0);
  executor.add("market_losses");
  healer.check(1_000_000);
  executor.add("market_losses", 3);
  healer.check(1_000_000 + HEAL_US_MIN - 1);
  expect(resyncs).toBe(1);
  healer.check(1_000_000 + HEAL_US_MIN);
  healer.check(1_000_000 + 3 * HEAL_US_MIN);
  expect(resyncs).toBe(2);
});

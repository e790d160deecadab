import { describe, expect, test } from "bun:test";
import { CellReader, readRingStats } from "@augury/ring";
import { NO_INTENTS, type Strategy } from "@augury/strategy";
import { isOutputKind, SlotKind } from "@augury/wire";
import { K_YES, NO, OTHER, PuppetStrategy, placeOrder, YES } from "./pipeline-scene.ts";
import { readReferenceCell } from "./sample-cells.ts";
import { ShellRig, type Stamped } from "./shell-rig.ts";

const BOOK = { bids: [[40, 10]], asks: [[42, 5]] } as const;
const UP = { side: "bid", cents: 41, contracts: 1 } as const;

function kindsOf(slots: readonly Stamped[]): string[] {
  return slots.map(({ kind }) => kind);
}

function inputsOf(slots: readonly Stamped[]): Stamped[] {
  return slots.filter(({ kind }) => !isOutputKind(SlotKind[kind]));
}

/** Puts an order on every event it is asked about. */
class Eager extends PuppetStrategy {
  constructor(
    instruments: readonly number[],
    readonly perEvent: number,
  ) {
    super(instruments);
  }
  override onEvent(context: Parameters<PuppetStrategy["onEvent"]>[0]) {
    if (context.instrument < 0) return super.onEvent(context);
    return Array.from({ length: this.perEvent }, () =>
      placeOrder(context, { instrument: context.instrument, cents: 41, contracts: 1 }),
    );
  }
}

describe("DecisionShell: the total order", () => {
  test("default: every input and output has the next number, and stamps never go back", () => {
    const rig = new ShellRig({ strategies: [new Eager([OTHER], 1)] });
    rig.put("polymarket", (script) => script.book(OTHER, 1, BOOK).delta(OTHER, 1, UP));
    rig.put("kalshi", (script) => script.book(K_YES, 1, BOOK));
    rig.put("control", (script) => script.control("resume"));
    rig.run();
    rig.clock.advance(150_000);
    rig.run();
    const journal = rig.take("journal");
    expect(journal.map(({ number }) => number)).toEqual(journal.map((_, at) => at + 1));
    for (let at = 1; at < journal.length; at++)
      expect(journal[at].stampUs).toBeGreaterThanOrEqual(journal[at - 1].stampUs);
    expect(kindsOf(journal)).toEqual([
      "runStart",
      "control",
      "snapshotBegin",
      "snapshotLevels",
      "snapshotLevels",
      "snapshotEnd",
      "bookTrust",
      "intentNumbers",
      "intentLeg",
      "bookDelta",
      "intentNumbers",
      "intentLeg",
      "snapshotBegin",
      "snapshotLevels",
      "snapshotLevels",
      "snapshotEnd",
      "bookTrust",
      "timer",
      "digest",
    ]);
  });

  test("behavior: a clock that steps back does not take the stamps along", () => {
    let nowUs = 1_000_000;
    const rig = new ShellRig();
    rig.clock.nowUs = () => nowUs;
    rig.put("polymarket", (script) => script.epochEnd(YES, 1));
    rig.run();
    nowUs = 900_000;
    rig.put("polymarket", (script) => script.epochEnd(YES, 1));
    rig.run();
    expect(rig.take("journal").map(({ stampUs }) => stampUs)).toEqual([1_000_000, 1_000_000, 1_000_000]);
  });

  test("behavior: reports that were sent before a control are consumed before it, however many", () => {
    const rig = new ShellRig();
    rig.run();
    for (let n = 0; n < 60; n++)
      rig.put("report", (script) => script.report({ intentId: n, instrument: YES, state: "accepted" }, n + 1));
    rig.put("control", (script) => script.control("executor_restart"));
    rig.run();
    const kinds = kindsOf(inputsOf(rig.take("journal")));
    expect(kinds).toEqual(["runStart", ...Array.from({ length: 60 }, () => "orderReport"), "control"]);
  });

  test("behavior: a run begins with what waits in the control ring, before the reports that add to it", () => {
    const rig = new ShellRig({ incarnation: 2, firstIntentId: 500, reportsSeen: 7 });
    rig.put("report", (script) => script.settle({ id: 1, instrument: YES, sell: true, fill: [40, 5] }, 8));
    rig.put("control", (script) => script.control("cash", { a: 2, x: 1_000_000 }).position(YES, 5, 40, 2));
    rig.run();
    const journal = rig.take("journal");
    expect(kindsOf(journal)).toEqual(["runStart", "control", "position", "settlement"]);
    expect(journal[0].body).toEqual({ incarnation: 2, firstIntentId: 500, reportsSeen: 7 });
    expect(rig.scene.portfolio.position(YES) as number).toBe(0);
  });

  test("behavior: where main says when it has told everything, nothing else is taken before", () => {
    const rig = new ShellRig({ incarnation: 2, awaitsBooks: true });
    rig.put("report", (script) => script.settle({ id: 1, instrument: YES, sell: true, fill: [40, 5] }, 8));
    for (const _ of [1, 2]) {
      rig.put("control", (script) => script.position(YES, 5, 40, 2));
      rig.run();
      expect(rig.shell.hasWork()).toBe(false);
    }
    rig.put("control", (script) => script.control("books_open", { a: 1 }).control("books_open", { a: 2 }));
    rig.run();
    const journal = kindsOf(rig.take("journal"));
    expect(journal).toEqual(["runStart", "position", "position", "control", "control", "settlement"]);
    expect(rig.scene.portfolio.position(YES) as number).toBe(5_000_000);
  });

  test("behavior: timers come at their time, between the batches, while there is work and while there is none", () => {
    const rig = new ShellRig();
    rig.run();
    for (let n = 0; n < 5; n++) {
      rig.clock.advance(60_000);
      rig.put("polymarket", (script) => script.epochEnd(YES, 1));
      rig.run();
    }
    expect(rig.count("timers")).toBe(2);
    rig.clock.advance(99_000);
    expect(rig.shell.hasWork()).toBe(true);
    expect(rig.run()).toBe(1);
    expect(rig.shell.hasWork()).toBe(false);
  });
});

describe("DecisionShell: who gets what", () => {
  test("default: intents to the executor, the ledger's part to main, the market to the paper venue, tops into the cells", () => {
    const rig = new ShellRig({ strategies: [new Eager([OTHER], 1)] });
    rig.put("polymarket", (script) => script.book(OTHER, 1, BOOK).trade(OTHER, 1, 42, 1).epochEnd(OTHER, 1));
    rig.run();
    expect(kindsOf(rig.take("intent"))).toEqual(["intentLeg", "intentLeg"]);
    expect(kindsOf(rig.take("paper"))).toEqual([
      "snapshotBegin",
      "snapshotLevels",
      "snapshotLevels",
      "snapshotEnd",
      "trade",
      "epochEnd",
    ]);
    const journal = rig.take("journal");
    const tap = rig.take("tap");
    expect(kindsOf(tap)).toEqual([
      "runStart",
      "bookTrust",
      "intentNumbers",
      "intentLeg",
      "trade",
      "intentNumbers",
      "intentLeg",
      "epochEnd",
      "bookTrust",
      "refusal",
    ]);
    // The tap and the other rings carry the journal's own numbers and stamps.
    for (const slot of tap) expect(journal).toContainEqual(slot);
  });

  test("behavior: a live executor sees which markets of ours have ended, and nothing else of them", () => {
    const rig = new ShellRig({ forwards: "ends" });
    rig.put("polymarket", (script) =>
      script
        .book(YES, 1)
        .update(YES, "resolved", 10_000)
        .update(-1, "resolved", 10_000)
        .update(NO, "closed", 0)
        .update(NO, "resolved", -1),
    );
    rig.run();
    expect(rig.take("paper").map(({ body, instrument, kind }) => [kind, instrument, body.value])).toEqual([
      ["marketUpdate", YES, 10_000],
      ["marketUpdate", NO, -1],
    ]);
  });

  test("behavior: without a paper venue nothing goes there", () => {
    const rig = new ShellRig({ forwards: "nothing" });
    rig.put("polymarket", (script) => script.book(OTHER, 1, BOOK));
    rig.run();
    expect(rig.take("paper")).toEqual([]);
  });

  test("behavior: a resync goes to the feed of the book's venue", () => {
    const rig = new ShellRig();
    rig.put("polymarket", (script) => script.book(OTHER, 1, { ...BOOK, announced: [9, 9] }));
    rig.run();
    expect(rig.commands("polymarket")).toMatchObject([
      { kind: "control", instrument: OTHER, body: { control: "resync" } },
    ]);
    expect(rig.commands("kalshi")).toEqual([]);
    expect(rig.count("resyncs")).toBe(1);
  });

  test("behavior: lost paper slots are told before the next one, and every loss is counted", () => {
    const rig = new ShellRig();
    for (let n = 0; n < 4; n++) {
      rig.put("polymarket", (script) => {
        for (let i = 0; i < 25; i++) script.trade(OTHER, 1, 42, 1);
      });
      rig.run();
    }
    expect(rig.take("paper")).toHaveLength(64);
    expect(rig.count("paper_dropped")).toBe(36);
    rig.put("polymarket", (script) => script.epochEnd(OTHER, 1));
    rig.run();
    const [marker, slot] = rig.take("paper");
    expect(marker).toMatchObject({ kind: "control", body: { control: "paper_lost" }, stampUs: slot.stampUs });
    expect(slot.kind).toBe("epochEnd");
    // The marker is no record: the journal has none.
    expect(kindsOf(rig.take("journal"))).not.toContain("control");
  });

  test("behavior: the timer tells how groups ended and what strategies found impossible", () => {
    const suspicious: Strategy = { name: "suspicious", instruments: [OTHER], violations: 2, onEvent: () => NO_INTENTS };
    const rig = new ShellRig({ strategies: [suspicious] });
    rig.put("polymarket", (script) => script.book(OTHER, 1, BOOK).delta(OTHER, 1, UP));
    rig.run();
    expect(rig.count("strategy_violations")).toBe(0);
    rig.clock.advance(1_000_000);
    rig.run();
    rig.clock.advance(1_000_000);
    rig.run();
    expect(rig.count("strategy_violations")).toBe(2);
    expect([rig.count("groups_sound"), rig.count("groups_crossed")]).toEqual([1, 0]);
  });

  test("behavior: the digest follows outputs and never stands alone, but for the last one", () => {
    const rig = new ShellRig();
    rig.run();
    for (let n = 0; n < 3; n++) {
      rig.clock.advance(100_000);
      rig.run();
    }
    expect(kindsOf(rig.take("journal"))).toEqual(["runStart", "timer", "timer", "timer"]);
    rig.put("polymarket", (script) => script.book(OTHER, 1, BOOK));
    rig.run();
    rig.clock.advance(100_000);
    rig.run();
    expect(rig.shell.finish()).toBe(true);
    const kinds = kindsOf(rig.take("journal"));
    expect(kinds.slice(-4)).toEqual(["bookTrust", "timer", "digest", "digest"]);
  });
});

describe("DecisionShell: nothing is lost", () => {
  /** Feeds `frames` trades in, a few at a time, and reads the outgoing rings at the pace that `read` says. */
  function pump(rig: ShellRig, frames: number, read: (turn: number) => void): void {
    let fed = 0;
    for (let turn = 0; turn < 5_000 && (fed < frames || rig.shell.hasWork()); turn++) {
      const market = rig.memory.market.polymarket;
      const room = 128 - readRingStats(market).lag;
      for (let n = 0; n < Math.min(room, 20) && fed < frames; n++, fed++)
        rig.put("polymarket", (script) => script.trade(OTHER, 1, 42, 1));
      rig.shell.step();
      rig.clock.advance(1);
      read(turn);
    }
  }

  test("default: with a journal reader that is slow, inputs wait, and all of them arrive in order", () => {
    const rig = new ShellRig({ strategies: [new Eager([OTHER], 3)], risk: GENEROUS });
    rig.put("polymarket", (script) => script.book(OTHER, 1, BOOK));
    const journal: Stamped[] = [];
    const tap: Stamped[] = [];
    pump(rig, 600, (turn) => {
      journal.push(...rig.take("journal", 7));
      tap.push(...rig.take("tap", turn % 3));
      rig.take("intent");
      rig.take("paper");
    });
    for (let slots = rig.take("journal"); slots.length > 0; slots = rig.take("journal")) journal.push(...slots);
    for (let slots = rig.take("tap"); slots.length > 0; slots = rig.take("tap")) tap.push(...slots);
    expect(rig.count("blocked")).toBeGreaterThan(0);
    expect(rig.count("consumed_polymarket")).toBe(604);
    expect(journal.map(({ number }) => number)).toEqual(journal.map((_, at) => at + 1));
    expect(journal.filter(({ kind }) => kind === "trade")).toHaveLength(600);
    expect(tap.filter(({ kind }) => kind === "trade")).toHaveLength(600);
  });

  test("behavior: a batch of events that all lead to much is cut where the room ends", () => {
    const rig = new ShellRig({ strategies: [new Eager([OTHER], 40)], risk: GENEROUS });
    rig.put("polymarket", (script) => {
      script.book(OTHER, 1, BOOK);
      for (let n = 0; n < 25; n++) script.trade(OTHER, 1, 42, 1);
    });
    const journal: Stamped[] = [];
    for (let turn = 0; turn < 200 && rig.shell.hasWork(); turn++) {
      rig.shell.step();
      journal.push(...rig.take("journal", 100));
      for (const ring of ["tap", "intent", "paper"] as const) rig.take(ring, 100);
    }
    for (let slots = rig.take("journal"); slots.length > 0; slots = rig.take("journal")) journal.push(...slots);
    expect(journal.map(({ number }) => number)).toEqual(journal.map((_, at) => at + 1));
    expect(journal.filter(({ kind }) => kind === "trade")).toHaveLength(25);
    expect(journal.filter(({ kind }) => kind === "intentLeg")).toHaveLength(26 * 40);
  });

  test("behavior: the counters balance: inputs by ring and by journal, outputs by kind", () => {
    const rig = new ShellRig({ strategies: [new Eager([OTHER], 2)], risk: GENEROUS });
    rig.put("polymarket", (script) => script.book(OTHER, 1, BOOK));
    rig.put("report", (script) => script.report({ intentId: 9, instrument: YES, state: "accepted" }));
    rig.put("control", (script) => script.control("resume"));
    const journal: Stamped[] = [];
    pump(rig, 300, () => {
      journal.push(...rig.take("journal"));
      rig.take("tap");
      rig.take("intent");
      rig.take("paper");
      rig.clock.advance(30_000);
    });
    rig.shell.finish();
    journal.push(...rig.take("journal"));
    const inputs = rig.count("consumed") + rig.count("timers") + rig.count("controls") + rig.count("reports");
    expect(inputsOf(journal)).toHaveLength(inputs);
    expect(rig.count("journal_inputs")).toBe(inputs);
    expect(rig.count("journal_outputs")).toBe(journal.length - inputs);
    expect(rig.count("consumed")).toBe(rig.count("consumed_polymarket") + rig.count("consumed_kalshi"));
    expect(rig.count("timers")).toBe(journal.filter(({ kind }) => kind === "timer").length);
    expect(rig.count("timers")).toBeGreaterThan(1);
    expect(rig.count("intents")).toBe(journal.filter(({ kind }) => kind === "intentLeg").length);
    expect(rig.count("controls")).toBe(2);
    expect(journal.at(-1)).toMatchObject({ kind: "digest", body: { inputs } });
  });

  test.each(["journal", "tap", "intent"] as const)(
    "behavior: a full %s ring stops the intake, and nothing else",
    (full) => {
      const rig = new ShellRig({ strategies: [new Eager([OTHER], 40)], risk: GENEROUS });
      rig.put("polymarket", (script) => script.book(OTHER, 1, BOOK));
      const rest = (["journal", "tap", "intent", "paper"] as const).filter((ring) => ring !== full);
      for (let n = 0; n < 60 && !rig.shell.isBlocked; n++) {
        rig.put("polymarket", (script) => script.trade(OTHER, 1, 42, 1));
        rig.run();
        for (const ring of rest) rig.take(ring);
      }
      expect(rig.shell.isBlocked).toBe(true);
      rig.put("polymarket", (script) => script.trade(OTHER, 1, 42, 1));
      expect(rig.shell.hasWork()).toBe(true);
      const consumed = rig.count("consumed");
      expect(rig.shell.step()).toBe(0);
      expect(rig.count("consumed")).toBe(consumed);
      rig.take(full);
      expect(rig.run()).toBeGreaterThan(0);
      expect(rig.shell.isBlocked).toBe(false);
    },
  );

  test("behavior: blocked for 100 ms raises the alarm and the kill word, once", () => {
    const rig = new ShellRig({ strategies: [new Eager([OTHER], 100)], risk: GENEROUS });
    rig.put("polymarket", (script) => script.book(OTHER, 1, BOOK));
    while (!rig.shell.isBlocked) {
      rig.put("polymarket", (script) => script.trade(OTHER, 1, 42, 1));
      rig.run();
      rig.take("intent");
      rig.take("paper");
    }
    rig.clock.advance(100_000);
    rig.shell.step();
    expect(rig.words.killed).toBe(false);
    rig.clock.advance(1);
    rig.shell.step();
    expect(rig.words.killed).toBe(true);
    rig.clock.advance(500_000);
    rig.shell.step();
    expect([rig.count("blocked"), rig.count("blocked_alarms")]).toEqual([1, 1]);
  });

  test("behavior: a run does not begin before its rings have room, and does not write over what waits", () => {
    const dead = new ShellRig({ strategies: [new Eager([OTHER], 100)], risk: GENEROUS });
    dead.put("polymarket", (script) => script.book(OTHER, 1, BOOK));
    while (!dead.shell.isBlocked) {
      dead.put("polymarket", (script) => script.trade(OTHER, 1, 42, 1));
      dead.run();
      dead.take("intent");
      dead.take("paper");
      dead.take("tap");
    }
    const next = new ShellRig({ memory: dead.memory, incarnation: 2 });
    expect(next.run()).toBe(0);
    const left = next.take("journal");
    expect(kindsOf(left)).not.toContain("digest");
    expect(left.map(({ number }) => number)).toEqual(left.map((_, at) => left[0].number + at));
    next.run();
    expect(next.take("journal")[0]).toMatchObject({ kind: "runStart", number: 1, body: { incarnation: 2 } });
  });

  test("behavior: without room for it the last digest waits", () => {
    const rig = new ShellRig({ strategies: [new Eager([OTHER], 100)], risk: GENEROUS });
    rig.put("polymarket", (script) => script.book(OTHER, 1, BOOK));
    while (!rig.shell.isBlocked) {
      rig.put("polymarket", (script) => script.trade(OTHER, 1, 42, 1));
      rig.run();
      rig.take("intent");
      rig.take("paper");
      rig.take("tap");
    }
    expect(rig.shell.finish()).toBe(false);
    rig.take("journal");
    rig.run();
    rig.take("journal");
    expect(rig.shell.finish()).toBe(true);
    expect(kindsOf(rig.take("journal"))).toEqual(["digest"]);
  });
});

test("DecisionShell: behavior: latencies are measured from frames, fills from their decision", () => {
  const rig = new ShellRig({ strategies: [new Eager([OTHER], 1)] });
  rig.put("polymarket", (script) => script.book(OTHER, 1, BOOK));
  rig.run();
  const { intentId } = rig.take("intent")[0].body as { intentId: number };
  rig.clock.advance(40_000);
  rig.put("report", (script) => script.report({ intentId, instrument: OTHER, state: "filled", fill: [41, 1] }));
  rig.run();
  expect(rig.scene.core.lastFillLatencyUs).toBeGreaterThanOrEqual(40_000);
});

const GENEROUS = {
  openOrdersMax: 100_000,
  openOrdersPerStrategyMax: 100_000,
  ordersPerSecondMax: 10_000,
  orderNotionalDollarsMax: 1e6,
  positionNotionalDollarsMax: 1e9,
};

describe("DecisionShell: reference prices", () => {
  test("default: are inputs like any other, shown in their cells and nowhere near the paper venue", () => {
    const rig = new ShellRig({ references: 2 });
    const cells = new CellReader(rig.memory.references);
    rig.run();
    rig.take("journal");
    rig.put("reference", (script) =>
      script.reference(1, 7, { rest: 3, timeMs: 1_000 }).reference(1, 8, { carried: true }),
    );
    expect(rig.run()).toBe(2);
    expect(kindsOf(rig.take("journal"))).toEqual(["referencePrice", "referencePrice"]);
    expect([rig.take("tap"), rig.take("paper")].map(kindsOf)).toEqual([["runStart"], []]);
    expect([rig.count("consumed_reference"), rig.count("consumed")]).toEqual([2, 2]);
    expect(readReferenceCell(cells.read(0) ?? new Float64Array(6))).toBeUndefined();
    expect(readReferenceCell(cells.read(1) ?? new Float64Array(6))).toMatchObject({
      micros: 8,
      rest: 0,
      isCarried: true,
    });
  });

  test("error: a number that this run does not have is journaled and shown nowhere", () => {
    const rig = new ShellRig({ references: 1 });
    rig.put("reference", (script) => script.reference(1, 7).reference(-1, 7));
    rig.run();
    expect(kindsOf(rig.take("journal"))).toEqual(["runStart", "referencePrice", "referencePrice"]);
    expect(rig.memory.references.cells).toBe(1);
    expect(readReferenceCell(new CellReader(rig.memory.references).read(0) ?? new Float64Array(6))).toBeUndefined();
  });

  test("behavior: strategies see the newest, and are asked about it by the next event", () => {
    const rig = new ShellRig({ references: 1, strategies: [new Priced()] });
    rig.put("polymarket", (script) => script.book(OTHER, 1, BOOK));
    rig.run();
    rig.put("reference", (script) => script.reference(0, 41_000_000, { timeMs: 5_000 }));
    rig.run();
    expect(kindsOf(rig.take("intent"))).toEqual([]);
    rig.put("polymarket", (script) => script.delta(OTHER, 1, UP));
    rig.run();
    expect(rig.take("intent").map(({ body }) => body.price)).toEqual([4_100]);
  });
});

/** Buys at the reference price in cents, once there is one. */
class Priced extends PuppetStrategy {
  constructor() {
    super([OTHER]);
  }
  override onEvent(context: Parameters<PuppetStrategy["onEvent"]>[0]) {
    const price = context.reference(0);
    if (!price || context.instrument < 0) return super.onEvent(context);
    return [placeOrder(context, { instrument: context.instrument, cents: price.micros / 1e6, contracts: 1 })];
  }
}

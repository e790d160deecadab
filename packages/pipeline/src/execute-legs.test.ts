import { expect, test } from "bun:test";
import { ManualClock, priceTicks, sizeMicros } from "@augury/core";
import { LegConfig, PaperConfig } from "@augury/execution";
import type { LegPlan } from "@augury/model";
import { RingConsumer, type RingHandle, RingProducer } from "@augury/ring";
import { Counters, createCounters } from "@augury/telemetry";
import {
  ControlWords,
  type DecodedSlot,
  decodeSlot,
  EpochTable,
  Flag,
  packLeg,
  packLegPlan,
  SlotKind,
  TIMES_IN_FORCE,
  writeStamped,
} from "@augury/wire";
import { createEngineMemory } from "./engine-memory.ts";
import { EXECUTOR_COUNTERS, type ExecutorCounter } from "./execute-shell.ts";
import { ExecuteStage } from "./execute-stage.ts";
import { OTHER, sceneTable, YES } from "./pipeline-scene.ts";
import { TINY_RINGS } from "./shell-rig.ts";
import { SlotScript } from "./slot-script.ts";

const START_US = 1_000_000;
const LATENCY_US = 100;
const IOC = TIMES_IN_FORCE.indexOf("IOC");
const HOLD: LegPlan = { onFailure: "hold", sequence: "together", bandTicks: 500, legMs: 1_000 };
const UNWIND: LegPlan = { ...HOLD, onFailure: "unwind" };

interface Leg {
  readonly instrument: number;
  readonly cents: number;
  readonly contracts: number;
  readonly epoch?: number;
}

/** The executor of paper trading behind its rings, with a market of two books. */
class LegsRig {
  readonly stage: ExecuteStage;
  readonly words: ControlWords;
  readonly notes: string[] = [];
  private readonly memory = createEngineMemory({ instruments: 5, rings: TINY_RINGS, booksBytesMax: 4_000_000 });
  private readonly clock = new ManualClock(START_US);
  private readonly counters = new Counters<ExecutorCounter>(createCounters(EXECUTOR_COUNTERS));
  private readonly script = new SlotScript(sceneTable());
  private readonly reports = new RingConsumer(this.memory.report);
  private readonly producers = new Map<RingHandle, RingProducer>();
  private stampUs = START_US;
  private number = 0;

  constructor(legs: Partial<LegConfig> = {}) {
    const epochs = new EpochTable(this.memory.epochs);
    for (const book of [YES, OTHER]) epochs.begin(book);
    this.words = new ControlWords(this.memory.control);
    this.stage = new ExecuteStage(
      {
        memory: this.memory,
        instruments: sceneTable().list,
        counters: { names: this.counters.names, buffer: this.counters.values.buffer as SharedArrayBuffer },
        paper: PaperConfig.parse({ latencyUs: LATENCY_US, cancelLatencyUs: LATENCY_US, ackLatencyUs: 0 }),
        booksBytesMax: 4_000_000,
        reportsWaitingMax: 100,
        reportsSent: 0,
        takeOver: false,
        legs: LegConfig.parse({ settleMs: 0, ...legs }),
      },
      this.clock,
      [],
      ({ detail, level }) => this.notes.push(`${level}: ${detail}`),
    );
    this.market((script) => script.book(YES, 1, { bids: [[40, 100]], asks: [[42, 100]] }));
    this.market((script) => script.book(OTHER, 1, { bids: [[50, 100]], asks: [[52, 5]] }));
  }

  /** Slots of the market, a millisecond after the last. */
  market(write: (script: SlotScript) => unknown): this {
    this.stampUs += 1_000;
    this.clock.set(this.stampUs);
    this.publish(this.memory.paper, write);
    return this;
  }

  intend(intentId: number, legs: readonly Leg[], plan?: LegPlan): this {
    return this.publish(this.memory.intent, (script) => {
      for (const [at, { cents, contracts, epoch = 1, instrument }] of legs.entries()) {
        const kind = SlotKind.intentLeg | (at === legs.length - 1 ? Flag.lastLeg : 0);
        const price = priceTicks(cents * 100);
        const size = sizeMicros(contracts * 1_000_000);
        script.slot(kind, { book: instrument, epoch }, (base) =>
          script.writer.intentLeg(base, intentId, packLeg(3, at, IOC, 0), price, size, START_US * 9, packLegPlan(plan)),
        );
      }
    });
  }

  /** Reports since the last call, as "leg state", fills as "leg +contracts". */
  takeReports(): string[] {
    return this.takeSlots().flatMap((slot) => {
      const { fillSize, leg, reason, state } = slot.body as Record<string, number | string>;
      if (slot.kind !== "orderReport" || state === "submitted" || state === "accepted") return [];
      if ((fillSize as number) > 0) return [`${leg} +${(fillSize as number) / 1e6}`];
      return [`${leg} ${state} ${reason}`];
    });
  }

  /** What decision was told since the last call. */
  takeSlots(): DecodedSlot[] {
    const { reports } = this;
    const waiting = reports.poll(reports.capacity);
    const taken = Array.from({ length: waiting }, (_, at) => decodeSlot(reports.i32, reports.f64, reports.base(at)));
    reports.release(waiting);
    return taken;
  }

  count(name: ExecutorCounter): number {
    return this.counters.values[this.counters.slot(name)] as number;
  }

  private publish(handle: RingHandle, write: (script: SlotScript) => unknown): this {
    const producer = this.producers.get(handle) ?? new RingProducer(handle);
    this.producers.set(handle, producer);
    const { script } = this;
    write(script.clear());
    if (!producer.claim(script.count)) throw new Error("the slots do not fit");
    for (let at = 0; at < script.count; at++)
      writeStamped(producer, producer.base(at), script.i32, script.baseOf(at), this.stampUs, ++this.number);
    producer.publish(script.count);
    this.stage.shell.step();
    return this;
  }
}

const PAIR: readonly Leg[] = [
  { instrument: YES, cents: 42, contracts: 20 },
  { instrument: OTHER, cents: 52, contracts: 20 },
];
const later = (rig: LegsRig) => rig.market((script) => script.timer());

test("ExecuteShell: legs: default: all fill, and the intent is complete", () => {
  const rig = new LegsRig().intend(1, [PAIR[0] as Leg, { instrument: OTHER, cents: 52, contracts: 5 }], HOLD);
  later(rig);
  expect(rig.takeReports()).toEqual(["0 +20", "1 +5"]);
  expect([rig.count("legs_started"), rig.count("legs_complete")]).toEqual([1, 1]);
  expect(rig.notes).toEqual([]);
});

test("ExecuteShell: legs: behavior: a leg that fills in part leaves whole sets, and the rest is held or traded back", () => {
  const held = new LegsRig().intend(1, PAIR, HOLD);
  later(later(held));
  expect(held.takeReports()).toEqual(["0 +20", "1 +5", "1 canceled no_liquidity"]);
  expect(held.count("legs_held")).toBe(1);
  expect(held.notes[0]).toContain("t0: filled 20000000, traded back 0, beyond whole sets 15000000");

  const back = new LegsRig().intend(1, PAIR, UNWIND);
  later(later(later(back)));
  expect(back.takeReports()).toEqual(["0 +20", "1 +5", "1 canceled no_liquidity", "2 +15"]);
  expect([back.count("legs_unwound"), back.count("legs_unwind_orders")]).toEqual([1, 1]);
  // Bought at 42 cents, sold at 40, with 37 allowed: 15 contracts gave away 75 cents at most.
  expect(back.notes[0]).toContain("1 orders traded back and gave away 750000 µ$ at most");
});

test("ExecuteShell: legs: behavior: an order that trades back is told of before its first report, numbered among them", () => {
  const rig = new LegsRig().intend(1, PAIR, UNWIND);
  later(later(later(rig)));
  const slots = rig.takeSlots();
  const at = slots.findIndex(({ kind }) => kind === "orderOpened");
  expect(slots[at]).toMatchObject({
    instrument: YES,
    epoch: 1,
    body: { intentId: 1, leg: 2, strategy: 3, reason: "unwind", side: "sell", price: 3_700, size: 15_000_000 },
  });
  expect(slots[at]?.body.timeInForce).toBe("IOC");
  expect(slots.map(({ sequence }) => sequence)).toEqual(slots.map((_, before) => before + 1));
  expect(rig.count("report_slots")).toBe(slots.length);
  const states = slots.flatMap(({ body, kind }, then) =>
    kind === "orderReport" && body.leg === 2 ? [[then > at, body.state]] : [],
  );
  expect(states).toEqual([
    [true, "submitted"],
    [true, "accepted"],
    [true, "filled"],
  ]);
});

test("ExecuteShell: legs: behavior: one by one, and no further than the first that fails", () => {
  const rig = new LegsRig().intend(1, [...PAIR].reverse(), { ...UNWIND, sequence: "one_by_one" });
  later(later(later(rig)));
  expect(rig.takeReports()).toEqual(["0 +5", "0 canceled no_liquidity", "1 rejected leg_failed", "2 +5"]);
  expect(rig.count("orders")).toBe(2);
});

test("ExecuteShell: legs: error: one leg that may not go, or too much to lose, and none goes", () => {
  const stale = new LegsRig().intend(1, [PAIR[0] as Leg, { ...(PAIR[1] as Leg), epoch: 3 }], HOLD);
  expect(stale.takeReports()).toEqual(["0 rejected leg_failed", "1 rejected epoch_ended"]);
  // Without the cheaper leg 20 × 0.52 would be lost.
  const poor = new LegsRig({ lossMax: 10_399_999 }).intend(1, PAIR, HOLD);
  expect(poor.takeReports()).toEqual(["0 rejected leg_loss", "1 rejected leg_loss"]);
  expect(new LegsRig({ lossMax: 10_400_000 }).intend(1, PAIR, HOLD).count("legs_started")).toBe(1);
});

test("ExecuteShell: legs: behavior: the kill switch ends them, and nothing is traded back", () => {
  const rig = new LegsRig().intend(1, PAIR, UNWIND);
  rig.words.setKilled(true);
  later(later(later(rig)));
  expect(rig.takeReports().filter((one) => one.startsWith("2"))).toEqual([]);
  expect(rig.count("legs_unwind_orders")).toBe(0);
  expect(rig.count("legs_held") + rig.count("legs_whole_sets")).toBe(1);
});

test("ExecuteShell: legs: behavior: without a plan they are orders on their own", () => {
  const rig = new LegsRig().intend(1, [PAIR[0] as Leg, { ...(PAIR[1] as Leg), epoch: 3 }]);
  later(rig);
  expect(rig.takeReports()).toEqual(["1 rejected epoch_ended", "0 +20"]);
  expect(rig.count("legs_started")).toBe(0);
});

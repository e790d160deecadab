import { describe, expect, test } from "bun:test";
import { cashMicros, ManualClock, priceTicks, sizeMicros } from "@augury/core";
import { LegConfig, type OrderRequest, type TakenPlan } from "@augury/execution";
import { type AmendRequest, INTENT_REASONS, type OrderReport, type OrderState } from "@augury/model";
import { RingConsumer, type RingHandle, RingProducer } from "@augury/ring";
import { Counters, createCounters } from "@augury/telemetry";
import {
  type CONTROLS,
  ControlWords,
  codeOf,
  decodeSlot,
  EpochTable,
  Flag,
  packLeg,
  SlotKind,
  writeStamped,
} from "@augury/wire";
import { createEngineMemory } from "./engine-memory.ts";
import { EXECUTOR_COUNTERS, ExecuteShell, type ExecutorCounter } from "./execute-shell.ts";
import type { ExecutorGateway } from "./executor-gateway.ts";
import { K_NO, K_YES, sceneTable, YES } from "./pipeline-scene.ts";
import { TINY_RINGS } from "./shell-rig.ts";
import { SlotScript } from "./slot-script.ts";

const START_US = 1_000_000;

/** A gateway that writes down what it is told, and reports when the test says so. */
class LoggingGateway implements ExecutorGateway {
  plans?: NonNullable<ExecutorGateway["plans"]>;
  readonly log: string[] = [];
  readonly orders: OrderRequest[] = [];
  /** Called when the shell finishes with us: what rests is reported then. */
  onFinish = () => {};

  constructor(readonly report: (report: OrderReport, timeUs: number) => void) {}

  submit(order: OrderRequest, nowUs: number): void {
    this.orders.push(order);
    this.log.push(`submit ${order.intentId} at ${nowUs}`);
  }
  submitMany(orders: readonly OrderRequest[], nowUs: number): void {
    for (const order of orders) this.submit(order, nowUs);
  }
  amend({ intentId, leg, price, size }: AmendRequest, nowUs: number): "none" {
    this.log.push(`amend ${intentId}.${leg} to ${size} at ${price} at ${nowUs}`);
    return "none";
  }
  refuseAmend({ intentId, leg }: AmendRequest, reason: string): void {
    this.log.push(`refuse amend ${intentId}.${leg} ${reason}`);
  }
  cancelByInstrument(instruments: readonly number[], reason: string, nowUs: number): void {
    this.log.push(`cancel all on ${instruments} ${reason} at ${nowUs}`);
  }
  cancel(intentId: number, leg: number, nowUs: number): void {
    this.log.push(`cancel ${intentId}.${leg} at ${nowUs}`);
  }
  cancelAll(reason: string, nowUs: number): void {
    this.log.push(`cancelAll ${reason} at ${nowUs}`);
  }
  onSlot(i32: Int32Array, _f64: Float64Array, base: number, consumedTimeUs: number): void {
    this.log.push(`slot ${i32[base] & 0xff} at ${consumedTimeUs}`);
  }
  onTime(): void {
    this.log.push("onTime");
    this.onFinish();
  }
  lost(): void {
    this.log.push("lost");
  }

  say(intentId: number, state: OrderState, fillSize = 0): void {
    this.report(
      {
        intentId,
        leg: 0,
        instrument: YES,
        side: "buy",
        state,
        reason: "none",
        fillSize: fillSize as OrderReport["fillSize"],
        fillPrice: 4000 as OrderReport["fillPrice"],
        fee: 5 as OrderReport["fee"],
        liquidity: "maker",
        filledSize: fillSize as OrderReport["filledSize"],
      },
      this.saidUs++,
    );
  }
  private saidUs = 777;
}

/** A plan as a log has it that holds none of its orders. */
function planOf(intentId: number): TakenPlan {
  const leg: OrderRequest = {
    intentId,
    leg: 1,
    strategy: 3,
    instrument: YES,
    side: "buy",
    price: priceTicks(4_000),
    size: sizeMicros(5_000_000),
    timeInForce: "GTC",
    postOnly: false,
    epoch: 1,
    deadlineUs: START_US + 1_000_000,
  };
  const plan = { onFailure: "unwind", sequence: "together", bandTicks: 500, legMs: 1_000 } as const;
  const risk = { heldLoss: cashMicros(9), unwindLoss: cashMicros(3) };
  const about = { key: `plan ${intentId}`, venues: ["polymarket"], plannedUs: START_US } as const;
  return { planned: { kind: "planned", plan, legs: [leg], risk, ...about }, orders: [] };
}

class ExecuteRig {
  readonly table = sceneTable();
  readonly clock = new ManualClock(START_US);
  readonly counters = new Counters<ExecutorCounter>(createCounters(EXECUTOR_COUNTERS));
  readonly words: ControlWords;
  readonly epochs: EpochTable;
  readonly gateway: LoggingGateway;
  readonly shell: ExecuteShell;
  private readonly script = new SlotScript(this.table);
  private readonly producers = new Map<RingHandle, RingProducer>();
  private readonly reports: RingConsumer;
  private number = 0;

  constructor(
    {
      reportsSent = 0,
      reportsWaitingMax = 100,
      recovered,
    }: { reportsSent?: number; reportsWaitingMax?: number; recovered?: readonly TakenPlan[] } = {},
    readonly memory = createEngineMemory({ instruments: 5, rings: TINY_RINGS, booksBytesMax: 4_000_000 }),
  ) {
    this.words = new ControlWords(memory.control);
    this.epochs = new EpochTable(memory.epochs);
    let gateway: LoggingGateway | undefined;
    this.shell = new ExecuteShell({
      memory,
      clock: this.clock,
      counters: { names: this.counters.names, buffer: this.counters.values.buffer as SharedArrayBuffer },
      bookOf: (instrument) => this.table.list[instrument].bookIndex,
      gateway: ({ report }) => {
        gateway = new LoggingGateway(report);
        if (recovered) gateway.plans = { recovered, open: () => "none", close: () => {}, owes: () => false };
        return gateway;
      },
      reportsSent,
      reportsWaitingMax,
      ...(recovered && { legs: { instruments: this.table, config: LegConfig.parse({}) } }),
    });
    if (!gateway) throw new Error("the shell builds its gateway at once");
    this.gateway = gateway;
    this.reports = new RingConsumer(memory.report);
  }

  get log(): readonly string[] {
    return this.gateway.log;
  }

  /** An intent of decision, stamped `stampUs`, on the instrument's live epoch unless told otherwise. */
  intend(
    intentId: number,
    { instrument = YES, epoch = 1, deadlineUs = START_US + 1_000_000, stampUs = START_US } = {},
  ) {
    return this.publish(this.memory.intent, stampUs, (script) =>
      script.slot(SlotKind.intentLeg | Flag.lastLeg, { book: instrument, epoch }, (base) =>
        script.writer.intentLeg(
          base,
          intentId,
          packLeg(3, 1, 0, codeOf(INTENT_REASONS, "operator")),
          4000,
          5_000_000,
          deadlineUs,
        ),
      ),
    );
  }

  cancel(intentId: number, stampUs = START_US) {
    return this.publish(this.memory.intent, stampUs, (script) =>
      script.slot(SlotKind.cancel, { book: YES, epoch: 0 }, (base) =>
        script.writer.cancel(base, intentId, packLeg(3, 1, 0, 0), 99),
      ),
    );
  }

  amend(intentId: number, { epoch = 1 } = {}) {
    return this.publish(this.memory.intent, START_US, (script) =>
      script.slot(SlotKind.amend, { book: YES, epoch }, (base) =>
        script.writer.amend(base, intentId, packLeg(3, 1, 0, 0), 4_100, 99, 6_000_000, START_US + 1),
      ),
    );
  }

  market(stampUs: number, write: (script: SlotScript) => unknown = (script) => script.timer()) {
    return this.publish(this.memory.paper, stampUs, write);
  }

  control(control: (typeof CONTROLS)[number]) {
    const producer = this.producerOf(this.memory.executorControl);
    this.script.clear().control(control);
    producer.i32.set(this.script.i32.subarray(0, 16), producer.base(0));
    producer.publish(1);
    return this;
  }

  /** Takes the reports that wait, at most `max`. */
  takeReports(max = 1000) {
    const { reports } = this;
    const waiting = reports.poll(Math.min(max, reports.capacity));
    const taken = Array.from({ length: waiting }, (_, at) => decodeSlot(reports.i32, reports.f64, reports.base(at)));
    reports.release(waiting);
    return taken;
  }

  private publish(handle: RingHandle, stampUs: number, write: (script: SlotScript) => unknown): this {
    const producer = this.producerOf(handle);
    write(this.script.clear());
    if (!producer.claim(this.script.count)) throw new Error("the slots do not fit");
    for (let at = 0; at < this.script.count; at++)
      writeStamped(producer, producer.base(at), this.script.i32, this.script.baseOf(at), stampUs, ++this.number);
    producer.publish(this.script.count);
    return this;
  }

  private producerOf(handle: RingHandle): RingProducer {
    const producer = this.producers.get(handle) ?? new RingProducer(handle);
    this.producers.set(handle, producer);
    return producer;
  }
}

function liveRig(options: ConstructorParameters<typeof ExecuteRig>[0] = {}): ExecuteRig {
  const rig = new ExecuteRig(options);
  rig.epochs.begin(YES);
  rig.epochs.begin(K_YES);
  return rig;
}

describe("ExecuteShell: orders", () => {
  test("default: an intent becomes an order at the time it was decided", () => {
    const rig = liveRig().intend(1, { stampUs: START_US - 50 });
    expect(rig.shell.step()).toBe(1);
    expect(rig.gateway.orders).toEqual([
      {
        intentId: 1,
        leg: 1,
        strategy: 3,
        instrument: YES,
        side: "buy",
        price: 4000,
        size: 5_000_000,
        timeInForce: "GTC",
        postOnly: false,
        epoch: 1,
        deadlineUs: START_US + 1_000_000,
      } as never,
    ]);
    expect(rig.log).toEqual([`submit 1 at ${START_US - 50}`]);
    expect(rig.shell.hasWork()).toBe(false);
  });

  test("behavior: an intent is seen before every younger market slot, also one that comes while slots wait", () => {
    const rig = liveRig();
    rig.market(START_US + 1).market(START_US + 2);
    rig.intend(1, { stampUs: START_US + 1 }).cancel(1, START_US + 2);
    rig.shell.step();
    expect(rig.log).toEqual([
      `submit 1 at ${START_US + 1}`,
      `cancel 1.1 at ${START_US + 2}`,
      `slot 13 at ${START_US + 1}`,
      `slot 13 at ${START_US + 2}`,
    ]);
  });

  test("behavior: a control to cancel all comes after the intents of the decision that died", () => {
    const rig = liveRig().control("cancel_all").intend(1);
    rig.shell.step();
    expect(rig.log).toEqual([`submit 1 at ${START_US}`, `cancelAll restart at ${START_US}`]);
  });

  test("behavior: the lost-marker is told to the gateway and counted, not applied as a slot", () => {
    const rig = liveRig().market(START_US, (script) => script.control("paper_lost").trade(YES, 1, 40, 1));
    rig.shell.step();
    expect(rig.log).toEqual(["lost", `slot ${SlotKind.trade} at ${START_US}`]);
    expect([rig.counters.get("market_losses"), rig.counters.get("market_slots")]).toEqual([1, 2]);
  });
});

describe("ExecuteShell: vetoes", () => {
  test("behavior: an ended epoch, a passed deadline and the kill word reject, and a cancel always passes", () => {
    const rig = liveRig()
      .intend(1, { epoch: 3 })
      .intend(2, { deadlineUs: START_US - 1 });
    rig.shell.step();
    rig.words.setKilled(true);
    rig.intend(3).cancel(7);
    rig.shell.step();
    expect(
      rig.takeReports().map(({ body, instrument }) => [body.intentId, instrument, body.state, body.reason]),
    ).toEqual([
      [1, YES, "rejected", "epoch_ended"],
      [2, YES, "rejected", "deadline_passed"],
      [3, YES, "rejected", "kill_switch"],
    ]);
    expect(rig.gateway.orders).toEqual([]);
    expect(rig.log).toEqual([`cancelAll kill_switch at 0`, `cancel 7.1 at ${START_US}`]);
    expect(
      ["vetoes_epoch", "vetoes_deadline", "vetoes_kill", "orders", "cancels"].map((name) =>
        rig.counters.get(name as ExecutorCounter),
      ),
    ).toEqual([1, 1, 1, 3, 1]);
  });

  test("behavior: a change of an order passes to the gateway, but not past the kill word", () => {
    const rig = liveRig().amend(7, { epoch: 3 });
    rig.shell.step();
    rig.words.setKilled(true);
    rig.amend(8);
    rig.shell.step();
    expect(rig.log).toEqual([
      `amend 7.1 to 6000000 at 4100 at ${START_US}`,
      "cancelAll kill_switch at 0",
      "refuse amend 8.1 kill_switch",
    ]);
    expect([rig.counters.get("amends"), rig.counters.get("vetoes_kill")]).toEqual([2, 1]);
  });

  test("behavior: the epoch word of the book that the instrument reads decides, as it stands now", () => {
    const rig = liveRig().intend(1, { instrument: K_NO });
    rig.shell.step();
    rig.epochs.end(K_YES);
    rig.intend(2, { instrument: K_NO });
    rig.shell.step();
    expect(rig.gateway.orders.map(({ intentId }) => intentId)).toEqual([1]);
    expect(rig.takeReports()[0]?.body.reason).toBe("epoch_ended");
  });

  test("behavior: the kill word cancels all once, and again after it was lifted and set", () => {
    const rig = liveRig();
    for (const killed of [true, true, false, true]) {
      rig.words.setKilled(killed);
      rig.shell.step();
    }
    expect(rig.log).toEqual(["cancelAll kill_switch at 0", "cancelAll kill_switch at 0"]);
    rig.words.setKilled(false);
    expect(rig.shell.hasWork()).toBe(true);
  });
});

describe("ExecuteShell: reports", () => {
  test("default: numbered on from what earlier executors may have sent", () => {
    const rig = liveRig({ reportsSent: 500 });
    rig.gateway.say(1, "accepted");
    rig.gateway.say(1, "filled", 5_000_000);
    rig.shell.step();
    expect(rig.takeReports()).toMatchObject([
      { sequence: 501, receivedTimeUs: 777, body: { state: "accepted" } },
      { sequence: 502, body: { state: "filled", fillSize: 5_000_000, fillPrice: 4000, fee: 5, liquidity: "maker" } },
    ]);
    expect([rig.counters.get("reports"), rig.counters.get("fills")]).toEqual([2, 1]);
  });

  test("behavior: what finds the ring full waits in order; nothing is lost and numbers stay in order", () => {
    const rig = liveRig();
    for (let n = 1; n <= 100; n++) rig.gateway.say(n, "accepted");
    expect(rig.counters.get("reports_overflowed")).toBe(36);
    expect(rig.shell.hasWork()).toBe(false);
    const taken: number[] = [];
    for (let turn = 0; turn < 20; turn++) {
      rig.shell.step();
      taken.push(...rig.takeReports(11).map(({ body }) => body.intentId as number));
    }
    expect(taken).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
    expect(rig.counters.get("reports_waiting")).toBe(0);
    expect(rig.words.killed).toBe(false);
  });

  test("behavior: a new report does not overtake those that wait, though there is room again", () => {
    const rig = liveRig();
    for (let n = 1; n <= 66; n++) rig.gateway.say(n, "accepted");
    rig.shell.step();
    rig.takeReports(10);
    rig.gateway.say(67, "accepted");
    rig.shell.step();
    expect(
      rig
        .takeReports()
        .map(({ body }) => body.intentId)
        .slice(-3),
    ).toEqual([65, 66, 67]);
  });

  test("behavior: more that wait than allowed set the kill word, and none is dropped", () => {
    const rig = liveRig({ reportsWaitingMax: 10 });
    for (let n = 1; n <= 75; n++) rig.gateway.say(n, "accepted");
    expect(rig.words.killed).toBe(true);
    expect(rig.shell.sendWaiting()).toBe(11);
    expect(rig.takeReports()).toHaveLength(64);
    expect(rig.shell.sendWaiting()).toBe(0);
    expect(rig.takeReports()).toHaveLength(11);
  });
});

describe("ExecuteShell: begin and end", () => {
  test("rejectLeftovers: default: intents are rejected, cancels and market slots dropped", () => {
    const dead = liveRig().intend(1).cancel(5).intend(2).market(START_US);
    const next = new ExecuteRig({ reportsSent: 1000 }, dead.memory);
    next.shell.rejectLeftovers();
    expect(next.takeReports()).toMatchObject([
      { sequence: 1001, body: { intentId: 1, state: "rejected", reason: "restart" } },
      { sequence: 1002, body: { intentId: 2, state: "rejected", reason: "restart" } },
    ]);
    expect(next.shell.hasWork()).toBe(false);
    expect(next.log).toEqual([]);
  });

  test("recoverLegs: behavior: of a plan that had sent nothing every leg ends once, though its intent still waits", () => {
    const dead = liveRig().intend(1).intend(2);
    const next = new ExecuteRig({ recovered: [planOf(1), planOf(-4)] }, dead.memory);
    next.shell.recoverLegs();
    next.shell.rejectLeftovers();
    next.shell.step();
    expect(next.takeReports().map(({ body }) => [body.intentId, body.state, body.reason])).toEqual([
      [1, "rejected", "restart"],
      [2, "rejected", "restart"],
    ]);
    expect(next.counters.get("legs_recovered")).toBe(2);
  });

  test("finish: default: the last intents are taken, all is canceled and time is let run out", () => {
    const rig = liveRig().intend(1);
    rig.gateway.onFinish = () => rig.gateway.say(1, "canceled");
    rig.shell.finish("requested");
    expect(rig.log).toEqual([`submit 1 at ${START_US}`, `cancelAll requested at ${START_US}`, "onTime"]);
    expect(rig.takeReports()).toMatchObject([{ body: { intentId: 1, state: "canceled" } }]);
  });

  test("finish: behavior: reports that find no room are sent later", () => {
    const rig = liveRig();
    rig.gateway.onFinish = () => {
      for (let n = 1; n <= 70; n++) rig.gateway.say(n, "canceled");
    };
    rig.shell.finish("requested");
    expect(rig.shell.sendWaiting()).toBe(6);
    expect(rig.takeReports()).toHaveLength(64);
    expect(rig.shell.sendWaiting()).toBe(0);
    expect(rig.takeReports()).toHaveLength(6);
  });

  test("park: behavior: with reports that wait it sleeps and comes back by itself", async () => {
    const rig = liveRig();
    for (let n = 1; n <= 65; n++) rig.gateway.say(n, "accepted");
    let turned = false;
    setTimeout(() => {
      turned = true;
    }, 0);
    await rig.shell.park(10_000);
    await rig.shell.park(10_000);
    expect(turned).toBe(true);
  });
});

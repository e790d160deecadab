import { describe, expect, test } from "bun:test";
import { ManualClock, priceTicks, sizeMicros } from "@augury/core";
import { buildDecisionCore, ControlSender, DecisionConfig } from "@augury/pipeline";
import { RingConsumer } from "@augury/ring";
import { SLOT_BYTES, SlotKind, SlotWriter } from "@augury/wire";
import type { OrderRequestView } from "../api/view/order-views.ts";
import { OperatorDesk } from "./operator-desk.ts";
import { smallTable, TestFolder, testPlan } from "./test-plan.ts";

const ORDER: OrderRequestView = {
  instrument: 0,
  side: "buy",
  price: priceTicks(4_000),
  size: sizeMicros(10_000_000),
  timeInForce: "GTC",
  postOnly: false,
  reduceOnly: false,
  ttlMs: 5_000,
};

/** The desk before a real decision with cash and one book (YES, bid at 0.40), whose slots come back as the tap brings them. */
function rigOf(dataDir: string) {
  const { memory } = testPlan(dataDir);
  const clock = new ManualClock(1_000_000);
  const table = smallTable();
  const audited: string[] = [];
  const decision = new ControlSender(memory.decisionControl, clock);
  const desk = new OperatorDesk({
    decision,
    table,
    clock,
    audit: (what, detail) => audited.push(`${what}: ${detail}`),
  });
  const core = buildDecisionCore(DecisionConfig.parse({ risk: {} }), table.list, memory.arena);
  const slot = new ArrayBuffer(SLOT_BYTES);
  const writer = new SlotWriter(new Int32Array(slot), new Float64Array(slot));
  const tell = (i32: Int32Array, f64: Float64Array, base: number) =>
    desk.onSlot((i32[base] as number) & 0xff, { i32, f64, base, timeUs: 0, number: 0 });
  const consume = (i32: Int32Array, f64: Float64Array, base: number) => {
    tell(i32, f64, base);
    core.consume(i32, f64, base, clock.nowUs());
    for (let at = 0; at < core.outputs.count; at++) tell(core.outputs.i32, core.outputs.f64, core.outputs.baseOf(at));
  };
  const feed = (kind: number, instrument: number, fill: () => void) => {
    writer.header(0, kind, instrument, 1, 0, 0);
    fill();
    consume(writer.i32, writer.f64, 0);
  };
  feed(SlotKind.runStart, -1, () => writer.runStart(0, 1, 1, 0));
  decision.cash("polymarket", 1_000_000_000, 1);
  feed(SlotKind.snapshotBegin, 0, () => writer.snapshotBegin(0, 1, 0, 100));
  feed(SlotKind.snapshotLevels, 0, () => writer.snapshotLevel(0, 0, 4_000, 9_000_000));
  feed(SlotKind.snapshotEnd, 0, () => writer.snapshotEnd(0, 1, 0));
  const consumer = new RingConsumer(memory.decisionControl);
  /** Lets decision take what waits for it. */
  const decide = () => {
    const waiting = consumer.poll(consumer.capacity);
    for (let at = 0; at < waiting; at++) consume(consumer.i32, consumer.f64, consumer.base(at));
    consumer.release(waiting);
  };
  return { clock, desk, decide, core, audited };
}

describe("OperatorDesk", () => {
  test("place: default: answered with the intent once decision has spoken, and audited", async () => {
    using folder = new TestFolder();
    const { desk, decide, core, audited } = rigOf(folder.path);
    const placed = desk.place(ORDER);
    decide();
    expect(await placed).toEqual({ ok: true, value: { intentId: 1 } });
    expect(core.orders.open).toBe(1);
    expect(audited).toEqual(["operator_order: buy 10 polymarket:10:yes at 0.4000: intent 1"]);
  });

  test("place: behavior: a refusal says which rule, the value and the limit; each answer finds its own request", async () => {
    using folder = new TestFolder();
    const { desk, decide, audited } = rigOf(folder.path);
    const answers = [
      desk.place({ ...ORDER, size: sizeMicros(1_000_000_000) }),
      desk.place(ORDER),
      desk.place({ ...ORDER, instrument: 2 }),
    ];
    decide();
    expect(await Promise.all(answers)).toMatchObject([
      { value: { intentId: 1, refusal: { reason: "order_notional", value: 400_000_000, limit: 100_000_000 } } },
      { value: { intentId: 2 } },
      { value: { intentId: 3, refusal: { reason: "book_untrusted" } } },
    ]);
    expect(audited[0]).toContain("refused, order_notional 400000000 of 100000000");
  });

  test("place: behavior: an order that decision hears of too late is refused by its deadline", async () => {
    using folder = new TestFolder();
    const { clock, desk, decide } = rigOf(folder.path);
    const asked = desk.place({ ...ORDER, ttlMs: 1 });
    clock.advance(1_001);
    decide();
    expect(await asked).toMatchObject({ value: { refusal: { reason: "deadline_passed" } } });
  });

  test("amend: default: answered with the change's own number, or the rule that refused it, and audited", async () => {
    using folder = new TestFolder();
    const { desk, decide, audited } = rigOf(folder.path);
    const placed = desk.place(ORDER);
    decide();
    await placed;
    const answers = [
      desk.amend({ intentId: 1, leg: 0, price: priceTicks(3_900), ttlMs: 5_000 }),
      desk.amend({ intentId: 7, leg: 2, size: sizeMicros(5_000_000), ttlMs: 5_000 }),
    ];
    decide();
    expect(await Promise.all(answers)).toMatchObject([
      { value: { intentId: 2, refusal: { reason: "unsupported" } } },
      { value: { intentId: 3, refusal: { reason: "unknown_order", leg: 2, value: 7 } } },
    ]);
    expect(audited.slice(1)).toEqual([
      "operator_amend: intent 1 leg 0, at 0.3900: refused, unsupported 1 of 0",
      "operator_amend: intent 7 leg 2, 5 in all: refused, unknown_order 7 of 0",
    ]);
  });

  test("place: error: more requests than may wait are not asked", async () => {
    using folder = new TestFolder();
    const { desk, decide } = rigOf(folder.path);
    const asked = Array.from({ length: 257 }, () => desk.place({ ...ORDER, size: sizeMicros(1) }));
    expect(await asked[256]).toEqual({ ok: false, error: "too_many" });
    decide();
    expect(await asked[0]).toMatchObject({ ok: true });
  });

  test("cancel: default: by intent, by market, or all; says how many", async () => {
    using folder = new TestFolder();
    const { desk, decide, audited } = rigOf(folder.path);
    const settle = async <T>(asked: Promise<T>) => {
      // Several requests of one call follow each other.
      for (let n = 0; n < 8; n++) {
        decide();
        await Promise.resolve();
      }
      return asked;
    };
    for (const cents of [3_900, 3_800, 3_700]) await settle(desk.place({ ...ORDER, price: priceTicks(cents) }));
    expect(await settle(desk.cancel({ intentId: 2 }))).toEqual({ ok: true, value: { asked: 1 } });
    expect(await settle(desk.cancel({ venue: "kalshi" }))).toEqual({ ok: true, value: { asked: 0 } });
    expect(await settle(desk.cancel({ marketId: "m" }))).toEqual({ ok: true, value: { asked: 2 } });
    expect(await settle(desk.cancel({}))).toEqual({ ok: true, value: { asked: 0 } });
    expect(audited.slice(-3)).toEqual([
      "operator_cancel: venue kalshi: 0 orders",
      "operator_cancel: marketId m: 2 orders",
      "operator_cancel: all: 0 orders",
    ]);
  });
});

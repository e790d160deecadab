import { expect, test } from "bun:test";
import { ManualClock } from "@augury/core";
import { ControlSender } from "@augury/pipeline";
import { createDoorbell, createRing, RingConsumer } from "@augury/ring";
import { RISK_LIMITS, RiskConfig } from "@augury/risk";
import { decodeSlot, SLOT_BYTES } from "@augury/wire";
import { LimitDesk } from "./limit-desk.ts";

function deskOf() {
  const handle = createRing({ capacity: 64, slotBytes: SLOT_BYTES }, createDoorbell());
  const consumer = new RingConsumer(handle);
  const audit: string[] = [];
  const desk = new LimitDesk(RiskConfig.parse({}), new ControlSender(handle, new ManualClock()), (line) =>
    audit.push(line),
  );
  const sent = () => {
    const count = consumer.poll(64);
    const bodies = Array.from(
      { length: count },
      (_, at) => decodeSlot(consumer.i32, consumer.f64, consumer.base(at)).body,
    );
    consumer.release(count);
    return bodies.map(({ a, control, x }) => `${control} ${RISK_LIMITS[a as number]} ${x}`);
  };
  return { desk, audit, sent };
}

test("change: default: in force, sent, and written down with what it was", () => {
  const { audit, desk, sent } = deskOf();
  expect(desk.change({ orderNotionalDollarsMax: 50, openOrdersMax: 200 }).ok).toBe(true);
  expect(desk.limits.orderNotionalDollarsMax).toBe(50);
  expect(sent()).toEqual(["risk_limit orderNotionalDollarsMax 50"]);
  expect(audit).toEqual(["orderNotionalDollarsMax: 100 → 50"]);
});

test("change: error: what does not fit together changes nothing", () => {
  const { audit, desk, sent } = deskOf();
  const refused = desk.change({ orderNotionalDollarsMax: 1, priceTicksMin: 9, priceTicksMax: 8 });
  expect(refused.ok ? "" : refused.error).toContain("priceTicksMax must not be below priceTicksMin");
  expect([sent(), audit, desk.limits.orderNotionalDollarsMax]).toEqual([[], [], 100]);
});

test("retell: behavior: a new decision hears of every change since the start, as it stands now", () => {
  const { desk, sent } = deskOf();
  desk.retell();
  desk.change({ drawdownDollarsMax: 10 });
  desk.change({ drawdownDollarsMax: 20, priceBandTicks: 300 });
  sent();
  desk.retell();
  expect(sent()).toEqual(["risk_limit drawdownDollarsMax 20", "risk_limit priceBandTicks 300"]);
});

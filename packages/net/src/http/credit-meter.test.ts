import { expect, test } from "bun:test";
import { CreditMeter } from "./credit-meter.ts";

const at = (iso: string) => Date.parse(iso) * 1000;
const NOVEMBER = at("2026-11-21T10:00:00Z");
const HOUR = 3_600_000_000;

test("CreditMeter: default: what is spent is gone until the month ends (UTC)", () => {
  const meter = new CreditMeter({ quota: 100, period: "month", reserve: 10 }, NOVEMBER);
  meter.take(90, NOVEMBER);
  expect(meter.usage(NOVEMBER)).toMatchObject({ capacity: 100, left: 10, reserve: 10, pace: 1 });
  expect(meter.waitUs(1, false, NOVEMBER)).toBe(at("2026-12-01T00:00:00Z") - NOVEMBER);
  expect(meter.waitUs(10, true, NOVEMBER)).toBe(0);
  expect(meter.waitUs(91, false, NOVEMBER)).toBe(Number.POSITIVE_INFINITY);
  expect(meter.usage(at("2026-12-01T00:00:00Z"))).toMatchObject({ left: 100, resetMs: 31 * 24 * 3_600_000 });
});

test("CreditMeter: behavior: a day ends at midnight UTC, also after days without a call", () => {
  const meter = new CreditMeter({ quota: 5, period: "day", reserve: 0 }, NOVEMBER);
  meter.take(5, NOVEMBER);
  expect(meter.waitUs(1, false, NOVEMBER)).toBe(14 * HOUR);
  expect(meter.usage(NOVEMBER + 100 * HOUR)).toMatchObject({ left: 5, resetMs: 10 * 3_600_000 });
});

test("sync: behavior: the venue's own count and reset win", () => {
  const meter = new CreditMeter({ quota: 100, period: "month", reserve: 0 }, NOVEMBER);
  meter.sync({ quota: 15_000, left: 0, resetAtMs: (NOVEMBER + HOUR) / 1000 }, NOVEMBER);
  expect(meter.waitUs(1, false, NOVEMBER)).toBe(HOUR);
  expect(meter.usage(NOVEMBER + HOUR)).toMatchObject({ capacity: 15_000, left: 15_000 });
  meter.sync({ left: 7, resetAtMs: NOVEMBER / 1000 }, NOVEMBER + HOUR);
  expect(meter.usage(NOVEMBER + HOUR)).toMatchObject({
    left: 7,
    resetMs: (at("2026-12-01T00:00:00Z") - NOVEMBER - HOUR) / 1000,
  });
});

test("throttled: behavior: a minute's limit costs no credits; an asked-for pause is kept", () => {
  const meter = new CreditMeter({ quota: 100, period: "month", reserve: 0 }, NOVEMBER);
  meter.throttled(undefined, NOVEMBER);
  expect(meter.waitUs(1, false, NOVEMBER)).toBe(0);
  meter.throttled(60_000, NOVEMBER);
  expect(meter.waitUs(1, true, NOVEMBER)).toBe(60_000_000);
  expect(meter.usage(NOVEMBER)).toMatchObject({ left: 100, blockedMs: 60_000 });
});

test("take: behavior: credits given back never pass the quota", () => {
  const meter = new CreditMeter({ quota: 100, period: "month", reserve: 0 }, NOVEMBER);
  meter.take(-5, NOVEMBER);
  meter.observe(50, NOVEMBER);
  expect(meter.usage(NOVEMBER).left).toBe(50);
});

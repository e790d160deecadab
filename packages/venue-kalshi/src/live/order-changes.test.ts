import { afterEach, expect, test } from "bun:test";
import type { PriceTicks, SizeMicros } from "@augury/core";
import { KalshiLiveScene } from "./kalshi-live-scene.ts";
import type { ChangeOutcome } from "./order-changes.ts";

let scene: KalshiLiveScene;
afterEach(() => scene.close());

const size = (contracts: number) => (contracts * 1_000_000) as SizeMicros;
const price = (ticks: number) => ticks as PriceTicks;

/** Ten NO at 0.48, an ask of YES at 0.52, of which `filled` are gone. */
async function open(filled = 0): Promise<string> {
  scene = await KalshiLiveScene.open(1);
  await scene.ready();
  await scene.pass(2_000);
  scene.submit({ instrument: 1, price: price(4_800) });
  await scene.pass(200);
  if (filled > 0) scene.trade("buy", 50 + filled);
  await scene.pass(200);
  return scene.keys.get(1) ?? "";
}

async function settled(outcome: Promise<ChangeOutcome>): Promise<ChangeOutcome> {
  await scene.pass(3_000);
  return outcome;
}
const told = ({ kind, ...rest }: ChangeOutcome) =>
  [kind, "size" in rest ? rest.size : "", "reason" in rest ? rest.reason : ""].filter((one) => one !== "").join(" ");

test("OrderChanges.amend: default: price in the order's own dollars, size in all", async () => {
  const key = await open(4);
  const outcome = await settled(scene.process.live.changes.amend(key, { price: price(4_700), size: size(7) }));
  expect(told(outcome)).toBe("changed 7000000");
  const order = scene.orderOf(1);
  expect([order?.price, order?.filled, order?.remaining]).toEqual([5_300, 4_000_000, 3_000_000]);
});

test("OrderChanges.decrease: default: takes off what remains and keeps the place", async () => {
  const key = await open(4);
  const outcome = await settled(scene.process.live.changes.decrease(key, { by: size(5), size: size(5) }));
  expect(told(outcome)).toBe("changed 5000000");
  expect([scene.orderOf(1)?.filled, scene.orderOf(1)?.remaining]).toEqual([4_000_000, 1_000_000]);
});

test("OrderChanges: behavior: an order that fills to its smaller size has ended, and a cancel brings the fills that no event told", async () => {
  const key = await open(4);
  await settled(scene.process.live.changes.decrease(key, { by: size(3), size: size(7) }));
  scene.venue.faults.rates = { ...scene.venue.faults.rates, eventLost: 1 };
  scene.refill();
  scene.trade("buy", 51);
  await scene.pass(100);
  scene.process.venue.cancel(1, 0, scene.scheduler.nowUs());
  await scene.pass(500);
  expect(scene.process.venue.openCount).toBe(0);
  expect(scene.process.filled(1)).toBe(scene.orderOf(1)?.filled ?? -1);
  expect(scene.difference()).toBeUndefined();
});

/** What the trading process is asked to make of the order, with time for the answer. */
async function amend(change: { readonly ticks?: number; readonly contracts: number }): Promise<void> {
  const { contracts, ticks = 4_800 } = change;
  const nowUs = scene.scheduler.nowUs();
  const request = { intentId: 1, leg: 0, price: price(ticks), size: size(contracts), epoch: 1 };
  scene.process.venue.amend({ ...request, deadlineUs: nowUs + 1_000_000 }, nowUs);
  await scene.pass(3_000);
}

test("OrderChanges: behavior: a decrease counts from what the order has become, though no answer told it", async () => {
  await open();
  scene.venue.faults.next.push("fails_after");
  await amend({ contracts: 30 });
  await amend({ contracts: 15 });
  expect(scene.orderOf(1)).toMatchObject({ status: "resting", remaining: 15_000_000 });
  expect(scene.process.reports.at(-1)).toMatchObject({ state: "accepted", terms: { size: 15_000_000 } });
  expect(scene.process.venue.openCount).toBe(1);
});

test("OrderChanges: behavior: a decrease by more than is left ends the order with what had filled", async () => {
  await open();
  scene.venue.faults.rates = { ...scene.venue.faults.rates, eventLost: 1 };
  scene.trade("buy", 59);
  await amend({ contracts: 8 });
  expect(scene.orderOf(1)).toMatchObject({ status: "canceled", filled: 9_000_000 });
  expect(scene.process.reports.at(-1)).toMatchObject({ state: "canceled", filledSize: 9_000_000 });
  expect([scene.process.venue.openCount, scene.process.venue.isReconciled]).toEqual([0, true]);
});

test("OrderChanges: behavior: that there is no such order comes after what became of it", async () => {
  await open();
  scene.venue.faults.rates = { ...scene.venue.faults.rates, eventLost: 1 };
  // Carried out across the book, and asked for a second time.
  scene.venue.faults.next.push("repeated");
  await amend({ ticks: 5_200, contracts: 12 });
  expect(scene.orderOf(1)).toMatchObject({ status: "executed", filled: 12_000_000 });
  const { reports } = scene.process;
  expect(reports.findLast(({ terms }) => terms)?.terms).toMatchObject({ price: 5_200, size: 12_000_000 });
  expect(reports.at(-1)).toMatchObject({ state: "filled", filledSize: 12_000_000 });
  expect(scene.process.venue.openCount).toBe(0);
});

test.each([
  ["lost_after", 3_000_000],
  ["lost_before", 10_000_000],
] as const)("OrderChanges: behavior: an answer %s leaves it open what the order is", async (fault, remaining) => {
  const key = await open();
  scene.venue.faults.next.push(fault);
  const outcome = await settled(scene.process.live.changes.amend(key, { price: price(4_800), size: size(3) }));
  expect(outcome).toEqual({ kind: "unknown" });
  expect(scene.orderOf(1)?.remaining).toBe(remaining);
});

test("OrderChanges: error: what cannot be sent is not, what the venue refuses is", async () => {
  const key = await open();
  const { changes } = scene.process.live;
  const outcomes = [
    changes.amend("nobody", { price: price(4_800), size: size(3) }),
    changes.amend(key, { price: price(4_850), size: size(3) }),
    changes.amend(key, { price: price(4_800), size: 1 as SizeMicros }),
    changes.decrease(key, { by: 0 as SizeMicros, size: size(10) }),
    changes.decrease(key, { by: size(1), size: size(9), sendByUs: 0 }),
  ];
  await scene.pass(500);
  expect((await Promise.all(outcomes)).map(told)).toEqual([
    "unsent unknown_order",
    "unsent off_tick",
    "unsent size_step",
    "unsent size_step",
    "unsent deadline_passed",
  ]);
  scene.process.venue.cancel(1, 0, scene.scheduler.nowUs());
  await scene.pass(200);
  const late = await settled(changes.decrease(key, { by: size(1), size: size(9) }));
  expect(told(late)).toBe("refused unknown_order");
});

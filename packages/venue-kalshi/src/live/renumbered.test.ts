import { afterEach, expect, test } from "bun:test";
import type { PriceTicks, SizeMicros } from "@augury/core";
import { KalshiLiveScene } from "./kalshi-live-scene.ts";

let scene: KalshiLiveScene;
afterEach(() => scene.close());

const price = (ticks: number) => ticks as PriceTicks;
const size = (contracts: number) => (contracts * 1_000_000) as SizeMicros;

/** Ten YES at 0.50 of which four have filled, at a venue that calls amended orders otherwise. */
async function open(): Promise<void> {
  scene = await KalshiLiveScene.open(1);
  await scene.ready();
  await scene.pass(2_000);
  scene.venue.orders.amendRenumbers = true;
  scene.submit({ price: price(5_000) });
  await scene.pass(200);
  scene.trade("sell", 4);
  await scene.pass(200);
}

async function amend(ticks: number, contracts: number): Promise<void> {
  const nowUs = scene.scheduler.nowUs();
  const request = { intentId: 1, leg: 0, price: price(ticks), size: size(contracts), epoch: 1 };
  scene.process.venue.amend({ ...request, deadlineUs: nowUs + 1_000_000 }, nowUs);
  await scene.pass(3_000);
}

test.each([
  ["told", 0],
  ["of which no event tells", 1],
])(
  "KalshiLive: behavior: an order amended to another id is the same order, its fills count once: %s",
  async (_, eventLost) => {
    await open();
    const before = scene.orderOf(1)?.id;
    scene.venue.faults.rates = { ...scene.venue.faults.rates, eventLost };
    await amend(4_900, 8);
    expect(scene.orderOf(1)?.id).not.toBe(before as string);
    scene.trade("sell", 51);
    await scene.pass(200);
    scene.dropConnections();
    await scene.pass(40_000);
    expect(scene.process.filled(1)).toBe(scene.orderOf(1)?.filled as number);
    scene.process.venue.cancel(1, 0, scene.scheduler.nowUs());
    await scene.pass(3_000);
    expect([scene.orderOf(1)?.status === "resting", scene.process.venue.openCount]).toEqual([false, 0]);
    expect(scene.difference()).toBeUndefined();
    expect(scene.process.alarms).toEqual([]);
  },
);

test("KalshiLive: behavior: an amendment to another id behind a lost answer leaves nothing at the venue", async () => {
  await open();
  scene.venue.faults.next.push("lost_after");
  await amend(4_800, 12);
  scene.process.venue.cancel(1, 0, scene.scheduler.nowUs());
  await scene.until(() => scene.process.venue.openCount === 0, 60_000);
  expect(scene.account.resting()).toHaveLength(0);
  expect(scene.process.filled(1)).toBe(4_000_000);
  expect(scene.difference()).toBeUndefined();
});

test("KalshiLive: behavior: a process that knows the old id from nobody withdraws the new one", async () => {
  await open();
  await amend(4_800, 12);
  await scene.crash();
  await scene.until(() => scene.process.venue.isReconciled && scene.process.venue.openCount === 0);
  expect(scene.account.resting()).toHaveLength(0);
  expect(scene.process.filled(1)).toBe(4_000_000);
  expect(scene.difference()).toBeUndefined();
});

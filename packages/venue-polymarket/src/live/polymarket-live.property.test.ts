import { expect, test } from "bun:test";
import type { PriceTicks, SizeMicros } from "@augury/core";
import { NO_ORDER_FAULTS, type OrderFaultRates } from "../../sim/account/order-faults.ts";
import { LiveScene } from "./live-scene.ts";

const SEEDS = 8;
const ACTIONS = 500;
const STORM: OrderFaultRates = {
  lost_before: 0.02,
  lost_after: 0.08,
  fails_after: 0.08,
  repeated: 0.05,
  late: 0.05,
  lateMsMax: 4_000,
  cancelLost: 0.05,
  eventLost: 0.15,
  eventRepeated: 0.2,
  eventDelayed: 0.3,
  delayMsMax: 1_500,
  ghost: 0.03,
  reverted: 0.03,
  retried: 0.1,
};

/** One thing that happens. */
async function act(scene: LiveScene, crashes: number): Promise<void> {
  const { random } = scene;
  const size = (random.int(500, 3_000) * 10_000) as SizeMicros;
  const instrument = random.int(0, 1);
  const side = random.chance(0.7) ? "buy" : "sell";
  const price = (random.int(45, 55) * 100) as PriceTicks;
  if (random.chance(0.05))
    scene.submitMany([1, 2, 3].map(() => ({ instrument, price: (random.int(40, 55) * 100) as PriceTicks, size })));
  if (random.chance(0.35)) {
    const timeInForce = random.pick(["GTC", "GTC", "GTC", "IOC", "FOK", "GTD"] as const);
    const deadlineUs = scene.scheduler.nowUs() + (timeInForce === "GTD" ? 150_000_000 : 5_000_000);
    scene.submit({
      instrument,
      side,
      price,
      size,
      timeInForce,
      deadlineUs,
      postOnly: random.chance(0.1) && timeInForce === "GTC",
    });
  }
  if (random.chance(0.3)) scene.trade(random.chance(0.5) ? "buy" : "sell", random.int(1, 150));
  if (random.chance(0.2)) scene.refill();
  if (random.chance(0.1)) scene.process.venue.cancel(random.int(1, 40), 0, scene.scheduler.nowUs());
  if (random.chance(0.05)) scene.world.desk.settlement.failNext++;
  if (random.chance(0.02)) scene.dropConnections();
  if (random.chance(crashes)) await scene.crash();
  await scene.pass(random.int(1, 20) * 25);
}

/** Calms the network, withdraws every order, and waits until everything is known and settled. */
async function conclude(scene: LiveScene): Promise<void> {
  scene.world.faults.rates = NO_ORDER_FAULTS;
  await scene.pass(3_000);
  const { process } = scene;
  process.venue.cancelAll("requested", scene.scheduler.nowUs());
  await scene.until(() => process.venue.openCount === 0, 200_000);
  scene.dropConnections();
  await scene.pass(1_000);
  await scene.until(() => process.venue.isReconciled && process.live.settlements.pendingCount === 0);
}

function compare(scene: LiveScene, isOneProcess: boolean): string[] {
  const problems = [...scene.process.alarms];
  const difference = scene.difference();
  if (difference) problems.push(difference);
  if (scene.world.desk.openOrdersOf(scene.key.account).length > 0) problems.push("orders still rest");
  const known = new Set(scene.keys.values());
  for (const id of scene.world.desk.orders.keys()) if (!known.has(id)) problems.push(`${id} was not written down`);
  if (!isOneProcess) return problems;
  for (const [intentId] of scene.keys) {
    const theirs = scene.orderOf(intentId)?.matched ?? 0;
    const ours = scene.process.filled(intentId);
    if (ours !== theirs) problems.push(`order ${intentId}: we count ${ours} filled, the venue ${theirs}`);
  }
  return problems;
}

async function run(seed: number, crashes: number) {
  const scene = await LiveScene.open(seed);
  try {
    await scene.ready();
    scene.world.faults.rates = STORM;
    for (let n = 0; n < ACTIONS; n++) await act(scene, crashes);
    await conclude(scene);
    const problems = compare(scene, crashes === 0);
    return { problems, orders: scene.world.desk.orders.size, faults: scene.world.faults.counts };
  } finally {
    await scene.close();
  }
}

async function runAll(crashes: number) {
  const sums = { orders: 0, faults: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { faults, orders, problems } = await run(seed, crashes);
    if (problems.length > 0) throw new Error(`seed ${seed}: ${problems.slice(0, 3).join("; ")}`);
    sums.orders += orders;
    sums.faults += Object.values(faults).reduce((sum, count) => sum + count, 0);
  }
  return sums;
}

test("PolymarketLive: behavior: lost, failed and repeated answers and events lead to the venue's own books", async () => {
  const { faults, orders } = await runAll(0);
  expect(orders).toBeGreaterThan(SEEDS * 10);
  expect(faults).toBeGreaterThan(SEEDS);
}, 60_000);

test("PolymarketLive: behavior: a process that dies anywhere goes on from its log, and its ledger is the venue's", async () => {
  expect((await runAll(0.01)).orders).toBeGreaterThan(SEEDS * 5);
}, 60_000);

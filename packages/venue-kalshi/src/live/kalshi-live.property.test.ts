import { expect, test } from "bun:test";
import type { PriceTicks, SizeMicros } from "@augury/core";
import { NO_ORDER_FAULTS, type OrderFaultRates } from "../../sim/account/order-faults.ts";
import { KalshiLiveScene } from "./kalshi-live-scene.ts";

const SEEDS = 8;
const ACTIONS = 400;
const STORM: OrderFaultRates = {
  lost_before: 0.02,
  lost_after: 0.08,
  fails_after: 0.08,
  repeated: 0.05,
  late: 0.05,
  eventLost: 0.25,
  eventRepeated: 0.2,
  eventDelayed: 0.3,
  delayMsMax: 3_000,
  freeze: 0.05,
  freezeMsMax: 15_000,
};

/** One thing that happens. */
async function act(scene: KalshiLiveScene, crashes: number): Promise<void> {
  const { random } = scene;
  const nowUs = scene.scheduler.nowUs();
  if (random.chance(0.4)) scene.submit(orderOf(scene));
  if (random.chance(0.05)) scene.submitMany([orderOf(scene), orderOf(scene), orderOf(scene)]);
  if (random.chance(0.3)) scene.trade(random.chance(0.5) ? "buy" : "sell", random.int(1, 15_000) / 100);
  if (random.chance(0.2)) scene.refill();
  if (random.chance(0.1)) scene.process.venue.cancel(random.int(1, scene.intents + 1), 0, nowUs);
  if (random.chance(0.1)) changeSome(scene);
  if (random.chance(0.02)) scene.dropConnections();
  if (random.chance(0.003)) scene.exchange.setActive(0, false, nowUs);
  if (random.chance(0.3) && !scene.exchange.isOpen(0)) scene.exchange.setActive(0, true, nowUs);
  if (random.chance(crashes)) await scene.crash();
  await scene.pass(random.int(1, 20) * 25);
}

function orderOf({ random, scheduler }: KalshiLiveScene) {
  const timeInForce = random.pick(["GTC", "GTC", "GTC", "IOC", "FOK", "GTD"] as const);
  return {
    instrument: random.int(0, 1),
    side: random.pick(["buy", "sell"] as const),
    price: (random.int(45, 55) * 100) as PriceTicks,
    size: (random.int(1, 3_000) * 10_000) as SizeMicros,
    timeInForce,
    deadlineUs: scheduler.nowUs() + (timeInForce === "GTD" ? 20_000_000 : 5_000_000),
    postOnly: random.chance(0.1) && timeInForce === "GTC",
  };
}

/** Another price or size for an order that rests. */
function changeSome({ account, keys, process, random, scheduler }: KalshiLiveScene): void {
  const resting = account.resting();
  const order = resting[random.int(0, Math.max(0, resting.length - 1))];
  const intentId = [...keys].find(([, key]) => key === order?.clientOrderId)?.[0];
  if (!order || intentId === undefined) return;
  const isLess = random.chance(0.5);
  const own = order.side === "bid" ? order.price : 10_000 - order.price;
  const price = (isLess ? own : random.int(45, 55) * 100) as PriceTicks;
  const size = (
    isLess ? random.int(1, order.size / 10_000) * 10_000 : order.filled + random.int(1, 2_000) * 10_000
  ) as SizeMicros;
  process.venue.amend(
    { intentId, leg: 0, price, size, epoch: 1, deadlineUs: scheduler.nowUs() + 5_000_000 },
    scheduler.nowUs(),
  );
}

/** Calms the network, withdraws every order, and waits until everything is known. */
async function conclude(scene: KalshiLiveScene): Promise<void> {
  scene.venue.faults.rates = NO_ORDER_FAULTS;
  if (!scene.exchange.isOpen(0)) scene.exchange.setActive(0, true, scene.scheduler.nowUs());
  await scene.pass(4_000);
  const { venue } = scene.process;
  venue.cancelAll("requested", scene.scheduler.nowUs());
  await scene.until(() => venue.openCount === 0, 200_000);
  scene.dropConnections();
  await scene.pass(1_000);
  await scene.until(() => venue.isReconciled);
}

function compare(scene: KalshiLiveScene, isOneProcess: boolean): string[] {
  const problems = [...scene.process.alarms];
  const difference = scene.difference();
  if (difference) problems.push(difference);
  if (scene.account.resting().length > 0) problems.push("orders still rest");
  const known = new Set(scene.keys.values());
  const seen = new Set<string>();
  for (const { clientOrderId } of scene.account.orders.values()) {
    if (!known.has(clientOrderId)) problems.push(`${clientOrderId} was not written down`);
    if (seen.has(clientOrderId)) problems.push(`${clientOrderId} is there twice`);
    seen.add(clientOrderId);
  }
  if (!isOneProcess) return problems;
  for (const [intentId] of scene.keys) {
    const theirs = scene.orderOf(intentId)?.filled ?? 0;
    const ours = scene.process.filled(intentId);
    if (ours !== theirs) problems.push(`order ${intentId}: we count ${ours} filled, the venue ${theirs}`);
    const end = scene.venue.orders.amendRenumbers ? undefined : endProblem(scene, intentId);
    if (end) problems.push(end);
  }
  return problems;
}

/** How the end of an order that was reported is not the venue's, the price and size of a full one included. */
function endProblem(scene: KalshiLiveScene, intentId: number): string | undefined {
  const { process, said } = scene;
  const order = scene.orderOf(intentId);
  if (!order) return undefined;
  const isFull = order.status === "executed";
  const state = said.get(intentId)?.state;
  if (isFull !== (state === "filled")) return `order ${intentId}: we say ${state}, the venue ${order.status}`;
  const told = process.reports.findLast((report) => report.intentId === intentId && report.terms);
  if (!isFull || !told?.terms) return undefined;
  const price = told.instrument === 0 ? order.price : 10_000 - order.price;
  if (told.terms.price === price && told.terms.size === order.size) return undefined;
  return `order ${intentId}: we say ${told.terms.size} at ${told.terms.price}, the venue ${order.size} at ${price}`;
}

async function run(seed: number, crashes: number) {
  const scene = await KalshiLiveScene.open(seed, { config: { snapshotMs: 3_000 } });
  try {
    await scene.ready();
    await scene.pass(2_000);
    scene.venue.faults.rates = STORM;
    scene.venue.orders.amendRenumbers = seed % 2 === 0;
    for (let n = 0; n < ACTIONS; n++) await act(scene, crashes);
    await conclude(scene);
    const problems = compare(scene, crashes === 0);
    return { problems, orders: scene.account.orders.size, faults: scene.venue.faults.counts };
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

test("KalshiLive: behavior: lost, failed, late and repeated answers and events, and listings that stand still, lead to the venue's own books", async () => {
  const { faults, orders } = await runAll(0);
  expect(orders).toBeGreaterThan(SEEDS * 10);
  expect(faults).toBeGreaterThan(SEEDS * 10);
}, 120_000);

test("KalshiLive: behavior: a process that dies anywhere goes on from its log, and its ledger is the venue's", async () => {
  expect((await runAll(0.01)).orders).toBeGreaterThan(SEEDS * 5);
}, 120_000);

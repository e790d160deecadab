import { afterEach, expect, test } from "bun:test";
import type { PriceTicks, SizeMicros } from "@augury/core";
import { KalshiLiveScene } from "./kalshi-live-scene.ts";
import type { OrderGroups } from "./order-groups.ts";

let scene: KalshiLiveScene;
afterEach(() => scene.close());

const AT_BID = 4_900 as PriceTicks;
const size = (contracts: number) => (contracts * 1_000_000) as SizeMicros;

async function open(contracts: number): Promise<OrderGroups> {
  scene = await KalshiLiveScene.open(1, { group: { contractsMax: size(contracts) } });
  await scene.ready();
  await scene.pass(2_000);
  return groupsOf(scene);
}

function groupsOf({ process }: KalshiLiveScene): OrderGroups {
  if (!process.live.groups) throw new Error("the scene has groups");
  return process.live.groups;
}

const ends = () => scene.process.reports.slice(-1).map(({ reason, state }) => `${state} ${reason}`)[0];
const pastTheBids = () => scene.trade("sell", 100);

/** Two orders rest, and one of them fills. */
async function burst(): Promise<void> {
  scene.submit({ price: (AT_BID + 100) as PriceTicks, size: size(5) });
  scene.submit({});
  await scene.pass(200);
  pastTheBids();
  await scene.pass(200);
}

test("OrderGroups: default: one group at the start, and every order carries it", async () => {
  await open(100);
  scene.submit({});
  await scene.pass(200);
  const [id] = scene.account.groups.keys();
  expect(scene.account.groups.size).toBe(1);
  expect(scene.orderOf(1)?.terms.groupId).toBe(id as string);
  expect(scene.process.groupStates).toEqual(["active"]);
});

test("OrderGroups: behavior: a burst cancels the rest and halts what is new, until it is reset", async () => {
  const groups = await open(5);
  await burst();
  expect(scene.process.groupStates).toEqual(["active", "triggered"]);
  expect([scene.orderOf(1)?.status, scene.orderOf(2)?.status]).toEqual(["executed", "canceled"]);
  expect(scene.process.venue.openCount).toBe(0);
  scene.submit({});
  expect(ends()).toBe("rejected order_rate");
  const reset = groups.reset();
  await scene.pass(200);
  expect([await reset, groups.state]).toEqual([true, "active"]);
  scene.submit({});
  await scene.pass(200);
  expect(ends()).toBe("accepted none");
});

test("OrderGroups: behavior: a trigger that nobody told shows in the next refusal", async () => {
  const groups = await open(5);
  scene.venue.faults.rates = { ...scene.venue.faults.rates, eventLost: 1 };
  await burst();
  expect(groups.state).toBe("active");
  scene.submit({});
  await scene.pass(200);
  expect([ends(), groups.state]).toEqual(["rejected order_rate", "triggered"]);
});

test("OrderGroups: behavior: after a lost connection its state is asked for", async () => {
  const groups = await open(5);
  scene.venue.faults.rates = { ...scene.venue.faults.rates, eventLost: 1 };
  await burst();
  scene.dropConnections();
  await scene.until(() => groups.state === "triggered", 10_000);
});

test("OrderGroups: behavior: a trigger told late, after the reset that followed it, is none", async () => {
  const groups = await open(5);
  await burst();
  const [id = ""] = scene.account.groups.keys();
  const ts_ms = scene.nowMs - 100;
  await scene.pass(100);
  const reset = groups.reset();
  await scene.pass(200);
  await reset;
  groups.onUpdate({ event_type: "triggered", order_group_id: id, ts_ms });
  expect(groups.state).toBe("active");
  groups.onUpdate({ event_type: "triggered", order_group_id: id, ts_ms: scene.nowMs });
  expect(groups.state).toBe("triggered");
});

test("OrderGroups: behavior: a lowered cap triggers at once; a deleted group is made anew by a reset", async () => {
  const groups = await open(100);
  await burst();
  expect(groups.state).toBe("active");
  const lowered = groups.setLimit(size(1));
  await scene.pass(200);
  expect([await lowered, groups.state]).toEqual([true, "triggered"]);
  const [id = ""] = scene.account.groups.keys();
  scene.venue.orders.groups.delete(scene.account, id, scene.nowMs);
  await scene.pass(100);
  expect(groups.state).toBe("gone");
  scene.submit({});
  expect(ends()).toBe("rejected unreconciled");
  const reset = groups.reset();
  await scene.pass(500);
  expect([await reset, scene.account.groups.size, scene.account.groups.has(id)]).toEqual([true, 1, false]);
});

import { expect, test } from "bun:test";
import { exchangeOf, START_US } from "../session-harness.ts";
import { SimTrader, TEST_KEYS } from "../sim-trader.ts";
import { SimWorld } from "../sim-world.ts";

const BUY = { token: "11", side: "BUY", price: 0.4, size: 10 } as const;

test("HeartbeatWatch: behavior: silence cancels every order of the key that ever beat, and of no other", () => {
  let nowMs = START_US / 1000;
  const world = new SimWorld({ exchange: exchangeOf(1), seed: 1, nowMs: () => nowMs });
  const [ann, bob] = TEST_KEYS.map((key) => new SimTrader(world, key)) as [SimTrader, SimTrader];
  for (const trader of [ann, bob]) trader.post(BUY);
  const first = world.heartbeats.beat(ann.key, "", nowMs);
  if (!("next" in first)) throw new Error("the first heartbeat has no id");
  expect(world.heartbeats.beat(ann.key, "wrong", nowMs)).toEqual({ expected: first.next });
  nowMs += 14_000;
  expect(world.heartbeats.beat(ann.key, first.next, nowMs)).toHaveProperty("next");
  nowMs += 15_000;
  world.advance(nowMs);
  const open = () => [ann, bob].map(({ key }) => world.desk.openOrdersOf(key.account).length);
  expect(open()).toEqual([1, 1]);
  nowMs += 1;
  world.advance(nowMs);
  expect(open()).toEqual([0, 1]);
});

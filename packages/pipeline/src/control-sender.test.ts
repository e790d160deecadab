import { expect, test } from "bun:test";
import { ManualClock } from "@augury/core";
import { VenueCode } from "@augury/model";
import { createDoorbell, createRing, RingConsumer } from "@augury/ring";
import { decodeSlot, SLOT_BYTES } from "@augury/wire";
import { ControlSender } from "./control-sender.ts";

function rigOf(capacity = 4, waitingMax = 100) {
  const ring = createRing({ capacity, slotBytes: SLOT_BYTES }, createDoorbell());
  const sender = new ControlSender(ring, new ManualClock(5_000), waitingMax);
  const consumer = new RingConsumer(ring);
  const take = (max = 100) => {
    const waiting = consumer.poll(max);
    const slots = Array.from({ length: waiting }, (_, at) => decodeSlot(consumer.i32, consumer.f64, consumer.base(at)));
    consumer.release(waiting);
    return slots;
  };
  return { sender, take };
}

test("ControlSender: default: commands, ends of epochs and positions as slots", () => {
  const { sender, take } = rigOf();
  sender.send("cash", { a: 2, x: 7.5 });
  sender.epochEnd(VenueCode.kalshi, 3, 5, "worker_restart");
  sender.position(4, -6_000_000, 4100, 2);
  expect(take()).toMatchObject([
    { kind: "control", instrument: -1, receivedTimeUs: 5_000, body: { control: "cash", a: 2, x: 7.5 } },
    { kind: "epochEnd", venue: "kalshi", instrument: 3, epoch: 5, body: { reason: "worker_restart" } },
    { kind: "position", venue: "none", instrument: 4, epoch: 2, body: { size: -6_000_000, averagePrice: 4100 } },
  ]);
});

test("ControlSender: behavior: what finds no room waits, and everything comes in order", () => {
  const { sender, take } = rigOf(4);
  const sent = Array.from({ length: 11 }, (_, at) => at);
  for (const x of sent) sender.send("cash", { x });
  const taken: unknown[] = [];
  for (let turn = 0; turn < 10; turn++) {
    taken.push(...take(3).map(({ body }) => body.x));
    sender.pump();
  }
  expect(taken).toEqual(sent);
  expect(sender.pump()).toBe(0);
});

test("ControlSender: behavior: a later command does not overtake those that wait", () => {
  const { sender, take } = rigOf(2);
  for (const x of [1, 2, 3]) sender.send("cash", { x });
  expect(take().map(({ body }) => body.x)).toEqual([1, 2]);
  sender.send("cash", { x: 4 });
  expect(sender.pump()).toBe(0);
  expect(take().map(({ body }) => body.x)).toEqual([3, 4]);
});

test("ControlSender: error: a reader that never reads", () => {
  const { sender } = rigOf(2, 3);
  for (let x = 0; x < 5; x++) sender.send("cash", { x });
  expect(() => sender.send("cash")).toThrow("more than 3 commands wait");
});

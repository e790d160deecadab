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

test("ControlSender: default: commands, ends of epochs, cash, positions and settlements as slots", () => {
  const { sender, take } = rigOf();
  sender.send("cash", { a: 2, x: 7.5 });
  sender.epochEnd(VenueCode.kalshi, 3, 5, "worker_restart");
  sender.position({ instrument: 4, size: 6_000_000, cost: 2_460_001 }, 2);
  sender.cash("kalshi", 99, 2);
  const operation = { kind: "trade", instrument: 4, side: "sell", price: 4_100, size: 7, fee: 3 } as const;
  const observation = { id: "4 1000 -5 6", operation, state: "retrying", happenedMs: 1_000 } as const;
  sender.settlement({ observation, intentId: 8, leg: 1, strategy: undefined, counted: true });
  const first = take();
  sender.pump();
  expect([...first, ...take()]).toMatchObject([
    { kind: "control", instrument: -1, receivedTimeUs: 5_000, body: { control: "cash", a: 2, x: 7.5 } },
    { kind: "epochEnd", venue: "kalshi", instrument: 3, epoch: 5, body: { reason: "worker_restart" } },
    {
      kind: "position",
      venue: "none",
      instrument: 4,
      epoch: 2,
      body: { size: 6_000_000, averagePrice: -1, cost: 2_460_001 },
    },
    { kind: "control", venue: "kalshi", body: { control: "cash", a: 2, x: 99 } },
    {
      kind: "settlement",
      venue: "none",
      instrument: 4,
      epoch: -5,
      exchangeTimeMs: 1_000,
      body: {
        idLow: 6,
        intentId: 8,
        leg: 1,
        strategy: 255,
        state: "retrying",
        side: "sell",
        price: 4_100,
        counted: true,
      },
    },
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

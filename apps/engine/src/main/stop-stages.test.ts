import { expect, test } from "bun:test";
import { createDoorbell, createRing, RingConsumer, RingProducer } from "@augury/ring";
import { awaitEmpty } from "./stop-stages.ts";

test("awaitEmpty: default: waits for the readers, and names the rings that keep slots", async () => {
  const rings = {
    read: createRing({ capacity: 4, slotBytes: 8 }, createDoorbell()),
    left: createRing({ capacity: 4, slotBytes: 8 }, createDoorbell()),
  };
  expect(await awaitEmpty(rings, 0)).toEqual([]);
  new RingProducer(rings.read).publish(2);
  new RingProducer(rings.left).publish(3);
  const waited = awaitEmpty(rings, 40);
  new RingConsumer(rings.read).release(2);
  expect(await waited).toEqual(["3 slots were left in the ring left"]);
});

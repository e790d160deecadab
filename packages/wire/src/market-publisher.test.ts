import { expect, test } from "bun:test";
import { createDoorbell, createRing, RingConsumer, RingProducer } from "@augury/ring";
import { ControlWords } from "./control-words.ts";
import { EpochTable } from "./epoch-table.ts";
import { MarketPublisher, RESERVED_SLOTS } from "./market-publisher.ts";
import { SLOT_BYTES } from "./slot-layout.ts";
import { decodeSlot } from "./slot-reader.ts";

function open(capacity = 256) {
  const handle = createRing({ capacity, slotBytes: SLOT_BYTES }, createDoorbell());
  const ring = new RingProducer(handle);
  const epochs = EpochTable.create(4);
  const publisher = new MarketPublisher(ring, epochs, 2, () => ring.flush());
  const consumer = new RingConsumer(handle);
  const drain = () => {
    const waiting = consumer.poll(capacity);
    const slots = Array.from({ length: waiting }, (_, at) => decodeSlot(consumer.i32, consumer.f64, consumer.base(at)));
    consumer.release(waiting);
    return slots;
  };
  return { publisher, epochs, ring, drain };
}

test("EpochTable: behavior: numbers grow, odd is live, and only the live one is", () => {
  const epochs = EpochTable.create(2);
  expect(epochs.read(1)).toBe(0);
  expect(epochs.isLive(1, 0)).toBe(false);
  expect(epochs.begin(1)).toBe(1);
  expect(epochs.isLive(1, 1)).toBe(true);
  expect(() => epochs.begin(1)).toThrow("an epoch ends before the next begins");
  expect(epochs.end(1)).toBe(1);
  expect(epochs.end(1)).toBe(0);
  expect([epochs.isLive(1, 1), epochs.isLive(1, 2)]).toEqual([false, false]);
  expect(new EpochTable(epochs.buffer).begin(1)).toBe(3);
  epochs.begin(0);
  expect(epochs.endAll([0, 1])).toBe(2);
});

test("MarketPublisher: behavior: an epoch ends in the word at once and in the ring in order", () => {
  const { publisher, epochs, drain } = open();
  expect(publisher.beginEpoch(3, 10)).toBe(1);
  expect(publisher.endEpoch(3, "gap", 20)).toBe(true);
  expect(publisher.endEpoch(3, "gap", 30)).toBe(false);
  expect(epochs.isLive(3, 1)).toBe(false);
  expect(drain()).toMatchObject([
    { kind: "epochEnd", venue: "kalshi", instrument: 3, epoch: 1, receivedTimeUs: 20, body: { reason: "gap" } },
  ]);
});

test("MarketPublisher: behavior: with the ring full the word still changes, and the slot follows before any data", () => {
  const { publisher, epochs, ring, drain } = open(128);
  publisher.beginEpoch(0, 1);
  expect(publisher.hasRoom(128 - RESERVED_SLOTS)).toBe(true);
  ring.publish(128);
  expect(publisher.hasRoom(1)).toBe(false);
  publisher.endEpoch(0, "overrun", 2);
  expect(epochs.isLive(0, 1)).toBe(false);
  expect(publisher.hasRoom(0)).toBe(false);
  drain();
  expect(publisher.hasRoom(1)).toBe(true);
  expect(drain()).toMatchObject([{ kind: "epochEnd", body: { reason: "overrun" } }]);
});

test("MarketPublisher: behavior: data leaves the reserve to bad news", () => {
  const { publisher, ring } = open(128);
  ring.publish(128 - RESERVED_SLOTS);
  expect(publisher.hasRoom(1)).toBe(false);
  expect(publisher.connection({ state: 3, connection: 0, attempt: 1, code: 1006, nowUs: 5 })).toBe(true);
});

test("ControlWords: behavior: heartbeats age, the kill word and the stop phase are seen by every view", () => {
  const words = ControlWords.create();
  const other = new ControlWords(words.buffer);
  const nowUs = 1_795_000_000_000_000;
  expect(other.ageMs("decision", nowUs)).toBe(Number.MAX_SAFE_INTEGER);
  words.beat("decision", nowUs);
  expect(other.ageMs("decision", nowUs + 1_500_000)).toBe(1500);
  words.setKilled(true);
  expect(other.killed).toBe(true);
  words.setStopPhase(2);
  expect(other.stopPhase).toBe(2);
});

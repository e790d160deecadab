import { expect, test } from "bun:test";
import { FeedRig, testTable } from "./feed-rig.ts";
import { bookEvent, change, priceChange } from "./test-events.ts";

/** `count` levels of one side, best last, on a 0.0001 grid. */
function side(count: number, from: number, step: number): [string, string][] {
  return Array.from({ length: count }, (_, at) => [String((from + at * step) / 10_000), String(at + 1)]);
}

/** Drains the ring in small bites and resumes until nothing waits; returns all slots in order. */
function drain(rig: FeedRig, bite: number) {
  const slots = rig.slots(bite);
  for (let turn = 0; turn < 100_000; turn++) {
    const isThrough = rig.core.resume(rig.nowUs);
    const more = rig.slots(bite);
    slots.push(...more);
    if (isThrough && more.length === 0) return slots;
  }
  throw new Error("the frame never came through");
}

test("back-pressure: behavior: 400 books of 200 levels come through a ring of 4096 slots", () => {
  const rig = new FeedRig({ instruments: testTable(200, 1), config: { assetsPerSocketMax: 400 } }).open();
  const bids = side(100, 1000, 10);
  const asks = side(100, 9000, -10);
  const books = Array.from({ length: 400 }, (_, at) =>
    bookEvent({ market: at >> 1, side: (at & 1) as 0 | 1, bids, asks }),
  );
  expect(rig.frame(books)).toBe("waiting");
  const slots = drain(rig, 1000);
  expect(slots.length).toBe(400 * (2 + 2 * 34));
  expect(slots.filter(({ kind }) => kind === "snapshotEnd").map(({ instrument }) => instrument)).toEqual(
    Array.from({ length: 400 }, (_, at) => at),
  );
  expect(rig.counters.read()).toMatchObject({
    frames: 1,
    framesParsed: 1,
    framesWaiting: 1,
    books: 400,
    slots: slots.length,
  });
  expect(rig.counters.get("bookHashesVerified")).toBe(400);
});

test("back-pressure: behavior: one book larger than the ring is published in pieces, in order", () => {
  const rig = new FeedRig({ instruments: testTable(1, 1), ringSlots: 128 }).open();
  const bids = side(600, 1, 1);
  expect(rig.frame([bookEvent({ bids, asks: [["0.9", "1"]], tick_size: "0.0001" })])).toBe("waiting");
  const slots = drain(rig, 7);
  const levels = slots
    .filter(({ kind }) => kind === "snapshotLevels")
    .flatMap(({ body }) => body.levels as [number, number][]);
  expect(levels.slice(0, 600)).toEqual(bids.map((_, at) => [at + 1, (at + 1) * 1_000_000]));
  expect(slots.length).toBe(2 + 200 + 1);
  expect(rig.counters.get("bookHashesVerified")).toBe(1);
});

test("back-pressure: behavior: the caller's buffer may be overwritten while the frame waits", () => {
  const rig = new FeedRig({ instruments: testTable(1, 1), ringSlots: 128 }).open();
  const bytes = new Uint8Array(
    Buffer.from(JSON.stringify([bookEvent({ bids: side(400, 1, 1) }), bookEvent({ side: 1 })])),
  );
  expect(rig.core.frame(0, bytes, rig.nowUs)).toBe("waiting");
  bytes.fill(0x20);
  expect(drain(rig, 50).filter(({ kind }) => kind === "snapshotEnd")).toHaveLength(2);
});

test("back-pressure: behavior: a price_change with more entries than the ring has slots comes through whole", () => {
  const rig = new FeedRig({ instruments: testTable(1, 1), ringSlots: 128 }).open();
  rig.frame([bookEvent()]);
  rig.slots();
  const changes = Array.from({ length: 500 }, (_, at) =>
    change({ price: String((at + 1) / 10_000), size: String(at + 1) }),
  );
  expect(rig.frame(priceChange(changes))).toBe("waiting");
  const slots = drain(rig, 11);
  expect(slots.map(({ body }) => body.price)).toEqual(changes.map((_, at) => at + 1));
});

test("back-pressure: behavior: a connection lost while its frame waits gives the frame up and ends the torn book's epoch", () => {
  const rig = new FeedRig({ instruments: testTable(1, 1), ringSlots: 128 }).open();
  expect(rig.frame([bookEvent({ bids: side(600, 1, 1) }), bookEvent({ side: 1 })])).toBe("waiting");
  rig.core.close(0, { code: 1006, text: "" }, rig.nowUs);
  const slots = drain(rig, 50);
  expect(slots.at(-1)).toMatchObject({ kind: "epochEnd", instrument: 0, epoch: 1 });
  expect(slots.some(({ kind }) => kind === "snapshotEnd")).toBe(false);
  expect(rig.counters.read()).toMatchObject({ framesDropped: 1, framesParsed: 0 });
  rig.open().frame([bookEvent()]);
  expect(rig.slots()[0]).toMatchObject({ kind: "snapshotBegin", epoch: 3 });
});

test("back-pressure: behavior: a book whose epoch ends while it waits is not finished, the rest of the frame is", () => {
  const rig = new FeedRig({ instruments: testTable(1, 1), ringSlots: 128 }).open();
  expect(rig.frame([bookEvent({ bids: side(600, 1, 1) }), bookEvent({ side: 1 })])).toBe("waiting");
  rig.core.resync([0], rig.nowUs);
  const slots = drain(rig, 50);
  expect(slots.filter(({ kind }) => kind === "snapshotEnd").map(({ instrument }) => instrument)).toEqual([1]);
  expect(slots.filter(({ kind }) => kind === "epochEnd").map(({ instrument }) => instrument)).toEqual([0]);
});

test("back-pressure: behavior: nothing is judged missing or stalled while the feed itself does not read", () => {
  const rig = new FeedRig({ instruments: testTable(2, 1), ringSlots: 128 }).open();
  expect(rig.frame([bookEvent({ bids: side(600, 1, 1) })])).toBe("waiting");
  rig.pass(60_000);
  expect(rig.sent).toEqual([]);
  expect(rig.counters.get("snapshotsMissing")).toBe(0);
});

import { expect, test } from "bun:test";
import fc from "fast-check";
import { Order, SequenceTracker } from "./sequence-tracker.ts";

const BOOKS = "orderbook_delta";

test("SequenceTracker: behavior: one counter per sid, whatever the market", () => {
  const tracker = new SequenceTracker();
  tracker.learn(1, BOOKS);
  tracker.learn(2, "trade");
  expect([tracker.check(1, 1, BOOKS), tracker.check(2, 1, "trade"), tracker.check(1, 2, BOOKS)]).toEqual([0, 0, 0]);
  expect(tracker.check(1, 4, BOOKS)).toBe(Order.gap);
  expect(tracker.check(1, 5, BOOKS)).toBe(Order.next);
  expect([tracker.check(1, 5, BOOKS), tracker.duplicateRun]).toEqual([Order.duplicate, 1]);
});

test("SequenceTracker: behavior: an ok that outruns the ack counts, and the ack then promises nothing more", () => {
  const tracker = new SequenceTracker();
  expect(tracker.check(3, 1, undefined)).toBe(Order.next);
  tracker.learn(3, BOOKS);
  expect([tracker.check(3, 2, BOOKS), tracker.channelOf(3), tracker.sidOf(BOOKS)]).toEqual([Order.next, BOOKS, 3]);
});

test("SequenceTracker: behavior: a retired sid is foreign until an ack names it again, and then starts at 1", () => {
  const tracker = new SequenceTracker();
  tracker.learn(1, BOOKS);
  tracker.check(1, 1, BOOKS);
  tracker.retire(1);
  expect([tracker.check(1, 2, BOOKS), tracker.sidOf(BOOKS)]).toEqual([Order.foreign, -1]);
  tracker.learn(1, BOOKS);
  expect(tracker.check(1, 1, BOOKS)).toBe(Order.next);
});

test("SequenceTracker: behavior: an ack with a new sid retires the channel's old one", () => {
  const tracker = new SequenceTracker();
  tracker.learn(1, BOOKS);
  tracker.learn(2, BOOKS);
  expect([tracker.check(1, 1, BOOKS), tracker.check(2, 1, BOOKS)]).toEqual([Order.foreign, Order.next]);
});

test("SequenceTracker: behavior: sids are bounded", () => {
  const tracker = new SequenceTracker();
  let taken = 0;
  for (let sid = 0; sid < 1000; sid++) if (tracker.check(sid, 1, undefined) === Order.next) taken++;
  expect(taken).toBe(256);
});

test("SequenceTracker: property: reports a gap exactly where frames were lost", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 200 }), (lost) => {
      const tracker = new SequenceTracker();
      tracker.learn(1, BOOKS);
      let isBroken = false;
      for (const [at, isLost] of lost.entries()) {
        if (!isLost) expect(tracker.check(1, at + 1, BOOKS)).toBe(isBroken ? Order.gap : Order.next);
        isBroken = isLost;
      }
    }),
  );
});

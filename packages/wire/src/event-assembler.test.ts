import { expect, test } from "bun:test";
import { CONNECTION_STATES, MARKET_UPDATES, VenueCode } from "@augury/model";
import { EventAssembler } from "./event-assembler.ts";
import { Flag, NO_PRICE, SLOT_WORDS, SlotKind } from "./slot-layout.ts";
import { SlotWriter } from "./slot-writer.ts";

/** Writes one slot and gives it to the assembler. */
function take(assembler: EventAssembler, kind: number, write: (writer: SlotWriter) => void) {
  const memory = new ArrayBuffer(SLOT_WORDS * 4);
  const writer = new SlotWriter(new Int32Array(memory), new Float64Array(memory));
  writer.frame(VenueCode.kalshi, 1_700_000_000_000_000);
  writer.header(0, kind, 3, 5, 77, 1_700_000_000_000);
  write(writer);
  return assembler.take(writer.i32, writer.f64, 0);
}

const HEAD = {
  venue: "kalshi",
  instrument: 3,
  epoch: 5,
  sequence: 77,
  exchangeTimeMs: 1_700_000_000_000,
  receivedTimeUs: 1_700_000_000_000_000,
};

test("EventAssembler: default: a snapshot run becomes one event", () => {
  const assembler = new EventAssembler();
  expect(take(assembler, SlotKind.snapshotBegin, (w) => w.snapshotBegin(0, 2, 1, 100))).toBeUndefined();
  const bids = (w: SlotWriter) => {
    w.snapshotLevel(0, 0, 4000, 10);
    w.snapshotLevel(0, 1, 3900, 20);
  };
  expect(take(assembler, SlotKind.snapshotLevels, bids)).toBeUndefined();
  expect(take(assembler, SlotKind.snapshotLevels | Flag.ask, (w) => w.snapshotLevel(0, 0, 4200, 30))).toBeUndefined();
  expect(take(assembler, SlotKind.snapshotEnd, (w) => w.snapshotEnd(0, 2, 1))).toEqual({
    kind: "book_snapshot",
    ...HEAD,
    step: 100,
    bids: [
      { price: 4000, size: 10 },
      { price: 3900, size: 20 },
    ],
    asks: [{ price: 4200, size: 30 }],
  } as never);
});

test("EventAssembler: behavior: a run that does not add up becomes no event and is counted", () => {
  const assembler = new EventAssembler();
  take(assembler, SlotKind.snapshotBegin, (w) => w.snapshotBegin(0, 1, 0, 100));
  take(assembler, SlotKind.snapshotBegin, (w) => w.snapshotBegin(0, 1, 0, 100));
  expect(take(assembler, SlotKind.snapshotEnd, (w) => w.snapshotEnd(0, 1, 0))).toBeUndefined();
  expect(assembler.torn).toBe(2);
});

test.each([
  [
    "book delta",
    SlotKind.bookDelta | Flag.ask | Flag.absolute | Flag.hasBest,
    (w: SlotWriter) => w.bookDelta(0, 4200, 0, 4000, NO_PRICE),
    { kind: "book_delta", side: "ask", price: 4200, size: 0, absolute: true, bestBid: 4000 },
  ],
  [
    "trade",
    SlotKind.trade | Flag.sell,
    (w: SlotWriter) => w.trade(0, 4100, 5, 9),
    { kind: "trade", takerSide: "sell", price: 4100, size: 5 },
  ],
  [
    "quote",
    SlotKind.quote,
    (w: SlotWriter) => w.quote(0, NO_PRICE, 4200, 4100, -1, 7),
    { kind: "quote", bestAsk: 4200, askSize: 7 },
  ],
  [
    "tick size",
    SlotKind.tickSize,
    (w: SlotWriter) => w.tickSize(0, 100, 10),
    { kind: "tick_size", oldStep: 100, newStep: 10 },
  ],
  [
    "market update",
    SlotKind.marketUpdate,
    (w: SlotWriter) => w.marketUpdate(0, MARKET_UPDATES.indexOf("settled"), 10_000, 1),
    { kind: "market_update", update: "settled", value: 10_000 },
  ],
  [
    "connection",
    SlotKind.connection,
    (w: SlotWriter) => w.connection(0, CONNECTION_STATES.indexOf("stale"), 1, 2, 4900),
    { kind: "connection", state: "stale", connection: 1, attempt: 2 },
  ],
  [
    "position",
    SlotKind.position,
    (w: SlotWriter) => w.position(0, 4000, -5),
    { kind: "position", size: -5, averagePrice: 4000 },
  ],
  [
    "reference price",
    SlotKind.referencePrice,
    (w: SlotWriter) => w.referencePrice(0, 2, 95_000_000_000, 7),
    { kind: "reference_price", reference: 2, valueMicros: 95_000_000_000, rest: 7, carried: false },
  ],
] as const)("EventAssembler: default: %s", (_name, kind, write, event) => {
  expect(take(new EventAssembler(), kind, write)).toEqual({ ...HEAD, ...event } as never);
});

test("EventAssembler: behavior: what is no feed event is none here", () => {
  expect(take(new EventAssembler(), SlotKind.timer, (w) => w.timer(0, 0, 1))).toBeUndefined();
});

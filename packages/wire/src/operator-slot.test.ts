import { expect, test } from "bun:test";
import { VenueCode, VenueName } from "@augury/model";
import fc from "fast-check";
import {
  type OperatorAmend,
  type OperatorOrder,
  readOperatorAmend,
  readOperatorCancel,
  readOperatorOrder,
  writeOperatorAmend,
  writeOperatorCancel,
  writeOperatorOrder,
} from "./operator-slot.ts";
import { SLOT_BYTES } from "./slot-layout.ts";
import { TIMES_IN_FORCE } from "./slot-reader.ts";
import { isOutputKind, SlotWriter } from "./slot-writer.ts";

const memory = new ArrayBuffer(SLOT_BYTES);
const writer = new SlotWriter(new Int32Array(memory), new Float64Array(memory));
const count = fc.nat(2 ** 31 - 1);
const anyOrder: fc.Arbitrary<OperatorOrder> = fc.record(
  {
    requestId: count,
    instrument: fc.nat(100_000),
    side: fc.constantFrom("buy" as const, "sell" as const),
    price: fc.integer({ min: 0, max: 10_000 }),
    size: fc.integer({ min: 1, max: 2 ** 50 }),
    timeInForce: fc.constantFrom(...TIMES_IN_FORCE),
    postOnly: fc.boolean(),
    reduceOnly: fc.constant(true),
    epoch: count,
    deadlineUs: fc.nat(2 ** 52),
  },
  {
    requiredKeys: [
      "requestId",
      "instrument",
      "side",
      "price",
      "size",
      "timeInForce",
      "postOnly",
      "epoch",
      "deadlineUs",
    ],
  },
);

test("readOperatorOrder: behavior: reads back what was written, as an input", () => {
  fc.assert(
    fc.property(anyOrder, (order) => {
      writer.frame(0, 1);
      writeOperatorOrder(writer, 0, order);
      expect(readOperatorOrder(writer.i32, writer.f64, 0)).toEqual(order);
      expect(isOutputKind((writer.i32[0] as number) & 0xff)).toBe(false);
    }),
  );
});

test("readOperatorAmend: behavior: reads back what was written, what was left out too, as an input", () => {
  const anyAmend: fc.Arbitrary<OperatorAmend> = fc.record(
    {
      requestId: count,
      intentId: count,
      leg: fc.nat(63),
      price: fc.integer({ min: 0, max: 10_000 }),
      size: fc.integer({ min: 1, max: 2 ** 50 }),
      epoch: count,
      deadlineUs: fc.nat(2 ** 52),
    },
    { requiredKeys: ["requestId", "intentId", "leg", "epoch", "deadlineUs"] },
  );
  fc.assert(
    fc.property(anyAmend, (amend) => {
      writer.frame(0, 1);
      writeOperatorAmend(writer, 0, amend);
      expect(readOperatorAmend(writer.i32, writer.f64, 0)).toEqual(amend);
      expect(isOutputKind((writer.i32[0] as number) & 0xff)).toBe(false);
    }),
  );
});

test("readOperatorCancel: behavior: reads back what was written, as an input", () => {
  const anyVenue = fc.constantFrom("none" as const, ...VenueName.options);
  const anyCancel = fc.record({
    requestId: count,
    venue: anyVenue,
    instrument: fc.integer({ min: -1, max: 9 }),
    intentId: count,
    leg: fc.integer({ min: -1, max: 63 }),
  });
  fc.assert(
    fc.property(anyCancel, ({ venue, ...cancel }) => {
      writer.frame(VenueCode[venue], 1);
      writeOperatorCancel(writer, 0, cancel);
      expect(readOperatorCancel(writer.i32, 0)).toEqual({ venue, ...cancel });
      expect(isOutputKind((writer.i32[0] as number) & 0xff)).toBe(false);
    }),
  );
});

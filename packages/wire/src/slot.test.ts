import { expect, test } from "bun:test";
import {
  CONNECTION_STATES,
  FEED_NAMES,
  INTENT_REASONS,
  LEG_MS_MAX,
  type LegPlan,
  MARKET_UPDATES,
  ORDER_STATES,
  REASON_CODES,
  SETTLEMENT_STATES,
} from "@augury/model";
import fc from "fast-check";
import { CONTROLS, EPOCH_END_REASONS, TRUST_REASONS } from "./codes.ts";
import { packLegPlan } from "./leg-plan-word.ts";
import {
  Flag,
  LEVELS_PER_SLOT,
  NO_PRICE,
  SLOT_BYTES,
  SLOT_WORDS,
  SlotKind,
  STAMPED_BYTES,
  snapshotSlots,
} from "./slot-layout.ts";
import { decodeSlot, levelCount, levelPrice, levelSize, TIMES_IN_FORCE } from "./slot-reader.ts";
import { isOutputKind, packLeg, packRefusal, packReport, packSettlement, SlotWriter } from "./slot-writer.ts";
import { writeStamped } from "./stamped-slot.ts";

const price = fc.integer({ min: 0, max: 10_000 });
const size = fc.integer({ min: -(2 ** 50), max: 2 ** 50 });
const i32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const byte = fc.integer({ min: 0, max: 127 });
const time = fc.double({ min: 0, max: 2 ** 52, noNaN: true });
const plan = fc.option(
  fc.record<LegPlan>({
    onFailure: fc.constantFrom("unwind", "hold"),
    sequence: fc.constantFrom("together", "one_by_one"),
    bandTicks: fc.integer({ min: 0, max: 10_000 }),
    legMs: fc.integer({ min: 1, max: LEG_MS_MAX }),
  }),
  { nil: undefined },
);
const header = fc.record({
  venue: fc.constantFrom(0, 1, 2, 3),
  instrument: fc.integer({ min: -1, max: 100_000 }),
  epoch: i32,
  sequence: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  exchangeTimeMs: time,
  receivedTimeUs: time,
});
const index = (list: readonly unknown[]) => fc.integer({ min: 0, max: list.length - 1 });

type Write = (writer: SlotWriter, base: number) => void;
interface Case {
  readonly kind: number;
  readonly write: Write;
  readonly body: Record<string, unknown>;
}
const c = (kind: number, write: Write, body: Record<string, unknown>): Case => ({ kind, write, body });

const anyBody = fc.oneof(
  fc.tuple(i32, i32, i32, i32).map(([a, b, s, l]) =>
    c(SlotKind.snapshotBegin, (w, at) => w.snapshotBegin(at, a, b, s, l), {
      bids: a,
      asks: b,
      step: s,
      lastPrice: l,
    }),
  ),
  fc.tuple(i32, i32).map(([a, b]) => c(SlotKind.snapshotEnd, (w, at) => w.snapshotEnd(at, a, b), { bids: a, asks: b })),
  fc.tuple(price, size, price).map(([p, s, b]) =>
    c(SlotKind.bookDelta | Flag.ask | Flag.absolute | Flag.hasBest, (w, at) => w.bookDelta(at, p, s, b, NO_PRICE), {
      side: "ask",
      price: p,
      size: s,
      absolute: true,
      bestBid: b,
      bestAsk: NO_PRICE,
    }),
  ),
  fc
    .tuple(price, size)
    .map(([p, s]) =>
      c(SlotKind.bookDelta, (w, at) => w.bookDelta(at, p, s), { side: "bid", price: p, size: s, absolute: false }),
    ),
  fc.tuple(price, size, time).map(([p, s, h]) =>
    c(SlotKind.trade | Flag.sell | Flag.block, (w, at) => w.trade(at, p, s, h), {
      takerSide: "sell",
      price: p,
      size: s,
      tradeHash: h,
      block: true,
    }),
  ),
  fc.tuple(i32, i32, i32, size, size).map(([a, b, l, s, t]) =>
    c(SlotKind.quote, (w, at) => w.quote(at, a, b, l, s, t), {
      bestBid: a,
      bestAsk: b,
      lastPrice: l,
      bidSize: s,
      askSize: t,
    }),
  ),
  fc
    .tuple(size, size)
    .map(([v, o]) => c(SlotKind.marketStats, (w, at) => w.marketStats(at, v, o), { volume: v, openInterest: o })),
  fc.tuple(i32, i32).map(([a, b]) => c(SlotKind.tickSize, (w, at) => w.tickSize(at, a, b), { oldStep: a, newStep: b })),
  fc.tuple(index(MARKET_UPDATES), time, time).map(([u, v, h]) =>
    c(SlotKind.marketUpdate, (w, at) => w.marketUpdate(at, u, v, h), {
      update: MARKET_UPDATES[u],
      value: v,
      marketHash: h,
    }),
  ),
  fc.tuple(index(CONNECTION_STATES), i32, i32, i32).map(([s, n, a, code]) =>
    c(SlotKind.connection, (w, at) => w.connection(at, s, n, a, code), {
      state: CONNECTION_STATES[s],
      connection: n,
      attempt: a,
      code,
    }),
  ),
  index(EPOCH_END_REASONS).map((r) =>
    c(SlotKind.epochEnd, (w, at) => w.epochEnd(at, r), { reason: EPOCH_END_REASONS[r] }),
  ),
  fc.tuple(i32, size, fc.integer({ min: 0, max: 1e12 - 1 }), fc.boolean()).map(([r, v, rest, carried]) =>
    c(SlotKind.referencePrice | (carried ? Flag.carried : 0), (w, at) => w.referencePrice(at, r, v, rest), {
      reference: r,
      valueMicros: v,
      rest,
      carried,
    }),
  ),
  fc.tuple(i32, time).map(([t, d]) => c(SlotKind.timer, (w, at) => w.timer(at, t, d), { timer: t, dueUs: d })),
  fc
    .tuple(index(CONTROLS), i32, i32, time, time)
    .map(([k, a, b, x, y]) =>
      c(SlotKind.control, (w, at) => w.control(at, k, a, b, x, y), { control: CONTROLS[k], a, b, x, y }),
    ),
  fc
    .tuple(i32, i32, fc.integer({ min: 0, max: 2 ** 32 - 1 }))
    .map(([n, f, r]) =>
      c(SlotKind.runStart, (w, at) => w.runStart(at, n, f, r), { incarnation: n, firstIntentId: f, reportsSeen: r }),
    ),
  fc
    .tuple(price, size)
    .map(([p, s]) => c(SlotKind.position, (w, at) => w.position(at, p, s), { averagePrice: p, size: s })),
  fc
    .tuple(i32, byte, byte, index(TIMES_IN_FORCE), index(INTENT_REASONS), price, size, time, plan)
    .map(([id, s, l, t, r, p, n, d, q]) =>
      c(
        SlotKind.intentLeg | Flag.sell | Flag.lastLeg,
        (w, at) => w.intentLeg(at, id, packLeg(s, l, t, r), p, n, d, packLegPlan(q)),
        {
          ...(q && { plan: q }),
          intentId: id,
          strategy: s,
          leg: l,
          timeInForce: TIMES_IN_FORCE[t],
          reason: INTENT_REASONS[r],
          price: p,
          side: "sell",
          postOnly: false,
          lastLeg: true,
          size: n,
          deadlineUs: d,
        },
      ),
    ),
  fc.tuple(i32, byte, byte, index(INTENT_REASONS), price, i32, size, time).map(([target, s, l, r, p, id, n, d]) =>
    c(SlotKind.amend, (w, at) => w.amend(at, target, packLeg(s, l, 0, r), p, id, n, d), {
      target,
      strategy: s,
      leg: l,
      reason: INTENT_REASONS[r],
      price: p,
      intentId: id,
      size: n,
      deadlineUs: d,
    }),
  ),
  fc
    .tuple(i32, byte, index(ORDER_STATES), index(REASON_CODES), price, fc.boolean(), size)
    .map(([id, l, s, r, p, isAmending, n]) =>
      c(
        SlotKind.orderReport | Flag.terms,
        (w, at) => w.orderTerms(at, id, packReport(l, s, r), p, isAmending ? 1 : 0, n),
        {
          intentId: id,
          leg: l,
          state: ORDER_STATES[s],
          reason: REASON_CODES[r],
          side: "buy",
          terms: { price: p, size: n, isAmending },
        },
      ),
    ),
  fc
    .tuple(i32, byte, byte, index(TIMES_IN_FORCE), index(INTENT_REASONS), price, size, time)
    .map(([id, s, l, t, r, p, n, d]) =>
      c(
        SlotKind.orderOpened | Flag.sell | Flag.reduceOnly,
        (w, at) => w.orderOpened(at, id, packLeg(s, l, t, r), p, n, d),
        {
          intentId: id,
          strategy: s,
          leg: l,
          timeInForce: TIMES_IN_FORCE[t],
          reason: INTENT_REASONS[r],
          price: p,
          side: "sell",
          postOnly: false,
          reduceOnly: true,
          size: n,
          deadlineUs: d,
        },
      ),
    ),
  fc.tuple(i32, byte, byte, index(INTENT_REASONS), i32).map(([target, s, l, r, id]) =>
    c(SlotKind.cancel, (w, at) => w.cancel(at, target, packLeg(s, l, 0, r), id), {
      target,
      strategy: s,
      leg: l,
      reason: INTENT_REASONS[r],
      intentId: id,
    }),
  ),
  fc
    .tuple(time, time, time, time)
    .map(([a, b, d, e]) =>
      c(SlotKind.intentNumbers, (w, at) => w.intentNumbers(at, a, b, d, e), { numbers: [a, b, d, e] }),
    ),
  fc.tuple(i32, byte, byte, index(REASON_CODES), time, time).map(([id, s, l, r, v, m]) =>
    c(SlotKind.refusal, (w, at) => w.refusal(at, id, packRefusal(s, l, r), v, m), {
      intentId: id,
      strategy: s,
      leg: l,
      reason: REASON_CODES[r],
      value: v,
      limit: m,
    }),
  ),
  fc.tuple(i32, byte, index(ORDER_STATES), index(REASON_CODES), price, size, size).map(([id, l, s, r, p, n, f]) =>
    c(SlotKind.orderReport | Flag.maker, (w, at) => w.orderReport(at, id, packReport(l, s, r), p, n, f), {
      intentId: id,
      leg: l,
      state: ORDER_STATES[s],
      reason: REASON_CODES[r],
      side: "buy",
      liquidity: "maker",
      fillPrice: p,
      fillSize: n,
      fee: f,
    }),
  ),
  fc
    .tuple(i32, byte, index(SETTLEMENT_STATES), byte, price, i32, size, size)
    .map(([id, strategy, s, leg, p, idLow, n, fee]) =>
      c(
        SlotKind.settlement | Flag.sell,
        (w, at) => w.settlement(at, id, packSettlement(strategy, s, leg), p, idLow, n, fee),
        {
          intentId: id,
          strategy,
          state: SETTLEMENT_STATES[s],
          leg,
          side: "sell",
          maker: false,
          counted: false,
          price: p,
          idLow,
          size: n,
          fee,
        },
      ),
    ),
  fc
    .tuple(price, size)
    .map(([payout, held]) => c(SlotKind.redemption, (w, at) => w.redemption(at, payout, held), { payout, held })),
  fc.tuple(fc.boolean(), i32, i32, i32, size, time).map(([isReconciled, misses, unknown, external, cash, skewMs]) =>
    c(
      SlotKind.venueStatus,
      (w, at) => w.venueStatus(at, isReconciled ? 1 : 0, misses, unknown, external, cash, skewMs),
      {
        isReconciled,
        heartbeatMisses: misses,
        unknownOrders: unknown,
        externalOrders: external,
        unknownCash: cash,
        clockSkewMs: skewMs,
      },
    ),
  ),
  index(TRUST_REASONS).map((r) =>
    c(SlotKind.bookTrust, (w, at) => w.bookTrust(at, 1, r), { trusted: true, reason: TRUST_REASONS[r] }),
  ),
  fc.tuple(time, time).map(([a, b]) =>
    c(SlotKind.digest, (w, at) => w.digest(at, -1, 0x0a, a, b), {
      digest: "ffffffff0000000a",
      inputs: a,
      outputs: b,
    }),
  ),
);

test("slot: behavior: decode ∘ encode is the identity for every kind, and no neighbor is touched", () => {
  fc.assert(
    fc.property(header, anyBody, (head, { kind, write, body }) => {
      const memory = new ArrayBuffer(SLOT_BYTES * 3);
      new Uint8Array(memory).fill(0xa5);
      const writer = new SlotWriter(new Int32Array(memory), new Float64Array(memory));
      writer.frame(head.venue, head.receivedTimeUs);
      writer.header(SLOT_WORDS, kind, head.instrument, head.epoch, head.sequence, head.exchangeTimeMs);
      write(writer, SLOT_WORDS);
      const slot = decodeSlot(writer.i32, writer.f64, SLOT_WORDS);
      expect(slot as unknown).toEqual({
        kind: Object.entries(SlotKind).find(([, code]) => code === (kind & 0xff))?.[0],
        venue: FEED_NAMES[head.venue],
        instrument: head.instrument,
        epoch: head.epoch,
        sequence: head.sequence,
        exchangeTimeMs: head.exchangeTimeMs,
        receivedTimeUs: head.receivedTimeUs,
        body,
      });
      const bytes = new Uint8Array(memory);
      expect(
        bytes.subarray(0, SLOT_BYTES).every((b) => b === 0xa5) &&
          bytes.subarray(SLOT_BYTES * 2).every((b) => b === 0xa5),
      ).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

test("snapshotLevel: behavior: one to three levels come back with exact prices and sizes", () => {
  const level = fc.tuple(price, fc.integer({ min: 1, max: 2 ** 52 }));
  fc.assert(
    fc.property(fc.array(level, { minLength: 1, maxLength: LEVELS_PER_SLOT }), (levels) => {
      const shared = new ArrayBuffer(SLOT_BYTES);
      const own = new SlotWriter(new Int32Array(shared), new Float64Array(shared));
      own.header(0, SlotKind.snapshotLevels, 0, 1, 0, 0);
      for (const [at, [p, s]] of levels.entries()) own.snapshotLevel(0, at, p, s);
      expect(levelCount(own.i32, 0)).toBe(levels.length);
      expect(levels.map((_, at) => [levelPrice(own.i32, 0, at), levelSize(own.f64, 0, at)])).toEqual(levels);
    }),
  );
});

test("snapshotSlots: default", () => {
  expect([snapshotSlots(0, 0), snapshotSlots(1, 3), snapshotSlots(100, 100)]).toEqual([2, 4, 70]);
});

test("writeStamped: behavior: every bit of the slot survives, also pairs of words that look like a NaN", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(i32, fc.constantFrom(-1, 0x7ff80001, -524287)), {
        minLength: SLOT_WORDS,
        maxLength: SLOT_WORDS,
      }),
      time,
      (words, stamp) => {
        const source = Int32Array.from(words);
        const memory = new ArrayBuffer(STAMPED_BYTES);
        const target = { i32: new Int32Array(memory), f64: new Float64Array(memory) };
        writeStamped(target, 0, source, 0, stamp, 42);
        expect([...target.i32.subarray(0, SLOT_WORDS)]).toEqual(words);
        expect([target.f64[8], target.f64[9]]).toEqual([stamp, 42]);
      },
    ),
  );
});

test("isOutputKind: behavior: exactly what decision emits", () => {
  const outputs = Object.entries(SlotKind)
    .filter(([, kind]) => isOutputKind(kind))
    .map(([name]) => name);
  expect(outputs.sort()).toEqual(["amend", "bookTrust", "cancel", "digest", "intentLeg", "intentNumbers", "refusal"]);
});

import {
  CONNECTION_STATES,
  feedNameOf,
  INTENT_REASONS,
  MARKET_UPDATES,
  ORDER_STATES,
  REASON_CODES,
  SETTLEMENT_STATES,
} from "@augury/model";
import { CONTROLS, EPOCH_END_REASONS, TRUST_REASONS } from "./codes.ts";
import { readLegPlan } from "./leg-plan-word.ts";
import {
  D_BODY,
  D_EXCHANGE_MS,
  D_RECEIVED_US,
  Flag,
  NO_PRICE,
  SlotKind,
  W_BODY,
  W_EPOCH,
  W_INSTRUMENT,
  W_KIND,
  W_SEQUENCE,
} from "./slot-layout.ts";

const KIND_NAMES = Object.fromEntries(Object.entries(SlotKind).map(([name, kind]) => [kind, name])) as Record<
  number,
  keyof typeof SlotKind
>;
export const TIMES_IN_FORCE = ["GTC", "GTD", "FOK", "IOC"] as const;

/** A slot as an object: for tests, the command line and the journal's readers. The hot path reads the words directly. */
export interface DecodedSlot {
  readonly kind: keyof typeof SlotKind;
  readonly venue: string;
  readonly instrument: number;
  readonly epoch: number;
  readonly sequence: number;
  readonly exchangeTimeMs: number;
  readonly receivedTimeUs: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The one decoder into objects. `base` counts Int32 words. */
export function decodeSlot(i32: Int32Array, f64: Float64Array, base: number): DecodedSlot {
  const word = i32[base + W_KIND] as number;
  const kind = word & 0xff;
  const d = base >>> 1;
  return {
    kind: KIND_NAMES[kind] ?? "none",
    venue: feedNameOf((word >>> 8) & 0xff),
    instrument: i32[base + W_INSTRUMENT] as number,
    epoch: i32[base + W_EPOCH] as number,
    sequence: (i32[base + W_SEQUENCE] as number) >>> 0,
    exchangeTimeMs: f64[d + D_EXCHANGE_MS] as number,
    receivedTimeUs: f64[d + D_RECEIVED_US] as number,
    body: decodeBody(kind, word, i32, f64, base),
  };
}

/** Price of level `at` (0–2) of a snapshotLevels slot. */
export function levelPrice(i32: Int32Array, base: number, at: number): number {
  if (at === 0) return (i32[base + W_BODY] as number) >>> 16;
  const pair = i32[base + W_BODY + 1] as number;
  return at === 1 ? pair & 0xffff : pair >>> 16;
}

/** Number of levels in a snapshotLevels slot. */
export function levelCount(i32: Int32Array, base: number): number {
  return (i32[base + W_BODY] as number) & 0xffff;
}

/** Size of level `at` of a snapshotLevels slot. */
export function levelSize(f64: Float64Array, base: number, at: number): number {
  return f64[(base >>> 1) + D_BODY + 1 + at] as number;
}

function decodeBody(
  kind: number,
  word: number,
  i32: Int32Array,
  f64: Float64Array,
  base: number,
): Record<string, unknown> {
  const i = (at: number) => i32[base + W_BODY + at] as number;
  const d = (at: number) => f64[(base >>> 1) + D_BODY + at] as number;
  const side = word & Flag.ask ? "ask" : "bid";
  const way = word & Flag.sell ? "sell" : "buy";
  switch (kind) {
    case SlotKind.snapshotBegin:
      return { bids: i(0), asks: i(1), step: i(2), lastPrice: i(3) };
    case SlotKind.snapshotLevels:
      return {
        side,
        levels: Array.from({ length: levelCount(i32, base) }, (_, at) => [
          levelPrice(i32, base, at),
          levelSize(f64, base, at),
        ]),
      };
    case SlotKind.snapshotEnd:
      return { bids: i(0), asks: i(1) };
    case SlotKind.bookDelta:
      return {
        side,
        price: i(0),
        size: d(2),
        absolute: (word & Flag.absolute) !== 0,
        ...(word & Flag.hasBest ? { bestBid: i(1), bestAsk: i(2) } : {}),
      };
    case SlotKind.trade:
      return { takerSide: way, price: i(0), size: d(2), tradeHash: d(3), block: (word & Flag.block) !== 0 };
    case SlotKind.quote:
      return { bestBid: i(0), bestAsk: i(1), lastPrice: i(2), bidSize: d(2), askSize: d(3) };
    case SlotKind.marketStats:
      return { volume: d(0), openInterest: d(1) };
    case SlotKind.tickSize:
      return { oldStep: i(0), newStep: i(1) };
    case SlotKind.marketUpdate:
      return { update: MARKET_UPDATES[i(0)], value: d(2), marketHash: d(3) };
    case SlotKind.connection:
      return { state: CONNECTION_STATES[i(0)], connection: i(1), attempt: i(2), code: i(3) };
    case SlotKind.epochEnd:
      return { reason: EPOCH_END_REASONS[i(0)] };
    case SlotKind.referencePrice:
      return { reference: i(0), valueMicros: d(2), rest: d(3), carried: (word & Flag.carried) !== 0 };
    case SlotKind.timer:
      return { timer: i(0), dueUs: d(2) };
    case SlotKind.control:
      return { control: CONTROLS[i(0)], a: i(1), b: i(2), x: d(2), y: d(3) };
    case SlotKind.runStart:
      return { incarnation: i(0), firstIntentId: i(1), reportsSeen: i(2) >>> 0 };
    case SlotKind.position:
      return { averagePrice: i(0), size: d(2), ...(i(0) === NO_PRICE ? { cost: d(3) } : {}) };
    case SlotKind.intentLeg:
    case SlotKind.orderOpened:
      return {
        intentId: i(0),
        strategy: i(1) & 0xff,
        leg: (i(1) >>> 8) & 0xff,
        timeInForce: TIMES_IN_FORCE[(i(1) >>> 16) & 0xff],
        reason: INTENT_REASONS[i(1) >>> 24],
        price: i(2),
        side: way,
        postOnly: (word & Flag.postOnly) !== 0,
        ...(kind === SlotKind.intentLeg ? { lastLeg: (word & Flag.lastLeg) !== 0 } : {}),
        ...((word & Flag.reduceOnly) !== 0 ? { reduceOnly: true } : {}),
        size: d(2),
        deadlineUs: d(3),
        ...(i(3) === 0 ? {} : { plan: readLegPlan(i(3)) }),
      };
    case SlotKind.cancel:
      return {
        target: i(0),
        strategy: i(1) & 0xff,
        leg: (i(1) >>> 8) & 0xff,
        reason: INTENT_REASONS[i(1) >>> 24],
        intentId: i(2),
      };
    case SlotKind.amend:
      return {
        target: i(0),
        strategy: i(1) & 0xff,
        leg: (i(1) >>> 8) & 0xff,
        reason: INTENT_REASONS[i(1) >>> 24],
        price: i(2),
        intentId: i(3),
        size: d(2),
        deadlineUs: d(3),
      };
    case SlotKind.intentNumbers:
      return { numbers: [d(0), d(1), d(2), d(3)] };
    case SlotKind.refusal:
      return {
        intentId: i(0),
        strategy: i(1) & 0xff,
        leg: (i(1) >>> 8) & 0xff,
        reason: REASON_CODES[i(1) >>> 16],
        value: d(2),
        limit: d(3),
      };
    case SlotKind.orderReport:
      return {
        intentId: i(0),
        leg: i(1) & 0xff,
        state: ORDER_STATES[(i(1) >>> 8) & 0xff],
        reason: REASON_CODES[i(1) >>> 16],
        side: way,
        ...((word & Flag.terms) !== 0
          ? { terms: { price: i(2), size: d(3), isAmending: i(3) === 1 } }
          : { liquidity: word & Flag.maker ? "maker" : "taker", fillPrice: i(2), fillSize: d(2), fee: d(3) }),
      };
    case SlotKind.settlement:
      return {
        intentId: i(0),
        strategy: i(1) & 0xff,
        state: SETTLEMENT_STATES[(i(1) >>> 8) & 0xff],
        leg: (i(1) >>> 16) & 0xff,
        side: way,
        maker: (word & Flag.maker) !== 0,
        counted: (word & Flag.counted) !== 0,
        price: i(2),
        idLow: i(3),
        size: d(2),
        fee: d(3),
      };
    case SlotKind.redemption:
      return { payout: i(0), held: d(2) };
    case SlotKind.venueStatus:
      return {
        isReconciled: i(0) === 1,
        heartbeatMisses: i(1),
        unknownOrders: i(2),
        externalOrders: i(3),
        unknownCash: d(2),
        clockSkewMs: d(3),
      };
    case SlotKind.operatorOrder:
      return {
        requestId: i(0),
        timeInForce: TIMES_IN_FORCE[i(1)],
        price: i(2),
        side: way,
        postOnly: (word & Flag.postOnly) !== 0,
        ...((word & Flag.reduceOnly) !== 0 ? { reduceOnly: true } : {}),
        size: d(2),
        deadlineUs: d(3),
      };
    case SlotKind.operatorAmend:
      return { requestId: i(0), intentId: i(1), price: i(2), leg: i(3), size: d(2), deadlineUs: d(3) };
    case SlotKind.operatorCancel:
      return { requestId: i(0), intentId: i(1), leg: i(2) };
    case SlotKind.bookTrust:
      return { trusted: i(0) === 1, reason: TRUST_REASONS[i(1)] };
    case SlotKind.digest:
      return { digest: formatDigest(i(0), i(1)), inputs: d(2), outputs: d(3) };
    default:
      return {};
  }
}

/** Sixteen hexadecimal digits of a digest's two halves. */
export function formatDigest(high: number, low: number): string {
  return (high >>> 0).toString(16).padStart(8, "0") + (low >>> 0).toString(16).padStart(8, "0");
}

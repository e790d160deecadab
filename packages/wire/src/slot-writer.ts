import {
  D_BODY,
  D_EXCHANGE_MS,
  D_RECEIVED_US,
  NO_PRICE,
  SlotKind,
  W_BODY,
  W_EPOCH,
  W_INSTRUMENT,
  W_KIND,
  W_SEQUENCE,
} from "./slot-layout.ts";

/**
 * The one encoder. Writes event slots into a ring's (or any) pair of views; `base` counts Int32 words. Every method is a plain run of
 * stores: nothing is allocated, nothing checked. Units: prices PriceTicks (NO_PRICE = none), sizes SizeMicros, cash CashMicros.
 */
export class SlotWriter {
  private venueBits = 0;
  private receivedTimeUs = 0;

  constructor(
    readonly i32: Int32Array,
    readonly f64: Float64Array,
  ) {}

  /** Sets what the following slots share: their venue number and the moment their frame arrived. */
  frame(venue: number, receivedTimeUs: number): void {
    this.venueBits = venue << 8;
    this.receivedTimeUs = receivedTimeUs;
  }

  /** Header of a slot. `kindAndFlags` is a SlotKind or-ed with flags. */
  header(
    base: number,
    kindAndFlags: number,
    instrument: number,
    epoch: number,
    sequence: number,
    exchangeTimeMs: number,
  ): void {
    const { i32, f64 } = this;
    i32[base + W_KIND] = kindAndFlags | this.venueBits;
    i32[base + W_INSTRUMENT] = instrument;
    i32[base + W_EPOCH] = epoch;
    i32[base + W_SEQUENCE] = sequence;
    const d = base >>> 1;
    f64[d + D_EXCHANGE_MS] = exchangeTimeMs;
    f64[d + D_RECEIVED_US] = this.receivedTimeUs;
    // The body is cleared so that unused words never carry an older event's bytes into a journal or a digest.
    f64[d + D_BODY] = 0;
    f64[d + D_BODY + 1] = 0;
    f64[d + D_BODY + 2] = 0;
    f64[d + D_BODY + 3] = 0;
  }

  /** Body of snapshotBegin: i32 8 bids, 9 asks, 10 step, 11 last trade price. */
  snapshotBegin(base: number, bids: number, asks: number, step: number, lastPrice = NO_PRICE): void {
    this.words(base, bids, asks, step, lastPrice);
  }

  /**
   * One level of a snapshotLevels slot (side in the header's flag): i32 8 = count in this slot (written with the last level),
   * prices as i16 triple in i32 8 (high half) and 9, sizes in f64 5–7.
   */
  snapshotLevel(base: number, at: number, price: number, size: number): void {
    const { i32 } = this;
    const word = base + W_BODY;
    if (at === 0) i32[word] = (price << 16) | 1;
    else {
      i32[word] = ((i32[word] as number) & ~0xffff) | (at + 1);
      i32[word + 1] = at === 1 ? price : (i32[word + 1] as number) | (price << 16);
    }
    this.f64[(base >>> 1) + D_BODY + 1 + at] = size;
  }

  /** Body of snapshotEnd: i32 8 bids, 9 asks, as in the begin. */
  snapshotEnd(base: number, bids: number, asks: number): void {
    this.words(base, bids, asks, 0, 0);
  }

  /** Body of bookDelta: i32 8 price, 9 best bid, 10 best ask; f64 6 size (absolute or increment). */
  bookDelta(base: number, price: number, size: number, bestBid = NO_PRICE, bestAsk = NO_PRICE): void {
    this.words(base, price, bestBid, bestAsk, 0);
    this.f64[(base >>> 1) + D_BODY + 2] = size;
  }

  /** Body of trade (flag sell = taker sold): i32 8 price; f64 6 size, f64 7 the venue's trade id as a 52-bit hash, 0 = none. */
  trade(base: number, price: number, size: number, tradeHash: number): void {
    this.words(base, price, 0, 0, 0);
    this.f64[(base >>> 1) + D_BODY + 2] = size;
    this.f64[(base >>> 1) + D_BODY + 3] = tradeHash;
  }

  /** Body of quote: i32 8 best bid, 9 best ask, 10 last price; f64 6 bid size, 7 ask size (−1 = not told). */
  quote(base: number, bestBid: number, bestAsk: number, lastPrice: number, bidSize: number, askSize: number): void {
    this.words(base, bestBid, bestAsk, lastPrice, 0);
    this.f64[(base >>> 1) + D_BODY + 2] = bidSize;
    this.f64[(base >>> 1) + D_BODY + 3] = askSize;
  }

  /** Body of marketStats: f64 4 volume (micros), 5 open interest (micros). */
  marketStats(base: number, volume: number, openInterest: number): void {
    this.f64[(base >>> 1) + D_BODY] = volume;
    this.f64[(base >>> 1) + D_BODY + 1] = openInterest;
  }

  /** Body of tickSize: i32 8 old step, 9 new step (0 = not told), in PriceTicks. */
  tickSize(base: number, oldStep: number, newStep: number): void {
    this.words(base, oldStep, newStep, 0, 0);
  }

  /** Body of marketUpdate: i32 8 index into MARKET_UPDATES; f64 6 value, f64 7 52-bit hash of the venue's market id. */
  marketUpdate(base: number, update: number, value: number, marketHash: number): void {
    this.words(base, update, 0, 0, 0);
    this.f64[(base >>> 1) + D_BODY + 2] = value;
    this.f64[(base >>> 1) + D_BODY + 3] = marketHash;
  }

  /** Body of connection: i32 8 index into CONNECTION_STATES, 9 connection number, 10 attempt, 11 close code. */
  connection(base: number, state: number, connection: number, attempt: number, code: number): void {
    this.words(base, state, connection, attempt, code);
  }

  /** Body of epochEnd (the header's epoch is the one that ended): i32 8 an EpochEnd reason. */
  epochEnd(base: number, reason: number): void {
    this.words(base, reason, 0, 0, 0);
  }

  /** Body of referencePrice (flag carried): i32 8 number in the run's list of references; f64 6 value × 1e6 rounded down, f64 7 the rest × 1e18. */
  referencePrice(base: number, reference: number, valueMicros: number, rest: number): void {
    this.words(base, reference, 0, 0, 0);
    this.f64[(base >>> 1) + D_BODY + 2] = valueMicros;
    this.f64[(base >>> 1) + D_BODY + 3] = rest;
  }

  /** Body of timer: i32 8 timer number; f64 6 due time in µs. */
  timer(base: number, timer: number, dueUs: number): void {
    this.words(base, timer, 0, 0, 0);
    this.f64[(base >>> 1) + D_BODY + 2] = dueUs;
  }

  /** Body of control: i32 8 an index of CONTROLS, 9–11 arguments; f64 6–7 arguments. */
  control(base: number, control: number, a: number, b: number, x: number, y: number): void {
    this.words(base, control, a, b, 0);
    this.f64[(base >>> 1) + D_BODY + 2] = x;
    this.f64[(base >>> 1) + D_BODY + 3] = y;
  }

  /**
   * Body of runStart, the first record of every run: i32 8 the run's incarnation (1 + restarts of decision), 9 the first intent id,
   * 10 the number of the last order report that earlier runs have counted.
   */
  runStart(base: number, incarnation: number, firstIntentId: number, reportsSeen: number): void {
    this.words(base, incarnation, firstIntentId, reportsSeen, 0);
  }

  /** Body of position: i32 8 average price, NO_PRICE where f64 7 says the whole cost instead; f64 6 signed size, f64 7 cost. */
  position(base: number, averagePrice: number, size: number, cost = 0): void {
    this.words(base, averagePrice, 0, 0, 0);
    this.f64[(base >>> 1) + D_BODY + 2] = size;
    this.f64[(base >>> 1) + D_BODY + 3] = cost;
  }

  /**
   * Body of intentLeg (flags sell, postOnly, reduceOnly, lastLeg): i32 8 intent id, 9 strategy | leg << 8 | time in force << 16 | reason << 24,
   * 10 price, 11 plan (`packLegPlan`); f64 6 size, f64 7 deadlineUs.
   */
  intentLeg(
    base: number,
    intentId: number,
    packed: number,
    price: number,
    size: number,
    deadlineUs: number,
    plan = 0,
  ): void {
    this.words(base, intentId, packed, price, plan);
    this.f64[(base >>> 1) + D_BODY + 2] = size;
    this.f64[(base >>> 1) + D_BODY + 3] = deadlineUs;
  }

  /** Body of cancel: i32 8 the canceled order's intent id, 9 packed like an intentLeg (leg = the order's), 10 this decision's own id. */
  cancel(base: number, targetId: number, packed: number, intentId: number): void {
    this.words(base, targetId, packed, intentId, 0);
  }

  /**
   * Body of amend (the header's epoch = of the book that it was priced on): i32 8 the amended order's intent id, 9 packed like an intentLeg
   * (leg = the order's), 10 its new price, 11 this decision's own id; f64 6 its new size in all, f64 7 deadlineUs.
   */
  amend(
    base: number,
    targetId: number,
    packed: number,
    price: number,
    intentId: number,
    size: number,
    deadlineUs: number,
  ): void {
    this.words(base, targetId, packed, price, intentId);
    this.f64[(base >>> 1) + D_BODY + 2] = size;
    this.f64[(base >>> 1) + D_BODY + 3] = deadlineUs;
  }

  /** Body of intentNumbers: f64 4–7, the numbers behind the reason. The header's sequence is the intent id. */
  intentNumbers(base: number, a: number, b: number, c: number, d: number): void {
    const at = (base >>> 1) + D_BODY;
    this.f64[at] = a;
    this.f64[at + 1] = b;
    this.f64[at + 2] = c;
    this.f64[at + 3] = d;
  }

  /**
   * Body of refusal: i32 8 intent id, 9 strategy | leg << 8 | reason code << 16 (index of REASON_CODES), 10–11 spare;
   * f64 6 the value found, f64 7 the limit.
   */
  refusal(base: number, intentId: number, packed: number, value: number, limit: number): void {
    this.words(base, intentId, packed, 0, 0);
    this.f64[(base >>> 1) + D_BODY + 2] = value;
    this.f64[(base >>> 1) + D_BODY + 3] = limit;
  }

  /**
   * Body of orderOpened, an order that the executor made itself (flags sell, postOnly, reduceOnly; the header's sequence numbers the executor's
   * reports): packed like an intentLeg without a plan.
   */
  orderOpened(base: number, intentId: number, packed: number, price: number, size: number, deadlineUs: number): void {
    this.intentLeg(base, intentId, packed, price, size, deadlineUs);
  }

  /**
   * Body of orderReport (flags sell, maker; the header's sequence numbers the executor's reports): i32 8 intent id, 9 leg | state << 8 | reason << 16, 10 fill price, 11 spare;
   * f64 6 fill size, f64 7 fee. A report with a fill is followed by nothing: what was filled so far is the sum.
   */
  orderReport(base: number, intentId: number, packed: number, fillPrice: number, fillSize: number, fee: number): void {
    this.words(base, intentId, packed, fillPrice, 0);
    this.f64[(base >>> 1) + D_BODY + 2] = fillSize;
    this.f64[(base >>> 1) + D_BODY + 3] = fee;
  }

  /**
   * Body of an orderReport with the flag terms, which tells the order as it is and no fill: i32 8–9 as ever, 10 price, 11 one while an
   * amendment is on its way; f64 6 0, f64 7 size in all.
   */
  orderTerms(base: number, intentId: number, packed: number, price: number, amending: number, size: number): void {
    this.words(base, intentId, packed, price, amending);
    this.f64[(base >>> 1) + D_BODY + 3] = size;
  }

  /**
   * Body of settlement (flags sell, maker, counted; the header's exchangeTimeMs is when the trade happened, its epoch and i32 11 are the high and the low half
   * of the venue's name for it, hashed; its sequence numbers the executor's reports): i32 8 intent id (0 = not ours),
   * 9 strategy | state << 8 (index of SETTLEMENT_STATES) | leg << 16, 10 price; f64 6 size, f64 7 fee: expected, once settled as charged.
   */
  settlement(
    base: number,
    intentId: number,
    packed: number,
    price: number,
    idLow: number,
    size: number,
    fee: number,
  ): void {
    this.words(base, intentId, packed, price, idLow);
    this.f64[(base >>> 1) + D_BODY + 2] = size;
    this.f64[(base >>> 1) + D_BODY + 3] = fee;
  }

  /**
   * Body of redemption (the header's epoch as a position's, its sequence numbers the executor's reports): i32 8 what a contract pays; f64 6
   * contracts still held, −1 = nobody has looked.
   */
  redemption(base: number, payout: number, held: number): void {
    this.words(base, payout, 0, 0, 0);
    this.f64[(base >>> 1) + D_BODY + 2] = held;
  }

  /**
   * Body of venueStatus (the header's venue is the one it is about): i32 8 reconciled (1) or not (0), 9 heartbeat misses, 10 orders of unknown
   * outcome, 11 orders of others; f64 6 what the unknown ones may cost, f64 7 the venue's clock minus ours in ms.
   */
  venueStatus(
    base: number,
    reconciled: number,
    misses: number,
    unknown: number,
    external: number,
    cash: number,
    skewMs: number,
  ): void {
    this.words(base, reconciled, misses, unknown, external);
    this.f64[(base >>> 1) + D_BODY + 2] = cash;
    this.f64[(base >>> 1) + D_BODY + 3] = skewMs;
  }

  /**
   * Body of operatorOrder (flags sell, postOnly, reduceOnly; the header's epoch 0 = the book that is there when it is decided): i32 8 request, 9 time in
   * force, 10 price; f64 6 size, f64 7 deadlineUs.
   */
  operatorOrder(
    base: number,
    requestId: number,
    timeInForce: number,
    price: number,
    size: number,
    deadlineUs: number,
  ): void {
    this.words(base, requestId, timeInForce, price, 0);
    this.f64[(base >>> 1) + D_BODY + 2] = size;
    this.f64[(base >>> 1) + D_BODY + 3] = deadlineUs;
  }

  /**
   * Body of operatorAmend (the header's instrument −1, its epoch as an operatorOrder's): i32 8 request, 9 intent id, 10 price (NO_PRICE = as
   * it is), 11 leg; f64 6 size in all (0 = as it is), f64 7 deadlineUs.
   */
  operatorAmend(
    base: number,
    requestId: number,
    intentId: number,
    price: number,
    leg: number,
    size: number,
    deadlineUs: number,
  ): void {
    this.words(base, requestId, intentId, price, leg);
    this.f64[(base >>> 1) + D_BODY + 2] = size;
    this.f64[(base >>> 1) + D_BODY + 3] = deadlineUs;
  }

  /** Body of operatorCancel (the header's venue 0 and instrument −1 mean any): i32 8 request, 9 intent id (0 = any), 10 leg (−1 = any). */
  operatorCancel(base: number, requestId: number, intentId: number, leg: number): void {
    this.words(base, requestId, intentId, leg, 0);
  }

  /** Body of bookTrust: i32 8 trusted (1) or not (0), 9 an index of TRUST_REASONS. */
  bookTrust(base: number, trusted: number, reason: number): void {
    this.words(base, trusted, reason, 0, 0);
  }

  /** Body of digest: i32 8–9 the two halves of the running digest; f64 6 inputs consumed, f64 7 outputs emitted. */
  digest(base: number, high: number, low: number, inputs: number, outputs: number): void {
    this.words(base, high, low, 0, 0);
    this.f64[(base >>> 1) + D_BODY + 2] = inputs;
    this.f64[(base >>> 1) + D_BODY + 3] = outputs;
  }

  private words(base: number, a: number, b: number, c: number, d: number): void {
    const { i32 } = this;
    i32[base + W_BODY] = a;
    i32[base + W_BODY + 1] = b;
    i32[base + W_BODY + 2] = c;
    i32[base + W_BODY + 3] = d;
  }
}

/** Packs word 9 of an intentLeg or orderOpened slot. */
export function packLeg(strategy: number, leg: number, timeInForce: number, reason: number): number {
  return strategy | (leg << 8) | (timeInForce << 16) | (reason << 24);
}

/** Packs word 9 of an orderReport slot. */
export function packReport(leg: number, state: number, reason: number): number {
  return leg | (state << 8) | (reason << 16);
}

/** Packs word 9 of a settlement slot. */
export function packSettlement(strategy: number, state: number, leg: number): number {
  return strategy | (state << 8) | (leg << 16);
}

/** The strategy of a trade that none of ours decided. */
export const NO_STRATEGY = 0xff;

/** Packs word 9 of a refusal slot. */
export function packRefusal(strategy: number, leg: number, reason: number): number {
  return strategy | (leg << 8) | (reason << 16);
}

/** Kinds that decision emits; all others in a journal are inputs. */
export function isOutputKind(kind: number): boolean {
  return (kind >= SlotKind.intentLeg && kind <= SlotKind.digest) || kind === SlotKind.cancel || kind === SlotKind.amend;
}

/** Kinds that come from a venue's feed. */
export function isMarketKind(kind: number): boolean {
  return (
    (kind >= SlotKind.snapshotBegin && kind <= SlotKind.referencePrice) ||
    kind === SlotKind.marketStats ||
    kind === SlotKind.epochEnd
  );
}

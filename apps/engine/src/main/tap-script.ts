import {
  CONNECTION_STATES,
  type ConnectionState,
  INTENT_REASONS,
  MARKET_UPDATES,
  ORDER_STATES,
  type OrderState,
  REASON_CODES,
  type ReasonCode,
  SETTLEMENT_STATES,
  type SettlementState,
  VenueCode,
  type VenueName,
} from "@augury/model";
import { type RingHandle, RingProducer } from "@augury/ring";
import {
  CONTROLS,
  type Control,
  codeOf,
  Flag,
  HELD_UNKNOWN,
  packLeg,
  packRefusal,
  packReport,
  packSettlement,
  SLOT_WORDS,
  SlotKind,
  SlotWriter,
  STAMPED_BYTES,
  TIMES_IN_FORCE,
  TRUST_REASONS,
  type TrustReason,
  writeStamped,
} from "@augury/wire";
import type { SlotListener } from "./tap-reader.ts";

export const TAP_START_US = 1_700_000_000_000_000;

export interface LegText {
  readonly intentId: number;
  readonly leg?: number;
  readonly instrument?: number;
  readonly sell?: boolean;
  readonly price?: number;
  readonly size?: number;
  readonly strategy?: number;
}

export interface ReportText {
  readonly intentId: number;
  readonly leg?: number;
  readonly instrument?: number;
  readonly sell?: boolean;
  readonly state: OrderState;
  readonly reason?: ReasonCode;
  readonly fill?: readonly [price: number, size: number];
  readonly fee?: number;
  /** What the order is now, in place of a fill. */
  readonly terms?: { readonly price: number; readonly size: number; readonly amending?: boolean };
  /** The executor's number of this report; the next one by default. */
  readonly number?: number;
}

export interface SettleText {
  /** What the venue calls it. */
  readonly id: number;
  readonly intentId?: number;
  readonly leg?: number;
  readonly instrument?: number;
  readonly sell?: boolean;
  readonly state?: SettlementState;
  readonly strategy?: number;
  readonly fill: readonly [price: number, size: number];
  readonly fee?: number;
  readonly maker?: boolean;
  readonly number?: number;
}

/** Stamped slots as decision puts them on the ledger tap, for tests: numbered from 1 in each run, a millisecond apart. */
export class TapScript {
  private readonly i32 = new Int32Array(SLOT_WORDS);
  private readonly writer = new SlotWriter(this.i32, new Float64Array(this.i32.buffer));
  private readonly slots: Int32Array[] = [];
  private number = 0;
  private reports = 0;
  private timeUs = TAP_START_US;
  private told = 0;

  runStart(incarnation = 1, reportsSeen = 0): this {
    this.number = 0;
    return this.put(SlotKind.runStart, -1, () => this.writer.runStart(0, incarnation, 1, reportsSeen));
  }

  numbers(a: number, b: number, c: number, d: number): this {
    return this.put(SlotKind.intentNumbers, -1, () => this.writer.intentNumbers(0, a, b, c, d));
  }

  leg({
    intentId,
    leg = 0,
    instrument = 0,
    sell = false,
    price = 4000,
    size = 10_000_000,
    strategy = 0,
  }: LegText): this {
    const packed = packLeg(strategy, leg, 0, codeOf(INTENT_REASONS, "operator"));
    return this.put(SlotKind.intentLeg | (sell ? Flag.sell : 0), instrument, () =>
      this.writer.intentLeg(0, intentId, packed, price, size, TAP_START_US),
    );
  }

  /** An order that the executor made to trade a leg back; numbered like a report. */
  opened({ intentId, leg = 0, instrument = 0, sell = false, price = 4000, size = 1, strategy = 0 }: LegText): this {
    const packed = packLeg(strategy, leg, TIMES_IN_FORCE.indexOf("IOC"), codeOf(INTENT_REASONS, "unwind"));
    return this.put(
      SlotKind.orderOpened | (sell ? Flag.sell : 0),
      instrument,
      () => this.writer.orderOpened(0, intentId, packed, price, size, TAP_START_US),
      ++this.reports,
    );
  }

  refusal(intentId: number, strategy: number, reason: ReasonCode): this {
    const packed = packRefusal(strategy, 0, codeOf(REASON_CODES, reason));
    return this.put(SlotKind.refusal, 0, () => this.writer.refusal(0, intentId, packed, 1, 2));
  }

  report(report: ReportText): this {
    const { intentId, leg = 0, instrument = 0, sell = false, state, reason = "none", fill = [0, 0], fee = 0 } = report;
    this.reports = report.number ?? this.reports + 1;
    const packed = packReport(leg, codeOf(ORDER_STATES, state), codeOf(REASON_CODES, reason));
    const { terms } = report;
    return this.put(
      SlotKind.orderReport | (sell ? Flag.sell : 0) | (terms ? Flag.terms : 0),
      instrument,
      () =>
        terms
          ? this.writer.orderTerms(0, intentId, packed, terms.price, terms.amending ? 1 : 0, terms.size)
          : this.writer.orderReport(0, intentId, packed, fill[0], fill[1], fee),
      this.reports,
    );
  }

  /** News of a change: the order as it is now, price in PriceTicks and size in SizeMicros. */
  terms(intentId: number, price: number, size: number, reason: ReasonCode = "none"): this {
    const packed = packReport(0, codeOf(ORDER_STATES, "accepted"), codeOf(REASON_CODES, reason));
    const write = () => this.writer.orderTerms(0, intentId, packed, price, 0, size);
    return this.put(SlotKind.orderReport | Flag.terms, 0, write, ++this.reports);
  }

  /** One telling of a trade of the executor's; `number` is the executor's count, the next one by default. */
  settle(trade: SettleText): this {
    const { id, intentId = 1, leg = 0, instrument = 0, sell = false, state = "confirmed", strategy = 0 } = trade;
    const { fill, fee = 0, maker = false } = trade;
    this.reports = trade.number ?? this.reports + 1;
    this.writer.header(
      0,
      SlotKind.settlement | (sell ? Flag.sell : 0) | (maker ? Flag.maker : 0),
      instrument,
      9,
      this.reports,
      1_000 + id,
    );
    const packed = packSettlement(strategy, codeOf(SETTLEMENT_STATES, state), leg);
    this.writer.settlement(0, intentId, packed, fill[0], id, fill[1], fee);
    return this.stamp();
  }

  /** What a venue's state is, as the executor tells it. */
  status(venue: VenueName, reconciled: boolean, unknownOrders = 0): this {
    this.writer.frame(VenueCode[venue], this.timeUs);
    this.put(
      SlotKind.venueStatus,
      -1,
      () => this.writer.venueStatus(0, reconciled ? 1 : 0, 0, unknownOrders, 0, 0, 0),
      ++this.reports,
    );
    this.writer.frame(0, this.timeUs);
    return this;
  }

  /** A market's end, with what the instrument pays. */
  resolved(instrument: number, payout: number): this {
    const update = codeOf(MARKET_UPDATES, "resolved");
    return this.put(SlotKind.marketUpdate, instrument, () => this.writer.marketUpdate(0, update, payout, 0));
  }

  /** What an ended market's instrument pays, and how many contracts are still held, as the executor tells it. */
  redemption(instrument: number, payout: number, held = HELD_UNKNOWN): this {
    return this.put(SlotKind.redemption, instrument, () => this.writer.redemption(0, payout, held), ++this.reports);
  }

  trust(book: number, trusted: boolean, reason: TrustReason): this {
    const code = codeOf(TRUST_REASONS, reason);
    return this.put(SlotKind.bookTrust, book, () => this.writer.bookTrust(0, trusted ? 1 : 0, code));
  }

  connection(venue: VenueName, connection: number, state: ConnectionState, attempt = 1): this {
    this.writer.frame(VenueCode[venue], this.timeUs);
    this.put(SlotKind.connection, -1, () =>
      this.writer.connection(0, codeOf(CONNECTION_STATES, state), connection, attempt, 0),
    );
    this.writer.frame(0, this.timeUs);
    return this;
  }

  control(control: Control): this {
    return this.put(SlotKind.control, -1, () => this.writer.control(0, codeOf(CONTROLS, control), 0, 0, 0, 0));
  }

  digest(high: number, low: number, inputs: number): this {
    return this.put(SlotKind.digest, -1, () => this.writer.digest(0, high, low, inputs, 0));
  }

  /** Hands what was written since the last call to a listener. */
  tell(listen: SlotListener): this {
    for (; this.told < this.slots.length; this.told++) {
      const i32 = this.slots[this.told] as Int32Array;
      listen(i32, new Float64Array(i32.buffer), 0);
    }
    return this;
  }

  /** Publishes what was written since the last call on a ring; false when it does not all fit. */
  publish(ring: RingHandle): boolean {
    const producer = new RingProducer(ring);
    if (!producer.claim(this.slots.length - this.told)) return false;
    this.tell((i32) => {
      producer.i32.set(i32, producer.base(0));
      producer.publish(1);
    });
    return true;
  }

  private put(kindAndFlags: number, instrument: number, fill: () => void, sequence = 0): this {
    this.writer.header(0, kindAndFlags, instrument, 1, sequence, 0);
    fill();
    return this.stamp();
  }

  private stamp(): this {
    const slot = new Int32Array(STAMPED_BYTES / 4);
    this.timeUs += 1000;
    writeStamped({ i32: slot, f64: new Float64Array(slot.buffer) }, 0, this.i32, 0, this.timeUs, ++this.number);
    this.slots.push(slot);
    return this;
  }
}

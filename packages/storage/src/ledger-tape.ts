import { ok, type Result } from "@augury/core";
import {
  INTENT_REASONS,
  type IntentReason,
  ORDER_STATES,
  type OrderState,
  REASON_CODES,
  type ReasonCode,
  SETTLEMENT_STATES,
  type SettlementState,
} from "@augury/model";
import {
  CONTROLS,
  type Control,
  codeOf,
  Flag,
  packLeg,
  packRefusal,
  packReport,
  packSettlement,
  SlotKind,
  SlotWriter,
  STAMPED_BYTES,
  TIMES_IN_FORCE,
  writeStamped,
} from "@augury/wire";
import type { JournalRun, StampedSource } from "./stamped-source.ts";

export const RUN_ID = "run-1";
export const START_US = 1_700_000_000_000_000;
const STAMPED_WORDS = STAMPED_BYTES / 4;

export interface LegFields {
  readonly intentId: number;
  readonly leg?: number;
  readonly instrument?: number;
  readonly side?: "buy" | "sell";
  readonly price?: number;
  readonly size?: number;
  readonly strategy?: number;
  readonly reason?: IntentReason;
  readonly deadlineUs?: number;
  readonly numbers?: readonly [number, number, number, number];
}

export interface ReportFields {
  readonly intentId: number;
  readonly leg?: number;
  readonly instrument?: number;
  readonly side?: "buy" | "sell";
  readonly state: OrderState;
  readonly reason?: ReasonCode;
  readonly fillSize?: number;
  readonly fillPrice?: number;
  readonly fee?: number;
  readonly maker?: boolean;
  /** The executor's number of this report; the next one by default. */
  readonly reportNumber?: number;
}

export interface SettleFields {
  /** What the venue calls it; it happened at 1000 ms and that. */
  readonly id: number;
  readonly intentId?: number;
  readonly instrument?: number;
  readonly side?: "buy" | "sell";
  readonly state?: SettlementState;
  readonly size: number;
  readonly price: number;
  readonly fee?: number;
  readonly strategy?: number;
  readonly maker?: boolean;
  /** Contained in what this run was told before. */
  readonly counted?: boolean;
  /** The executor's number, the next one by default; 0 = told by main. */
  readonly reportNumber?: number;
}

/**
 * Builder for this package's tests: stamped slots as decision would write them, numbered from 1, a millisecond apart. It is a
 * JournalRun by itself, so a test needs no files to project from it.
 */
export class LedgerTape implements JournalRun {
  readonly runId = RUN_ID;
  /** One stamped slot each. */
  readonly slots: Int32Array[] = [];
  private readonly i32 = new Int32Array(16);
  private readonly writer = new SlotWriter(this.i32, new Float64Array(this.i32.buffer));
  private reports = 0;

  intent(fields: LegFields): this {
    const { intentId, leg = 0, instrument = 0, side = "buy", price = 5000, size = 1_000_000, strategy = 0 } = fields;
    const { reason = "operator", deadlineUs = START_US, numbers } = fields;
    if (numbers) {
      this.writer.header(0, SlotKind.intentNumbers, -1, 0, intentId, 0);
      this.writer.intentNumbers(0, ...numbers);
      this.stamp();
    }
    this.writer.header(0, SlotKind.intentLeg | (side === "sell" ? Flag.sell : 0), instrument, 1, 0, 0);
    this.writer.intentLeg(
      0,
      intentId,
      packLeg(strategy, leg, 0, codeOf(INTENT_REASONS, reason)),
      price,
      size,
      deadlineUs,
    );
    return this.stamp();
  }

  /** An order that the executor made to trade a leg back. */
  opened(fields: LegFields & { readonly reportNumber?: number }): this {
    const { intentId, leg = 0, instrument = 0, side = "sell", price = 5000, size = 1_000_000, strategy = 0 } = fields;
    const { deadlineUs = START_US, reportNumber = this.reports + 1 } = fields;
    this.reports = Math.max(this.reports, reportNumber);
    const kind = SlotKind.orderOpened | (side === "sell" ? Flag.sell : 0);
    this.writer.header(0, kind, instrument, 1, reportNumber, 0);
    const packed = packLeg(strategy, leg, TIMES_IN_FORCE.indexOf("IOC"), codeOf(INTENT_REASONS, "unwind"));
    this.writer.orderOpened(0, intentId, packed, price, size, deadlineUs);
    return this.stamp();
  }

  report(fields: ReportFields): this {
    const { intentId, leg = 0, instrument = 0, side = "buy", state, reason = "none", fillSize = 0 } = fields;
    const { fillPrice = 0, fee = 0, maker = false, reportNumber = this.reports + 1 } = fields;
    this.reports = Math.max(this.reports, reportNumber);
    const flags = (side === "sell" ? Flag.sell : 0) | (maker ? Flag.maker : 0);
    this.writer.header(0, SlotKind.orderReport | flags, instrument, 0, reportNumber, 0);
    const packed = packReport(leg, codeOf(ORDER_STATES, state), codeOf(REASON_CODES, reason));
    this.writer.orderReport(0, intentId, packed, fillPrice, fillSize, fee);
    return this.stamp();
  }

  /** A fill as the paper venue tells it: settled, then reported. */
  fill(
    fields: ReportFields & { readonly fillSize: number; readonly fillPrice: number; readonly strategy?: number },
  ): this {
    const {
      intentId,
      instrument = 0,
      side = "buy",
      fillSize,
      fillPrice,
      fee = 0,
      maker = false,
      strategy = 0,
    } = fields;
    const trade = { intentId, instrument, side, size: fillSize, price: fillPrice, fee, maker, strategy };
    return this.settle({ id: this.slots.length, ...trade }).report(fields);
  }

  /** One telling of a trade of the executor's. */
  settle(fields: SettleFields): this {
    const { id, intentId = 1, instrument = 0, side = "buy", state = "confirmed", size, price, fee = 0 } = fields;
    const { strategy = 0, maker = false, counted = false, reportNumber = this.reports + 1 } = fields;
    this.reports = Math.max(this.reports, reportNumber);
    const flags = (side === "sell" ? Flag.sell : 0) | (maker ? Flag.maker : 0) | (counted ? Flag.counted : 0);
    this.writer.header(0, SlotKind.settlement | flags, instrument, 9, reportNumber, 1_000 + id);
    const packed = packSettlement(strategy, codeOf(SETTLEMENT_STATES, state), 0);
    this.writer.settlement(0, intentId, packed, price, id, size, fee);
    return this.stamp();
  }

  /** News of a change: the order as it is now. */
  terms(intentId: number, price: number, size: number, reason: ReasonCode = "none"): this {
    this.writer.header(0, SlotKind.orderReport | Flag.terms, 0, 0, ++this.reports, 0);
    const packed = packReport(0, codeOf(ORDER_STATES, "accepted"), codeOf(REASON_CODES, reason));
    this.writer.orderTerms(0, intentId, packed, price, 0, size);
    return this.stamp();
  }

  amend(targetId: number, intentId: number, price: number, size: number): this {
    this.writer.header(0, SlotKind.intentNumbers, -1, 0, intentId, 0);
    this.writer.intentNumbers(0, 5, 6, 7, 8);
    this.stamp();
    this.writer.header(0, SlotKind.amend, 0, 1, 0, 0);
    const packed = packLeg(4, 0, 0, codeOf(INTENT_REASONS, "quote_move"));
    this.writer.amend(0, targetId, packed, price, intentId, size, START_US);
    return this.stamp();
  }

  cancel(targetId: number, intentId: number, leg = 0): this {
    this.writer.header(0, SlotKind.cancel, 0, 0, 0, 0);
    this.writer.cancel(0, targetId, packLeg(0, leg, 0, codeOf(INTENT_REASONS, "quote_withdraw")), intentId);
    return this.stamp();
  }

  refusal(intentId: number, reason: ReasonCode, value: number, limit: number): this {
    this.writer.header(0, SlotKind.refusal, 2, 3, 0, 0);
    this.writer.refusal(0, intentId, packRefusal(1, 0, codeOf(REASON_CODES, reason)), value, limit);
    return this.stamp();
  }

  trade(instrument: number, price: number, size: number): this {
    this.writer.frame(1, START_US);
    this.writer.header(0, SlotKind.trade | Flag.sell, instrument, 1, 7, START_US / 1000 + 0.5);
    this.writer.trade(0, price, size, 99);
    return this.stamp();
  }

  connection(state: number): this {
    this.writer.frame(2, START_US);
    this.writer.header(0, SlotKind.connection, -1, 0, 0, 0);
    this.writer.connection(0, state, 3, 2, 1006);
    return this.stamp();
  }

  control(control: Control, x = 0): this {
    this.writer.header(0, SlotKind.control, -1, 0, 0, 0);
    this.writer.control(0, codeOf(CONTROLS, control), 0, 0, x, 0);
    return this.stamp();
  }

  runStart(reportsSeen: number): this {
    this.writer.header(0, SlotKind.runStart, -1, 0, 0, 0);
    this.writer.runStart(0, 1, 1, reportsSeen);
    return this.stamp();
  }

  digest(high: number, low: number): this {
    this.writer.header(0, SlotKind.digest, -1, 0, 0, 0);
    this.writer.digest(0, high, low, 1, 1);
    return this.stamp();
  }

  /** A run whose journal ends after `slots` slots; the tape may go on. */
  cutAt(slots: number): JournalRun {
    return { runId: this.runId, open: () => ok(new TapeSource(this, () => slots)) };
  }

  open(): Result<StampedSource, Error> {
    return ok(new TapeSource(this, () => this.slots.length));
  }

  private stamp(): this {
    const slot = new Int32Array(STAMPED_WORDS);
    const number = this.slots.length + 1;
    writeStamped({ i32: slot, f64: new Float64Array(slot.buffer) }, 0, this.i32, 0, START_US + number * 1000, number);
    this.slots.push(slot);
    return this;
  }
}

class TapeSource implements StampedSource {
  readonly i32 = new Int32Array(STAMPED_WORDS);
  readonly f64 = new Float64Array(this.i32.buffer);
  readonly base = 0;
  readonly failure = undefined;
  private at = 0;

  constructor(
    private readonly tape: LedgerTape,
    private readonly end: () => number,
  ) {}

  next(): boolean {
    if (this.at >= this.end()) return false;
    this.i32.set(this.tape.slots[this.at++]);
    return true;
  }

  close(): void {}
}

import {
  INTENT_REASONS,
  type IntentReason,
  ORDER_STATES,
  type OrderReport,
  type OrderRequest,
  REASON_CODES,
  SETTLEMENT_STATES,
  type TradeObservation,
  VenueCode,
  type VenueName,
  type VenueStatus,
} from "@augury/model";
import { type RingHandle, RingProducer } from "@augury/ring";
import {
  CONTROLS,
  codeOf,
  Flag,
  HELD_UNKNOWN,
  NO_STRATEGY,
  packLeg,
  packReport,
  packSettlement,
  SlotKind,
  SlotWriter,
  TIMES_IN_FORCE,
} from "@augury/wire";
import type { ExecutorOutlet, TradeOwner } from "./executor-outlet.ts";

export interface ReportSenderOptions {
  readonly ring: RingHandle;
  /** Number of the last report that a sender before this one may have sent. */
  readonly sent: number;
  /** Reports that may wait outside a full ring. */
  readonly waitingMax: number;
  /** Told when more wait: nothing is dropped, but trading has to stop. */
  readonly onTooMany: () => void;
}

const CASH = codeOf(CONTROLS, "cash");

/** Writes one slot: its base and the report's number are given. */
type Say = (base: number, number: number) => void;

/** The report ring's writing end: numbers every slot, and keeps what finds no room in order. */
export class ReportSender implements ExecutorOutlet {
  readonly counts = { overflowed: 0 };
  private readonly ring: RingProducer;
  private readonly writer: SlotWriter;
  private readonly waiting: Say[] = [];
  private number: number;

  constructor(private readonly options: ReportSenderOptions) {
    this.ring = new RingProducer(options.ring);
    this.writer = new SlotWriter(this.ring.i32, this.ring.f64);
    this.number = options.sent;
  }

  get waitingCount(): number {
    return this.waiting.length;
  }

  report(report: OrderReport, timeUs: number): void {
    this.put((base, number) => this.writeReport(report, timeUs, base, number));
  }

  /** An order that nobody decided but the executor, before the first report of it. */
  opened(order: OrderRequest, reason: IntentReason, timeUs: number): void {
    this.put((base, number) => this.writeOpened(order, reason, timeUs, base, number));
  }

  settle(observation: TradeObservation, owner: TradeOwner | undefined, timeUs: number): void {
    this.put((base, number) => this.writeSettlement(observation, owner, timeUs, base, number));
  }

  open(instrument: number, size: number, averagePrice: number, timeUs: number): void {
    this.put((base, number) => {
      this.writer.frame(0, timeUs);
      this.writer.header(base, SlotKind.position, instrument, 0, number, 0);
      this.writer.position(base, averagePrice, size);
    });
  }

  cash(venue: VenueName, amount: number, timeUs: number): void {
    this.put((base, number) => {
      this.writer.frame(VenueCode[venue], timeUs);
      this.writer.header(base, SlotKind.control, -1, 0, number, 0);
      this.writer.control(base, CASH, 0, 0, amount, 0);
    });
  }

  redemption(instrument: number, payout: number, held: number | undefined, timeUs: number): void {
    this.put((base, number) => {
      this.writer.frame(0, timeUs);
      this.writer.header(base, SlotKind.redemption, instrument, 0, number, 0);
      this.writer.redemption(base, payout, held ?? HELD_UNKNOWN);
    });
  }

  status(venue: VenueName, status: VenueStatus, timeUs: number): void {
    const { clockSkewMs, externalOrders, heartbeatMisses, isReconciled, unknownCash, unknownOrders } = status;
    this.put((base, number) => {
      this.writer.frame(VenueCode[venue], timeUs);
      this.writer.header(base, SlotKind.venueStatus, -1, 0, number, 0);
      const reconciled = isReconciled ? 1 : 0;
      this.writer.venueStatus(
        base,
        reconciled,
        heartbeatMisses,
        unknownOrders,
        externalOrders,
        unknownCash,
        clockSkewMs,
      );
    });
  }

  /** Sends what waited for room, and returns how much still waits. */
  sendWaiting(): number {
    let sent = 0;
    while (sent < this.waiting.length && this.write(this.waiting[sent] as Say)) sent++;
    if (sent > 0) this.waiting.splice(0, sent);
    this.ring.flush();
    return this.waiting.length;
  }

  flush(): void {
    this.ring.flush();
  }

  private put(say: Say): void {
    if (this.waiting.length === 0 && this.write(say)) return;
    this.waiting.push(say);
    this.counts.overflowed++;
    if (this.waiting.length > this.options.waitingMax) this.options.onTooMany();
  }

  private write(say: Say): boolean {
    if (!this.ring.claim(1)) return false;
    say(this.ring.base(0), ++this.number);
    this.ring.commit(1);
    return true;
  }

  private writeOpened(order: OrderRequest, reason: IntentReason, timeUs: number, base: number, number: number): void {
    const { deadlineUs, epoch, instrument, intentId, leg, postOnly, price, side, size, strategy } = order;
    const flags = sellFlag(side) | (postOnly ? Flag.postOnly : 0) | (order.reduceOnly ? Flag.reduceOnly : 0);
    const packed = packLeg(strategy, leg, TIMES_IN_FORCE.indexOf(order.timeInForce), codeOf(INTENT_REASONS, reason));
    this.writer.frame(0, timeUs);
    this.writer.header(base, SlotKind.orderOpened | flags, instrument, epoch, number, 0);
    this.writer.orderOpened(base, intentId, packed, price, size, deadlineUs);
  }

  private writeReport(report: OrderReport, timeUs: number, base: number, number: number): void {
    const { fee, fillPrice, fillSize, instrument, intentId, leg, liquidity, reason, side, state, terms } = report;
    const flags = sellFlag(side) | (liquidity === "maker" ? Flag.maker : 0) | (terms ? Flag.terms : 0);
    this.writer.frame(0, timeUs);
    this.writer.header(base, SlotKind.orderReport | flags, instrument, 0, number, 0);
    const packed = packReport(leg, ORDER_STATES.indexOf(state), REASON_CODES.indexOf(reason));
    if (terms) this.writer.orderTerms(base, intentId, packed, terms.price, terms.isAmending ? 1 : 0, terms.size);
    else this.writer.orderReport(base, intentId, packed, fillPrice, fillSize, fee);
  }

  private writeSettlement(
    { feeCharged, happenedMs, id, liquidity, operation, state }: TradeObservation,
    owner: TradeOwner | undefined,
    timeUs: number,
    base: number,
    number: number,
  ): void {
    const { fee, instrument, price, side, size } = operation;
    const { intentId = 0, leg = 0, strategy = NO_STRATEGY } = owner ?? {};
    const name = Bun.hash(id) as bigint;
    const [high, low] = [Number(name >> 32n) | 0, Number(name & 0xffff_ffffn) | 0];
    this.writer.frame(0, timeUs);
    const flags = sellFlag(side) | (liquidity === "maker" ? Flag.maker : 0);
    this.writer.header(base, SlotKind.settlement | flags, instrument, high, number, happenedMs);
    const packed = packSettlement(strategy, SETTLEMENT_STATES.indexOf(state), leg);
    this.writer.settlement(base, intentId, packed, price, low, size, feeCharged ?? fee);
  }
}

function sellFlag(side: "buy" | "sell"): number {
  return side === "sell" ? Flag.sell : 0;
}

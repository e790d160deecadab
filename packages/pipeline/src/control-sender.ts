import type { Clock } from "@augury/core";
import { VenueCode, type VenueName, type VenueStatus } from "@augury/model";
import type { OpenedPosition } from "@augury/portfolio";
import type { RingHandle } from "@augury/ring";
import { RingProducer } from "@augury/ring";
import {
  CONTROLS,
  type Control,
  codeOf,
  EPOCH_END_REASONS,
  type EpochEndReason,
  NO_PRICE,
  type OperatorAmend,
  type OperatorCancel,
  type OperatorOrder,
  SlotKind,
  SlotWriter,
  type ToldSettlement,
  writeOperatorAmend,
  writeOperatorCancel,
  writeOperatorOrder,
  writeSettlement,
} from "@augury/wire";

/** The writing end of a control or command ring. Lossless: what finds no room waits here in order, up to `waitingMax`. */
export class ControlSender {
  private readonly ring: RingProducer;
  private readonly writer: SlotWriter;
  private readonly waiting: ((base: number) => void)[] = [];

  constructor(
    handle: RingHandle,
    private readonly clock: Clock,
    private readonly waitingMax = 65_536,
  ) {
    this.ring = new RingProducer(handle);
    this.writer = new SlotWriter(this.ring.i32, this.ring.f64);
  }

  /** Sends a command. `instrument` −1 = none; `a`, `x` and `y` are the command's own numbers. */
  send(
    control: Control,
    { instrument = -1, a = 0, x = 0, y = 0 }: { instrument?: number; a?: number; x?: number; y?: number } = {},
  ): void {
    this.put((base) => {
      this.writer.header(base, SlotKind.control, instrument, 0, 0, 0);
      this.writer.control(base, codeOf(CONTROLS, control), a, 0, x, y);
    });
  }

  /** Says that an epoch ended whose feed can no longer say so itself. */
  epochEnd(venue: number, instrument: number, epoch: number, reason: EpochEndReason): void {
    this.put((base) => {
      this.writer.frame(venue, this.clock.nowUs());
      this.writer.header(base, SlotKind.epochEnd, instrument, epoch, 0, 0);
      this.writer.epochEnd(base, codeOf(EPOCH_END_REASONS, reason));
    });
  }

  /** Tells a starting decision worker the cash at a venue, in CashMicros. `incarnation`: the run that it is for; another one ignores it. */
  cash(venue: VenueName | "none", amount: number, incarnation: number): void {
    this.put((base) => {
      this.writer.frame(VenueCode[venue], this.clock.nowUs());
      this.writer.header(base, SlotKind.control, -1, 0, 0, 0);
      this.writer.control(base, codeOf(CONTROLS, "cash"), incarnation, 0, amount, 0);
    });
  }

  /** Tells it what is held: `size` in SizeMicros, and what all of it cost in CashMicros. */
  position({ instrument, size, cost }: OpenedPosition, incarnation: number): void {
    this.put((base) => {
      this.writer.header(base, SlotKind.position, instrument, incarnation, 0, 0);
      this.writer.position(base, NO_PRICE, size, cost);
    });
  }

  /** Tells it what an ended market's instrument pays (PriceTicks), and how many contracts of it (SizeMicros) are still to be redeemed. */
  redemption(instrument: number, payout: number, held: number, incarnation: number): void {
    this.put((base) => {
      this.writer.header(base, SlotKind.redemption, instrument, incarnation, 0, 0);
      this.writer.redemption(base, payout, held);
    });
  }

  /** Tells it of a trade that waits for its end, or of one that it must know when it is told again. */
  settlement(told: ToldSettlement): void {
    this.put((base) => writeSettlement(this.writer, base, told));
  }

  /** Tells it a venue's state as it was told last. */
  status(venue: VenueName, status: VenueStatus): void {
    const { clockSkewMs, externalOrders, heartbeatMisses, isReconciled, unknownCash, unknownOrders } = status;
    this.put((base) => {
      this.writer.frame(VenueCode[venue], this.clock.nowUs());
      this.writer.header(base, SlotKind.venueStatus, -1, 0, 0, 0);
      const reconciled = isReconciled ? 1 : 0;
      const counts = [heartbeatMisses, unknownOrders, externalOrders] as const;
      this.writer.venueStatus(base, reconciled, ...counts, unknownCash, clockSkewMs);
    });
  }

  /** Hands on what an operator wants ordered. */
  order(order: OperatorOrder): void {
    this.put((base) => writeOperatorOrder(this.writer, base, order));
  }

  /** Hands on how an operator wants an order changed. */
  amend(amend: OperatorAmend): void {
    this.put((base) => writeOperatorAmend(this.writer, base, amend));
  }

  /** Hands on which orders an operator wants gone. */
  cancel(cancel: OperatorCancel): void {
    this.put((base) => {
      this.writer.frame(VenueCode[cancel.venue], this.clock.nowUs());
      writeOperatorCancel(this.writer, base, cancel);
    });
  }

  /** Sends what waited for room. Call from a timer. Returns how much still waits. */
  pump(): number {
    let sent = 0;
    while (sent < this.waiting.length && this.write(this.waiting[sent])) sent++;
    if (sent > 0) this.waiting.splice(0, sent);
    return this.waiting.length;
  }

  private put(fill: (base: number) => void): void {
    if (this.waiting.length === 0 && this.write(fill)) return;
    if (this.waiting.length >= this.waitingMax)
      throw new RangeError(`more than ${this.waitingMax} commands wait for a reader that does not read`);
    this.waiting.push(fill);
  }

  private write(fill: (base: number) => void): boolean {
    if (!this.ring.claim(1)) return false;
    this.writer.frame(0, this.clock.nowUs());
    fill(this.ring.base(0));
    this.ring.publish(1);
    return true;
  }
}

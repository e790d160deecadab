import {
  type AmendIntent,
  type CancelIntent,
  INTENT_REASONS,
  type IntentLeg,
  type OpenOrder,
  type PlaceIntent,
  REASON_CODES,
} from "@augury/model";
import type { Refusal } from "@augury/risk";
import { Flag, packLeg, packLegPlan, packRefusal, SlotKind, TIMES_IN_FORCE } from "@augury/wire";
import type { OutputBuffer } from "./output-buffer.ts";

const INTENT_CODES = new Map(INTENT_REASONS.map((reason, code) => [reason, code]));
const REASONS = new Map(REASON_CODES.map((reason, code) => [reason, code]));

/** Whose decision an output is, and the number that it got. */
export interface DecisionName {
  readonly strategy: number;
  readonly intentId: number;
}

/** Writes what decision decided as slots of its output buffer. Whoever calls sees to the room. */
export class DecisionEncoder {
  /** When the frame behind the input at hand was received: every output carries it on. */
  causeUs = 0;

  constructor(
    private readonly outputs: OutputBuffer,
    private readonly venueCodes: Uint8Array,
  ) {}

  /** The numbers behind an intent, then its legs. */
  intent(name: DecisionName, intent: PlaceIntent): void {
    this.numbers(name.intentId, intent.numbers);
    const reason = INTENT_CODES.get(intent.reason) ?? 0;
    const plan = packLegPlan(intent.plan);
    for (const [at, leg] of intent.legs.entries()) {
      const { outputs } = this;
      const base = outputs.next();
      const flags = flagsOf(leg) | (at === intent.legs.length - 1 ? Flag.lastLeg : 0);
      const packed = packLeg(name.strategy, at, TIMES_IN_FORCE.indexOf(leg.timeInForce), reason);
      outputs.writer.frame(this.venueCodes[leg.instrument], this.causeUs);
      outputs.writer.header(base, SlotKind.intentLeg | flags, leg.instrument, leg.epoch, 0, 0);
      outputs.writer.intentLeg(base, name.intentId, packed, leg.price, leg.size, intent.deadlineUs, plan);
      outputs.commit();
    }
  }

  /** Why the leg of this number may not leave; `leg` is left out where there is none of that number. */
  refusal(
    name: DecisionName,
    leg: Pick<IntentLeg, "instrument" | "epoch"> | undefined,
    { leg: at, limit, reason, value }: Refusal,
  ): void {
    const { outputs } = this;
    const base = outputs.next();
    outputs.writer.frame(leg ? this.venueCodes[leg.instrument] : 0, this.causeUs);
    outputs.writer.header(base, SlotKind.refusal, leg?.instrument ?? -1, leg?.epoch ?? 0, 0, 0);
    const packed = packRefusal(name.strategy, at, REASONS.get(reason) ?? 0);
    outputs.writer.refusal(base, name.intentId, packed, value, limit);
    outputs.commit();
  }

  /** How many orders an operator's request asked to cancel: numbers that belong to no intent. */
  canceled(requestId: number, orders: number): void {
    this.numbers(0, [requestId, orders]);
  }

  cancel({ intentId, strategy }: DecisionName, intent: CancelIntent, order: OpenOrder): void {
    const { outputs } = this;
    const base = outputs.next();
    const packed = packLeg(strategy, intent.leg, 0, INTENT_CODES.get(intent.reason) ?? 0);
    outputs.writer.frame(this.venueCodes[order.instrument], this.causeUs);
    outputs.writer.header(base, SlotKind.cancel, order.instrument, 0, 0, 0);
    outputs.writer.cancel(base, intent.intentId, packed, intentId);
    outputs.commit();
  }

  /** An order's change, after the numbers behind it. */
  amend({ intentId, strategy }: DecisionName, intent: AmendIntent, order: OpenOrder): void {
    this.numbers(intentId, intent.numbers);
    const { outputs } = this;
    const base = outputs.next();
    const packed = packLeg(strategy, intent.leg, 0, INTENT_CODES.get(intent.reason) ?? 0);
    outputs.writer.frame(this.venueCodes[order.instrument], this.causeUs);
    outputs.writer.header(base, SlotKind.amend, order.instrument, intent.epoch, 0, 0);
    outputs.writer.amend(base, intent.intentId, packed, intent.price, intentId, intent.size, intent.deadlineUs);
    outputs.commit();
  }

  /** A book is trusted from now on, or no more; `code` is an index of TRUST_REASONS. */
  trust(book: number, epoch: number, trusted: boolean, code: number): void {
    const { outputs } = this;
    const base = outputs.next();
    outputs.writer.frame(this.venueCodes[book], this.causeUs);
    outputs.writer.header(base, SlotKind.bookTrust, book, epoch, 0, 0);
    outputs.writer.bookTrust(base, trusted ? 1 : 0, code);
    outputs.commit();
  }

  /** What a replay must arrive at after the same inputs. */
  digest(inputs: number, nowUs: number): void {
    const { digest, writer } = this.outputs;
    const base = this.outputs.next();
    writer.frame(0, nowUs);
    writer.header(base, SlotKind.digest, -1, 0, 0, 0);
    writer.digest(base, digest.high, digest.low, inputs, this.outputs.total);
    this.outputs.commit();
  }

  private numbers(intentId: number, numbers: readonly number[]): void {
    const { outputs } = this;
    const base = outputs.next();
    outputs.writer.frame(0, this.causeUs);
    outputs.writer.header(base, SlotKind.intentNumbers, -1, 0, intentId, 0);
    outputs.writer.intentNumbers(base, numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0, numbers[3] ?? 0);
    outputs.commit();
  }
}

function flagsOf({ postOnly, reduceOnly, side }: IntentLeg): number {
  return (side === "sell" ? Flag.sell : 0) | (postOnly ? Flag.postOnly : 0) | (reduceOnly ? Flag.reduceOnly : 0);
}

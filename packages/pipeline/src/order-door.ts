import { priceTicks, sizeMicros } from "@augury/core";
import type { AmendIntent, CancelIntent, InstrumentTable, IntentLeg, OpenOrder, PlaceIntent } from "@augury/model";
import type { Refusal, RiskGate } from "@augury/risk";
import { OPERATOR_STRATEGY, type OperatorAmend, type OperatorCancel, type OperatorOrder } from "@augury/wire";
import { CancelQueue } from "./cancel-queue.ts";
import type { DecisionContext } from "./decision-context.ts";
import type { DecisionEncoder, DecisionName } from "./decision-encoder.ts";
import type { OrderKeeper } from "./order-keeper.ts";
import type { OutputBuffer } from "./output-buffer.ts";
import type { RiskWindow } from "./risk-window.ts";

/** What one input of decision led to. */
export interface EmittedCounts {
  intents: number;
  refusals: number;
  cancels: number;
  amends: number;
}

export interface OrderDoorParts {
  readonly instruments: InstrumentTable;
  readonly risk: RiskGate;
  /** See DecisionCoreOptions. */
  readonly refusalPauseUs: number;
  /** How many there are. */
  readonly strategies: number;
  readonly outputs: OutputBuffer;
  readonly encoder: DecisionEncoder;
  readonly orders: OrderKeeper;
  readonly context: DecisionContext;
  readonly view: RiskWindow;
  /** Whether nothing new may leave: killed, or the engine stops. */
  readonly isShut: () => boolean;
}

/** The way out of decision, for strategies, policies and operators alike: orders and their changes past the risk gate, cancels as they come. */
export class OrderDoor {
  readonly emitted: EmittedCounts = { intents: 0, refusals: 0, cancels: 0, amends: 0 };
  nextIntentId = 1;
  private readonly cancels: CancelQueue;
  /** By strategy, and within it: 0 timers, 1 + instrument. */
  private readonly pausedUntilUs: Float64Array;
  private nowUs = 0;

  constructor(private readonly parts: OrderDoorParts) {
    const { instruments, strategies } = parts;
    this.cancels = new CancelQueue(instruments);
    this.pausedUntilUs = new Float64Array(strategies * (instruments.size + 1));
  }

  /** An input begins. */
  begin(nowUs: number): void {
    const { emitted } = this;
    emitted.intents = 0;
    emitted.refusals = 0;
    emitted.cancels = 0;
    emitted.amends = 0;
    this.nowUs = nowUs;
  }

  /** Whether a strategy is not to be asked about an instrument (−1 = by the timer) for a while, because it was refused. */
  isPaused(strategy: number, instrument: number): boolean {
    return this.nowUs < this.pausedUntilUs[this.pauseOf(strategy, instrument)];
  }

  place(strategy: number, intent: PlaceIntent): void {
    const { encoder, isShut, orders, outputs, risk, view } = this.parts;
    const intentId = this.nextIntentId++;
    // While the engine stops strategies are not even asked, and operators are refused.
    view.aim(isShut(), this.nowUs, strategy);
    const refusal = outputs.hasRoom(intent.legs.length + 2)
      ? risk.check(intent, view)
      : { reason: "intent_ring_full" as const, leg: 0, value: intent.legs.length, limit: 0 };
    if (refusal) {
      this.refuse({ strategy, intentId }, intent.legs[refusal.leg], refusal);
      return;
    }
    orders.place(intent, { intentId, strategy, decidedUs: this.nowUs });
    encoder.intent({ strategy, intentId }, intent);
    this.emitted.intents++;
  }

  /** Of an order that has ended meanwhile a strategy has heard; an operator is told. */
  amend(strategy: number, intent: AmendIntent): void {
    const { encoder, isShut, orders, outputs, risk, view } = this.parts;
    const order = orders.find(intent.intentId, intent.leg);
    if (strategy !== OPERATOR_STRATEGY && order?.strategy !== strategy) return;
    const name = { strategy, intentId: this.nextIntentId++ };
    view.aim(isShut(), this.nowUs, order?.strategy ?? strategy, order);
    const refusal = outputs.hasRoom(2)
      ? risk.checkAmend(intent, order, view)
      : { reason: "intent_ring_full" as const, leg: intent.leg, value: 1, limit: 0 };
    if (refusal) this.refuse(name, order && { instrument: order.instrument, epoch: intent.epoch }, refusal);
    if (refusal || !order) return;
    orders.requestAmend(intent.intentId, intent.leg, { price: intent.price, size: intent.size });
    encoder.amend(name, intent, order);
    this.emitted.amends++;
  }

  cancel(strategy: number, intent: CancelIntent): void {
    const order = this.parts.orders.find(intent.intentId, intent.leg);
    if (!order || order.strategy !== strategy || !this.parts.outputs.hasRoom(1)) return;
    this.tellCancel(strategy, intent, order);
  }

  /** An operator's order goes through the same door as any strategy's. */
  order(wanted: OperatorOrder): void {
    const { deadlineUs, instrument, postOnly, reduceOnly = false, requestId, side, timeInForce } = wanted;
    const price = priceTicks(wanted.price);
    const size = sizeMicros(wanted.size);
    const epoch = wanted.epoch === 0 ? this.epochOf(instrument) : wanted.epoch;
    const leg = { instrument, side, price, size, timeInForce, postOnly, reduceOnly, epoch };
    this.place(OPERATOR_STRATEGY, { kind: "place", reason: "operator", numbers: [requestId], legs: [leg], deadlineUs });
  }

  /** What an operator leaves out of a change is as it is. */
  change(wanted: OperatorAmend): void {
    const { deadlineUs, intentId, leg, requestId } = wanted;
    const order = this.parts.orders.find(intentId, leg);
    const price = priceTicks(wanted.price ?? order?.price ?? 0);
    const size = sizeMicros(wanted.size ?? order?.size ?? 0);
    const epoch = wanted.epoch === 0 && order ? this.epochOf(order.instrument) : wanted.epoch;
    const numbers = [requestId];
    this.amend(OPERATOR_STRATEGY, {
      kind: "amend",
      reason: "operator",
      numbers,
      intentId,
      leg,
      price,
      size,
      epoch,
      deadlineUs,
    });
  }

  /** Every order that an operator's cancel means; those without room among this input's outputs follow with the next ones. */
  cancelAll(cancel: OperatorCancel): void {
    const { encoder, orders, outputs } = this.parts;
    const asked = this.cancels.add(cancel, orders.all());
    if (outputs.hasRoom(1)) encoder.canceled(cancel.requestId, asked);
    this.drainCancels();
  }

  drainCancels(): void {
    const { orders, outputs } = this.parts;
    this.cancels.drain(({ intentId, leg }) => {
      if (!outputs.hasRoom(1)) return false;
      const order = orders.find(intentId, leg);
      if (order) this.tellCancel(OPERATOR_STRATEGY, { kind: "cancel", reason: "operator", intentId, leg }, order);
      return true;
    });
  }

  private tellCancel(strategy: number, intent: CancelIntent, order: OpenOrder): void {
    if (!this.parts.orders.requestCancel(intent.intentId, intent.leg)) return;
    this.parts.encoder.cancel({ strategy, intentId: this.nextIntentId++ }, intent, order);
    this.emitted.cancels++;
  }

  private refuse(name: DecisionName, leg: Pick<IntentLeg, "instrument" | "epoch"> | undefined, refusal: Refusal): void {
    const { context, encoder, outputs, refusalPauseUs } = this.parts;
    if (outputs.hasRoom(1)) {
      encoder.refusal(name, leg, refusal);
      this.emitted.refusals++;
    }
    if (name.strategy !== OPERATOR_STRATEGY)
      this.pausedUntilUs[this.pauseOf(name.strategy, context.instrument)] = this.nowUs + refusalPauseUs;
  }

  private pauseOf(strategy: number, instrument: number): number {
    return strategy * (this.parts.instruments.size + 1) + 1 + instrument;
  }

  private epochOf(instrument: number): number {
    const { context, instruments } = this.parts;
    return instruments.at(instrument) ? context.epoch(instrument) : 0;
  }
}

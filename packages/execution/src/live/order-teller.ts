import { cashMicros, priceTicks, sizeMicros } from "@augury/core";
import {
  type FillFact,
  isTerminal,
  type OrderReport,
  type OrderRequest,
  type OrderState,
  type ReasonCode,
} from "@augury/model";
import type { LiveOrder } from "./live-order.ts";

/** Says on what is new about orders, each thing once. */
export class OrderTeller {
  constructor(private readonly report: (report: OrderReport) => void) {}

  /** An order that was never sent. */
  reject(request: OrderRequest, reason: ReasonCode): void {
    this.report(reportOf(request, { state: "rejected", reason, filledSize: 0 }));
  }

  submitted(order: LiveOrder): void {
    this.say(order, "submitted", "none");
  }

  /** A fill; what the order is comes first: nobody listens any more once it is full. */
  fill(order: LiveOrder, fill: FillFact): void {
    this.terms(order);
    order.count(fill);
    order.reported = stateWithFill(order);
    this.report({
      ...reportOf(order.request, { state: order.reported, reason: "none", filledSize: order.reportedSize }),
      fillSize: fill.size,
      fillPrice: fill.price,
      fee: fill.fee,
      liquidity: fill.liquidity,
    });
  }

  /** The order's state, where it has changed. */
  state(order: LiveOrder): void {
    const { state } = order;
    if (state === order.reported || isTerminal(order.reported)) return;
    const { reason } = order.facts;
    this.say(order, state, reason === "requested" ? order.cancelReason : reason);
  }

  /** The order's price and size, where they have changed; and that an amendment has been answered with what it was. */
  terms(order: LiveOrder): void {
    const { version } = order.facts.terms;
    const isAnswered = order.isAmendingReported && !order.amending;
    if ((version === order.reportedVersion && !isAnswered) || isTerminal(order.reported)) return;
    order.reportedVersion = version;
    this.amendment(order, "none");
  }

  /** What became of an amendment: the order's price and size as they are. */
  amendment(order: LiveOrder, reason: ReasonCode): void {
    const { price, size } = order.facts.terms;
    const isAmending = order.amending !== undefined;
    order.isAmendingReported = isAmending;
    const said = { state: order.reported, reason, filledSize: order.reportedSize };
    this.report({ ...reportOf(order.request, said), terms: { price, size, isAmending } });
  }

  private say(order: LiveOrder, state: OrderState, reason: ReasonCode): void {
    order.reported = state;
    this.report(reportOf(order.request, { state, reason, filledSize: order.reportedSize }));
  }
}

/** A fill told after the end leaves the end as it is. */
function stateWithFill(order: LiveOrder): OrderState {
  if (order.isFullWith(order.reportedSize)) return "filled";
  return isTerminal(order.reported) ? order.reported : "partially_filled";
}

interface Said {
  readonly state: OrderState;
  readonly reason: ReasonCode;
  readonly filledSize: number;
}

function reportOf({ instrument, intentId, leg, side }: OrderRequest, { filledSize, reason, state }: Said): OrderReport {
  return {
    intentId,
    leg,
    instrument,
    side,
    state,
    reason,
    fillSize: sizeMicros(0),
    fillPrice: priceTicks(0),
    fee: cashMicros(0),
    liquidity: "taker",
    filledSize: sizeMicros(filledSize),
  };
}

import { type Clock, err, ok, type Result } from "@augury/core";
import { type InstrumentTable, REASON_CODES } from "@augury/model";
import type { ControlSender } from "@augury/pipeline";
import { D_BODY, OPERATOR_STRATEGY, type OperatorCancel, SlotKind, W_BODY, W_SEQUENCE } from "@augury/wire";
import { instrumentName } from "../api/instrument-ref.ts";
import type {
  AmendRequestView,
  CancelAnswer,
  CancelRequest,
  OperatorFailure,
  OrderAnswer,
  OrderRefusal,
  OrderRequestView,
} from "../api/view/order-views.ts";
import type { LedgerSlot } from "./ledger-slot.ts";

/** Requests that wait for decision's word, at most. */
const WAITING_MAX = 256;
/** Decision answers within milliseconds; one that is being started anew may take longer than anybody waits. */
const ANSWER_MS_MAX = 5_000;

type Answer = { readonly intentId: number; readonly refusal?: OrderRefusal } | { readonly asked: number };

interface Waiting {
  readonly resolve: (answer: Answer | undefined) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

export interface OperatorDeskParts {
  readonly decision: ControlSender;
  readonly table: InstrumentTable;
  readonly clock: Clock;
  readonly audit: (what: string, detail: string) => void;
}

/**
 * What a person orders or cancels by hand goes to decision as an input like any other, through the same risk gate, and is answered when
 * the ledger tap shows what decision made of it. Whatever is asked stands in the audit trail, with the answer.
 */
export class OperatorDesk {
  private readonly waiting = new Map<number, Waiting>();
  private lastRequest = 0;
  /** The request whose order decision had before it at the last slot. */
  private current = 0;

  constructor(private readonly parts: OperatorDeskParts) {}

  /** Asks for an order; a failure says that it was not asked for, or that nobody knows what became of it. */
  async place(order: OrderRequestView): Promise<Result<OrderAnswer, OperatorFailure>> {
    const { clock, decision } = this.parts;
    const { ttlMs, ...wanted } = order;
    const answer = await this.ask((requestId) =>
      decision.order({ ...wanted, requestId, epoch: 0, deadlineUs: clock.nowUs() + ttlMs * 1000 }),
    );
    if (answer.ok && !("intentId" in answer.value)) return err("unanswered");
    this.noteOrder(order, answer);
    return answer as Result<OrderAnswer, OperatorFailure>;
  }

  /** Asks for another price or size of an order; a failure says the same as {@link place}'s. */
  async amend({ ttlMs, ...change }: AmendRequestView): Promise<Result<OrderAnswer, OperatorFailure>> {
    const { audit, clock, decision } = this.parts;
    const answer = await this.ask((requestId) =>
      decision.amend({ ...change, requestId, epoch: 0, deadlineUs: clock.nowUs() + ttlMs * 1000 }),
    );
    if (answer.ok && !("intentId" in answer.value)) return err("unanswered");
    audit("operator_amend", `${describeChange(change)}: ${describeAnswer(answer)}`);
    return answer as Result<OrderAnswer, OperatorFailure>;
  }

  /** Asks for the end of every order that fits; each request answers with how many are asked to go. */
  async cancel(request: CancelRequest): Promise<Result<CancelAnswer, OperatorFailure>> {
    let asked = 0;
    let failure: OperatorFailure | undefined;
    for (const one of this.cancelsOf(request)) {
      const answer = await this.ask((requestId) => this.parts.decision.cancel({ ...one, requestId }));
      if (!answer.ok) failure = answer.error;
      else if ("asked" in answer.value) asked += answer.value.asked;
    }
    const outcome = failure ? `${failure} after ${asked} orders` : `${asked} orders`;
    this.parts.audit("operator_cancel", `${describeCancel(request)}: ${outcome}`);
    return failure ? err(failure) : ok({ asked });
  }

  /** Hears every slot of the ledger tap. */
  onSlot(kind: number, { i32, f64, base }: LedgerSlot): void {
    const packed = i32[base + W_BODY + 1] as number;
    switch (kind) {
      case SlotKind.operatorOrder:
      case SlotKind.operatorAmend:
        this.current = i32[base + W_BODY] as number;
        break;
      case SlotKind.intentLeg:
        if ((packed & 0xff) === OPERATOR_STRATEGY)
          this.answer(this.current, { intentId: i32[base + W_BODY] as number });
        break;
      case SlotKind.amend:
        if ((packed & 0xff) === OPERATOR_STRATEGY)
          this.answer(this.current, { intentId: i32[base + W_BODY + 3] as number });
        break;
      case SlotKind.refusal:
        if ((packed & 0xff) === OPERATOR_STRATEGY)
          this.answer(this.current, { intentId: i32[base + W_BODY] as number, refusal: refusalOf(packed, f64, base) });
        break;
      case SlotKind.intentNumbers:
        // Numbers of no intent answer a cancel.
        if (i32[base + W_SEQUENCE] === 0) {
          const d = (base >>> 1) + D_BODY;
          this.answer(f64[d] as number, { asked: f64[d + 1] as number });
        }
        break;
      default:
    }
  }

  private ask(send: (requestId: number) => void): Promise<Result<Answer, OperatorFailure>> {
    if (this.waiting.size >= WAITING_MAX) return Promise.resolve(err("too_many"));
    const requestId = ++this.lastRequest;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.answer(requestId, undefined), ANSWER_MS_MAX);
      this.waiting.set(requestId, {
        timer,
        resolve: (answer) => resolve(answer ? ok(answer) : err("unanswered")),
      });
      send(requestId);
    });
  }

  private answer(requestId: number, answer: Answer | undefined): void {
    const one = this.waiting.get(requestId);
    if (!one) return;
    this.waiting.delete(requestId);
    clearTimeout(one.timer);
    one.resolve(answer);
  }

  private cancelsOf({
    instrument,
    intentId,
    leg,
    marketId,
    venue,
  }: CancelRequest): Omit<OperatorCancel, "requestId">[] {
    const all = {
      venue: venue ?? "none",
      instrument: instrument ?? -1,
      intentId: intentId ?? 0,
      leg: leg ?? -1,
    } as const;
    if (marketId === undefined) return [all];
    return this.parts.table.list
      .filter((one) => one.marketId === marketId && (venue === undefined || one.venue === venue))
      .map(({ index }) => ({ ...all, instrument: index }));
  }

  private noteOrder(
    { instrument, price, side, size }: OrderRequestView,
    answer: Result<Answer, OperatorFailure>,
  ): void {
    const known = this.parts.table.at(instrument);
    const name = known ? instrumentName(known) : String(instrument);
    const order = `${side} ${size / 1e6} ${name} at ${(price / 10_000).toFixed(4)}`;
    this.parts.audit("operator_order", `${order}: ${describeAnswer(answer)}`);
  }
}

function refusalOf(packed: number, f64: Float64Array, base: number): OrderRefusal {
  const d = (base >>> 1) + D_BODY;
  return {
    reason: REASON_CODES[packed >>> 16] ?? "none",
    leg: (packed >>> 8) & 0xff,
    value: f64[d + 2] as number,
    limit: f64[d + 3] as number,
  };
}

function describeAnswer(answer: Result<Answer, OperatorFailure>): string {
  if (!answer.ok) return answer.error;
  const { value } = answer;
  if (!("intentId" in value)) return "unanswered";
  const { intentId, refusal } = value;
  return refusal ? `refused, ${refusal.reason} ${refusal.value} of ${refusal.limit}` : `intent ${intentId}`;
}

function describeChange({ intentId, leg, price, size }: Omit<AmendRequestView, "ttlMs">): string {
  const to = [
    ...(size === undefined ? [] : [`${size / 1e6} in all`]),
    ...(price === undefined ? [] : [`at ${(price / 10_000).toFixed(4)}`]),
  ];
  return `intent ${intentId} leg ${leg}, ${to.join(" ")}`;
}

function describeCancel(request: CancelRequest): string {
  const parts = Object.entries(request).map(([name, value]) => `${name} ${value}`);
  return parts.length === 0 ? "all" : parts.join(", ");
}

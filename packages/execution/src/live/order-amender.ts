import { sizeMicros } from "@augury/core";
import type { Amendment, AmendOutcome, AmendRequest, LookUpAnswer, OrderTerms, ReasonCode } from "@augury/model";
import type { LiveOrder } from "./live-order.ts";
import type { LiveParts, OrderSender } from "./order-sender.ts";

/**
 * Changes of resting orders.
 *
 * 1. An amendment is written down before it is sent, and sent once. An order has one at a time, and none while its own outcome is open.
 * 2. Fewer contracts at the same price go as a decrease where the venue has one: the place in the queue stays.
 * 3. Until its answer the order counts as the larger of what it is and what it may become; it is not full before, unless the venue says that
 *    nothing of it rests.
 * 4. Where the outcome is not known the order is looked up. It is settled when the venue shows the new terms, or given up when enough complete
 *    answers over a long time did not. Should it come later all the same, the order is what the venue says, and an alarm is raised.
 */
export class OrderAmender<Payload> {
  constructor(
    private readonly parts: LiveParts<Payload>,
    private readonly sender: OrderSender<Payload>,
  ) {}

  /**
   * Sends an amendment, or returns why not, and says so: a report follows in any case. `size` must be more than has filled.
   */
  amend(order: LiveOrder, request: AmendRequest, nowUs: number): ReasonCode {
    const reason = this.send(order, request, nowUs);
    // One that is on its way already is answered by its own report.
    if (order.amending === undefined || reason !== "none") this.parts.teller.amendment(order, reason);
    return reason;
  }

  private send(order: LiveOrder, request: AmendRequest, nowUs: number): ReasonCode {
    const { deadlineUs, price, size } = request;
    const { terms } = order.facts;
    if (price === terms.price && size === terms.size && !order.amending) return "none";
    const refusal = this.refusalOf(order, request, nowUs);
    if (refusal) return refusal;
    const by = sizeMicros(Math.max(0, terms.size - size));
    const amendment: Amendment = { number: order.amendments + 1, price, size, by, deadlineUs };
    const send = this.wayOf(order, amendment);
    if (!send) return "unsupported";
    const { counts, port } = this.parts;
    if (!port.log({ kind: "amending", key: order.key, amendment, sentUs: nowUs })) return "restart";
    order.amendments++;
    order.amending = { amendment, sentUs: nowUs, isUnknown: false, absences: 0 };
    // Whoever asked counts it as on its way already.
    order.isAmendingReported = true;
    counts.amendmentsSent++;
    send(order.key, amendment);
    return "none";
  }

  /** Takes over an amendment that a process before this one had written down. */
  recover(order: LiveOrder, amendment: Amendment, sentUs: number): void {
    order.amendments = amendment.number;
    order.amending = { amendment, sentUs, isUnknown: true, absences: 0 };
    order.isAmendingReported = true;
  }

  /** Takes the answer in; true when the order has to be looked at anew, "unknown" when it has to be looked up. */
  onAmended(order: LiveOrder, number: number, outcome: AmendOutcome): boolean | "unknown" {
    if (order.amending?.amendment.number !== number) return false;
    switch (outcome.kind) {
      case "amended":
        order.amending = undefined;
        return true;
      case "refused":
      case "unsent":
        order.amending = undefined;
        this.parts.teller.amendment(order, outcome.reason);
        return true;
      case "unknown":
        this.parts.counts.unknownOutcomes++;
        order.amending.isUnknown = true;
        return "unknown";
    }
  }

  /** The venue has other terms now: an open amendment may be settled by them, a lost one has come after all. */
  onTerms(order: LiveOrder): void {
    const { terms } = order.facts;
    if (order.amending && isDone(order.amending.amendment, terms)) order.amending = undefined;
    if (!order.lostAmendment || !isDone(order.lostAmendment, terms)) return;
    order.lostAmendment = undefined;
    this.parts.port.alarm("an amendment that had been given up was carried out", order.key);
  }

  /** A look-up has not shown an amendment of unknown outcome; true when it is given up. */
  onLookedUp(order: LiveOrder, { complete }: LookUpAnswer, nowUs: number): boolean {
    const { amending } = order;
    if (!amending?.isUnknown || !complete) return false;
    const { absentAfterMs, absentAnswersMin } = this.parts.config;
    amending.absences++;
    if (amending.absences < absentAnswersMin || nowUs - amending.sentUs < absentAfterMs * 1000) return false;
    order.lostAmendment = amending.amendment;
    order.amending = undefined;
    this.parts.counts.amendmentsLost++;
    this.parts.teller.amendment(order, "never_arrived");
    return true;
  }

  private refusalOf(order: LiveOrder, request: AmendRequest, nowUs: number): ReasonCode | undefined {
    const { epoch, price, size } = request;
    if (nowUs > request.deadlineUs) return "deadline_passed";
    if (order.amending) return "amend_pending";
    if (order.cancelWanted) return "requested";
    if (order.isLost || !order.facts.existed) return "unreconciled";
    const { terms } = order.facts;
    // Less at the same price can only reduce what is at stake.
    if (price === terms.price && size < terms.size) return undefined;
    return this.sender.refusalOf({ ...order.request, price, size, epoch, deadlineUs: request.deadlineUs }, 0, nowUs);
  }

  private wayOf(
    { facts }: LiveOrder,
    { price, size }: Amendment,
  ): ((key: string, amendment: Amendment) => void) | undefined {
    const { port } = this.parts;
    const isLess = price === facts.terms.price && size < facts.terms.size;
    if (isLess && port.decrease) return (key, amendment) => port.decrease?.(key, amendment);
    return port.amend && ((key, amendment) => port.amend?.(key, amendment));
  }
}

function isDone({ price, size }: Amendment, terms: OrderTerms): boolean {
  return price === terms.price && size === terms.size;
}

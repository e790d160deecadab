import { type AmendRequest, CHANGES_ORDERS, type ReasonCode } from "@augury/model";
import type { DueQueue } from "./due-queue.ts";
import type { MarketRules } from "./market-rules.ts";
import type { OpenOrders } from "./open-orders.ts";
import type { PaperMarket } from "./paper-market.ts";
import type { PaperOrder } from "./paper-order.ts";

/** What the amender needs of its venue. Times in µs. */
export interface PaperAmenderParts {
  readonly orders: OpenOrders;
  readonly market: PaperMarket;
  readonly rules: MarketRules;
  readonly due: DueQueue;
  /** Whether the book that an order was priced on still goes on. */
  readonly isLive: (book: number, epoch: number) => boolean;
  /** When what leaves at `nowUs` reaches the venue. */
  readonly arrivalOf: (nowUs: number) => number;
  /** Says at once that nothing was sent, and why. */
  readonly refuse: (order: PaperOrder, reason: ReasonCode, nowUs: number) => void;
  /** Says what the venue answered, once we would hear of it. */
  readonly tell: (order: PaperOrder, reason: ReasonCode) => void;
  readonly cancel: (order: PaperOrder, nowUs: number) => void;
  /** The order has lost its place: it takes what it can and rests at the end of its queue. */
  readonly placeAnew: (order: PaperOrder) => void;
}

/**
 * Changes of resting paper orders, as the venues that have them make them (kalshi.md section 10.2): fewer at the same price keep their place
 * in the queue, another price or more lose it, and a price that crosses takes. An order has one change at a time, and one that has filled to
 * the size wanted is canceled instead.
 */
export class PaperAmender {
  constructor(private readonly parts: PaperAmenderParts) {}

  /** Sends an amendment, or returns why not. */
  amend(request: AmendRequest, nowUs: number): ReasonCode {
    const order = this.parts.orders.find(request.intentId, request.leg);
    if (!order) return "unknown_order";
    const reason = this.vetoOf(order, request, nowUs);
    if (reason !== "none") this.parts.refuse(order, reason, nowUs);
    else if (request.size <= order.life.filledSize) {
      this.parts.cancel(order, nowUs);
      this.parts.refuse(order, "requested", nowUs);
    } else {
      order.amending = request;
      order.redecide(request);
      this.parts.due.add({ kind: "amend", dueUs: this.parts.arrivalOf(nowUs), order, reason: "none" });
    }
    return reason;
  }

  /** An amendment has reached the venue, at `timeUs`. */
  arrive(order: PaperOrder, timeUs: number): void {
    const { amending } = order;
    order.amending = undefined;
    if (!amending || order.isCancelAsked) return;
    const { cancel, placeAnew, tell } = this.parts;
    if (amending.size <= order.life.filledSize) {
      cancel(order, timeUs);
      tell(order, "requested");
      return;
    }
    const reason = this.answerTo(order, amending, timeUs);
    const keepsPlace = isLess(order, amending);
    if (reason === "none") order.change(amending);
    tell(order, reason);
    if (reason === "none" && !keepsPlace) placeAnew(order);
  }

  /** Why an amendment is not sent at all. */
  private vetoOf(order: PaperOrder, request: AmendRequest, nowUs: number): ReasonCode {
    if (!CHANGES_ORDERS[order.instrument.venue]) return "unsupported";
    if (nowUs > request.deadlineUs) return "deadline_passed";
    if (order.amending) return "amend_pending";
    if (order.isCancelAsked) return "requested";
    if (!order.queue) return "unreconciled";
    return isLess(order, request) || this.parts.isLive(order.book, request.epoch) ? "none" : "epoch_ended";
  }

  /** What the venue says to it. */
  private answerTo(order: PaperOrder, amending: AmendRequest, timeUs: number): ReasonCode {
    const { market, rules } = this.parts;
    const { book } = order;
    if (!rules.isOpen(book)) return "market_closed";
    if (timeUs > amending.deadlineUs) return "deadline_passed";
    if (isLess(order, amending)) return "none";
    if (market.epoch(book) !== amending.epoch) return "epoch_ended";
    const changed = order.changedTo(amending);
    return rules.refusalOf(changed, market.isCrossedBy(changed));
  }
}

function isLess({ request }: PaperOrder, { price, size }: AmendRequest): boolean {
  return price === request.price && size <= request.size;
}

import type { Prng } from "@augury/core";
import { refuse } from "../clob/answer.ts";

/** What may happen to a posted order's answer. */
export const REPLY_FAULTS = ["lost_before", "lost_after", "fails_after", "repeated"] as const;
export type ReplyFault = (typeof REPLY_FAULTS)[number];

/** How often orders and their news go wrong, each from 0 to 1. */
export interface OrderFaultRates {
  /** The request is lost, the answer of an order that was taken is, and one that was taken is answered by a 500. */
  readonly lost_before: number;
  readonly lost_after: number;
  readonly fails_after: number;
  /** The order arrives twice, and the second time is answered: "Duplicated". */
  readonly repeated: number;
  readonly eventLost: number;
  readonly eventRepeated: number;
  /** The event comes later, behind others. */
  readonly eventDelayed: number;
  readonly delayMsMax: number;
}

export const NO_ORDER_FAULTS: OrderFaultRates = {
  lost_before: 0,
  lost_after: 0,
  fails_after: 0,
  repeated: 0,
  eventLost: 0,
  eventRepeated: 0,
  eventDelayed: 0,
  delayMsMax: 0,
};

const HELD_MAX = 10_000;

/** What goes wrong between the venue's books and its clients: answers to orders, and events of the user channel. */
export class OrderFaults {
  rates: OrderFaultRates = NO_ORDER_FAULTS;
  /** Faults of the next answers, in their order; they come before chance. */
  readonly next: ReplyFault[] = [];
  readonly counts: Record<ReplyFault, number> = { lost_before: 0, lost_after: 0, fails_after: 0, repeated: 0 };
  private held: { readonly dueMs: number; readonly send: () => void }[] = [];

  constructor(private readonly random: Prng) {}

  /** Answers a posting, with whatever goes wrong about it. */
  answer(place: () => Response): Response | Promise<Response> {
    const fault = this.next.shift() ?? REPLY_FAULTS.find((one) => this.chance(this.rates[one]));
    if (fault === undefined) return place();
    this.counts[fault]++;
    if (fault === "lost_before") return neverAnswered();
    const answer = place();
    if (fault === "repeated") return place();
    if (fault === "lost_after") return neverAnswered();
    return answer.ok ? refuse(500, "could not run the execution") : answer;
  }

  /** Sends an event: at once, twice, later, or never. */
  tell(nowMs: number, send: () => void): void {
    const { rates } = this;
    if (this.chance(rates.eventLost)) return;
    const times = this.chance(rates.eventRepeated) ? 2 : 1;
    for (let time = 0; time < times; time++)
      if (this.chance(rates.eventDelayed) && this.held.length < HELD_MAX)
        this.held.push({ dueMs: nowMs + this.random.int(1, rates.delayMsMax), send });
      else send();
  }

  /** Sends the events that were held back long enough. */
  advance(nowMs: number): void {
    if (this.held.length === 0) return;
    const due = this.held.filter(({ dueMs }) => dueMs <= nowMs);
    this.held = this.held.filter(({ dueMs }) => dueMs > nowMs);
    for (const { send } of due) send();
  }

  /** No number is drawn where nothing goes wrong: what else the seed decides stays the same. */
  private chance(rate: number): boolean {
    return rate > 0 && this.random.chance(rate);
  }
}

/** The client waits in vain. */
function neverAnswered(): Promise<Response> {
  return new Promise(() => {});
}

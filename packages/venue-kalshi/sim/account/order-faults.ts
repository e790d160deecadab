import type { Prng } from "@augury/core";
import { nestedError } from "../rest/error-answers.ts";

/** What may happen to the answer of a call that places, cancels or changes orders. */
export const REPLY_FAULTS = ["lost_before", "lost_after", "fails_after", "repeated", "late"] as const;
export type ReplyFault = (typeof REPLY_FAULTS)[number];

/** How often orders and their news go wrong, each from 0 to 1. */
export interface OrderFaultRates {
  /** The request is lost, the answer to one that was carried out is, and one that was carried out is answered by a 503. */
  readonly lost_before: number;
  readonly lost_after: number;
  readonly fails_after: number;
  /** The request arrives twice, and the second time is answered: an order of this id is there already. */
  readonly repeated: number;
  /** The answer comes later, perhaps when nobody waits for it any more. */
  readonly late: number;
  readonly eventLost: number;
  readonly eventRepeated: number;
  /** The event comes later, behind others. */
  readonly eventDelayed: number;
  readonly delayMsMax: number;
  /** With a read of orders or fills, that these reads stand still for a while. */
  readonly freeze: number;
  readonly freezeMsMax: number;
}

export const NO_ORDER_FAULTS: OrderFaultRates = {
  lost_before: 0,
  lost_after: 0,
  fails_after: 0,
  repeated: 0,
  late: 0,
  eventLost: 0,
  eventRepeated: 0,
  eventDelayed: 0,
  delayMsMax: 1,
  freeze: 0,
  freezeMsMax: 1,
};

const HELD_MAX = 10_000;

/** What goes wrong between the venue's books and its clients: answers to orders, events of the account's channels, reads that lag behind. */
export class OrderFaults {
  rates: OrderFaultRates = NO_ORDER_FAULTS;
  /** Faults of the next answers, in their order; they come before chance. */
  readonly next: ReplyFault[] = [];
  readonly counts: Record<ReplyFault | "freeze", number> = {
    lost_before: 0,
    lost_after: 0,
    fails_after: 0,
    repeated: 0,
    late: 0,
    freeze: 0,
  };
  private held: { readonly dueMs: number; readonly send: () => void }[] = [];
  private frozen = { atMs: 0, untilMs: 0 };

  constructor(
    private readonly random: Prng,
    private readonly nowMs: () => number,
  ) {}

  /** Answers a call, with whatever goes wrong about it. */
  answer(carryOut: () => Response): Response | Promise<Response> {
    const fault = this.next.shift() ?? REPLY_FAULTS.find((one) => this.chance(this.rates[one]));
    if (fault === undefined) return carryOut();
    this.counts[fault]++;
    if (fault === "lost_before") return neverAnswered();
    const answer = carryOut();
    switch (fault) {
      case "lost_after":
        return neverAnswered();
      case "fails_after":
        return answer.ok ? nestedError(503, "service_unavailable", "service unavailable") : answer;
      case "repeated":
        return carryOut();
      case "late":
        return new Promise((resolve) => this.hold(() => resolve(answer)));
    }
  }

  /** Sends an event: at once, twice, later, or never. */
  tell(send: () => void): void {
    const { rates } = this;
    if (this.chance(rates.eventLost)) return;
    const times = this.chance(rates.eventRepeated) ? 2 : 1;
    for (let time = 0; time < times; time++)
      if (this.chance(rates.eventDelayed) && this.held.length < HELD_MAX) this.hold(send);
      else send();
  }

  /** Up to when a read of orders and fills knows what happened. */
  readTimeMs(): number {
    const nowMs = this.nowMs();
    if (nowMs < this.frozen.untilMs) return this.frozen.atMs;
    if (!this.chance(this.rates.freeze)) return nowMs;
    this.counts.freeze++;
    this.freeze(this.random.int(1, this.rates.freezeMsMax));
    return nowMs;
  }

  /** Lets reads of orders and fills stand still from now on. */
  freeze(ms: number): void {
    const nowMs = this.nowMs();
    this.frozen = { atMs: nowMs, untilMs: nowMs + ms };
  }

  /** Sends what was held back long enough. */
  advance(nowMs: number): void {
    if (this.held.length === 0) return;
    const due = this.held.filter(({ dueMs }) => dueMs <= nowMs);
    this.held = this.held.filter(({ dueMs }) => dueMs > nowMs);
    for (const { send } of due) send();
  }

  private hold(send: () => void): void {
    this.held.push({ dueMs: this.nowMs() + this.random.int(1, this.rates.delayMsMax), send });
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

import type { Prng } from "@augury/core";
import { refuse } from "../clob/answer.ts";
import type { Course } from "../desk/settlement.ts";

/** What may happen to a posted order's answer. */
export const REPLY_FAULTS = ["lost_before", "lost_after", "fails_after", "repeated", "late"] as const;
export type ReplyFault = (typeof REPLY_FAULTS)[number];
/** What may happen to a match on its way to the chain. */
export const TRADE_FAULTS = ["ghost", "reverted", "retried"] as const;
export type TradeFault = (typeof TRADE_FAULTS)[number];

/** How often orders and their news go wrong, each from 0 to 1. */
export interface OrderFaultRates {
  /** The request is lost, the answer of an order that was taken is, and one that was taken is answered by a 500. */
  readonly lost_before: number;
  readonly lost_after: number;
  readonly fails_after: number;
  /** The order arrives twice, and the second time is answered: "Duplicated". */
  readonly repeated: number;
  /** The order is taken at once and answered up to `lateMsMax` later. */
  readonly late: number;
  readonly lateMsMax: number;
  /** A cancel is lost on its way, or its answer is: one as often as the other. */
  readonly cancelLost: number;
  readonly eventLost: number;
  readonly eventRepeated: number;
  /** The event comes later, behind others. */
  readonly eventDelayed: number;
  readonly delayMsMax: number;
  /** A match is counted and never reaches the chain: FAILED 10 to 50 s later (polymarket.md section 11). */
  readonly ghost: number;
  /** A mined match is undone: MINED, RETRYING, FAILED. */
  readonly reverted: number;
  /** A match goes by RETRYING, once or twice, before it is confirmed. */
  readonly retried: number;
}

export const NO_ORDER_FAULTS: OrderFaultRates = {
  lost_before: 0,
  lost_after: 0,
  fails_after: 0,
  repeated: 0,
  late: 0,
  lateMsMax: 0,
  cancelLost: 0,
  eventLost: 0,
  eventRepeated: 0,
  eventDelayed: 0,
  delayMsMax: 0,
  ghost: 0,
  reverted: 0,
  retried: 0,
};

type FaultKind = ReplyFault | TradeFault | "cancelLost";
const HELD_MAX = 10_000;

/** What goes wrong between the venue's books, the chain and the clients: answers to orders and cancels, settlements, events of the user channel. */
export class OrderFaults {
  rates: OrderFaultRates = NO_ORDER_FAULTS;
  /** Faults of the next answers to postings, in their order; they come before chance. */
  readonly next: ReplyFault[] = [];
  /** Faults of the next matches, in their order; they come before chance. */
  readonly nextTrades: TradeFault[] = [];
  readonly counts: Record<FaultKind, number> = {
    lost_before: 0,
    lost_after: 0,
    fails_after: 0,
    repeated: 0,
    late: 0,
    cancelLost: 0,
    ghost: 0,
    reverted: 0,
    retried: 0,
  };
  /** How long a match that never reaches the chain seems to be on its way. */
  readonly ghostMs = { min: 10_000, max: 50_000 };
  private held: { readonly dueMs: number; readonly send: () => void }[] = [];

  constructor(private readonly random: Prng) {}

  /** Answers a posting of one order or of a batch, with whatever goes wrong about it. */
  answer(nowMs: number, place: () => Response): Response | Promise<Response> {
    const fault = this.next.shift() ?? REPLY_FAULTS.find((one) => this.chance(this.rates[one]));
    if (fault === undefined) return place();
    this.counts[fault]++;
    if (fault === "lost_before") return neverAnswered();
    const answer = place();
    switch (fault) {
      case "repeated":
        return place();
      case "lost_after":
        return neverAnswered();
      case "late":
        return this.later(nowMs, answer);
      default:
        return answer.ok ? refuse(500, "could not run the execution") : answer;
    }
  }

  /** Answers a cancel, or does not. */
  answerCancel(cancel: () => Response): Response | Promise<Response> {
    if (!this.chance(this.rates.cancelLost)) return cancel();
    this.counts.cancelLost++;
    if (this.random.chance(0.5)) cancel();
    return neverAnswered();
  }

  /** Returns the way of a new match over the chain; `undefined` when nothing goes wrong about it. */
  course(): Course | undefined {
    const fault = this.nextTrades.shift() ?? TRADE_FAULTS.find((one) => this.chance(this.rates[one]));
    if (fault === undefined) return undefined;
    this.counts[fault]++;
    switch (fault) {
      case "ghost":
        return { states: ["FAILED"], firstMs: this.random.int(this.ghostMs.min, this.ghostMs.max) };
      case "reverted":
        return { states: ["MINED", "RETRYING", "FAILED"] };
      case "retried":
        return this.random.chance(0.5)
          ? { states: ["RETRYING", "MINED", "CONFIRMED"] }
          : { states: ["MINED", "RETRYING", "MINED", "CONFIRMED"] };
    }
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

  /** Sends the events and answers that were held back long enough. */
  advance(nowMs: number): void {
    if (this.held.length === 0) return;
    const due = this.held.filter(({ dueMs }) => dueMs <= nowMs);
    this.held = this.held.filter(({ dueMs }) => dueMs > nowMs);
    for (const { send } of due) send();
  }

  private later(nowMs: number, answer: Response): Response | Promise<Response> {
    if (this.held.length >= HELD_MAX) return answer;
    const dueMs = nowMs + this.random.int(1, Math.max(1, this.rates.lateMsMax));
    return new Promise((resolve) => this.held.push({ dueMs, send: () => resolve(answer) }));
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

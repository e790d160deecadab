import type { CashMicros } from "@augury/core";
import {
  type Amendment,
  type FillFact,
  isTerminal,
  type OrderRequest,
  type OrderState,
  type ReasonCode,
} from "@augury/model";
import { exposureOf } from "./order-exposure.ts";
import { OrderFacts } from "./order-facts.ts";

const NEVER = Number.POSITIVE_INFINITY;
const ANY_SIZE = Number.POSITIVE_INFINITY;

/** An amendment whose answer is not known yet. */
export interface PendingAmendment {
  readonly amendment: Amendment;
  readonly sentUs: number;
  /** Nobody will answer any more: it is found out by look-ups. */
  isUnknown: boolean;
  /** Complete answers that did not show it. */
  absences: number;
}

/** One order of ours: what was said of it, what was said on about it, and what is due. Times in µs. */
export class LiveOrder {
  readonly facts: OrderFacts;
  /** State that was reported last. */
  reported: OrderState = "intent";
  /** Contracts whose fills were reported. */
  reportedSize = 0;
  /** Version of the terms that were reported last. */
  reportedVersion = Number.NEGATIVE_INFINITY;
  /** A process before this one sent it. */
  isRecovered = false;
  lookUpDueUs = NEVER;
  lookUps = 0;
  absences = 0;
  cancelWanted = false;
  cancelReason: ReasonCode = "requested";
  cancelDueUs = NEVER;
  closedUs = 0;
  /** Amendments so far. */
  amendments = 0;
  amending: PendingAmendment | undefined;
  /** Whether whoever hears the reports takes an amendment to be on its way. */
  isAmendingReported = false;
  /** The amendment that was given up last. */
  lostAmendment: Amendment | undefined;

  constructor(
    readonly key: string,
    readonly request: OrderRequest,
    readonly sentUs: number,
  ) {
    this.facts = new OrderFacts(request, () => this.doubtfulSize);
  }

  /** Whether the venue may or may not have it: nothing is known since it was sent. */
  isLost = false;

  /** Whether an outcome is open: the order's own, or an amendment's. */
  get isUnknown(): boolean {
    return this.isLost || this.amending?.isUnknown === true;
  }

  /** When what is open about it was sent: the order itself, or its last amendment. */
  get openSinceUs(): number {
    return this.amending?.sentUs ?? this.sentUs;
  }

  /** The most contracts that it may turn out to be for. */
  get sizeMax(): number {
    return Math.max(this.facts.terms.size, this.amending?.amendment.size ?? 0);
  }

  /**
   * Whether it is full with so many contracts: not as long as an amendment may have made it another order, or may yet, unless the venue has
   * said that nothing of it rests.
   */
  isFullWith(size: number): boolean {
    if (size < this.sizeMax) return false;
    if (this.facts.hasEnded) return this.facts.state === "filled";
    return this.amending === undefined && size >= this.doubtfulSize;
  }

  /** The most contracts that changes of unknown effect may have made it for: any number, where a process before this one changed it and nobody has told its size since. */
  private get doubtfulSize(): number {
    if (this.isRecovered && this.amendments > 0 && !Number.isFinite(this.facts.terms.version)) return ANY_SIZE;
    return this.amending?.amendment.size ?? 0;
  }

  /** The state to report. An end is held back while contracts are filled that nobody has priced yet, and while it may be another order. */
  get state(): OrderState {
    const { state } = this.facts;
    if (!isTerminal(state)) return state;
    const mayChange = state === "filled" && !this.facts.hasEnded && !this.isFullWith(this.facts.filledSize);
    if (this.facts.unexplainedSize === 0 && !mayChange) return state;
    return this.reportedSize > 0 ? "partially_filled" : "accepted";
  }

  get isOver(): boolean {
    return isTerminal(this.state);
  }

  /** The most cash that what is left of it can still cost, by the worse of its terms and those it was asked to have. */
  get exposure(): CashMicros {
    const { side } = this.request;
    const { filledSize, terms } = this.facts;
    const now = exposureOf({ ...terms, side }, filledSize);
    if (!this.amending) return now;
    return Math.max(now, exposureOf({ ...this.amending.amendment, side }, filledSize)) as CashMicros;
  }

  /** Notes that a fill has been reported. */
  count(fill: FillFact): void {
    this.reportedSize += fill.size;
  }

  /** Nothing is due any more. */
  rest(): void {
    this.lookUpDueUs = NEVER;
    this.cancelDueUs = NEVER;
    this.isLost = false;
    this.amending = undefined;
  }
}

import { type FillFact, isTerminal, type OrderRequest, type OrderState } from "@augury/model";
import { OrderFacts } from "./order-facts.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** One order of ours: what was said of it, what was said on about it, and what is due. Times in µs. */
export class LiveOrder {
  readonly facts: OrderFacts;
  /** State that was reported last. */
  reported: OrderState = "intent";
  /** Contracts whose fills were reported. */
  reportedSize = 0;
  lookUpDueUs = NEVER;
  lookUps = 0;
  absences = 0;
  cancelWanted = false;
  cancelDueUs = NEVER;
  closedUs = 0;

  constructor(
    readonly key: string,
    readonly request: OrderRequest,
    readonly sentUs: number,
  ) {
    this.facts = new OrderFacts(request);
  }

  /** Whether the venue may or may not have it: nothing is known since it was sent. */
  isUnknown = false;

  /** The state to report: an end is held back while contracts are filled that nobody has priced yet. */
  get state(): OrderState {
    const { state } = this.facts;
    if (!isTerminal(state) || this.facts.unexplainedSize === 0) return state;
    return this.reportedSize > 0 ? "partially_filled" : "accepted";
  }

  get isOver(): boolean {
    return isTerminal(this.state);
  }

  /** Notes that a fill has been reported. */
  count(fill: FillFact): void {
    this.reportedSize += fill.size;
  }

  /** Nothing is due any more. */
  rest(): void {
    this.lookUpDueUs = NEVER;
    this.cancelDueUs = NEVER;
    this.isUnknown = false;
  }
}

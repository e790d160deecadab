import { assert, type PriceTicks, type SizeMicros, sizeMicros } from "@augury/core";
import type { FillFact, OrderFact, OrderState, OrderTerms, ReasonCode } from "@augury/model";

/**
 * Everything that has been said of one order. Facts only accumulate: each can be told twice, late, or in any order, and the same facts always
 * give the same state (polymarket.md section 11: updates come before or after their trades, a cancel before the last fill).
 *
 * 1. Whatever shows that the order existed beats a refusal or an absence: a refused repetition of a known order ("Duplicated") is one.
 * 2. Filled is the larger of what was told in sum and what was told one by one; what lies between is {@link unexplainedSize}: its trades
 *    have to be asked for before it can be counted in money.
 * 3. An order that filled to its size is filled, whatever else was said; unless a change may have made it larger and the venue says that it
 *    ended otherwise.
 * 4. Its price and size are what the venue's newest telling says.
 */
export class OrderFacts {
  private accepted = false;
  private refusal: ReasonCode | undefined;
  private absent = false;
  private matched = 0;
  private filled = 0;
  private end: { readonly how: "canceled" | "expired" | "filled"; readonly reason: ReasonCode } | undefined;
  private readonly fills = new Map<string, FillFact>();
  private now: OrderTerms;

  /** `doubtfulSize`: the most contracts that changes of unknown effect may have made it for. */
  constructor(
    { price, size }: { readonly price: PriceTicks; readonly size: SizeMicros },
    private readonly doubtfulSize: () => number = () => 0,
  ) {
    assert(size > 0, "an order has a positive size");
    this.now = { price, size, version: Number.NEGATIVE_INFINITY };
  }

  /** The order's price and size in all, as the venue has them. */
  get terms(): OrderTerms {
    return this.now;
  }

  /** Takes a fact in; false when it says nothing new. */
  apply(fact: OrderFact): boolean {
    switch (fact.kind) {
      case "accepted":
        return this.note(!this.accepted, () => {
          this.accepted = true;
        });
      case "refused":
        // Of several reasons the first by name wins, here and below: which was told first must not matter.
        return this.note(this.refusal === undefined || fact.reason < this.refusal, () => {
          this.refusal = fact.reason;
        });
      case "absent":
        return this.note(!this.absent, () => {
          this.absent = true;
        });
      case "matched":
        return this.note(fact.size > this.matched, () => {
          this.matched = fact.size;
        });
      case "fill":
        return this.note(!this.fills.has(fact.fill.id), () => this.addFill(fact.fill));
      case "terms":
        return this.note(isNewer(fact.terms, this.now), () => {
          this.now = fact.terms;
        });
      case "ended":
        return this.note(this.end === undefined || nameOf(fact) < nameOf(this.end), () => {
          this.end = { how: fact.how, reason: fact.reason };
        });
    }
  }

  /** Contracts filled, explained or not. */
  get filledSize(): SizeMicros {
    return sizeMicros(Math.max(this.matched, this.filled));
  }

  /** Contracts filled whose trades are not known. */
  get unexplainedSize(): SizeMicros {
    return sizeMicros(this.filledSize - this.filled);
  }

  get remainingSize(): SizeMicros {
    return sizeMicros(Math.max(0, this.now.size - this.filledSize));
  }

  /** Told that nothing of it rests any more. */
  get hasEnded(): boolean {
    return this.end !== undefined;
  }

  /** Something has shown that the venue knew it. */
  get existed(): boolean {
    return this.accepted || this.filledSize > 0 || this.end !== undefined || Number.isFinite(this.now.version);
  }

  /** The state of an order that was sent. */
  get state(): OrderState {
    if (!this.existed) return this.refusal !== undefined || this.absent ? "rejected" : "submitted";
    const isDoubtful = this.end !== undefined && this.filledSize < this.doubtfulSize();
    if (this.filledSize >= this.now.size && !isDoubtful) return "filled";
    if (this.end) return this.end.how;
    return this.filledSize > 0 ? "partially_filled" : "accepted";
  }

  /** Why it ended as it did. */
  get reason(): ReasonCode {
    switch (this.state) {
      case "rejected":
        return this.refusal ?? "never_arrived";
      case "canceled":
      case "expired":
        return this.end?.reason ?? "none";
      default:
        return "none";
    }
  }

  private addFill(fill: FillFact): void {
    this.fills.set(fill.id, fill);
    this.filled += fill.size;
  }

  private note(isNew: boolean, take: () => void): boolean {
    if (isNew) take();
    return isNew;
  }
}

/** Of two tellings of one version the same one wins, whichever came first. */
function isNewer(told: OrderTerms, known: OrderTerms): boolean {
  return (told.version - known.version || told.size - known.size || told.price - known.price) > 0;
}

/** That it has filled is never a guess, and comes first. */
function nameOf({ how, reason }: { readonly how: string; readonly reason: string }): string {
  return how === "filled" ? "" : `${how} ${reason}`;
}

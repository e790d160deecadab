import type { CashMicros, PriceTicks, SizeMicros } from "@augury/core";
import type { Amendment, OrderFact, OrderRequest, OrderTerms } from "@augury/model";

/** What a venue tells of an order that is canceled. */
export const CANCELED: OrderFact = { kind: "ended", how: "canceled", reason: "requested" };

/** An order on the books of a venue that exists for tests. */
export class BookedOrder {
  filled = 0;
  readonly fills: { readonly id: string; readonly size: number; readonly atUs: number }[] = [];
  private isCanceled = false;
  private now: OrderTerms;

  constructor(
    readonly key: string,
    readonly request: OrderRequest,
    nowUs: number,
  ) {
    this.now = { price: request.price, size: request.size, version: nowUs };
  }

  get terms(): OrderTerms {
    return this.now;
  }

  get left(): number {
    return this.now.size - this.filled;
  }

  get rests(): boolean {
    return !this.isCanceled && this.left > 0;
  }

  /** Takes what it finds and ends; returns its fill, where there is one. */
  take(id: string, size: number, atUs: number): OrderFact[] {
    const facts = size > 0 ? [this.fill(id, size, atUs)] : [];
    this.isCanceled = this.left > 0;
    return this.isCanceled ? [...facts, CANCELED] : facts;
  }

  fill(id: string, size: number, atUs: number): OrderFact {
    this.filled += size;
    this.fills.push({ id, size, atUs });
    return fillFact(id, size);
  }

  /** Returns whether there was something to cancel. */
  cancel(): boolean {
    if (!this.rests) return false;
    this.isCanceled = true;
    return true;
  }

  /** Gives it another price and size. What has filled to the new size, or past it, ends. */
  amend({ price, size }: Amendment, nowUs: number): "amended" | "canceled" | "refused" {
    if (!this.rests) return "refused";
    if (size <= this.filled) {
      this.isCanceled = true;
      return "canceled";
    }
    this.now = { price, size, version: Math.max(this.now.version + 1, nowUs) };
    return "amended";
  }

  /** Everything there is to tell, without the last fill where that is left out. */
  facts(isComplete: boolean): OrderFact[] {
    const fills = isComplete ? this.fills : this.fills.slice(0, -1);
    return [
      ...this.listing(),
      ...fills.map(({ id, size }) => fillFact(id, size)),
      ...(this.isCanceled ? [CANCELED] : []),
    ];
  }

  /** What a list of open orders tells. */
  listing(): OrderFact[] {
    return [
      { kind: "accepted" },
      { kind: "matched", size: this.filled as SizeMicros },
      { kind: "terms", terms: this.now },
    ];
  }

  fillsSince(us: number): OrderFact[] {
    return this.fills.filter(({ atUs }) => atUs >= us).map(({ id, size }) => fillFact(id, size));
  }
}

function fillFact(id: string, size: number): OrderFact {
  return {
    kind: "fill",
    fill: { id, size: size as SizeMicros, price: 4_000 as PriceTicks, fee: 0 as CashMicros, liquidity: "maker" },
  };
}

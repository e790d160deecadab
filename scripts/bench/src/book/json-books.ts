import type { InstrumentTable } from "@augury/model";
import { sumBests } from "./best-sum.ts";
import { CachedMapBooks } from "./book-set.ts";

interface WireLevel {
  readonly price: string;
  readonly size: string;
}
interface WireEvent {
  readonly event_type: string;
  readonly asset_id: string;
  readonly price_changes: readonly (WireLevel & { readonly asset_id: string; readonly side: string })[];
  readonly bids: readonly WireLevel[];
  readonly asks: readonly WireLevel[];
}

/** Polymarket frames into Map books by way of JSON.parse, prices as whole ticks: what a careful client does without us. */
export class JsonBooks {
  private readonly indexOf: ReadonlyMap<string, number>;
  private readonly books: CachedMapBooks;
  private readonly live: Uint8Array;

  constructor(instruments: InstrumentTable) {
    this.indexOf = new Map(instruments.list.map(({ venueId, index }) => [venueId, index]));
    this.books = new CachedMapBooks(instruments.size);
    this.live = new Uint8Array(instruments.size);
  }

  frame(text: string): void {
    const value = JSON.parse(text) as WireEvent | readonly WireEvent[];
    if (Array.isArray(value)) for (const event of value) this.event(event);
    else this.event(value as WireEvent);
  }

  /** See {@link sumBests}. */
  bestSum(): number {
    return sumBests(
      this.live.length,
      (book) => this.books.bestBid(book),
      (book) => this.books.bestAsk(book),
    );
  }

  private event(event: WireEvent): void {
    if (event.event_type === "price_change") this.changes(event);
    else if (event.event_type === "book") this.snapshot(event);
  }

  private changes({ price_changes }: WireEvent): void {
    for (const { asset_id, price, side, size } of price_changes) {
      const book = this.indexOf.get(asset_id);
      if (book === undefined || this.live[book] === 0) continue;
      this.books.apply(book, side === "BUY" ? 0 : 1, toTicks(price), Number(size));
    }
  }

  private snapshot({ asset_id, asks, bids }: WireEvent): void {
    const book = this.indexOf.get(asset_id);
    if (book === undefined) return;
    this.live[book] = 1;
    this.books.load(book, [], []);
    for (const { price, size } of bids) this.books.apply(book, 0, toTicks(price), Number(size));
    for (const { price, size } of asks) this.books.apply(book, 1, toTicks(price), Number(size));
  }
}

function toTicks(price: string): number {
  return Math.round(Number(price) * 10_000);
}

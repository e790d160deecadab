import type { InstrumentTable } from "@augury/model";
import { scanBest } from "../book/book-set.ts";
import { sharedUs } from "../measure/shared-clock.ts";
import type { FireLog } from "./fire-log.ts";
import { contractsOf, isTrigger } from "./trigger-rule.ts";

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

interface Book {
  readonly bids: Map<number, number>;
  readonly asks: Map<number, number>;
  lastBid: number;
  lastAsk: number;
}

/** An order that is wanted, in the usual shape. */
export interface WantedOrder {
  readonly instrument: number;
  readonly tokenId: string;
  readonly side: "BUY";
  readonly price: number;
  readonly size: number;
}

/**
 * The conventional design as the venues' examples read: one thread, JSON.parse, a Map per side, the best price found by looking at all
 * levels, and the same strategy. It writes no journal, checks no risk and numbers nothing: less work than ours.
 */
export class ConventionalEngine {
  frames = 0;
  private readonly books = new Map<string, Book & { readonly index: number }>();

  constructor(
    instruments: InstrumentTable,
    private readonly log: FireLog,
    /** Takes what is wanted: what is signed and sent next. */
    private readonly place: (order: WantedOrder) => void,
  ) {
    for (const { index, venueId } of instruments.list) {
      this.books.set(venueId, { index, bids: new Map(), asks: new Map(), lastBid: -1, lastAsk: -1 });
    }
  }

  /** One text frame, from the socket's callback. */
  frame(text: string, receivedUs: number): void {
    this.frames++;
    const value = JSON.parse(text) as WireEvent | WireEvent[];
    if (Array.isArray(value)) for (const event of value) this.event(event, receivedUs);
    else this.event(value, receivedUs);
  }

  private event(event: WireEvent, receivedUs: number): void {
    if (event.event_type === "price_change") this.changes(event, receivedUs);
    else if (event.event_type === "book") this.snapshot(event);
  }

  private changes({ price_changes }: WireEvent, receivedUs: number): void {
    const touched = new Set<string>();
    for (const change of price_changes) {
      const book = this.books.get(change.asset_id);
      if (!book) continue;
      const levels = change.side === "BUY" ? book.bids : book.asks;
      const size = Number(change.size);
      if (size > 0) levels.set(toTicks(change.price), size);
      else levels.delete(toTicks(change.price));
      touched.add(change.asset_id);
    }
    for (const token of touched) this.decide(token, receivedUs);
  }

  private snapshot({ asset_id, asks, bids }: WireEvent): void {
    const book = this.books.get(asset_id);
    if (!book) return;
    book.bids.clear();
    book.asks.clear();
    for (const { price, size } of bids) book.bids.set(toTicks(price), Number(size));
    for (const { price, size } of asks) book.asks.set(toTicks(price), Number(size));
    book.lastBid = scanBest(book.bids, 0);
    book.lastAsk = scanBest(book.asks, 1);
  }

  private decide(tokenId: string, receivedUs: number): void {
    const book = this.books.get(tokenId);
    if (!book) return;
    const bid = scanBest(book.bids, 0);
    const ask = scanBest(book.asks, 1);
    if (bid === book.lastBid && ask === book.lastAsk) return;
    book.lastBid = bid;
    book.lastAsk = ask;
    if (!isTrigger(book.index, bid, ask, this.log.every)) return;
    const size = contractsOf(this.log.fired);
    this.log.fire(book.index, ask, receivedUs);
    this.place({ instrument: book.index, tokenId, side: "BUY", price: ask / 10_000, size });
    this.log.publish(sharedUs());
  }
}

function toTicks(price: string): number {
  return Math.round(Number(price) * 10_000);
}

import { notional } from "@augury/core";
import { isOnTick, type MARKET_UPDATES, type ReasonCode, TAKER_NOTIONAL_MIN, uniformTicks } from "@augury/model";
import type { PaperOrder } from "./paper-order.ts";

const OPEN = 0;
const PAUSED = 1;
const CLOSED = 2;

/** A market update's word, as it matters to orders. */
export type MarketUpdate = (typeof MARKET_UPDATES)[number];

/** What a venue asks of an order before it looks at the book: an open market, a valid price, a valid size. By book. */
export class MarketRules {
  private readonly phase: Uint8Array;
  /** The step that the venue announced, in PriceTicks; 0 = the instrument's own tick structure holds. */
  private readonly step: Int32Array;

  constructor(books: number) {
    this.phase = new Uint8Array(books);
    this.step = new Int32Array(books);
  }

  /** A Polymarket tick size is one step for the whole grid and changes live (polymarket.md section 6). */
  onTickSize(book: number, step: number): void {
    if (step > 0) this.step[book] = step;
  }

  /**
   * Applies a lifecycle update and returns whether it takes the market's resting orders away: at its end, and on Kalshi when a paused
   * market comes back (kalshi.md section 6.3). `untilUs` is the new closing time of a moved close.
   */
  onUpdate(
    book: number,
    update: MarketUpdate | undefined,
    closes: { readonly atUs: number; readonly nowUs: number },
  ): boolean {
    switch (update) {
      case "resolved":
      case "determined":
      case "settled":
      case "closed":
        this.phase[book] = CLOSED;
        return true;
      case "deactivated":
        if (this.phase[book] === OPEN) this.phase[book] = PAUSED;
        return false;
      case "activated":
        this.phase[book] = OPEN;
        return true;
      case "close_date_updated":
        if (this.phase[book] === CLOSED && closes.atUs > closes.nowUs) this.phase[book] = OPEN;
        return false;
      default:
        return false;
    }
  }

  isOpen(book: number): boolean {
    return this.phase[book] === OPEN;
  }

  /** Returns why the venue refuses the order, or "none". `crosses`: it would trade at once. */
  refusalOf(order: PaperOrder, crosses: boolean): ReasonCode {
    const { request, instrument } = order;
    const { price, size, timeInForce } = request;
    const step = this.step[order.book];
    if (!isOnTick(step === 0 ? instrument.ticks : uniformTicks(step), price)) return "off_tick";
    if (size % instrument.sizeStep !== 0) return "size_step";
    const rests = timeInForce === "GTC" || timeInForce === "GTD";
    if (rests && size < instrument.orderSizeMin) return "size_min";
    const takes = !rests || (crosses && request.side === "buy");
    if (takes && notional(price, size) < TAKER_NOTIONAL_MIN[instrument.venue]) return "size_min";
    // Post-only is a word for resting orders (polymarket.md section 7): one that may not rest could only ever cross.
    return request.postOnly && (crosses || !rests) ? "post_only_cross" : "none";
  }
}

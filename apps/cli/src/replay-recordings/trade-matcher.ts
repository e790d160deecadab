import { D_BODY, D_EXCHANGE_MS, Flag, SlotKind, W_BODY, W_INSTRUMENT, W_KIND } from "@augury/wire";

/**
 * Finds each trade's trace in the book: the level that it hit shrank by its size at the same venue time (Kalshi sends both, in either
 * order). What a recording says twice is a check of both, and the only one that sees a trade's size.
 */
export class TradeMatcher {
  trades = 0;
  /** Reductions less trades, by what names them; negative = a trade without its reduction. */
  private readonly balance = new Map<string, number>();
  private readonly firstLine = new Map<string, number>();
  private line = 0;

  /** The line that the next slots come from. */
  at(line: number): void {
    this.line = line;
  }

  readonly watch = (i32: Int32Array, f64: Float64Array, base: number): void => {
    const word = i32[base + W_KIND];
    const kind = word & 0xff;
    if (kind !== SlotKind.bookDelta && kind !== SlotKind.trade) return;
    const d = base >>> 1;
    const size = f64[d + D_BODY + 2];
    if (kind === SlotKind.trade) {
      this.trades++;
      // A taker who sells YES hits a bid, one who buys takes an ask.
      const key = keyOf(i32, base, (word & Flag.sell) !== 0 ? "bid" : "ask", size, f64[d + D_EXCHANGE_MS]);
      this.add(key, -1);
      if (!this.firstLine.has(key)) this.firstLine.set(key, this.line);
    } else if (size < 0) {
      this.add(keyOf(i32, base, (word & Flag.ask) !== 0 ? "ask" : "bid", -size, f64[d + D_EXCHANGE_MS]), 1);
    }
  };

  /** Returns the lines of trades without a reduction. */
  unmatched(): number[] {
    const lines: number[] = [];
    for (const [key, line] of this.firstLine) {
      for (let missing = -(this.balance.get(key) ?? 0); missing > 0; missing--) lines.push(line);
    }
    return lines.sort((a, b) => a - b);
  }

  private add(key: string, by: number): void {
    this.balance.set(key, (this.balance.get(key) ?? 0) + by);
  }
}

function keyOf(i32: Int32Array, base: number, side: string, size: number, timeMs: number): string {
  return `${i32[base + W_INSTRUMENT]} ${side} ${i32[base + W_BODY]} ${size} ${timeMs}`;
}

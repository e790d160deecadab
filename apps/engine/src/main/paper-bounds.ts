import {
  type CashMicros,
  cashMicros,
  notional,
  notionalUp,
  type PriceTicks,
  type SizeMicros,
  sizeMicros,
} from "@augury/core";
import type { FillBounds } from "@augury/execution";
import type { BoundsView, PnlBound, PnlBounds } from "../api/view/fill-views.ts";
import { LEDGER_ROWS_MAX } from "./ledger-page.ts";

const VIEWS = ["pessimistic", "expected", "optimistic"] as const;
type View = (typeof VIEWS)[number];

/** What one view adds up to on one instrument, contracts signed. */
interface Sum {
  size: number;
  cash: number;
  fees: number;
}
type Sums = Record<View, Sum>;

/** Returns what a contract of an instrument would bring now (PriceTicks): its payout, else what it could be sold at. */
export type PriceOf = (instrument: number) => number | undefined;

/**
 * How much less and how much more paper trading may have brought since the engine started, as main last heard of it from the executor. A new
 * executor goes on where the old one ended; what was not heard of before it died is missing.
 */
export class PaperBounds {
  /** Newest last; those of the oldest orders are let go, what they added up to stays. */
  private readonly orders = new Map<string, FillBounds>();
  /** By strategy, then by instrument. */
  private readonly sums = new Map<number, Map<number, Sums>>();

  constructor(private readonly ordersMax = LEDGER_ROWS_MAX) {}

  /** Takes in what is new of some orders. */
  apply(changed: readonly FillBounds[]): void {
    for (const bounds of changed) {
      const key = keyOf(bounds);
      this.add(bounds, this.orders.get(key));
      this.orders.delete(key);
      this.orders.set(key, bounds);
    }
    for (const key of this.orders.keys()) {
      if (this.orders.size <= this.ordersMax) break;
      this.orders.delete(key);
    }
  }

  /** Returns an order's fills in the three views; nothing before it reached the venue. */
  of(order: { readonly intentId: number; readonly leg: number }): BoundsView | undefined {
    return this.orders.get(keyOf(order));
  }

  /** Returns what the fills of a strategy, or all, are worth in the three views. `undefined` while nothing has been filled in any. */
  worth(priceOf: PriceOf, strategy?: number): PnlBounds | undefined {
    const chosen =
      strategy === undefined ? [...this.sums.values()] : [this.sums.get(strategy) ?? new Map<number, Sums>()];
    const held = chosen.flatMap((byInstrument) => [...byInstrument]);
    if (held.length === 0) return undefined;
    const worthOf = (view: View) => worthIn(view, held, priceOf);
    return { pessimistic: worthOf("pessimistic"), expected: worthOf("expected"), optimistic: worthOf("optimistic") };
  }

  private add(now: FillBounds, before: FillBounds | undefined): void {
    const { instrument, side, strategy } = now;
    const byInstrument = this.sums.get(strategy) ?? new Map<number, Sums>();
    const sums = byInstrument.get(instrument) ?? { pessimistic: nothing(), expected: nothing(), optimistic: nothing() };
    this.sums.set(strategy, byInstrument);
    byInstrument.set(instrument, sums);
    const sign = side === "buy" ? 1 : -1;
    for (const view of VIEWS) {
      const sum = sums[view];
      sum.size += sign * (now[view].size - (before?.[view].size ?? 0));
      sum.cash += now[view].cash - (before?.[view].cash ?? 0);
      sum.fees += now[view].fee - (before?.[view].fee ?? 0);
    }
  }
}

function worthIn(view: View, held: readonly (readonly [number, Sums])[], priceOf: PriceOf): PnlBound {
  let fees = 0;
  let pnl: number | undefined = 0;
  for (const [instrument, { [view]: sum }] of held) {
    fees += sum.fees;
    const value = sum.size === 0 ? 0 : worthOfSize(sum.size, priceOf(instrument));
    pnl = pnl === undefined || value === undefined ? undefined : pnl + sum.cash - sum.fees + value;
  }
  return { fees: cashMicros(fees), ...(pnl === undefined ? {} : { pnl: cashMicros(pnl) }) };
}

/** Rounded against us: what is held down, what is owed up. */
function worthOfSize(size: number, price: number | undefined): CashMicros | undefined {
  if (price === undefined) return undefined;
  const ticks = price as PriceTicks;
  return size > 0 ? notional(ticks, sizeMicros(size)) : (-notionalUp(ticks, -size as SizeMicros) as CashMicros);
}

function nothing(): Sum {
  return { size: 0, cash: 0, fees: 0 };
}

function keyOf({ intentId, leg }: { readonly intentId: number; readonly leg: number }): string {
  return `${intentId}.${leg}`;
}

import type { Prng } from "@augury/core";
import { ASK, BID, type BookSide, type LevelChange } from "@augury/sim-kit";
import type { PlannedWindow } from "./window-plan.ts";
import type { WorldMarket } from "./world-market.ts";

/** A window as it was really opened. Prices are what a taker paid at best, in PriceTicks, in the order of the window's instruments. */
export interface OpenedWindow {
  readonly id: number;
  readonly openedUs: number;
  readonly prices: readonly number[];
  readonly edge: number;
}

/** The markets of a window: the one that gets the odd quote, and the others. */
interface Cast {
  readonly odd: WorldMarket;
  readonly side: BookSide;
  readonly price: number;
  readonly others: readonly WorldMarket[];
}

/** Opens and closes planted windows: someone quotes far off the market, and the market holds its breath. */
export class WindowStage {
  readonly opened: OpenedWindow[] = [];
  private readonly standing = new Map<number, Cast>();

  constructor(
    private readonly completeSet: readonly WorldMarket[],
    private readonly pairs: readonly { readonly polymarket: WorldMarket; readonly kalshi: WorldMarket }[],
    private readonly random: Prng,
  ) {}

  open(window: PlannedWindow, timeUs: number, holdUntilUs: number): void {
    const members = this.membersOf(window);
    if (members.some((market) => !market.isOpen)) return;
    for (const market of members) {
      market.heldUntilUs = holdUntilUs;
      apply(market, market.missingTops(this.random), timeUs);
    }
    const cast = this.cast(window);
    if (!cast) return;
    this.standing.set(window.id, cast);
    apply(cast.odd, crossedLevels(cast), timeUs);
    apply(cast.odd, [{ side: cast.side, price: cast.price, size: window.contracts * 1_000_000 }], timeUs);
    const prices = this.pricesOf(window);
    const payout = 10_000;
    const edge = payout - prices.reduce((sum, price) => sum + price, 0);
    this.opened.push({ id: window.id, openedUs: timeUs, prices, edge });
    if (this.opened.length > OPENED_MAX) this.opened.shift();
  }

  close(window: PlannedWindow, timeUs: number): void {
    for (const market of this.membersOf(window)) market.heldUntilUs = 0;
    const cast = this.standing.get(window.id);
    if (!cast?.odd.isOpen) return;
    this.standing.delete(window.id);
    apply(cast.odd, cast.odd.staleLevels(), timeUs);
    apply(cast.odd, cast.odd.missingTops(this.random), timeUs);
  }

  private membersOf({ kind, pair }: PlannedWindow): readonly WorldMarket[] {
    const found = this.pairs[pair];
    return kind === "neg_risk" || !found ? this.completeSet : [found.polymarket, found.kalshi];
  }

  /** What one contract of each instrument costs at best right now. */
  private pricesOf(window: PlannedWindow): number[] {
    const found = this.pairs[window.pair];
    if (window.kind === "neg_risk" || !found)
      return this.completeSet.map((market) => market.ladder(ASK).best() ?? 10_000);
    const [yes, no] =
      window.kind === "yes_polymarket" ? [found.polymarket, found.kalshi] : [found.kalshi, found.polymarket];
    return [yes.ladder(ASK).best() ?? 10_000, 10_000 - (no.ladder(BID).best() ?? 0)];
  }

  private cast(window: PlannedWindow): Cast | undefined {
    return window.kind === "neg_risk" ? this.castSet(window) : this.castPair(window);
  }

  /** The likeliest outcome is offered so cheaply that the set costs 1 − edge. */
  private castSet(window: PlannedWindow): Cast | undefined {
    const odd = this.completeSet.reduce((best, market) => (market.fair > best.fair ? market : best));
    const others = this.completeSet.filter((market) => market !== odd);
    const rest = others.reduce((sum, market) => sum + (market.ladder(ASK).best() ?? 10_000), 0);
    const price = snap(odd, 10_000 - window.edge - rest);
    return price === undefined ? undefined : { odd, side: ASK, price, others };
  }

  /** YES is offered below the other venue's bid, or NO is: then someone bids for YES above the other venue's ask. */
  private castPair(window: PlannedWindow): Cast | undefined {
    const pair = this.pairs[window.pair];
    if (!pair) return undefined;
    const [yes, no] =
      window.kind === "yes_polymarket" ? [pair.polymarket, pair.kalshi] : [pair.kalshi, pair.polymarket];
    const bid = no.ladder(BID).best();
    const ask = yes.ladder(ASK).best();
    if (bid === undefined || ask === undefined) return undefined;
    const isYesOdd = this.random.chance(0.5);
    const price = isYesOdd ? snap(yes, bid - window.edge) : snap(no, ask + window.edge);
    if (price === undefined) return undefined;
    return isYesOdd ? { odd: yes, side: ASK, price, others: [no] } : { odd: no, side: BID, price, others: [yes] };
  }
}

const OPENED_MAX = 1000;

/** Returns the removal of the levels that the odd quote would cross or lock. */
function crossedLevels({ odd, side, price }: Cast): LevelChange[] {
  const other: BookSide = side === ASK ? BID : ASK;
  const crossed = odd.ladder(other).prices.filter((level) => (side === ASK ? level >= price : level <= price));
  return crossed.map((level) => ({ side: other, price: level, size: 0 }));
}

function apply(market: WorldMarket, changes: readonly LevelChange[], timeUs: number): void {
  if (changes.length > 0) market.venue.applyLevels(market.index, changes, timeUs);
}

/** Returns the grid price at or below `price`, or `undefined` when there is none. */
function snap(market: WorldMarket, price: number): number | undefined {
  if (price <= 0 || price >= 10_000) return undefined;
  const snapped = market.grid.at(market.grid.indexOf(price));
  return snapped !== undefined && snapped <= price ? snapped : undefined;
}

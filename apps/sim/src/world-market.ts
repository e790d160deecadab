import type { Prng } from "@augury/core";
import { ASK, BID, type BookSide, type Ladder, type LevelChange, type SimVenue } from "@augury/sim-kit";
import type { PriceGrid } from "./price-grid.ts";

/** How a market's book looks when nobody disturbs it. */
export interface BookShape {
  /** Grid positions between fair price and best quote. At least 1, so that asks never go below fair and sets of outcomes stay fairly priced. */
  readonly halfSpread: number;
  readonly levels: number;
  /** Contracts that a typical level near the top holds. */
  readonly baseContracts: number;
}

/** One market as the generator sees it: a fair price that wanders, and a book that follows. */
export class WorldMarket {
  /** Nothing moves near the top before this time: a planted window is open. */
  heldUntilUs = 0;
  /** Chance to be picked, relative to others. */
  weight = 1;
  private fairIndex: number;

  constructor(
    readonly venue: SimVenue,
    readonly index: number,
    public grid: PriceGrid,
    fair: number,
    readonly shape: BookShape,
  ) {
    this.fairIndex = grid.indexOf(fair);
  }

  get fair(): number {
    return this.grid.at(this.fairIndex) as number;
  }

  set fair(price: number) {
    this.fairIndex = this.grid.indexOf(price);
  }

  get isOpen(): boolean {
    return this.venue.isOpen(this.index);
  }

  get positions(): number {
    return this.grid.prices.length;
  }

  get fairPosition(): number {
    return this.fairIndex;
  }

  ladder(side: BookSide): Ladder {
    return this.venue.ladder(this.index, side);
  }

  /** Moves to another grid and keeps the price as near as it gets. */
  regrid(grid: PriceGrid): void {
    const price = this.fair;
    this.grid = grid;
    this.fairIndex = grid.indexOf(price);
  }

  /** Returns the `rank`-th quotable price away from fair (0 = where the best quote belongs), or `undefined` past the grid's end. */
  quotePrice(side: BookSide, rank: number): number | undefined {
    const distance = this.shape.halfSpread + rank;
    return this.grid.at(side === BID ? this.fairIndex - distance : this.fairIndex + distance);
  }

  /** True when a level there would neither cross nor lock the book. */
  fits(side: BookSide, price: number): boolean {
    const other = this.ladder(side === BID ? ASK : BID).best();
    if (other === undefined) return true;
    return side === BID ? price < other : price > other;
  }

  /** Returns a size for a level at `rank`: top-heavy, now and then a wall, often with a fraction. In SizeMicros, whole hundredths. */
  drawSize(random: Prng, rank: number): number {
    const profile = 0.3 + 1.4 * Math.exp(-rank / 4);
    const wall = random.chance(0.03) ? 8 : 1;
    const contracts = this.shape.baseContracts * profile * wall * (0.25 + random.exponential(0.75));
    const hundredths = Math.max(500, Math.round(contracts * 100));
    return (random.chance(0.6) ? Math.ceil(hundredths / 100) * 100 : hundredths) * 10_000;
  }

  /** Returns a whole book around fair. */
  drawBook(random: Prng): LevelChange[] {
    const levels: LevelChange[] = [];
    for (const side of [BID, ASK] as const) {
      let rank = 0;
      for (let i = 0; i < this.shape.levels; i++) {
        const price = this.quotePrice(side, rank);
        if (price === undefined) break;
        levels.push({ side, price, size: this.drawSize(random, rank) });
        rank += random.chance(0.8) ? 1 : random.int(2, 4);
      }
    }
    return levels;
  }

  /** Returns the removal of every level that the present fair price forbids. */
  staleLevels(): LevelChange[] {
    const stale: LevelChange[] = [];
    const bidMax = this.quotePrice(BID, 0) ?? 0;
    const askMin = this.quotePrice(ASK, 0) ?? Number.POSITIVE_INFINITY;
    for (const price of this.ladder(BID).prices) if (price > bidMax) stale.push({ side: BID, price, size: 0 });
    for (const price of this.ladder(ASK).prices) if (price < askMin) stale.push({ side: ASK, price, size: 0 });
    return stale;
  }

  /** Returns the quotes that are missing at the top. */
  missingTops(random: Prng): LevelChange[] {
    const missing: LevelChange[] = [];
    for (const side of [BID, ASK] as const)
      for (let rank = 0; rank < 2; rank++) {
        const price = this.quotePrice(side, rank);
        if (price === undefined || this.ladder(side).sizeAt(price) > 0 || !this.fits(side, price)) continue;
        missing.push({ side, price, size: this.drawSize(random, rank) });
      }
    return missing;
  }

  /** Returns the removal of levels that another grid would not allow. */
  offGridLevels(grid: PriceGrid): LevelChange[] {
    const off: LevelChange[] = [];
    for (const side of [BID, ASK] as const)
      for (const price of this.ladder(side).prices)
        if (grid.at(grid.indexOf(price)) !== price) off.push({ side, price, size: 0 });
    return off;
  }
}

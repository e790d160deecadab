import type { Prng } from "@augury/core";
import { ASK, BID, type BookSide, type LevelChange } from "@augury/sim-kit";
import type { WorldMarket } from "./world-market.ts";

/** How far fair prices may go, in PriceTicks: outcomes of a set stay tradable, plain markets stay off the edges. */
const FAIR_MIN = 500;
const FAIR_MAX = 9500;
/** Depth behind which a held market may still move: never its best few levels. */
const HELD_RANK_MIN = 5;
/** Share of trades that the venue tells of later than of the book, and how much later at most (polymarket.md section 10: 88 ms). */
const LATE_ECHO_SHARE = 0.04;
const ECHO_DELAY_US_MAX = 90_000;

/** Shares of the four kinds of action; the rest of 1 is single level changes. */
const TRADE_SHARE = 0.13;
const REQUOTE_SHARE = 0.08;
const MASS_SHARE = 0.03;

/**
 * What ordinary market life does to a book: levels come, change and go, trades eat the top, fair prices wander and the book follows, now
 * and then many levels change at once. Never leaves a crossed or locked book, never asks below fair or bids above it.
 */
export class MarketMover {
  /** Which side takers have come from lately: flow has momentum. */
  private takerSide: "buy" | "sell" = "buy";

  constructor(private readonly random: Prng) {}

  /** Does one thing to one market. `links` are the markets whose fair prices hang together with this one's. */
  act(market: WorldMarket, links: FairLinks, timeUs: number): void {
    const roll = this.random.next();
    if (timeUs < market.heldUntilUs) this.touchDeep(market, timeUs);
    else if (roll < TRADE_SHARE) this.trade(market, timeUs);
    else if (roll < TRADE_SHARE + REQUOTE_SHARE) this.moveFair(market, links, timeUs);
    else if (roll < TRADE_SHARE + REQUOTE_SHARE + MASS_SHARE) this.touchMany(market, timeUs);
    else this.touch(market, timeUs);
  }

  /** Moves fair prices and lets the books follow: all cancels first, on both venues, then the new quotes. */
  moveFair(market: WorldMarket, links: FairLinks, timeUs: number): void {
    const moves = this.drawMoves(market, links);
    if (moves.some(({ market: moved }) => timeUs < moved.heldUntilUs || !moved.isOpen)) return;
    for (const { market: moved, fair } of moves) moved.fair = fair;
    for (const { market: moved } of moves) apply(moved, moved.staleLevels(), timeUs);
    for (const { market: moved } of moves) apply(moved, moved.missingTops(this.random), timeUs);
  }

  private drawMoves(market: WorldMarket, links: FairLinks): { market: WorldMarket; fair: number }[] {
    const up = this.random.chance(0.5 + (5000 - market.fair) / 50_000) ? 1 : -1;
    const { partner } = links;
    if (links.kind === "set" && partner) {
      // What one outcome gains another loses: the set goes on summing to one dollar.
      if (!isFairAllowed(market.fair + up * 100) || !isFairAllowed(partner.fair - up * 100)) return [];
      return [
        { market, fair: market.fair + up * 100 },
        { market: partner, fair: partner.fair - up * 100 },
      ];
    }
    const next = links.kind === "pair" ? market.fair + up * 100 : market.grid.at(market.fairPosition + up);
    if (next === undefined || (!isFairAllowed(next) && !isEdgeMarket(market))) return [];
    return [{ market, fair: next }, ...(partner ? [{ market: partner, fair: next }] : [])];
  }

  private trade(market: WorldMarket, timeUs: number): void {
    if (this.random.chance(0.3)) this.takerSide = this.takerSide === "buy" ? "sell" : "buy";
    const side: BookSide = this.takerSide === "buy" ? ASK : BID;
    const ladder = market.ladder(side);
    const top = ladder.best();
    if (top === undefined || ladder.length < 5) {
      this.touch(market, timeUs);
      return;
    }
    const size = Math.max(
      10_000,
      Math.round((ladder.sizeAt(top) * (0.2 + this.random.exponential(0.8))) / 10_000) * 10_000,
    );
    const echoDelayUs = this.random.chance(LATE_ECHO_SHARE) ? this.random.int(1000, ECHO_DELAY_US_MAX) : 0;
    market.venue.trade(market.index, { takerSide: this.takerSide, size, levelsMax: 3, timeUs, echoDelayUs });
  }

  /** One level comes, changes or goes; gaps at the top are filled first. */
  private touch(market: WorldMarket, timeUs: number): void {
    const missing = this.random.chance(0.5) ? market.missingTops(this.random) : [];
    if (missing.length > 0) apply(market, [this.random.pick(missing)], timeUs);
    else apply(market, this.drawChange(market, drawRank(this.random, 0)), timeUs);
  }

  private touchDeep(market: WorldMarket, timeUs: number): void {
    apply(market, this.drawChange(market, drawRank(this.random, HELD_RANK_MIN)), timeUs);
  }

  /** Several levels in one step of the engine: one timestamp, several frames. */
  private touchMany(market: WorldMarket, timeUs: number): void {
    const byPlace = new Map<string, LevelChange>();
    for (let i = this.random.int(3, 8); i > 0; i--)
      for (const change of this.drawChange(market, drawRank(this.random, 0)))
        byPlace.set(`${change.side}:${change.price}`, change);
    const changes = [...byPlace.values()];
    // New bids and new asks of one step were each checked against the old book only.
    apply(
      market,
      changes.filter(({ side }) => side === BID),
      timeUs,
    );
    apply(
      market,
      changes.filter(({ side, price, size }) => side === ASK && (size === 0 || market.fits(ASK, price))),
      timeUs,
    );
  }

  private drawChange(market: WorldMarket, rank: number): LevelChange[] {
    const side = this.random.chance(0.5) ? BID : ASK;
    const ladder = market.ladder(side);
    const price = market.quotePrice(side, rank);
    if (price === undefined) return [];
    const standing = ladder.sizeAt(price);
    if (standing === 0)
      return market.fits(side, price) ? [{ side, price, size: market.drawSize(this.random, rank) }] : [];
    const isCrowded = ladder.length > market.shape.levels;
    const isThin = ladder.length < market.shape.levels / 2;
    if (!isThin && this.random.chance(isCrowded ? 0.6 : 0.25)) return [{ side, price, size: 0 }];
    const size = market.drawSize(this.random, rank);
    return [{ side, price, size: size === standing ? size + 10_000 : size }];
  }
}

/** Whose fair prices move together. `pair`: the same question on two venues. `set`: outcomes that sum to one. */
export interface FairLinks {
  readonly kind: "none" | "pair" | "set";
  readonly partner: WorldMarket | undefined;
}

export const NO_LINKS: FairLinks = { kind: "none", partner: undefined };

function apply(market: WorldMarket, changes: readonly LevelChange[], timeUs: number): void {
  if (changes.length > 0) market.venue.applyLevels(market.index, changes, timeUs);
}

/** Near the top more happens. */
function drawRank(random: Prng, from: number): number {
  return from + Math.min(40, Math.floor(random.exponential(3)));
}

function isFairAllowed(price: number): boolean {
  return price >= FAIR_MIN && price <= FAIR_MAX;
}

/** The market that lives near a dollar, with its fine tick. */
function isEdgeMarket(market: WorldMarket): boolean {
  return market.fair > FAIR_MAX && market.fair < 9800;
}

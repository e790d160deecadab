import { mirrorPrice, notionalUp, type PriceTicks, priceTicks, sizeMicros } from "@augury/core";
import type { InstrumentTable, IntentLeg, OpenOrder } from "@augury/model";
import type { Claim } from "./claim.ts";
import type { RiskView } from "./risk-view.ts";

/**
 * The most that positions can cost once orders fill, whichever of them do.
 *
 * Where outcomes are separate tokens only purchases add, each at its limit price. Where they net (Kalshi), buying YES and selling NO
 * push the same way and selling what is not held buys the other outcome; the worst case is then that everything on one side fills and
 * nothing on the other. Contracts that close an opposite position add nothing; which ones close is not known, so what is left over
 * counts at the dearest price among them.
 */
export class Exposure {
  constructor(private readonly table: InstrumentTable) {}

  /** Returns the worst cost in CashMicros of the position that `leg` adds to, with all `legs` and all open orders filled. */
  worstCost(leg: Claim, legs: readonly IntentLeg[], view: RiskView): number {
    const held = this.heldTowards(leg, view);
    let size = 0;
    let cost = 0;
    let dearest = 0;
    for (const claim of this.claimsLike(leg, legs, view)) {
      const price = this.priceTowards(claim);
      size += claim.size;
      cost += notionalUp(price, claim.size);
      dearest = Math.max(dearest, price);
    }
    if (held >= 0) return view.cost(leg.instrument) + cost;
    const opened = Math.max(0, size + held);
    return Math.min(cost, notionalUp(dearest as PriceTicks, sizeMicros(opened)));
  }

  /** Returns what one order puts at risk by itself: what it pays, or what it gets for what is held plus the price of going short. */
  orderNotional(leg: Claim, view: RiskView): number {
    if (leg.side === "buy") return notionalUp(leg.price, leg.size);
    const covered = Math.min(leg.size, Math.max(0, view.position(leg.instrument)));
    const short = sizeMicros(leg.size - covered);
    return notionalUp(leg.price, sizeMicros(covered)) + notionalUp(mirrorPrice(leg.price), short);
  }

  /** Returns whether the order can add to a position: every purchase, and on a netting venue every sale, but for what may only reduce. */
  adds(leg: Claim): boolean {
    if (leg.reduceOnly) return false;
    return leg.side === "buy" || this.nets(leg.instrument);
  }

  /** Returns whether the order can only make a position smaller. */
  closes({ instrument, reduceOnly, side, size }: Claim, view: RiskView): boolean {
    if (reduceOnly) return true;
    const position = view.position(instrument);
    return side === "sell" ? position >= size : this.nets(instrument) && -position >= size;
  }

  /** Returns whether selling what is not held is possible: it buys the other outcome. */
  nets(instrument: number): boolean {
    return this.table.list[instrument].venue === "kalshi";
  }

  /** Returns the contracts of `instrument` that are offered already: open sales, and the legs' up to and including `last`. */
  offered(instrument: number, legs: readonly IntentLeg[], last: number, view: RiskView): number {
    let size = 0;
    for (const order of view.orders())
      if (order.instrument === instrument && order.side === "sell") size += worstOf(order).size;
    for (let at = 0; at <= last; at++)
      if (legs[at].instrument === instrument && legs[at].side === "sell") size += legs[at].size;
    return size;
  }

  /**
   * Returns the contracts that leg `at` may close: what is held against it, less what other orders and the legs before it may close of it
   * already.
   */
  reducible(legs: readonly IntentLeg[], at: number, view: RiskView): number {
    const leg = legs[at];
    let left = 0 - this.heldTowards(leg, view);
    for (const order of view.orders()) if (this.pullsLike(order, leg)) left -= worstOf(order).size;
    for (let before = 0; before < at; before++) if (this.pullsLike(legs[before], leg)) left -= legs[before].size;
    return Math.max(0, left);
  }

  private pullsLike(claim: Claim, leg: Claim): boolean {
    return this.rootOf(claim) === this.rootOf(leg) && this.outcomeBought(claim) === this.outcomeBought(leg);
  }

  /** Open orders (what is left of them) and legs that push the same position the same way. */
  private *claimsLike(leg: Claim, legs: readonly IntentLeg[], view: RiskView): Iterable<Claim> {
    for (const order of view.orders()) if (this.pushesLike(order, leg)) yield worstOf(order);
    for (const other of legs) if (this.pushesLike(other, leg)) yield other;
  }

  private pushesLike(claim: Claim, leg: Claim): boolean {
    return (
      this.adds(claim) &&
      this.rootOf(claim) === this.rootOf(leg) &&
      this.outcomeBought(claim) === this.outcomeBought(leg)
    );
  }

  /** The outcome that a filled claim leaves more of. */
  outcomeBought({ instrument, side }: Claim): "yes" | "no" {
    const { outcome } = this.table.list[instrument];
    if (side === "buy") return outcome;
    return outcome === "yes" ? "no" : "yes";
  }

  /** Its price per contract of that outcome. */
  priceTowards({ side, price }: Claim): PriceTicks {
    return side === "buy" ? price : mirrorPrice(price);
  }

  /** Contracts of that outcome held already, negative while the other one is held. */
  private heldTowards({ instrument, side }: Claim, view: RiskView): number {
    return side === "buy" ? view.position(instrument) : 0 - view.position(instrument);
  }

  /** The position that a claim belongs to: the shared one where outcomes net. */
  private rootOf({ instrument }: Claim): number {
    return this.nets(instrument) ? this.table.list[instrument].bookIndex : instrument;
  }
}

/**
 * What is left of an open order, at its worst: while an amendment is on its way the larger size at the dearer price, for a sale the cheaper
 * one.
 */
export function worstOf(order: OpenOrder): Claim {
  const { amending, filledSize, instrument, price, reduceOnly, side, size } = order;
  const sizeMax = amending ? Math.max(size, amending.size) : size;
  const left = sizeMicros(Math.max(0, sizeMax - filledSize));
  if (!amending) return { instrument, side, price, size: left, reduceOnly };
  return { instrument, side, price: worstPrice(order, amending.price), size: left, reduceOnly };
}

/** The dearer of an order's price and another, for a sale the cheaper. */
export function worstPrice({ price, side }: OpenOrder, other: PriceTicks): PriceTicks {
  return priceTicks(side === "buy" ? Math.max(price, other) : Math.min(price, other));
}

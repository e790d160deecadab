import { mirrorPrice, notional, notionalUp } from "@augury/core";
import type { InstrumentTable, IntentLeg, VenueName } from "@augury/model";
import type { Claim } from "./claim.ts";
import { type Exposure, worstOf } from "./exposure.ts";
import type { RiskView } from "./risk-view.ts";
import { type OutcomeSpace, Scopes } from "./scopes.ts";

/** What an instrument may pay a contract in the end: a dollar, nothing, or half of it when the market is voided. */
const PAYS = { won: 1, lost: 0, void: 0.5 } as const;

/** Money at risk beyond one position: by market, outcome space, venue and in all. CashMicros. */
export class WideExposure {
  private readonly scopes: Scopes;
  /** What {@link bound} found: no scope can have cost more, no outcome space can lose more. */
  costBound = 0;
  lossBound = 0;
  /** No venue's orders can need more cash than that, fees not counted; and how many orders those are. */
  cashBound = 0;
  claims = 0;

  constructor(
    private readonly table: InstrumentTable,
    private readonly exposure: Exposure,
  ) {
    this.scopes = new Scopes(table);
  }

  /**
   * Finds upper bounds over everything, in one walk: most intents are far below every limit, and then nothing else needs to be looked at.
   */
  bound(legs: readonly IntentLeg[], view: RiskView): void {
    this.costBound = view.costAt(undefined);
    this.lossBound = this.costBound;
    this.cashBound = 0;
    this.claims = 0;
    for (const order of view.orders()) this.addBound(worstOf(order), view);
    for (const leg of legs) this.addBound(leg, view);
  }

  private addBound(claim: Claim, view: RiskView): void {
    if (this.exposure.adds(claim)) this.costBound += this.exposure.orderNotional(claim, view);
    const { price, side, size } = claim;
    // A purchase loses at most what it costs, a sale at most what the contract would have brought more.
    const most = notionalUp(side === "buy" ? price : mirrorPrice(price), size);
    this.lossBound += most;
    this.cashBound += most;
    this.claims++;
  }

  /** Returns what a market's positions have cost and its orders may still cost, both outcomes together. */
  marketCost(instrument: number, legs: readonly IntentLeg[], view: RiskView): number {
    return this.costIn(new Set(this.scopes.marketOf[instrument]), legs, view);
  }

  /** The same over all markets of which at most one resolves YES. */
  spaceCost(instrument: number, legs: readonly IntentLeg[], view: RiskView): number {
    return this.costIn(new Set(this.scopes.spaceOf[instrument]?.instruments), legs, view);
  }

  /** The same over a venue, or over all. */
  venueCost(venue: VenueName | undefined, legs: readonly IntentLeg[], view: RiskView): number {
    const isIn = ({ instrument }: Claim) => venue === undefined || this.table.list[instrument].venue === venue;
    return view.costAt(venue) + this.ordersCost(isIn, legs, view);
  }

  /**
   * Returns the most that the outcome space of an instrument can lose, whichever of its markets resolves YES (or none, or all are voided) and
   * whichever orders fill: what is held has been paid for already, an order adds its loss where it has one and nothing where it gains.
   */
  worstLoss(instrument: number, legs: readonly IntentLeg[], view: RiskView): number {
    const space = this.scopes.spaceOf[instrument] as OutcomeSpace;
    const claims = this.claimsIn(space, legs, view);
    let ifNoneWins = 0;
    let ifVoid = 0;
    let gainOfWorst = Number.NEGATIVE_INFINITY;
    for (const { no, yes } of space.markets) {
      const won = this.lossOf(yes, PAYS.won, claims, view) + this.lossOf(no, PAYS.lost, claims, view);
      const lost = this.lossOf(yes, PAYS.lost, claims, view) + this.lossOf(no, PAYS.won, claims, view);
      ifVoid += this.lossOf(yes, PAYS.void, claims, view) + this.lossOf(no, PAYS.void, claims, view);
      ifNoneWins += lost;
      gainOfWorst = Math.max(gainOfWorst, won - lost);
    }
    const ifOneWins = ifNoneWins + gainOfWorst;
    // Of a single market "none wins" is its NO; of a complete set it cannot happen.
    return Math.max(space.isExhaustive ? ifOneWins : ifNoneWins, ifOneWins, ifVoid);
  }

  private costIn(instruments: ReadonlySet<number>, legs: readonly IntentLeg[], view: RiskView): number {
    let cost = 0;
    // Where outcomes net, one cost stands for both: it is counted at the instrument that owns the book.
    for (const index of instruments)
      if (this.holdsOwn(index) || !instruments.has(this.table.list[index].bookIndex)) cost += view.cost(index);
    return cost + this.ordersCost(({ instrument }) => instruments.has(instrument), legs, view);
  }

  private ordersCost(isIn: (claim: Claim) => boolean, legs: readonly IntentLeg[], view: RiskView): number {
    let cost = 0;
    for (const claim of this.allClaims(legs, view))
      if (isIn(claim) && this.exposure.adds(claim)) cost += this.exposure.orderNotional(claim, view);
    return cost;
  }

  private claimsIn(space: OutcomeSpace, legs: readonly IntentLeg[], view: RiskView): Claim[] {
    const claims: Claim[] = [];
    for (const claim of this.allClaims(legs, view))
      if (this.scopes.spaceOf[claim.instrument] === space) claims.push(claim);
    return claims;
  }

  private *allClaims(legs: readonly IntentLeg[], view: RiskView): Iterable<Claim> {
    for (const order of view.orders()) yield worstOf(order);
    yield* legs;
  }

  /** What these instruments lose when each pays `pays` a contract. */
  private lossOf(instruments: readonly number[], pays: number, claims: readonly Claim[], view: RiskView): number {
    let loss = 0;
    for (const instrument of instruments) {
      if (this.holdsOwn(instrument)) loss += view.cost(instrument) - this.heldPays(instrument, pays, view);
      for (const claim of claims) if (claim.instrument === instrument) loss += Math.max(0, lossOfOrder(claim, pays));
    }
    return loss;
  }

  /** Where outcomes net, position and cost stand with the instrument that owns the book. */
  private holdsOwn(instrument: number): boolean {
    return !this.exposure.nets(instrument) || this.table.list[instrument].bookIndex === instrument;
  }

  /** What a position brings when the instrument pays `pays`; a negative one is so many of the other outcome. */
  private heldPays(instrument: number, pays: number, view: RiskView): number {
    const position = view.position(instrument);
    return position >= 0 ? Math.floor(position * pays) : Math.floor(-position * (1 - pays));
  }
}

/** What one filled order loses when its instrument pays `pays` a contract: what a purchase paid for nothing, what a sale gave away. */
function lossOfOrder({ price, side, size }: Claim, pays: number): number {
  const worth = Math.floor(size * pays);
  return side === "buy" ? notionalUp(price, size) - worth : worth - notional(price, size);
}

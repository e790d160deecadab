import { mirrorPrice, notionalUp, PRICE_TICKS_PER_DOLLAR, type PriceTicks, priceTicks, sizeMicros } from "@augury/core";
import {
  type Instrument,
  InstrumentTable,
  type IntentLeg,
  type OpenOrder,
  type OrderSide,
  PLAIN_TERMS,
  type PlaceIntent,
  type VenueName,
  type VenueStatus,
} from "@augury/model";
import type { RiskView } from "./risk-view.ts";

/** Polymarket's two tokens (0, 1), a Kalshi market's YES and NO (2, 3): what the tests of this package trade in. */
export const TABLE = new InstrumentTable([
  instrument({ index: 0, venue: "polymarket", outcome: "yes", mirrorIndex: 1, orderSizeMin: 5_000_000 }),
  instrument({ index: 1, venue: "polymarket", outcome: "no", mirrorIndex: 0, orderSizeMin: 5_000_000 }),
  instrument({ index: 2, venue: "kalshi", outcome: "yes", mirrorIndex: 3 }),
  instrument({ index: 3, venue: "kalshi", outcome: "no", mirrorIndex: 2, bookIndex: 2 }),
]);

/** A world that fills orders: positions with their cost, kept as simply as the rules allow. */
export class SmallWorld implements RiskView {
  killed = false;
  nowUs = 1_000_000;
  strategy = 0;
  trusted = true;
  polled = false;
  bid = 4000;
  ask = 4200;
  liveStep = 100;
  dayLoss = 0;
  drawdown = 0;
  resting: OpenOrder[] = [];
  /** Contracts that are promised to us and not settled. */
  unsettled = 0;
  cash: Readonly<Record<VenueName, number>> = { polymarket: 1e12, kalshi: 1e12 };
  statuses: Partial<Record<VenueName, VenueStatus>> = {};
  /** Contracts and cost by outcome; on Kalshi one of each pair is empty. */
  readonly held = TABLE.list.map(() => ({ size: 0, cost: 0 }));
  private nextId = 1;

  isTrusted(): boolean {
    return this.trusted;
  }
  isPolled(): boolean {
    return this.polled;
  }
  epoch(): number {
    return 7;
  }
  step(): number {
    return this.liveStep;
  }
  bestBid(): number {
    return this.bid;
  }
  bestAsk(): number {
    return this.ask;
  }
  position(at: number): number {
    return this.held[at].size - (isKalshi(at) ? this.held[mirrorOf(at)].size : 0);
  }
  sellable(at: number): number {
    return this.held[at].size - this.unsettled;
  }
  spendable(venue: VenueName): number {
    return this.cash[venue];
  }
  venueStatus(venue: VenueName): VenueStatus | undefined {
    return this.statuses[venue];
  }
  cost(at: number): number {
    return this.held[at].cost + (isKalshi(at) ? this.held[mirrorOf(at)].cost : 0);
  }
  costAt(venue: VenueName | undefined): number {
    const ours = TABLE.list.filter((own) => venue === undefined || own.venue === venue);
    return ours.reduce((sum, { index }) => sum + this.held[index].cost, 0);
  }
  orders(): Iterable<OpenOrder> {
    return this.resting;
  }

  /** Lets the legs rest. */
  accept(intent: PlaceIntent): void {
    for (const [leg, wanted] of intent.legs.entries())
      this.resting.push({
        intentId: this.nextId,
        leg,
        strategy: this.strategy,
        instrument: wanted.instrument,
        side: wanted.side,
        price: wanted.price,
        size: wanted.size,
        filledSize: sizeMicros(0),
        state: "accepted",
        cancelRequested: false,
        timeInForce: wanted.timeInForce,
        postOnly: wanted.postOnly,
        reduceOnly: wanted.reduceOnly ?? false,
        hasPlan: intent.plan !== undefined,
      });
    this.nextId++;
  }

  /** Fills `size` of the `at`-th resting order at its own price: the dearest that it can be. */
  fill(at: number, size: number): void {
    const order = this.resting[at];
    const filledSize = sizeMicros(order.filledSize + size);
    if (filledSize === order.size) this.resting.splice(at, 1);
    else this.resting[at] = { ...order, filledSize };
    this.trade(order.instrument, order.side, order.price, size);
  }

  trade(at: number, side: OrderSide, price: PriceTicks, size: number): void {
    const sold = side === "sell" ? Math.min(size, this.held[at].size) : 0;
    this.close(at, sold);
    if (side === "buy") this.buy(at, price, size);
    else if (size > sold) this.buy(mirrorOf(at), mirrorPrice(price), size - sold);
  }

  private buy(at: number, price: PriceTicks, size: number): void {
    const paired = isKalshi(at) ? Math.min(size, this.held[mirrorOf(at)].size) : 0;
    if (paired > 0) this.close(mirrorOf(at), paired);
    this.held[at].size += size - paired;
    this.held[at].cost += notionalUp(price, sizeMicros(size - paired));
  }

  private close(at: number, size: number): void {
    const held = this.held[at];
    if (size === 0) return;
    held.cost -= Number((BigInt(held.cost) * BigInt(size)) / BigInt(held.size));
    held.size -= size;
  }
}

/** A buy of 10 at 0.41, good till canceled, on a trusted book, and whatever a test wants otherwise. */
export function leg(over: { [Key in keyof IntentLeg]?: IntentLeg[Key] | number } = {}): IntentLeg {
  const base = {
    instrument: 0,
    side: "buy",
    timeInForce: "GTC",
    postOnly: false,
    epoch: 7,
    price: 4100,
    size: 10_000_000,
  };
  const merged = { ...base, ...over } as IntentLeg;
  return { ...merged, price: priceTicks(merged.price), size: sizeMicros(merged.size) };
}

export function intent(...legs: IntentLeg[]): PlaceIntent {
  return { kind: "place", reason: "operator", numbers: [], legs, deadlineUs: PRICE_TICKS_PER_DOLLAR * 1_000_000 };
}

function isKalshi(at: number): boolean {
  return at >= 2;
}

function mirrorOf(at: number): number {
  return at ^ 1;
}

function instrument(over: Pick<Instrument, "index" | "venue" | "outcome"> & Partial<Instrument>): Instrument {
  return {
    venueId: over.venue === "kalshi" ? "KX" : `${over.index}`,
    marketId: over.venue,
    bookIndex: over.index,
    ...PLAIN_TERMS,
    ...over,
  };
}

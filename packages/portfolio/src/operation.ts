import { assert, mirrorPrice, notional, notionalUp, priceTicks, sizeMicros } from "@augury/core";
import type { TradeOperation } from "@augury/model";

/** A dollar becomes one of each outcome, or the other way round. */
export interface PairOperation {
  readonly kind: "split" | "merge";
  readonly yes: number;
  readonly no: number;
  readonly size: number;
}

/** After resolution: contracts become what they are worth (10 000 = won, 0 = lost). */
export interface RedeemOperation {
  readonly kind: "redeem";
  readonly instrument: number;
  readonly size: number;
  readonly payout: number;
}

/** Neg-risk: NO of these outcomes become YES of the set's others, and a dollar for every NO but one (polymarket.md section 15). */
export interface ConvertOperation {
  readonly kind: "convert";
  readonly no: readonly number[];
  readonly yes: readonly number[];
  readonly size: number;
}

/** Whatever changes what we own. It is promised by a match or a transaction sent, and owned once the venue or the chain has settled it. */
export type Operation = TradeOperation | PairOperation | RedeemOperation | ConvertOperation;

/** So many contracts of an instrument. */
export interface Contracts {
  readonly instrument: number;
  readonly size: number;
}

/** What an operation takes from us and brings us; cash in CashMicros. The fee is within `cashOut`, or withheld from `cashIn`. */
export interface Exchange {
  readonly gives: readonly Contracts[];
  readonly gets: readonly Contracts[];
  readonly cashOut: number;
  readonly cashIn: number;
  readonly fee: number;
}

/** How the outcomes of a market are held at a venue. */
export interface Holding {
  /** YES and NO net to a dollar, and selling what is not held buys the other outcome (kalshi.md section 15). */
  readonly nets: boolean;
  /** Where its contracts are kept: itself, but for the NO of a netting market. */
  readonly own: number;
  /** The contracts of the other outcome. */
  readonly other: number;
}

/** Returns what changes hands. Purchases round up and sales down, to the micro-dollar. */
export function exchangeOf(operation: Operation, holding: (instrument: number) => Holding): Exchange {
  const { size } = operation;
  assert(Number.isSafeInteger(size) && size > 0, "an operation is about some contracts");
  switch (operation.kind) {
    case "trade":
      return exchangeOfTrade(operation, holding(operation.instrument));
    case "split":
      return { gives: [], gets: pairOf(operation), cashOut: size, cashIn: 0, fee: 0 };
    case "merge":
      return { gives: pairOf(operation), gets: [], cashOut: 0, cashIn: size, fee: 0 };
    case "redeem": {
      const cashIn = notional(priceTicks(operation.payout), sizeMicros(size));
      const { own } = holding(operation.instrument);
      return { gives: [{ instrument: own, size }], gets: [], cashOut: 0, cashIn, fee: 0 };
    }
    case "convert":
      return {
        gives: operation.no.map((instrument) => ({ instrument, size })),
        gets: operation.yes.map((instrument) => ({ instrument, size })),
        cashOut: 0,
        cashIn: (operation.no.length - 1) * size,
        fee: 0,
      };
  }
}

function exchangeOfTrade(trade: TradeOperation, { nets, other, own }: Holding): Exchange {
  const price = priceTicks(trade.price);
  const size = sizeMicros(trade.size);
  const { fee, side } = trade;
  if (side === "buy")
    return { gives: [], gets: [{ instrument: own, size }], cashOut: notionalUp(price, size) + fee, cashIn: 0, fee };
  if (nets)
    return {
      gives: [],
      gets: [{ instrument: other, size }],
      cashOut: notionalUp(mirrorPrice(price), size) + fee,
      cashIn: 0,
      fee,
    };
  const brought = notional(price, size) - fee;
  // A fee above the proceeds would have to come out of the cash: no schedule has one, so such a trade was misread.
  assert(brought >= 0, "a sale's fee is covered by what it brings");
  return { gives: [{ instrument: own, size }], gets: [], cashOut: 0, cashIn: brought, fee };
}

function pairOf({ yes, no, size }: PairOperation): readonly Contracts[] {
  return [
    { instrument: yes, size },
    { instrument: no, size },
  ];
}

/** The instruments of an operation, one at least: all of them are at one venue. */
export function instrumentsOf(operation: Operation): readonly number[] {
  switch (operation.kind) {
    case "trade":
    case "redeem":
      return [operation.instrument];
    case "convert":
      return [...operation.no, ...operation.yes];
    default:
      return [operation.yes, operation.no];
  }
}

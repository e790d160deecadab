import { type CashMicros, notionalUp, type PriceTicks, type SizeMicros } from "@augury/core";

/** What became of a strategy's intents of several legs, which paper runs as independent orders. */
export interface LegRiskTally {
  /** Intents of which every leg has ended. */
  settled: number;
  /** Those of them whose legs were filled unequally. */
  broken: number;
  /** Cash in contracts without their counterparts, over all broken intents: what all-or-none would not have spent. */
  unmatchedCash: CashMicros;
  /** The most that a single intent left unmatched. */
  unmatchedCashMax: CashMicros;
}

interface Legs {
  readonly filled: number[];
  readonly price: PriceTicks[];
  left: number;
}

/** Keeps the legs of intents that have more than one, until all have ended. Bounded by the open orders. */
export class LegRisk {
  private readonly open = new Map<number, Legs>();

  /** A leg was ordered. Legs of one intent come one after the other, from 0. */
  ordered(intentId: number, leg: number, price: PriceTicks): void {
    const legs = this.open.get(intentId) ?? { filled: [], price: [], left: 0 };
    legs.filled[leg] = 0;
    legs.price[leg] = price;
    legs.left++;
    this.open.set(intentId, legs);
  }

  /** A leg was filled by `size` more. What trades legs back is none. */
  filled(intentId: number, leg: number, size: SizeMicros): void {
    const legs = this.open.get(intentId);
    if (legs?.filled[leg] !== undefined) legs.filled[leg] += size;
  }

  /** A leg ended. When it was the last one, the intent's outcome goes into `tally`. */
  ended(intentId: number, leg: number, tally: LegRiskTally): void {
    const legs = this.open.get(intentId);
    if (legs?.filled[leg] === undefined || --legs.left > 0) return;
    this.open.delete(intentId);
    if (legs.filled.length > 1) settle(legs, tally);
  }

  /** Forgets what is open: the orders are gone with their executor. */
  clear(): void {
    this.open.clear();
  }
}

function settle({ filled, price }: Legs, tally: LegRiskTally): void {
  tally.settled++;
  const matched = Math.min(...filled);
  let cash = 0;
  for (const [leg, size] of filled.entries()) cash += notionalUp(price[leg], (size - matched) as SizeMicros);
  if (cash === 0) return;
  tally.broken++;
  tally.unmatchedCash = (tally.unmatchedCash + cash) as CashMicros;
  tally.unmatchedCashMax = Math.max(tally.unmatchedCashMax, cash) as CashMicros;
}

/** Returns a tally of nothing. */
export function newLegRiskTally(): LegRiskTally {
  return { settled: 0, broken: 0, unmatchedCash: 0 as CashMicros, unmatchedCashMax: 0 as CashMicros };
}

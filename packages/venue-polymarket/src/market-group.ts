import { toResolution } from "./gamma/market-resolution.ts";
import type { EventRow } from "./gamma/market-row.ts";
import type { MarketTerms } from "./gamma/market-terms.ts";
import { toInstruments } from "./instruments.ts";

/** The mutually exclusive set that a market belongs to. */
export interface MarketGroup {
  /** negRiskMarketID. */
  readonly id: string;
  /** Every outcome that can still win is known and no other may be added. */
  readonly isComplete: boolean;
}

/**
 * Returns the set of an event, of which `markets` are those that fit the schema; nothing when its markets do not exclude each other. A
 * set is complete when nothing may be added to it (`negRiskAugmented`) and each of its markets can be followed or has already lost.
 */
export function toMarketGroup(event: EventRow, markets: readonly MarketTerms[]): MarketGroup | undefined {
  if (!event.negRisk || !event.negRiskMarketID) return undefined;
  const isComplete =
    event.negRiskAugmented !== true &&
    markets.length === (event.markets ?? []).length &&
    markets.every((market) => hasLost(market) || isFollowed(market));
  return { id: event.negRiskMarketID, isComplete };
}

function hasLost(market: MarketTerms): boolean {
  return toResolution(market).payouts?.[0] === 0;
}

function isFollowed(market: MarketTerms): boolean {
  return market.acceptingOrders !== false && toInstruments(market, { firstIndex: 0 }).ok;
}

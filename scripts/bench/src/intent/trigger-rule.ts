/** Events of one run that may fire; more would be a mistake of the plan. */
export const FIRES_MAX = 65_536;

/**
 * When the benched strategy acts: on a change of a book's best prices, for one in `every` of the price pairs. It has no counter, so
 * every design fires on the same frames whatever it has seen before, and the frames can be named beforehand.
 */
export function isTrigger(instrument: number, bid: number, ask: number, every: number): boolean {
  return bid >= 0 && ask >= 0 && (bid * 7 + ask * 13 + instrument * 31) % every === 0;
}

/**
 * Contracts that a fire wants: by them an order is known wherever it arrives. Whole hundreds, so that on every tick the dollars are whole cents
 * and no contender has to round.
 */
export function contractsOf(fire: number): number {
  return 100 * (1 + fire);
}

/** The fire whose order has so many contracts. */
export function fireOf(contracts: number): number {
  return contracts / 100 - 1;
}

/** What a fire adds to the checksum: which instrument, at which price, in which place. */
export function fireSum(fire: number, instrument: number, price: number): number {
  return (1 + (fire & 0xff)) * (instrument * 10_000 + price);
}

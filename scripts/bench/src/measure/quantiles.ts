/** What a set of measurements looks like: never a mean (style guide, "Time"). */
export interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Returns the value below which the share `q` of `values` lies; 0 of an empty list. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Returns the spread of one round. */
export function spreadOf(values: readonly number[]): Spread {
  return { p50: quantile(values, 0.5), p99: quantile(values, 0.99), max: quantile(values, 1) };
}

/** Returns what several rounds say together: the median round's p50 and p99, and the worst value of all. */
export function joinRounds(rounds: readonly Spread[]): Spread {
  return {
    p50: median(rounds.map(({ p50 }) => p50)),
    p99: median(rounds.map(({ p99 }) => p99)),
    max: Math.max(...rounds.map(({ max }) => max)),
  };
}

/** Returns rates, one per round, as a spread: the median, the slowest and the fastest round. */
export function spreadOfRates(rates: readonly number[]): Spread {
  return { p50: median(rates), p99: Math.min(...rates), max: Math.max(...rates) };
}

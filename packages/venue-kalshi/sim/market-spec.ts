/** A series: what fees its markets have (kalshi.md section 6.2). */
export interface SeriesSpec {
  readonly ticker: string;
  readonly title: string;
  readonly category: string;
  readonly feeType: "quadratic" | "quadratic_with_maker_fees";
  readonly feeMultiplier: number;
}

/** An event: markets that belong together. */
export interface EventSpec {
  readonly ticker: string;
  readonly series: SeriesSpec;
  readonly title: string;
  readonly subTitle: string;
  readonly mutuallyExclusive: boolean;
  /** In place of the series' multiplier. */
  readonly feeMultiplierOverride?: number;
}

/** One band of a price grid, in PriceTicks (kalshi.md section 5.2). */
export interface PriceBand {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** What a fake market is born with; a recording may tell its id later. */
export interface MarketSpec {
  readonly ticker: string;
  /** A UUID. */
  marketId: string;
  readonly event: EventSpec;
  readonly title: string;
  readonly yesSubTitle: string;
  readonly noSubTitle: string;
  readonly rules: string;
  /** The label; `bands` rule. */
  readonly structure: string;
  readonly bands: readonly PriceBand[];
  readonly openTimeMs: number;
  readonly closeTimeMs: number;
}

/** A Gamma event: markets that belong together. */
export interface EventSpec {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  negRisk: boolean;
  /** Outcomes may still be added to it: its listed outcomes are never a complete set. */
  readonly negRiskAugmented: boolean;
  readonly negRiskMarketId: string;
}

/** What a fake market is born with; a recording names some of it later. Index 0 of `tokens` and `outcomes` is the outcome whose book is kept; the other one mirrors it. */
export interface MarketSpec {
  readonly id: string;
  readonly conditionId: string;
  readonly questionId: string;
  readonly slug: string;
  readonly question: string;
  readonly description: string;
  readonly groupItemTitle: string;
  tokens: [string, string];
  readonly outcomes: readonly [string, string];
  /** Tick in PriceTicks: 1000, 100, 50, 25, 10 or 1. */
  readonly step: number;
  /** Whole contracts. */
  minOrderSize: number;
  /** Effective taker rate, 0.04 for 4 %; 0 means that fees are disabled. */
  readonly feeRate: number;
  /** How long an order that would take waits before it meets the book, in ms; none by default. */
  readonly takerDelayMs?: number;
  /** Whose orders it takes: the V2 exchanges' (the default) or V3's. */
  readonly exchangeVersion?: 2 | 3;
  readonly event: EventSpec;
  readonly startTimeMs: number;
  readonly endTimeMs: number;
}

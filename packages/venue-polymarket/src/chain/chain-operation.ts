/**
 * Which contracts keep a market's outcomes (polymarket.md sections 1 and 15): the ConditionalTokens alone, the same within a neg-risk set,
 * or the next protocol's position manager (Gamma's version "v2", neg-risk or not).
 */
export const MARKET_KINDS = ["ctf", "negRisk", "v3"] as const;
export type ChainMarketKind = (typeof MARKET_KINDS)[number];

/** A market as the chain knows it. */
export interface ChainMarket {
  readonly kind: ChainMarketKind;
  /** "0x" and 64 digits; of the next protocol 62. */
  readonly conditionId: string;
  /** Token ids, decimal. */
  readonly yes: string;
  readonly no: string;
  /** PriceTicks that one contract of YES and of NO pays, once the outcome is final: 10 000 and 0, 0 and 10 000, or a half each. */
  readonly payouts?: readonly [yes: number, no: number];
}

/** One outcome of a neg-risk set; its index is the last byte of its question's id. */
export interface ChainSetOutcome {
  readonly index: number;
  readonly yes: string;
  readonly no: string;
}

/** A neg-risk set: at most one of its outcomes wins. */
export interface ChainSet {
  /** Gamma's `negRiskMarketID`: "0x" and 64 digits, the last two of them 0. */
  readonly marketId: string;
  /** Outcomes may still be added, and "Other" changes its meaning. */
  readonly augmented: boolean;
  /** What a conversion costs, in hundredths of a percent; `undefined` where it is not known. */
  readonly feeBips: number | undefined;
  readonly outcomes: readonly ChainSetOutcome[];
}

/** What is to be done on chain. Sizes are SizeMicros: the tokens have six decimals, as the collateral. */
export type ChainOperation =
  | { readonly kind: "split" | "merge"; readonly market: ChainMarket; readonly size: number }
  /** All that is held of both outcomes: the contract leaves no choice. */
  | {
      readonly kind: "redeem";
      readonly market: ChainMarket;
      readonly held: { readonly yes: number; readonly no: number };
    }
  /** NO of the outcomes with these indexes. */
  | { readonly kind: "convert"; readonly set: ChainSet; readonly no: readonly number[]; readonly size: number };

/** So much of a token, SizeMicros. */
export interface TokenAmount {
  readonly tokenId: string;
  readonly size: number;
}

/** What an operation takes from the wallet and brings it, as the ledger books it; cash in CashMicros. */
export interface ChainEffect {
  readonly gives: readonly TokenAmount[];
  readonly gets: readonly TokenAmount[];
  readonly cashOut: number;
  readonly cashIn: number;
}

import type { SimMarket, TokenIndex } from "../sim-market.ts";

/** Follows the best prices of one token. */
export class QuoteFollower {
  private told = "";

  constructor(
    private readonly market: SimMarket,
    private readonly token: TokenIndex,
  ) {}

  snapshot(): object {
    const { market, token } = this;
    const bid = market.bestBidText(token);
    const ask = market.bestAskText(token);
    this.told = `${bid} ${ask}`;
    return {
      market: market.spec.conditionId,
      asset_id: market.spec.tokens[token],
      ...(bid !== "0" && { best_bid: bid }),
      ...(ask !== "" && { best_ask: ask }),
      hash: market.hash(token),
      timestamp: market.timestampMs,
    };
  }

  /** The best prices when they are not what was told last. */
  change(): object | undefined {
    const { market, token, told } = this;
    return told === `${market.bestBidText(token)} ${market.bestAskText(token)}` ? undefined : this.snapshot();
  }
}

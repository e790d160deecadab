import type { SimMarket } from "../sim-market.ts";
import { topOf } from "./token-route.ts";

/** Liquidity rewards of every market: least size in contracts, widest distance from the middle in cents. */
export const REWARD_TERMS = { mi: 50, ma: 4.5 } as const;

/** Returns the first token's price as the venue's lists show it: the mid, or the result. */
export function priceNow(market: SimMarket): number {
  if (market.payouts) return market.payouts[0] / 10_000;
  const [bid = 0, ask = 10_000] = topOf({ market, token: 0 });
  return (bid + ask) / 20_000;
}

/** The body of `/clob-markets/{condition_id}`. */
export function compactOf(market: SimMarket) {
  const { spec } = market;
  const legacyFee = spec.feeRate > 0 ? 1000 : 0;
  return {
    r: REWARD_TERMS,
    t: spec.tokens.map((t, i) => ({ t, o: spec.outcomes[i] })),
    c: spec.conditionId,
    mos: spec.minOrderSize,
    mts: market.step / 10_000,
    ...(spec.event.negRisk && { nr: true }),
    mbf: legacyFee,
    tbf: legacyFee,
    ...(spec.takerDelayMs && { itode: true, sd: spec.takerDelayMs / 1000 }),
    ao: market.status === "open",
    aot: new Date(spec.startTimeMs).toISOString(),
    ...(spec.feeRate > 0 && { fd: { r: spec.feeRate, e: 1, to: true } }),
  };
}

/** The body of `/markets/{condition_id}`, also an item of the lists. */
export function fullOf(market: SimMarket) {
  const { spec } = market;
  const isOpen = market.status === "open";
  return {
    enable_order_book: isOpen,
    active: true,
    closed: !isOpen,
    archived: false,
    accepting_orders: isOpen,
    accepting_order_timestamp: new Date(spec.startTimeMs).toISOString(),
    minimum_order_size: spec.minOrderSize,
    minimum_tick_size: market.step / 10_000,
    condition_id: spec.conditionId,
    question_id: spec.questionId,
    question: spec.question,
    description: spec.description,
    market_slug: spec.slug,
    end_date_iso: new Date(spec.endTimeMs).toISOString(),
    game_start_time: null,
    seconds_delay: (spec.takerDelayMs ?? 0) / 1000,
    maker_base_fee: 0,
    taker_base_fee: spec.feeRate > 0 ? 1000 : 0,
    neg_risk: spec.event.negRisk,
    neg_risk_market_id: spec.event.negRiskMarketId,
    neg_risk_request_id: "",
    is_50_50_outcome: false,
    tokens: tokensOf(market),
    rewards: rewardsOf(market),
    tags: ["All"],
  };
}

/** An item of the simplified lists. */
export function simplifiedOf(market: SimMarket) {
  const isOpen = market.status === "open";
  return {
    condition_id: market.spec.conditionId,
    tokens: tokensOf(market),
    rewards: rewardsOf(market),
    active: true,
    closed: !isOpen,
    archived: false,
    accepting_orders: isOpen,
  };
}

function rewardsOf(market: SimMarket) {
  return market.status === "open"
    ? {
        rates: [{ asset_address: "0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB", rewards_daily_rate: 10 }],
        min_size: REWARD_TERMS.mi,
        max_spread: REWARD_TERMS.ma,
      }
    : { rates: null, min_size: 0, max_spread: 0 };
}

export function tokensOf(market: SimMarket) {
  return market.spec.tokens.map((token_id, i) => ({
    token_id,
    outcome: market.spec.outcomes[i],
    price: i === 0 ? priceNow(market) : 1 - priceNow(market),
    winner: market.winner === i,
  }));
}

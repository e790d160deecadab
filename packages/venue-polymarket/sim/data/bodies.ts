import type { SimMarket, TokenIndex } from "../sim-market.ts";
import { type Holding, isHeld, markOf, round, unrealizedOf } from "./holdings.ts";
import type { LedgerFill } from "./ledger.ts";
import { personOf } from "./people.ts";

/** What version 1 says of the market of a row. */
export function marketFields(market: SimMarket, token: TokenIndex) {
  const { spec } = market;
  return {
    title: spec.question,
    slug: spec.slug,
    icon: "",
    eventSlug: spec.event.slug,
    outcome: spec.outcomes[token],
    outcomeIndex: token,
  };
}

export function personFields(wallet: string) {
  const { name, pseudonym } = personOf(wallet);
  return { proxyWallet: wallet, name, pseudonym, bio: "", profileImage: "", profileImageOptimized: "" };
}

export function tradeBody(fill: LedgerFill) {
  const { market, token, side, price, size, timeMs, hash, wallet } = fill;
  return {
    ...personFields(wallet),
    ...marketFields(market, token),
    side,
    asset: market.spec.tokens[token],
    conditionId: market.spec.conditionId,
    size: size / 1e6,
    price: price / 10_000,
    timestamp: Math.floor(timeMs / 1000),
    transactionHash: hash,
  };
}

export function activityBody(fill: LedgerFill) {
  return { ...tradeBody(fill), type: "TRADE", usdcSize: cashOf(fill) };
}

/** Dollars that changed hands, the fee included. */
export function cashOf({ size, price, fee }: LedgerFill): number {
  return round((size * price) / 1e10 + fee / 1e6);
}

export function positionBody(holding: Holding, opposite: boolean) {
  const { wallet, market, token, size, cost, bought, realized } = holding;
  const other: TokenIndex = token === 0 ? 1 : 0;
  const mark = markOf(holding);
  return {
    proxyWallet: wallet,
    asset: market.spec.tokens[token],
    conditionId: market.spec.conditionId,
    size: round(size),
    avgPrice: averageOf(holding),
    initialValue: round(cost),
    currentValue: round(size * mark),
    cashPnl: round(unrealizedOf(holding)),
    percentPnl: cost === 0 ? 0 : round((unrealizedOf(holding) / cost) * 100),
    totalBought: round(bought),
    realizedPnl: round(realized),
    percentRealizedPnl: 0,
    curPrice: mark,
    redeemable: market.status === "resolved",
    mergeable: opposite,
    ...marketFields(market, token),
    eventId: market.spec.event.id,
    oppositeOutcome: market.spec.outcomes[other],
    oppositeAsset: market.spec.tokens[other],
    endDate: dayOf(market),
    negativeRisk: market.spec.event.negRisk,
  };
}

export function closedBody(holding: Holding) {
  const { proxyWallet, asset, conditionId, avgPrice, totalBought, realizedPnl, curPrice, ...rest } = positionBody(
    holding,
    false,
  );
  const { title, slug, icon, eventSlug, outcome, outcomeIndex, oppositeOutcome, oppositeAsset, endDate } = rest;
  const held = { proxyWallet, asset, conditionId, avgPrice, totalBought, realizedPnl, curPrice };
  const named = { title, slug, icon, eventSlug, outcome, outcomeIndex, oppositeOutcome, oppositeAsset, endDate };
  return { ...held, ...named, timestamp: Math.floor(holding.lastMs / 1000) };
}

/** Average entry price. */
export function averageOf({ bought, spent }: Holding): number {
  return round(spent / bought);
}

/** Whether each holding's wallet holds the market's other outcome, too. */
export function oppositesOf(holdings: readonly Holding[]): (holding: Holding) => boolean {
  const held = new Set(holdings.filter(isHeld).map(keyOf));
  return (holding) => held.has(keyOf({ ...holding, token: holding.token === 0 ? 1 : 0 }));
}

function keyOf({ wallet, market, token }: Pick<Holding, "wallet" | "market" | "token">): string {
  return `${wallet}:${market.index}:${token}`;
}

export function dayOf({ spec }: SimMarket): string {
  return new Date(spec.endTimeMs).toISOString().slice(0, 10);
}

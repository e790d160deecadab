import { keyRoute } from "../account/authenticate.ts";
import type { SimAccount, SimEarning } from "../account/sim-account.ts";
import { leftOf } from "../desk/sim-order.ts";
import type { SimMarket } from "../sim-market.ts";
import type { SimCall, SimRoute } from "../sim-route.ts";
import { json, refuse } from "./answer.ts";
import { REWARD_TERMS, tokensOf } from "./market-bodies.ts";
import { pageOf } from "./page-of.ts";
import { isScoring } from "./scoring.ts";

const PUSD = "0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB";
const DOLLARS_PER_DAY = 10;

/** Liquidity rewards and rebates: every open market pays the same. */
export const REWARD_ROUTES: readonly SimRoute[] = [
  { endpoint: "GET /rewards/markets/current", answer: (call) => pageOf(call, openMarkets(call).map(currentBody)) },
  {
    endpoint: "GET /rewards/markets/{condition_id}",
    answer: (call) => {
      const market = call.world.exchange.findCondition(call.params.condition_id ?? "");
      return pageOf(call, market?.status === "open" ? [marketBody(market)] : []);
    },
  },
  {
    endpoint: "GET /rebates/current",
    answer: ({ query, world }) => {
      const [date, maker] = [query.get("date"), query.get("maker_address")];
      if (!date || !maker) return refuse(400, "date and maker_address are required");
      const earnings = world.accounts.findAccount(maker)?.earnings ?? [];
      return json(earnings.filter((one) => one.date === date).map(rebateBody(maker)));
    },
  },
  keyRoute("GET /rewards/user", (call, { account }) =>
    pageOf(call, earningsOf(call, account).map(earningBody(account))),
  ),
  keyRoute("GET /rewards/user/total", (call, { account }) => {
    const own = earningsOf(call, account);
    if (own.length === 0) return json([]);
    const dollars = own.reduce((sum, one) => sum + one.dollars, 0);
    const { condition_id: _, ...total } = earningBody(account)({ ...(own[0] as SimEarning), dollars });
    return json([total]);
  }),
  keyRoute("GET /rewards/user/percentages", (call, { account }) =>
    json(Object.fromEntries(openMarkets(call).flatMap((market) => shareRow(call, account, market)))),
  ),
  keyRoute("GET /rewards/user/markets", (call, { account }) => {
    const rows = openMarkets(call).map((market) => ({
      ...marketBody(market),
      maker_address: account.address,
      earning_percentage: shareOf(call, account, market),
      earnings: earningsOf(call, account)
        .filter(({ conditionId }) => conditionId === market.spec.conditionId)
        .map(({ dollars }) => ({ asset_address: PUSD, earnings: dollars, asset_rate: 1 })),
    }));
    return pageOf(call, rows);
  }),
];

function openMarkets({ world }: SimCall): SimMarket[] {
  return world.exchange.markets.filter(({ status }) => status === "open");
}

function configOf({ index, spec }: SimMarket) {
  return [
    {
      id: index + 1,
      asset_address: PUSD,
      start_date: new Date(spec.startTimeMs).toISOString().slice(0, 10),
      end_date: "2500-12-31",
      rate_per_day: DOLLARS_PER_DAY,
      total_rewards: 0,
    },
  ];
}

function currentBody(market: SimMarket) {
  return {
    condition_id: market.spec.conditionId,
    rewards_max_spread: REWARD_TERMS.ma,
    rewards_min_size: REWARD_TERMS.mi,
    rewards_config: configOf(market),
    sponsored_daily_rate: 0,
    sponsors_count: 0,
    native_daily_rate: DOLLARS_PER_DAY,
    total_daily_rate: DOLLARS_PER_DAY,
  };
}

function marketBody(market: SimMarket) {
  const { spec } = market;
  return {
    condition_id: spec.conditionId,
    question: spec.question,
    market_slug: spec.slug,
    event_slug: spec.event.slug,
    image: "",
    rewards_max_spread: REWARD_TERMS.ma,
    rewards_min_size: REWARD_TERMS.mi,
    market_competitiveness: 1,
    tokens: tokensOf(market).map(({ token_id, outcome, price }) => ({ token_id, outcome, price })),
    rewards_config: configOf(market),
  };
}

function earningsOf({ query }: SimCall, account: SimAccount): SimEarning[] {
  return account.earnings.filter(({ date }) => date === query.get("date"));
}

function earningBody(account: SimAccount) {
  return ({ date, conditionId, dollars }: SimEarning) => ({
    date: `${date}T00:00:00Z`,
    condition_id: conditionId,
    asset_address: PUSD,
    maker_address: account.address,
    earnings: dollars,
    asset_rate: 1,
  });
}

function rebateBody(maker: string) {
  return ({ date, conditionId, dollars }: SimEarning) => ({
    date,
    condition_id: conditionId,
    asset_address: PUSD,
    maker_address: maker,
    rebated_fees_usdc: dollars.toFixed(6),
  });
}

function shareRow(call: SimCall, account: SimAccount, market: SimMarket): [string, number][] {
  const share = shareOf(call, account, market);
  return share > 0 ? [[market.spec.conditionId, share]] : [];
}

/** The account's share of what scores on a market, in percent; others' part is what stands in the book. */
function shareOf({ world }: SimCall, account: SimAccount, market: SimMarket): number {
  const own = world.desk
    .openOrdersOf(account)
    .filter((order) => order.market === market && isScoring(order))
    .reduce((sum, order) => sum + leftOf(order), 0);
  const all = [...market.bids.sizes, ...market.asks.sizes].reduce((sum, size) => sum + size, 0);
  return all === 0 ? 0 : (100 * own) / all;
}

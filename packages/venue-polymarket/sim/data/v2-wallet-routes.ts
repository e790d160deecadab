import type { SimCall, SimRoute } from "../sim-route.ts";
import { averageOf, dayOf, marketFields, oppositesOf } from "./bodies.ts";
import { comboRoute } from "./combo-route.ts";
import { type Holding, isHeld, markOf, round, toHoldings, unrealizedOf } from "./holdings.ts";
import { readLedger } from "./ledger.ts";
import { boardPage } from "./page.ts";
import { personOf } from "./people.ts";
import { conditionsOf, DataRefusal, maybeUserOf, numberOf, oneOf, userOf, v2Route } from "./query.ts";
import { holdingsOf, marketFilter, V2_MARKETS } from "./selection.ts";
import { snakeCase } from "./snake-case.ts";

const STATES = ["OPEN", "REDEEMABLE", "REDEEMABLE_LOST", "MERGEABLE", "CLOSED"] as const;
const INTERVALS_H = { max: 720, all: 720, "1m": 720, "1w": 168, "1d": 24, "12h": 12, "6h": 6 } as const;
const FIDELITIES_H = { "1d": 24, "18h": 18, "12h": 12, "3h": 3, "1h": 1 } as const;
const HOUR_MS = 3_600_000;
const DAY_S = 86_400;
/** Catalog of what a wallet may have to allow: collateral and outcome tokens to the exchange (polymarket.md section 1). */
const PUSD = "0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB";
const TOKENS = "0x4D97DCd97eC945f40cF65F87097ACe5EA0476045";
const NONE: ReadonlyMap<string, string> = new Map();

/** What version 2 tells of one wallet. */
export const V2_WALLET_ROUTES: readonly SimRoute[] = [
  v2Route("GET /v2/positions", positions),
  comboRoute("GET /v2/positions/combos"),
  v2Route("GET /v2/value", (call) => {
    const user = userOf(call.query);
    const isMarket = marketFilter(call.query, V2_MARKETS);
    const held = holdingsOf(call, user).filter(({ market }) => isMarket(market));
    return { data: { proxy_wallet: user, value: round(held.reduce((sum, one) => sum + one.size * markOf(one), 0)) } };
  }),
  v2Route("GET /v2/user-pnl", userPnl),
  v2Route("GET /v2/user-stats", userStats),
  v2Route("GET /v2/user-volume", ({ world, query }) => {
    const user = userOf(query);
    const start = Math.floor(numberOf(query, "start", 0) / DAY_S) * DAY_S;
    const last = numberOf(query, "end", 0);
    const end = last === 0 ? Number.POSITIVE_INFINITY : (Math.floor(last / DAY_S) + 1) * DAY_S;
    const own = readLedger(world).filter(
      ({ wallet, timeMs }) => wallet === user && timeMs >= start * 1000 && timeMs < end * 1000,
    );
    return { data: volumeOf(own) };
  }),
  v2Route("GET /v2/approvals", ({ world, query, nowMs }) => {
    const user = userOf(query);
    const { allowances = NONE, approvals = NONE } = world.accounts.findAccount(user) ?? {};
    const contracts = [
      ...[...allowances].map(([spender, amount]) => ({
        id: `pusd:${spender}`,
        feature: "trading",
        token: PUSD,
        spender,
        standard: "ERC20",
        approved: amount !== "0",
        amount: "max",
      })),
      ...[...approvals].map(([spender, amount]) => ({
        id: `ctf:${spender}`,
        feature: "trading",
        token: TOKENS,
        spender,
        standard: "ERC1155",
        approved: amount !== "0",
      })),
    ];
    return { data: { address: user, chain_id: 137, checked_at: new Date(nowMs).toISOString(), contracts } };
  }),
];

function positions(call: SimCall) {
  const { query } = call;
  const user = maybeUserOf(query);
  const conditions = conditionsOf(query, "condition");
  if (user === undefined && conditions === undefined)
    throw new DataRefusal("required query param 'user' or 'condition' not provided", "user");
  if (user === undefined && (conditions?.size ?? 0) > 1)
    throw new DataRefusal("exactly one condition is accepted", "condition");
  const status = oneOf(query, "status", STATES, "OPEN");
  const isMarket = marketFilter(query, V2_MARKETS);
  const title = (query.get("title") ?? "").toLowerCase();
  const own = holdingsOf(call, user).filter(
    ({ market }) => isMarket(market) && market.spec.question.toLowerCase().includes(title),
  );
  const hasOpposite = oppositesOf(own);
  const rows = own.filter((one) => isInState(one, status, hasOpposite(one)) && isLarge(query, one));
  const keys = {
    CURRENT_VALUE: (one: Holding) => one.size * markOf(one),
    PRICE: markOf,
    TOKENS: ({ size }: Holding) => size,
    UNREALIZED_PNL: unrealizedOf,
    REALIZED_PNL: ({ realized }: Holding) => realized,
    TOTAL_PNL: (one: Holding) => one.realized + unrealizedOf(one),
    TIMESTAMP: ({ lastMs }: Holding) => lastMs,
  };
  const names = Object.keys(keys) as (keyof typeof keys)[];
  const key = keys[oneOf(query, "sort_by", names, status === "CLOSED" ? "REALIZED_PNL" : "CURRENT_VALUE")];
  const direction = oneOf(query, "sort_direction", ["ASC", "DESC"], "DESC") === "ASC" ? 1 : -1;
  const sorted = rows.toSorted((a, b) => direction * (key(a) - key(b)));
  return boardPage(
    query,
    "positions",
    sorted.map((one) => positionBody(one, hasOpposite(one))),
  );
}

function isInState(one: Holding, status: (typeof STATES)[number], mergeable: boolean): boolean {
  if (status === "CLOSED") return !isHeld(one);
  if (!isHeld(one)) return false;
  if (status === "MERGEABLE") return mergeable;
  const isResolved = one.market.status === "resolved";
  if (status === "REDEEMABLE") return isResolved;
  return status === "REDEEMABLE_LOST" ? isResolved && markOf(one) === 0 : true;
}

function isLarge(query: URLSearchParams, one: Holding): boolean {
  if (!isHeld(one)) return true;
  const least = numberOf(query, "filter_amount", 0);
  return oneOf(query, "filter_type", ["CASH", "TOKENS"], "TOKENS") === "CASH"
    ? one.size * markOf(one) >= least
    : one.size >= Math.max(least, 0.1);
}

function positionBody(holding: Holding, mergeable: boolean) {
  const { wallet, market, token, size, cost, fees, bought, realized } = holding;
  const other = token === 0 ? 1 : 0;
  const unrealized = unrealizedOf(holding);
  const isResolved = market.status === "resolved";
  return {
    proxy_wallet: wallet,
    token_id: market.spec.tokens[token],
    condition_id: market.spec.conditionId,
    current_size: round(size),
    avg_price: averageOf(holding),
    entry_cost_usdc: round(cost),
    entry_fees_usdc: round(fees),
    total_cost_usdc: round(cost + fees),
    current_price: markOf(holding),
    current_value: round(size * markOf(holding)),
    total_size: round(bought),
    realized_pnl: round(realized),
    unrealized_pnl: round(unrealized),
    total_pnl: round(realized + unrealized),
    percent_pnl: cost === 0 ? 0 : round((unrealized / cost) * 100),
    percent_realized_pnl: 0,
    status: isHeld(holding) ? (isResolved ? "REDEEMABLE" : "OPEN") : "CLOSED",
    redeemable: isResolved && isHeld(holding),
    mergeable,
    negative_risk: market.spec.event.negRisk,
    archived: false,
    ...snakeCase(marketFields(market, token)),
    event_id: market.spec.event.id,
    opposite_outcome: market.spec.outcomes[other],
    opposite_token_id: market.spec.tokens[other],
    end_date: dayOf(market),
    last_event_at: Math.floor(holding.lastMs / 1000),
    first_entry_at: Math.floor(holding.firstMs / 1000),
    name: personOf(wallet).name,
    profile_image: "",
    verified: false,
  };
}

function userPnl(call: SimCall) {
  const { query, nowMs } = call;
  const user = userOf(query);
  const interval = oneOf(query, "interval", Object.keys(INTERVALS_H) as (keyof typeof INTERVALS_H)[], "1d");
  const fidelity = oneOf(query, "fidelity", Object.keys(FIDELITIES_H) as (keyof typeof FIDELITIES_H)[], "1h");
  const stepMs = FIDELITIES_H[fidelity] * HOUR_MS;
  const last = Math.floor(nowMs / stepMs) * stepMs;
  const count = Math.max(1, Math.floor((INTERVALS_H[interval] * HOUR_MS) / stepMs));
  const points = Array.from({ length: count }, (_, at) => pointAt(call, user, last - (count - 1 - at) * stepMs));
  return { data: { proxy_wallet: user, interval, fidelity, source_fidelity: "1d", points } };
}

/** What the wallet had made by then; marks are today's, no past ones are kept. */
function pointAt({ world }: SimCall, user: string, timeMs: number) {
  const fills = readLedger(world).filter((fill) => fill.wallet === user && fill.timeMs <= timeMs);
  const holdings = toHoldings(fills);
  const realized = round(holdings.reduce((sum, one) => sum + one.realized, 0));
  const unrealized = round(holdings.reduce((sum, one) => sum + unrealizedOf(one), 0));
  const fees = round(fills.reduce((sum, { fee }) => sum + fee / 1e6, 0));
  return {
    timestamp: Math.floor(timeMs / 1000),
    source_block: 0,
    realized_market_pnl: realized,
    realized_lp_pnl: 0,
    realized_combo_pnl: 0,
    realized_pnl: realized,
    unrealized_pnl: unrealized,
    position_pnl: round(realized + unrealized),
    trade_pnl: round(realized + unrealized - fees),
    fees: round(-fees),
    deposits: null,
    withdrawals: null,
    ...volumeOf(fills),
  };
}

function volumeOf(fills: readonly { readonly size: number; readonly price: number }[]) {
  return {
    volume: round(fills.reduce((sum, { size }) => sum + size / 1e6, 0)),
    volume_usdc: round(fills.reduce((sum, { size, price }) => sum + (size * price) / 1e10, 0)),
    trade_count: fills.length,
  };
}

function userStats(call: SimCall) {
  const user = userOf(call.query);
  const own = holdingsOf(call, user);
  if (own.length === 0 && !call.world.accounts.findAccount(user)) return { data: null };
  const wins = own.filter(({ market }) => market.status === "resolved").map((one) => one.realized + unrealizedOf(one));
  return {
    data: {
      proxy_wallet: user,
      trades: new Set(own.map(({ market }) => market)).size,
      biggest_win: round(Math.max(0, ...wins)),
      views: 0,
      join_date: null,
      all_time_pnl: own.length === 0 ? null : pointAt(call, user, call.nowMs),
    },
  };
}

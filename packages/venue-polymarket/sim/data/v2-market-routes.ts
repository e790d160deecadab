import type { SimMarket } from "../sim-market.ts";
import type { SimCall, SimRoute } from "../sim-route.ts";
import { averageOf } from "./bodies.ts";
import { type Holding, isHeld, markOf, round, unrealizedOf } from "./holdings.ts";
import { boardPage } from "./page.ts";
import { personOf } from "./people.ts";
import { conditionsOf, DataRefusal, eventIdsOf, numberOf, oneOf, v2Route, wholeOf } from "./query.ts";
import { holdingsOf } from "./selection.ts";

const INTERVALS_S = {
  max: Number.POSITIVE_INFINITY,
  all: Number.POSITIVE_INFINITY,
  "1m": 2_592_000,
  "1w": 604_800,
  "1d": 86_400,
  "6h": 21_600,
  "1h": 3600,
} as const;
const POINTS_MAX = 10_000;
const MINUTE_S = 60;

/** What version 2 tells of markets. */
export const V2_MARKET_ROUTES: readonly SimRoute[] = [
  v2Route("GET /v2/holders", holders),
  v2Route("GET /v2/oi", (call) => {
    const held = holdingsOf(call);
    const worthOf = (isIn: (one: Holding) => boolean) =>
      round(held.filter(isIn).reduce((sum, one) => sum + one.size * markOf(one), 0));
    if (!call.query.has("condition")) return { data: [{ condition_id: "GLOBAL", value: worthOf(() => true) }] };
    const rows = byCondition(call).map((market) => ({
      condition_id: market.spec.conditionId,
      value: worthOf((one) => one.market === market),
    }));
    return { data: rows };
  }),
  v2Route("GET /v2/live-volume", ({ world, query }) => {
    const events = eventIdsOf(query, "event_id");
    if (!events) throw new DataRefusal("required query param 'event_id' not provided", "event_id");
    const conditions = world.exchange.markets
      .filter(({ spec }) => events.has(spec.event.id))
      .map(({ spec, volumeMicros }) => ({ condition_id: spec.conditionId, taker_volume: volumeMicros / 1e6 }))
      .toSorted((a, b) => b.taker_volume - a.taker_volume);
    const total = round(conditions.reduce((sum, one) => sum + one.taker_volume, 0));
    return { data: { taker_volume_total: total, conditions } };
  }),
  v2Route("GET /v2/prices-history", pricesHistory),
  v2Route("GET /v2/resolutions", resolutions),
];

function byCondition({ world, query }: SimCall): SimMarket[] {
  const conditions = conditionsOf(query, "condition");
  if (!conditions) throw new DataRefusal("required query param 'condition' not provided", "condition");
  return world.exchange.markets.filter(({ spec }) => conditions.has(spec.conditionId.toLowerCase()));
}

function holders(call: SimCall) {
  const { query } = call;
  const markets = byCondition(call);
  const withPnl = query.get("include_pnl") === "true";
  if (withPnl && (conditionsOf(query, "condition")?.size !== 1 || wholeOf(query, "limit", 1000, 100) > 100))
    throw new DataRefusal("include_pnl takes exactly one condition and a limit of at most 100", "include_pnl");
  const least = numberOf(query, "min_balance", 0);
  const all = holdingsOf(call).filter((one) => isHeld(one) && one.size >= least);
  const groups = markets.flatMap((market) =>
    market.spec.tokens.map((token_id, at) => ({
      token_id,
      holders: all
        .filter((one) => one.market === market && one.token === at)
        .toSorted((a, b) => b.size - a.size)
        .map((one) => holderBody(one, withPnl)),
    })),
  );
  // The window of a page counts per token, and all tokens go on together.
  const longest = Math.max(0, ...groups.map((group) => group.holders.length));
  const page = boardPage(
    query,
    "holders",
    Array.from({ length: longest }, (_, at) => at),
  );
  const [from = 0] = page.data;
  const window = { from, to: from + page.data.length };
  const data = groups
    .map(({ token_id, holders: list }) => ({ token_id, holders: list.slice(window.from, window.to) }))
    .filter((group) => group.holders.length > 0);
  return { ...page, data };
}

function holderBody(one: Holding, withPnl: boolean) {
  const { name, pseudonym } = personOf(one.wallet);
  const unrealized = round(unrealizedOf(one));
  return {
    proxy_wallet: one.wallet,
    bio: "",
    token_id: one.market.spec.tokens[one.token],
    pseudonym,
    amount: round(one.size),
    display_username_public: true,
    outcome_index: one.token,
    name,
    profile_image: "",
    profile_image_optimized: "",
    verified: false,
    ...(withPnl && {
      avg_price: averageOf(one),
      entry_cost_usdc: round(one.cost),
      current_price: markOf(one),
      current_value: round(one.size * markOf(one)),
      realized_pnl: round(one.realized),
      unrealized_pnl: unrealized,
      total_pnl: round(one.realized + unrealized),
    }),
  };
}

function pricesHistory({ world, query, nowMs }: SimCall) {
  const windows = ["start", "interval", "as_of"].filter((name) => query.has(name));
  if (windows.length !== 1) throw new DataRefusal("provide exactly one of 'start', 'interval', or 'as_of'", "start");
  for (const name of ["start", "end", "as_of"])
    if (query.has(name) && numberOf(query, name, 0) <= 0) throw new DataRefusal(`${name} must be positive`, name);
  const found = world.exchange.findToken(query.get("token_id") ?? "");
  const nowS = Math.floor(nowMs / 1000);
  const asOf = query.has("as_of") ? numberOf(query, "as_of", 0) : undefined;
  const span = query.has("interval")
    ? INTERVALS_S[oneOf(query, "interval", Object.keys(INTERVALS_S) as (keyof typeof INTERVALS_S)[], "1d")]
    : 0;
  const from = query.has("interval") ? nowS - span : numberOf(query, "start", 0);
  const to = query.has("end") ? numberOf(query, "end", 0) : nowS + 1;
  const bucket = wholeOf(query, "bucket_seconds", 86_400, MINUTE_S);
  const points: { timestamp: number; price: number; resolution_seconds: number }[] = [];
  for (const { t, p } of found?.market.history ?? []) {
    const timestamp = Math.floor(t / bucket) * bucket;
    if (asOf !== undefined ? t > asOf : t < from || t >= to) continue;
    if (points.at(-1)?.timestamp === timestamp && asOf === undefined) continue;
    const price = found?.token === 1 ? Number((1 - p).toFixed(4)) : p;
    points.push({
      timestamp: asOf === undefined ? timestamp : t,
      price,
      resolution_seconds: asOf === undefined ? bucket : 0,
    });
  }
  return boardPage(query, "prices_history", asOf === undefined ? points : points.slice(-1), [POINTS_MAX, POINTS_MAX]);
}

function resolutions(call: SimCall) {
  const { world, query } = call;
  const named = ["question_id", "condition", "event_id"].filter((name) => query.has(name));
  if (named.length !== 1)
    throw new DataRefusal("provide exactly one of 'question_id', 'condition', or 'event_id'", named[0]);
  const conditions = conditionsOf(query, "condition");
  const events = eventIdsOf(query, "event_id");
  const question = query.get("question_id");
  const markets = world.exchange.markets.filter(
    ({ spec }) =>
      conditions?.has(spec.conditionId.toLowerCase()) || events?.has(spec.event.id) || spec.questionId === question,
  );
  return { data: markets.map((market) => resolutionBody(market, question !== null)) };
}

function resolutionBody({ payouts, spec, status, timestampMs }: SimMarket, byQuestion: boolean) {
  const isResolved = status === "resolved";
  const seconds = Math.floor(timestampMs / 1000);
  return {
    status: isResolved ? "resolved" : status === "closed" ? "proposed" : "posed",
    ...(byQuestion ? { question_id: spec.questionId } : { condition_id: spec.conditionId, market_type: "BINARY" }),
    ...(isResolved && !byQuestion && { payouts: payouts?.map((ticks) => ticks * 100), reporter: "UMA_OO" }),
    ...(isResolved && { resolution_source: "reported", resolved_at: new Date(timestampMs).toISOString() }),
    extended_review: false,
    was_disputed: false,
    new_version_q: false,
    transaction_hash: "",
    log_index: "",
    last_update_timestamp: byQuestion ? String(seconds) : new Date(timestampMs).toISOString(),
  };
}

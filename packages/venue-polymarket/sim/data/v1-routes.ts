import type { SimCall, SimRoute } from "../sim-route.ts";
import { boardOf, buildersOf, periodStart } from "./boards.ts";
import { activityBody, closedBody, oppositesOf, personFields, positionBody, tradeBody } from "./bodies.ts";
import { type Holding, isHeld, markOf, round, unrealizedOf } from "./holdings.ts";
import { offsetPage } from "./page.ts";
import {
  conditionsOf,
  DataRefusal,
  dataRoute,
  eventIdsOf,
  listOf,
  maybeUserOf,
  numberOf,
  oneOf,
  userOf,
  wholeOf,
} from "./query.ts";
import { holdingsOf, marketFilter, V1_MARKETS, wantedFills } from "./selection.ts";

const AMOUNT = { type: "filterType", amount: "filterAmount" } as const;
const PERIODS = ["DAY", "WEEK", "MONTH", "ALL"] as const;

/** Version 1 of the Data API: camelCase, pages by offset (polymarket.md section 14). */
export const V1_ROUTES: readonly SimRoute[] = [
  dataRoute("GET /", () => ({ data: "OK" })),
  dataRoute("GET /positions", positions),
  dataRoute("GET /closed-positions", closedPositions),
  dataRoute("GET /v1/market-positions", marketPositions),
  dataRoute("GET /value", (call) => {
    const user = userOf(call.query);
    const isMarket = marketFilter(call.query, V1_MARKETS);
    const held = holdingsOf(call, user).filter(({ market }) => isMarket(market));
    return [{ user, value: round(held.reduce((sum, one) => sum + one.size * markOf(one), 0)) }];
  }),
  dataRoute("GET /traded", (call) => {
    const user = userOf(call.query);
    return { user, traded: new Set(holdingsOf(call, user).map(({ market }) => market)).size };
  }),
  dataRoute("GET /trades", trades),
  dataRoute("GET /activity", activity),
  dataRoute("GET /holders", holders),
  dataRoute("GET /oi", openInterest),
  dataRoute("GET /live-volume", ({ world, query }) => {
    const [id = ""] = eventIdsOf(query, "id") ?? [];
    if (id === "") throw new DataRefusal("required query param 'id' not provided", "id");
    const markets = world.exchange.markets.filter(({ spec }) => spec.event.id === id);
    const rows = markets.map(({ spec, volumeMicros }) => ({ market: spec.conditionId, value: volumeMicros / 1e6 }));
    return [{ total: round(rows.reduce((sum, { value }) => sum + value, 0)), markets: rows }];
  }),
  dataRoute("GET /v1/leaderboard", leaderboard),
  dataRoute("GET /v1/builders/leaderboard", (call) => {
    const period = oneOf(call.query, "timePeriod", PERIODS, "DAY");
    const rows = buildersOf(call, periodStart(period, call.nowMs)).map(({ code, volume, users }, at) => ({
      rank: String(at + 1),
      builder: code,
      builderCode: code,
      volume,
      activeUsers: users,
      verified: false,
      builderLogo: "",
    }));
    return offsetPage(call.query, rows, { limit: [50, 25], offsetMax: 1000 });
  }),
  dataRoute("GET /v1/builders/volume", (call) => {
    const period = oneOf(call.query, "timePeriod", PERIODS, "DAY");
    const dt = new Date(call.nowMs).toISOString().slice(0, 10);
    return buildersOf(call, periodStart(period, call.nowMs)).map(({ code, volume, users }, at) => ({
      dt: `${dt}T00:00:00Z`,
      builder: code,
      builderCode: code,
      builderLogo: "",
      verified: false,
      volume,
      activeUsers: users,
      rank: String(at + 1),
    }));
  }),
];

function positions(call: SimCall) {
  const { query } = call;
  const own = holdingsOf(call, userOf(query));
  const hasOpposite = oppositesOf(own);
  const isMarket = marketFilter(query, V1_MARKETS);
  const least = numberOf(query, "sizeThreshold", 1);
  const rows = own
    .filter((one) => isHeld(one) && one.size >= least && isMarket(one.market) && hasTitle(query, one))
    .map((one) => positionBody(one, hasOpposite(one)))
    .filter(
      ({ redeemable, mergeable }) =>
        (query.get("redeemable") !== "true" || redeemable) && (query.get("mergeable") !== "true" || mergeable),
    );
  const keys = {
    CURRENT: "currentValue",
    INITIAL: "initialValue",
    TOKENS: "size",
    CASHPNL: "cashPnl",
    PERCENTPNL: "percentPnl",
    TITLE: "title",
    RESOLVING: "endDate",
    PRICE: "curPrice",
    AVGPRICE: "avgPrice",
  } as const;
  return offsetPage(query, sorted(query, rows, keys, "TOKENS"), { limit: [500, 100], offsetMax: 10_000 });
}

function closedPositions(call: SimCall) {
  const { query } = call;
  const isMarket = marketFilter(query, V1_MARKETS);
  const rows = holdingsOf(call, userOf(query))
    .filter((one) => !isHeld(one) && isMarket(one.market) && hasTitle(query, one))
    .map(closedBody);
  const keys = {
    REALIZEDPNL: "realizedPnl",
    TITLE: "title",
    PRICE: "curPrice",
    AVGPRICE: "avgPrice",
    TIMESTAMP: "timestamp",
  } as const;
  return offsetPage(query, sorted(query, rows, keys, "REALIZEDPNL"), { limit: [50, 10], offsetMax: 100_000 });
}

function marketPositions(call: SimCall) {
  const { query, world } = call;
  const [condition] = conditionsOf(query, "market") ?? [];
  if (condition === undefined) throw new DataRefusal("required query param 'market' not provided", "market");
  const market = world.exchange.findCondition(condition);
  const user = maybeUserOf(query);
  const status = oneOf(query, "status", ["OPEN", "CLOSED", "ALL"], "ALL");
  const inMarket = holdingsOf(call).filter(
    (one) => one.market === market && (user === undefined || one.wallet === user),
  );
  const keys = { TOKENS: "size", CASH_PNL: "cashPnl", REALIZED_PNL: "realizedPnl", TOTAL_PNL: "totalPnl" } as const;
  return (market?.spec.tokens ?? []).map((token, at) => {
    const rows = inMarket
      .filter((one) => one.token === at && (status === "ALL" || (status === "OPEN") === one.size > 0.01))
      .map((one) => {
        const { curPrice, ...body } = positionBody(one, false);
        const { name, profileImage } = personFields(one.wallet);
        const totalPnl = round(one.realized + unrealizedOf(one));
        const { proxyWallet, asset, conditionId, avgPrice, size, currentValue, cashPnl, totalBought, realizedPnl } =
          body;
        const held = { proxyWallet, asset, conditionId, avgPrice, size, currPrice: curPrice, currentValue, cashPnl };
        const { outcome, outcomeIndex } = body;
        return {
          ...held,
          totalBought,
          realizedPnl,
          totalPnl,
          name,
          profileImage,
          verified: false,
          outcome,
          outcomeIndex,
        };
      });
    return {
      token,
      positions: offsetPage(query, sorted(query, rows, keys, "TOTAL_PNL"), { limit: [500, 50], offsetMax: 10_000 }),
    };
  });
}

function trades(call: SimCall) {
  const { query } = call;
  if (query.has("filterType") !== query.has("filterAmount"))
    throw new DataRefusal("filterType and filterAmount must be provided together", "filterType");
  const user = maybeUserOf(query);
  const takerOnly = query.get("takerOnly") !== "false";
  const fills = wantedFills(call, V1_MARKETS, AMOUNT).filter(
    (fill) => (user === undefined || fill.wallet === user) && (!takerOnly || fill.isTaker),
  );
  return offsetPage(query, fills.map(tradeBody), { limit: [10_000, 100], offsetMax: 10_000 });
}

function activity(call: SimCall) {
  const { query } = call;
  const user = userOf(query);
  const types = listOf(query, "type");
  // Trades are all that happens at the fake venue.
  const own =
    types && !types.includes("TRADE")
      ? []
      : wantedFills(call, V1_MARKETS, AMOUNT).filter(({ wallet }) => wallet === user);
  const keys = { TIMESTAMP: "timestamp", TOKENS: "size", CASH: "usdcSize" } as const;
  return offsetPage(query, sorted(query, own.map(activityBody), keys, "TIMESTAMP"), {
    limit: [500, 100],
    offsetMax: 10_000,
  });
}

function holders(call: SimCall) {
  const { query, world } = call;
  const conditions = conditionsOf(query, "market");
  if (!conditions) throw new DataRefusal("required query param 'market' not provided", "market");
  const limit = wholeOf(query, "limit", 500, 100);
  const least = numberOf(query, "minBalance", 1);
  const all = holdingsOf(call).filter((one) => one.size >= least);
  return world.exchange.markets
    .filter(({ spec }) => conditions.has(spec.conditionId.toLowerCase()))
    .flatMap((market) =>
      market.spec.tokens.map((token, at) => ({
        token,
        holders: all
          .filter((one) => one.market === market && one.token === at)
          .toSorted((a, b) => b.size - a.size)
          .slice(0, limit)
          .map((one) => ({
            ...personFields(one.wallet),
            asset: token,
            amount: round(one.size),
            displayUsernamePublic: true,
            outcomeIndex: at,
            verified: false,
          })),
      })),
    );
}

function openInterest(call: SimCall) {
  const conditions = conditionsOf(call.query, "market");
  const held = holdingsOf(call);
  const worthOf = (isIn: (holding: Holding) => boolean) =>
    round(held.filter(isIn).reduce((sum, one) => sum + one.size * markOf(one), 0));
  if (!conditions) return [{ market: "GLOBAL", value: worthOf(() => true) }];
  return call.world.exchange.markets
    .filter(({ spec }) => conditions.has(spec.conditionId.toLowerCase()))
    .map((market) => ({ market: market.spec.conditionId, value: worthOf((one) => one.market === market) }));
}

function leaderboard(call: SimCall) {
  const { query } = call;
  const by = oneOf(query, "orderBy", ["PNL", "VOL"], "PNL");
  const user = maybeUserOf(query);
  const name = query.get("userName");
  const since = periodStart(oneOf(query, "timePeriod", PERIODS, "DAY"), call.nowMs);
  const rows = boardOf(call, since, by === "PNL" ? "pnl" : "dollars")
    .map(({ wallet, pnl, dollars }, at) => ({
      rank: String(at + 1),
      proxyWallet: wallet,
      userName: personFields(wallet).name,
      vol: dollars,
      pnl,
      profileImage: "",
      xUsername: "",
      verifiedBadge: false,
    }))
    .filter((one) => (user === undefined || one.proxyWallet === user) && (name === null || one.userName === name));
  return offsetPage(query, rows, { limit: [50, 25], offsetMax: 1000 });
}

function hasTitle(query: URLSearchParams, { market }: Holding): boolean {
  return market.spec.question.toLowerCase().includes((query.get("title") ?? "").toLowerCase());
}

/** Sorts by the field that `sortBy` names, largest first unless asked otherwise. */
function sorted<Row, Name extends string>(
  query: URLSearchParams,
  rows: readonly Row[],
  keys: Readonly<Record<Name, keyof Row>>,
  usual: Name,
): readonly Row[] {
  const key = keys[oneOf(query, "sortBy", Object.keys(keys) as Name[], usual)];
  const direction = oneOf(query, "sortDirection", ["ASC", "DESC"], "DESC") === "ASC" ? 1 : -1;
  return rows.toSorted((a, b) => direction * (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0));
}

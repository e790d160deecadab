import type { SimCall, SimRoute } from "../sim-route.ts";
import { type BoardRow, boardOf, buildersOf, periodStart } from "./boards.ts";
import { type Holding, isHeld, markOf, round, unrealizedOf } from "./holdings.ts";
import { boardPage } from "./page.ts";
import { personOf } from "./people.ts";
import { maybeUserOf, oneOf, v2Route, wholeOf } from "./query.ts";
import { holdingsOf } from "./selection.ts";

const PERIODS = ["day", "week", "month", "all"] as const;

/** Boards of version 2, and how old its data are. */
export const V2_BOARD_ROUTES: readonly SimRoute[] = [
  v2Route("GET /v2/leaderboard", leaderboard),
  v2Route("GET /v2/biggest-winners", (call) => {
    const since = periodStart(oneOf(call.query, "time_period", PERIODS, "day"), call.nowMs);
    const wins = holdingsOf(call)
      .filter((one) => one.market.status === "resolved" && one.market.timestampMs >= since && gainOf(one) > 0)
      .toSorted((a, b) => gainOf(b) - gainOf(a));
    return boardPage(call.query, "winners", wins.map(winBody));
  }),
  v2Route("GET /v2/builders/leaderboard", (call) => {
    const since = periodStart(oneOf(call.query, "time_period", PERIODS, "day"), call.nowMs);
    return boardPage(call.query, "builders", builderBodies(call, since));
  }),
  v2Route("GET /v2/builders/volume", (call) => {
    oneOf(call.query, "interval", PERIODS, "day");
    wholeOf(call.query, "limit", 90, 30);
    const date = new Date(call.nowMs).toISOString().slice(0, 10);
    return { data: builderBodies(call, 0).map((body) => ({ date, ...body })) };
  }),
  v2Route("GET /v2/status", ({ nowMs }) => ({
    data: {
      computed_at: new Date(nowMs).toISOString(),
      age_seconds: 0,
      serving: { lag_seconds: 1, worst: "pnl", mechanisms: [{ name: "pnl", age_seconds: 1, blocks_behind: 0 }] },
      ingestion: { cursors: 1, chain_id: 137, network: "matic", max_synced_block: 1, min_synced_block: 1, lagging: [] },
    },
  })),
];

function leaderboard(call: SimCall) {
  const { query, nowMs } = call;
  const since = periodStart(oneOf(query, "time_period", PERIODS, "day"), nowMs);
  const byPnl = boardOf(call, since, "pnl");
  const byVolume = boardOf(call, since, "contracts");
  const user = maybeUserOf(query);
  if (user === undefined) {
    const rows = oneOf(query, "sort_by", ["PNL", "VOLUME"], "PNL") === "PNL" ? byPnl : byVolume;
    return boardPage(
      query,
      "leaderboard",
      rows.map((row, at) => ({ rank: at + 1, ...placeBody(row) })),
    );
  }
  const at = (rows: readonly BoardRow[]) => rows.findIndex(({ wallet }) => wallet === user) + 1;
  const row = byPnl.find(({ wallet }) => wallet === user);
  return { data: row ? { ...placeBody(row), rank_pnl: at(byPnl), rank_volume: at(byVolume) } : null };
}

function placeBody({ wallet, pnl, contracts }: BoardRow) {
  const { name } = personOf(wallet);
  return {
    user_id: wallet,
    pnl,
    volume: contracts,
    user_name: name,
    profile_image: "",
    x_username: "",
    verified: false,
  };
}

function gainOf(one: Holding): number {
  return isHeld(one) ? unrealizedOf(one) : 0;
}

function winBody(one: Holding, at: number) {
  const { spec, timestampMs } = one.market;
  return {
    win_rank: at + 1,
    kind: "market",
    user_id: one.wallet,
    pnl: round(gainOf(one)),
    initial_value: round(one.cost),
    final_value: round(one.size * markOf(one)),
    resolved_at: Math.floor(timestampMs / 1000),
    condition_id: spec.conditionId,
    position_id: spec.tokens[one.token],
    event_id: Number(spec.event.id),
    event_slug: spec.event.slug,
    event_title: spec.event.title,
    user_name: personOf(one.wallet).name,
    profile_image: "",
  };
}

function builderBodies(call: SimCall, sinceMs: number) {
  return buildersOf(call, sinceMs).map(({ code, volume, users }, at) => ({
    rank: at + 1,
    builder_name: code,
    builder_code: code,
    profile_image: "",
    verified: false,
    volume,
    active_users: users,
  }));
}

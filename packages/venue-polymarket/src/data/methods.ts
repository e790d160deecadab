import type { AnyApiMethod } from "@augury/net";
import { buildersLeaderboard, buildersVolume, leaderboard } from "./boards.ts";
import { activity, trades } from "./feeds.ts";
import { health } from "./health.ts";
import { holders, liveVolume, openInterest } from "./market-data.ts";
import * as v2Boards from "./v2-boards.ts";
import * as v2Feeds from "./v2-feeds.ts";
import * as v2Markets from "./v2-markets.ts";
import * as v2Wallet from "./v2-wallet.ts";
import { closedPositions, marketPositions, positions, traded, value } from "./wallet.ts";

export * from "./boards.ts";
export * from "./feeds.ts";
export * from "./health.ts";
export * from "./market-data.ts";
export * from "./v2-boards.ts";
export * from "./v2-feeds.ts";
export * from "./v2-markets.ts";
export * from "./v2-wallet.ts";
export * from "./wallet.ts";

/** Every call of the Data API, version 1 first (polymarket.md section 14). */
export const DATA_METHODS: readonly AnyApiMethod[] = [
  ...[positions, closedPositions, value, traded, marketPositions],
  ...[trades, activity],
  ...[holders, openInterest, liveVolume],
  ...[leaderboard, buildersLeaderboard, buildersVolume, health],
  ...Object.values(v2Wallet),
  ...Object.values(v2Feeds),
  ...Object.values(v2Markets),
  ...Object.values(v2Boards),
];

export { CommandSession, type SessionLink } from "./command-session.ts";
export { FakeKalshi, type FakeKalshiOptions } from "./fake-kalshi.ts";
export type { AccessKey } from "./handshake.ts";
export { type DataChannel, KalshiExchange, type MessageListener, type OutgoingMessage } from "./kalshi-exchange.ts";
export { KalshiPlayer } from "./kalshi-player.ts";
export type { EventSpec, MarketSpec, PriceBand, SeriesSpec } from "./market-spec.ts";
export { type MarketStatus, SimMarket } from "./sim-market.ts";

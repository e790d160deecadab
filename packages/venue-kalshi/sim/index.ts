export { AccountStore } from "./account/account-store.ts";
export {
  NO_ORDER_FAULTS,
  type OrderFaultRates,
  OrderFaults,
  REPLY_FAULTS,
  type ReplyFault,
} from "./account/order-faults.ts";
export { SimAccount } from "./account/sim-account.ts";
export { AccountFeed } from "./account-feed.ts";
export type { SimBookSide, SimFill, SimOrderGroupUpdate, SimPosition, SimUserOrder } from "./account-frames.ts";
export { CommandSession, type SessionLink } from "./command-session.ts";
export { FakeKalshi, type FakeKalshiOptions } from "./fake-kalshi.ts";
export type { AccessKey } from "./handshake.ts";
export { type DataChannel, KalshiExchange, type MessageListener, type OutgoingMessage } from "./kalshi-exchange.ts";
export { KalshiPlayer } from "./kalshi-player.ts";
export type { EventSpec, MarketSpec, PriceBand, SeriesSpec } from "./market-spec.ts";
export type { TierName } from "./rest/rate-limiter.ts";
export { KALSHI_SIM_ROUTES } from "./rest/routes.ts";
export type { VenueState } from "./rest/venue-state.ts";
export { type MarketStatus, SimMarket } from "./sim-market.ts";

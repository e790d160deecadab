export {
  NO_ORDER_FAULTS,
  type OrderFaultRates,
  OrderFaults,
  REPLY_FAULTS,
  type ReplyFault,
  TRADE_FAULTS,
  type TradeFault,
} from "./account/order-faults.ts";
export type { SimAccount } from "./account/sim-account.ts";
export { redeem } from "./desk/redeem.ts";
export { FakePolymarket, type FakePolymarketOptions } from "./fake-polymarket.ts";
export { MarketSession, type SessionLink } from "./market-session.ts";
export type { EventSpec, MarketSpec } from "./market-spec.ts";
export { type MarketListener, PolymarketExchange, type SnapshotBook } from "./polymarket-exchange.ts";
export { PolymarketPlayer } from "./polymarket-player.ts";
export { exchangeOf } from "./session-harness.ts";
export { SimMarket, type TokenIndex } from "./sim-market.ts";
export { SimTrader, TEST_KEYS } from "./sim-trader.ts";
export { VENUE_HOSTS } from "./venue-hosts.ts";

import type { AnyApiMethod } from "@augury/net";
import { ACCOUNT_METHODS } from "./account-methods.ts";
import { BLOCK_TRADE_METHODS } from "./block-trade-methods.ts";
import { CANDLE_METHODS } from "./candle-methods.ts";
import { COLLECTION_METHODS } from "./collection-methods.ts";
import { DISCOVERY_METHODS } from "./discovery-methods.ts";
import { EVENT_METHODS } from "./event-methods.ts";
import { EXCHANGE_METHODS } from "./exchange-methods.ts";
import { FCM_METHODS } from "./fcm-methods.ts";
import { HISTORICAL_METHODS } from "./historical-methods.ts";
import { LIVE_DATA_METHODS } from "./live-data-methods.ts";
import { MARKET_METHODS } from "./market-methods.ts";
import { MILESTONE_METHODS } from "./milestone-methods.ts";
import { ORDER_CHANGE_METHODS } from "./order-change-methods.ts";
import { ORDER_ENTRY_METHODS } from "./order-entry-methods.ts";
import { ORDER_GROUP_METHODS } from "./order-group-methods.ts";
import { ORDER_METHODS } from "./order-methods.ts";
import { PORTFOLIO_METHODS } from "./portfolio-methods.ts";
import { QUOTE_METHODS } from "./quote-methods.ts";
import { RFQ_METHODS } from "./rfq-methods.ts";
import { SERIES_METHODS } from "./series-methods.ts";
import { SUBACCOUNT_METHODS } from "./subaccount-methods.ts";
import { TRANSFER_METHODS } from "./transfer-methods.ts";

/** The methods of REST v2 as they are grouped on the command line: `augury kalshi <group> <method>`. */
export const METHODS_BY_GROUP = {
  exchange: EXCHANGE_METHODS,
  market: [...MARKET_METHODS, ...CANDLE_METHODS],
  event: [...SERIES_METHODS, ...EVENT_METHODS],
  history: HISTORICAL_METHODS,
  discovery: [...MILESTONE_METHODS, ...COLLECTION_METHODS, ...DISCOVERY_METHODS],
  live: LIVE_DATA_METHODS,
  portfolio: [...PORTFOLIO_METHODS, ...SUBACCOUNT_METHODS, ...TRANSFER_METHODS],
  orders: [...ORDER_METHODS, ...ORDER_ENTRY_METHODS, ...ORDER_CHANGE_METHODS, ...ORDER_GROUP_METHODS],
  account: ACCOUNT_METHODS,
  communications: [...RFQ_METHODS, ...QUOTE_METHODS, ...BLOCK_TRADE_METHODS],
  fcm: FCM_METHODS,
} as const satisfies Record<string, readonly AnyApiMethod[]>;

/** Every method of REST v2; names are unique among them. */
export const KALSHI_METHODS: readonly AnyApiMethod[] = Object.values(METHODS_BY_GROUP).flat();

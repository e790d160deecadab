import { generateThrowawayKeyPair } from "@augury/signing";
import { kalshiApi } from "@augury/venue-kalshi";
import { ask, type ConformanceCase, type Seen } from "./conformance-case.ts";
import { EVENT, NOW_MS, TICKERS } from "./kalshi-world.ts";

const NOW_TS = Math.floor(NOW_MS / 1000);
const { open, settled, old } = TICKERS;
const TRANSFER_ID = "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a";
const PUBLIC_KEY = generateThrowawayKeyPair().publicKeyPem;
const SHARD_TRANSFER = {
  source: "event_contract" as const,
  destination: "event_contract" as const,
  amount: 1_230_000,
  source_exchange_shard: 0,
  destination_exchange_shard: 1,
  source_subaccount: 0,
  destination_subaccount: 0,
};
const ALLOCATIONS = {
  allocations: [
    { exchange_index: 0, percent: 62.5 },
    { exchange_index: 1, percent: 37.5 },
  ],
  resting_margin_reservation: "max" as const,
};
const MOVE = {
  client_transfer_id: TRANSFER_ID,
  from_subaccount: 0,
  to_subaccount: 1,
  amount_cents: 1234,
  exchange_index: 0,
};
const subtrader = (seen: Seen): string => seen["FcmApi.createFCMSubtrader"].subtrader_id;

/** Portfolio, transfers, limits, keys, private history and subtraders, in the order in which they are asked. */
export const ACCOUNT_CASES: readonly ConformanceCase[] = [
  ask("PortfolioApi.getBalance", (a) => a.PortfolioApi.getBalance(0, 0), kalshiApi.readBalance, {
    subaccount: 0,
    exchange_index: 0,
  }),
  ask(
    "PortfolioApi.getPositions",
    (a) => a.PortfolioApi.getPositions(undefined, 5, "position,total_traded", open, EVENT, 0, 0),
    kalshiApi.positions,
    {
      limit: 5,
      count_filter: ["position", "total_traded"],
      ticker: open,
      event_ticker: EVENT,
      subaccount: 0,
      exchange_index: 0,
    },
  ),
  ask(
    "PortfolioApi.getFills",
    (a) => a.PortfolioApi.getFills(open, undefined, 1, NOW_TS + 1, 1, undefined, 0, 0),
    kalshiApi.fills,
    { ticker: open, min_ts: 1, max_ts: NOW_TS + 1, limit: 1, subaccount: 0, exchange_index: 0 },
  ),
  ask(
    "PortfolioApi.getSettlements",
    (a) => a.PortfolioApi.getSettlements(5, undefined, settled, undefined, 1, NOW_TS, 0),
    kalshiApi.settlements,
    { limit: 5, ticker: settled, min_ts: 1, max_ts: NOW_TS, subaccount: 0 },
  ),
  ask("PortfolioApi.getDeposits", (a) => a.PortfolioApi.getDeposits(5), kalshiApi.deposits, { limit: 5 }),
  ask("PortfolioApi.getWithdrawals", (a) => a.PortfolioApi.getWithdrawals(5), kalshiApi.withdrawals, { limit: 5 }),
  ask(
    "PortfolioApi.createSubaccount",
    (a) => a.PortfolioApi.createSubaccount({ exchange_index: 0 }),
    kalshiApi.createSubaccount,
    { exchange_index: 0 },
  ),
  ask(
    "PortfolioApi.applySubaccountTransfer",
    (a) => a.PortfolioApi.applySubaccountTransfer(MOVE),
    kalshiApi.transferSubaccount,
    MOVE,
    { isEmpty: true },
  ),
  ask(
    "PortfolioApi.getSubaccountBalances",
    (a) => a.PortfolioApi.getSubaccountBalances(),
    kalshiApi.subaccountBalances,
    {},
  ),
  ask(
    "PortfolioApi.getSubaccountTransfers",
    (a) => a.PortfolioApi.getSubaccountTransfers(5),
    kalshiApi.subaccountTransfers,
    { limit: 5 },
  ),
  ask(
    "PortfolioApi.updateSubaccountNetting",
    (a) => a.PortfolioApi.updateSubaccountNetting({ subaccount_number: 1, enabled: false }),
    kalshiApi.setSubaccountNetting,
    { subaccount_number: 1, enabled: false },
    { isEmpty: true },
  ),
  ask(
    "PortfolioApi.getSubaccountNetting",
    (a) => a.PortfolioApi.getSubaccountNetting(),
    kalshiApi.subaccountNetting,
    {},
  ),
  ask(
    "PortfolioApi.intraExchangeInstanceTransfer",
    (a) => a.PortfolioApi.intraExchangeInstanceTransfer(SHARD_TRANSFER),
    kalshiApi.transferShard,
    SHARD_TRANSFER,
  ),
  ask(
    "PortfolioApi.getIntraExchangeInstanceTransfer",
    (a, seen) =>
      a.PortfolioApi.getIntraExchangeInstanceTransfer(seen["PortfolioApi.intraExchangeInstanceTransfer"].transfer_id),
    kalshiApi.shardTransfer,
    (seen) => ({ transfer_id: seen["PortfolioApi.intraExchangeInstanceTransfer"].transfer_id }),
  ),
  ask(
    "PortfolioApi.getIntraExchangeInstanceTransfers",
    (a) => a.PortfolioApi.getIntraExchangeInstanceTransfers(5),
    kalshiApi.shardTransfers,
    { limit: 5 },
  ),
  ask(
    "PortfolioApi.setTargetBalanceAllocation",
    (a) => a.PortfolioApi.setTargetBalanceAllocation(ALLOCATIONS),
    kalshiApi.setTargetAllocation,
    ALLOCATIONS,
    { isEmpty: true },
  ),
  ask(
    "PortfolioApi.getTargetBalanceAllocation",
    (a) => a.PortfolioApi.getTargetBalanceAllocation(),
    kalshiApi.targetAllocation,
    {},
  ),
  ask(
    "HistoricalApi.getFillsHistorical",
    (a) => a.HistoricalApi.getFillsHistorical(old, 1, NOW_TS, 1),
    kalshiApi.historicalFills,
    { ticker: old, min_ts: 1, max_ts: NOW_TS, limit: 1 },
  ),
  ask(
    "HistoricalApi.getHistoricalOrders",
    (a) => a.HistoricalApi.getHistoricalOrders(old, 1, NOW_TS, 5),
    kalshiApi.historicalOrders,
    { ticker: old, min_ts: 1, max_ts: NOW_TS, limit: 5 },
  ),
  ask(
    "HistoricalApi.getHistoricalPositions",
    (a) => a.HistoricalApi.getHistoricalPositions(old, undefined, 0, 5),
    kalshiApi.historicalPositions,
    { ticker: old, subaccount: 0, limit: 5 },
  ),
  ask("AccountApi.getAccountApiLimits", (a) => a.AccountApi.getAccountApiLimits(), kalshiApi.accountLimits, {}),
  ask("AccountApi.getAccountEndpointCosts", (a) => a.AccountApi.getAccountEndpointCosts(), kalshiApi.endpointCosts, {}),
  ask(
    "AccountApi.getAccountApiUsageLevelVolumeProgress",
    (a) => a.AccountApi.getAccountApiUsageLevelVolumeProgress(),
    kalshiApi.volumeProgress,
    {},
  ),
  ask(
    "AccountApi.upgradeAccountApiUsageLevel",
    (a) => a.AccountApi.upgradeAccountApiUsageLevel(),
    kalshiApi.upgradeTier,
    {},
    { isEmpty: true },
  ),
  ask(
    "ApiKeysApi.createApiKey",
    (a) =>
      a.ApiKeysApi.createApiKey({
        name: "reader",
        public_key: PUBLIC_KEY.trim(),
        scopes: ["read", "write::trade"],
        subaccount: 1,
      }),
    kalshiApi.createApiKey,
    { name: "reader", public_key: PUBLIC_KEY, scopes: ["read", "write::trade"], subaccount: 1 },
  ),
  ask(
    "ApiKeysApi.generateApiKey",
    (a) => a.ApiKeysApi.generateApiKey({ name: "made", scopes: ["read"] }),
    kalshiApi.generateApiKey,
    { name: "made", scopes: ["read"] },
    { volatile: ["private_key"] },
  ),
  ask("ApiKeysApi.getApiKeys", (a) => a.ApiKeysApi.getApiKeys(), kalshiApi.apiKeys, {}),
  ask(
    "ApiKeysApi.deleteApiKey",
    (a, seen) => a.ApiKeysApi.deleteApiKey(seen["ApiKeysApi.createApiKey"].api_key_id),
    kalshiApi.deleteApiKey,
    (seen) => ({ api_key: seen["ApiKeysApi.createApiKey"].api_key_id }),
    { isEmpty: true },
  ),
  ask(
    "FcmApi.createFCMSubtrader",
    (a) => a.FcmApi.createFCMSubtrader({ subtrader_suffix: "desk1" }),
    kalshiApi.createSubtrader,
    { subtrader_suffix: "desk1" },
  ),
  ask("FcmApi.listFCMSubtraders", (a) => a.FcmApi.listFCMSubtraders(), kalshiApi.subtraders, {}),
  ask(
    "FcmApi.updateFCMEventContractDailyCap",
    (a, seen) => a.FcmApi.updateFCMEventContractDailyCap({ subtrader_id: subtrader(seen), limit: "1000.50" }),
    kalshiApi.setDailyCap,
    (seen) => ({ subtrader_id: subtrader(seen), limit: "1000.50" }),
    { isEmpty: true },
  ),
  ask(
    "FcmApi.getFCMEventContractDailyCap",
    (a, seen) => a.FcmApi.getFCMEventContractDailyCap(subtrader(seen)),
    kalshiApi.dailyCap,
    (seen) => ({ subtrader_id: subtrader(seen) }),
  ),
  ask(
    "FcmApi.deleteFCMEventContractDailyCap",
    (a, seen) => a.FcmApi.deleteFCMEventContractDailyCap(subtrader(seen)),
    kalshiApi.deleteDailyCap,
    (seen) => ({ subtrader_id: subtrader(seen) }),
    { isEmpty: true },
  ),
  ask(
    "FcmApi.getFCMOrders",
    (a) => a.FcmApi.getFCMOrders(undefined, "takes,waits", undefined, EVENT, undefined, 1, NOW_TS + 1, "canceled", 5),
    kalshiApi.subtraderOrders,
    {
      client_order_ids: ["takes", "waits"],
      event_ticker: EVENT,
      min_ts: 1,
      max_ts: NOW_TS + 1,
      status: "canceled",
      limit: 5,
    },
  ),
  ask(
    "FcmApi.getFCMPositions",
    (a, seen) => a.FcmApi.getFCMPositions(subtrader(seen), open, EVENT, "position", "unsettled", 5),
    kalshiApi.subtraderPositions,
    (seen) => ({
      subtrader_id: subtrader(seen),
      ticker: open,
      event_ticker: EVENT,
      count_filter: ["position"],
      settlement_status: "unsettled" as const,
      limit: 5,
    }),
  ),
];

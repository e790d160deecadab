import type { Excuse } from "./conformance-case.ts";

const CLIENT_SIDE: Excuse = "client-side only";

/** Methods of the official client's class without a case: its private helpers, and one that asks for a book and does sums. */
export const EXCUSED: Readonly<Record<string, Excuse>> = {
  // Walks the book that getOrderBook returns; our sizing belongs to execution.
  calculateMarketPrice: CLIENT_SIDE,
  waitForResolvedTrades: CLIENT_SIDE,
  resolveTransactionsHashes: CLIENT_SIDE,
  canL1Auth: CLIENT_SIDE,
  canL2Auth: CLIENT_SIDE,
  isBuilderOrder: CLIENT_SIDE,
  getBuilderTakerFeeRate: CLIENT_SIDE,
  adjustBuyAmountForBalance: CLIENT_SIDE,
  _ensureMarketInfoCached: CLIENT_SIDE,
  ensureBuilderFeeRateCached: CLIENT_SIDE,
  _resolveTickSize: CLIENT_SIDE,
  _resolveFeeRateBps: CLIENT_SIDE,
  resolveVersion: CLIENT_SIDE,
  _retryOnVersionUpdate: CLIENT_SIDE,
  _isOrderVersionMismatch: CLIENT_SIDE,
  throwIfError: CLIENT_SIDE,
  get: CLIENT_SIDE,
  post: CLIENT_SIDE,
  del: CLIENT_SIDE,
};

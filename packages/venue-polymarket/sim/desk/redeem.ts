import type { AccountStore } from "../account/account-store.ts";
import type { SimAccount } from "../account/sim-account.ts";
import type { SimMarket } from "../sim-market.ts";

/** Pays a dollar for each contract of the winner and nothing for the other, and takes both away. Returns micro-dollars. */
export function redeem(account: SimAccount, market: SimMarket): number {
  if (market.winner === undefined) return 0;
  const payout = account.tokensOf(market.spec.tokens[market.winner]);
  for (const token of market.spec.tokens) account.tokens.delete(token);
  account.collateral += payout;
  return payout;
}

/** Redeems for every wallet that leaves it to the venue's redeemer, and tells those who held something. */
export function redeemForAll(accounts: AccountStore, market: SimMarket, nowMs: number): void {
  for (const account of accounts.all()) {
    const held = market.spec.tokens.some((token) => account.tokensOf(token) > 0);
    if (!held) continue;
    const payload = { condition_id: market.spec.conditionId, winner: market.winner };
    for (const { apiKey } of accounts.keysOf(account)) account.notify(4, apiKey, payload, nowMs);
    if (account.autoRedeems) redeem(account, market);
  }
}

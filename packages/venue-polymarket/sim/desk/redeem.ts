import type { AccountStore } from "../account/account-store.ts";
import type { SimAccount } from "../account/sim-account.ts";
import type { SimMarket } from "../sim-market.ts";

/**
 * Pays a dollar for each contract of the winner and nothing for the other, or a half for each, rounded down, and takes all of them away, as
 * the chain does for whoever redeems. Returns micro-dollars; nothing happens before the market is resolved.
 */
export function redeem(account: SimAccount, market: SimMarket): number {
  const { payouts, spec } = market;
  if (!payouts) return 0;
  let paid = 0;
  for (const [at, token] of spec.tokens.entries()) {
    paid += Math.floor((account.tokensOf(token) * (payouts[at] ?? 0)) / 10_000);
    account.tokens.delete(token);
  }
  account.collateral += paid;
  return paid;
}

/** Redeems for every wallet that leaves it to the venue's redeemer, and tells those who held something. */
export function redeemForAll(accounts: AccountStore, market: SimMarket, nowMs: number): void {
  for (const account of accounts.all()) {
    const held = market.spec.tokens.some((token) => account.tokensOf(token) > 0);
    if (!held) continue;
    const payload = { condition_id: market.spec.conditionId, winner: market.winner };
    const owner = accounts.ownerOf(account);
    for (const { apiKey } of accounts.keysOf(owner)) owner.notify(4, apiKey, payload, nowMs);
    if (account.autoRedeems) redeem(account, market);
  }
}

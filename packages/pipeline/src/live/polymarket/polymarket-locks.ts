import type { OrderSigner } from "@augury/signing";

/**
 * Returns what one engine alone may write to, the wallet first: the key as well, because the kill switch and the dead-man switch cancel all that it
 * has placed, for whichever of its wallets.
 */
export function polymarketLocks({ maker, owner }: Pick<OrderSigner, "maker" | "owner">): readonly string[] {
  return [...new Set([maker.toLowerCase(), owner.toLowerCase()])];
}

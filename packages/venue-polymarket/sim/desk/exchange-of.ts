import { type Exchange, exchangeNameOf, exchangeOf, type OrderFields, verifyOrder } from "@augury/signing";
import type { SimMarket } from "../sim-market.ts";
import { type Refusal, refusal } from "./refusal.ts";

const CHAIN_ID = 137;
/** Signature type of a Magic wallet's proxy (polymarket.md section 5). */
const PROXY = 1;

/** The contract that settles a market's orders: V2, neg-risk V2, or V3 for all alike (polymarket.md section 5). */
function exchangeFor({ spec }: SimMarket, version: 2 | 3): Exchange {
  return exchangeOf(CHAIN_ID, exchangeNameOf(version, spec.event.negRisk));
}

export function exchangeAddressOf(market: SimMarket): string {
  return exchangeFor(market, market.exchangeVersion).address;
}

/** Returns the order's id when the account's key has signed it for the market's exchange, and the venue's refusal when not. */
export function verifyFor(
  market: SimMarket,
  order: OrderFields & { signature: string },
  address: string,
): { readonly orderId: string } | Refusal {
  const signedFor = (version: 2 | 3) => {
    const verified = verifyOrder(exchangeFor(market, version), order);
    return verified?.signedBy.toLowerCase() === address ? verified : undefined;
  };
  const verified = signedFor(market.exchangeVersion);
  if (verified) return verified;
  if (signedFor(market.exchangeVersion === 2 ? 3 : 2)) return refusal("order_version_mismatch");
  const isOurs = order.signatureType === 3 || order.signer.toLowerCase() === address;
  if (!isOurs) return refusal("the order signer address has to be the address of the API KEY");
  return badSignature(order.signatureType);
}

export function badSignature(signatureType: number): Refusal {
  return refusal(signatureType === PROXY ? "invalid POLY_PROXY signature" : "invalid signature");
}

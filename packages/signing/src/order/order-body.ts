import type { SignedOrder } from "./order-signer.ts";

/** The venue's words for how long an order lives. */
export type OrderType = "GTC" | "GTD" | "FOK" | "FAK";

/** What an order's posting says besides the order; none of it is signed. */
export interface OrderPosting {
  /** The API key. */
  readonly owner: string;
  readonly orderType: OrderType;
  /** Unix seconds, with GTD alone. */
  readonly expiration?: number;
  readonly postOnly?: boolean;
  readonly deferExec?: boolean;
}

/**
 * Returns the JSON of one order as `POST /order` takes it (polymarket.md section 7), fields in the official client's order; an array of them is what
 * `POST /orders` takes. This text is what the L2 signature covers, so it is sent as it is.
 */
export function encodeOrderBody(order: SignedOrder, posting: OrderPosting): string {
  const { owner, orderType, expiration = 0, postOnly = false, deferExec = false } = posting;
  const fields =
    `"salt":${order.salt},"maker":"${order.maker}","signer":"${order.signer}","tokenId":"${order.tokenId}",` +
    `"makerAmount":"${order.makerAmount}","takerAmount":"${order.takerAmount}","side":"${order.side}",` +
    `"signatureType":${order.signatureType},"timestamp":"${order.timestamp}","expiration":"${expiration}",` +
    `"metadata":"${order.metadata}","builder":"${order.builder}","signature":"${order.signature}"`;
  return `{"deferExec":${deferExec},"postOnly":${postOnly},"order":{${fields}},"owner":${JSON.stringify(owner)},"orderType":"${orderType}"}`;
}

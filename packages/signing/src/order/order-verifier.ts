import { typedDataDigest } from "../eip712/typed-data.ts";
import { parseHex, toHex, WORD } from "../eip712/words.ts";
import { keccak256 } from "../keccak/keccak256.ts";
import { type Address, parseAddress } from "../wallet/address.ts";
import { recoverAddress } from "../wallet/recover-address.ts";
import { DepositWalletWrapper } from "./deposit-wallet.ts";
import type { Exchange } from "./exchanges.ts";
import { isUint256 } from "./order-signer.ts";
import { encodeOrder, type OrderFields, SIDE_CODE, SIGNATURE_TYPE } from "./order-struct.ts";

/** Checked at run time as well: an order comes from whoever posts it. */
const TEXTS = [
  "maker",
  "signer",
  "tokenId",
  "makerAmount",
  "takerAmount",
  "side",
  "timestamp",
  "metadata",
  "builder",
  "signature",
] as const;

/** What an order's signature proves. */
export interface VerifiedOrder {
  readonly orderId: string;
  /** Whose key signed: equal to the order's `signer`, except for a deposit wallet, of whom it must be the owner. */
  readonly signedBy: Address;
}

/**
 * Returns the order's id and whose key signed it for this exchange, or `undefined` when the fields are malformed or the signature is nobody's.
 * A signature for another exchange, chain or order recovers to a stranger: compare `signedBy`. The venue's side of
 * {@link OrderSigner}: for the simulated venue.
 */
export function verifyOrder(exchange: Exchange, order: OrderFields & { signature: string }): VerifiedOrder | undefined {
  const { signature, ...rest } = order;
  if (!TEXTS.every((name) => typeof order[name] === "string")) return undefined;
  const fields = checkFields(rest);
  const bytes = parseHex(signature);
  if (fields === undefined || bytes === undefined) return undefined;
  const structHash = keccak256(encodeOrder(fields));
  const digest = typedDataDigest(exchange.domainSeparator, structHash);
  const signedBy =
    fields.signatureType === SIGNATURE_TYPE.depositWallet
      ? recoverWrapped(exchange, fields.signer, { structHash, signature: bytes })
      : recoverAddress(digest, bytes);
  return signedBy && { orderId: toHex(digest), signedBy };
}

function recoverWrapped(
  exchange: Exchange,
  wallet: Address,
  { structHash, signature }: { structHash: Uint8Array; signature: Uint8Array },
): Address | undefined {
  const wrapper = new DepositWalletWrapper(exchange, wallet);
  const inner = signature.subarray(0, 65);
  // Everything behind the owner's signature is known; a single other byte is another wallet's, or nobody's.
  if (toHex(signature) !== wrapper.wrap(inner, structHash)) return undefined;
  return recoverAddress(wrapper.computeDigest(structHash), inner);
}

/** Returns the fields with their addresses' checksums, or `undefined` when one of them has no place in its word. */
function checkFields(order: OrderFields): OrderFields | undefined {
  const [maker, signer] = [parseAddress(order.maker), parseAddress(order.signer)];
  if (maker === undefined || signer === undefined) return undefined;
  const numbers = [order.tokenId, order.makerAmount, order.takerAmount, order.timestamp];
  const right =
    Number.isSafeInteger(order.salt) &&
    order.salt >= 0 &&
    numbers.every(isUint256) &&
    Object.hasOwn(SIDE_CODE, order.side) &&
    Object.values(SIGNATURE_TYPE).includes(order.signatureType) &&
    [order.metadata, order.builder].every((text) => parseHex(text)?.length === WORD);
  return right ? { ...order, maker, signer } : undefined;
}

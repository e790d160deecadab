import { type Address, parseAddress } from "../wallet/address.ts";
import { recoverAddress } from "../wallet/recover-address.ts";
import { type ChainId, clobAuthDigest } from "./clob-auth.ts";
import { parseHex } from "./words.ts";

/** The texts of the four headers. */
export interface L1SignedRequest {
  readonly address: string;
  readonly signature: string;
  readonly timestamp: string;
  readonly nonce: string;
}

/**
 * Returns the wallet that signed the headers, or `undefined` when they are no proof of it: the venue's side of {@link L1Signer}, for the
 * simulated venue. How old the timestamp may be is the caller's question.
 */
export function verifyL1Signature(chainId: ChainId, request: L1SignedRequest): Address | undefined {
  const address = parseAddress(request.address);
  const signature = parseHex(request.signature);
  if (address === undefined || signature === undefined) return undefined;
  if (!/^\d{1,16}$/.test(request.timestamp) || !/^\d{1,16}$/.test(request.nonce)) return undefined;
  const { timestamp } = request;
  const digest = clobAuthDigest({ chainId, address, timestamp, nonce: BigInt(request.nonce) });
  return recoverAddress(digest, signature) === address ? address : undefined;
}

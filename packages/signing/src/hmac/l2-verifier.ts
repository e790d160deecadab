import { timingSafeEqual } from "node:crypto";
import { L2Mac, type L2Request } from "./l2-mac.ts";

export interface L2SignedRequest extends L2Request {
  /** The text of the signature header. */
  readonly signature: string;
}

/**
 * Returns whether the signature is the secret's for this request, in time that does not depend on where a wrong one differs. A secret
 * that is no Base64 verifies nothing. The venue's side of {@link L2Signer}: for the simulated venue.
 */
export function verifyL2Signature(secret: string, request: L2SignedRequest): boolean {
  const expected = L2Mac.fromSecret(secret)?.sign(request);
  if (expected === undefined || !/^[\x20-\x7e]*$/.test(request.signature)) return false;
  const [ours, theirs] = [Buffer.from(expected, "latin1"), Buffer.from(request.signature, "latin1")];
  return ours.length === theirs.length && timingSafeEqual(ours, theirs);
}

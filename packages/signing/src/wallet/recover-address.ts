import { sharedCurve } from "../curve/open-curve.ts";
import { type Address, addressOfPublicKey } from "./address.ts";

const HALF_ORDER = Buffer.from("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0", "hex");

/**
 * Returns the address that signed `digest`, or `undefined` when the signature is none: 65 bytes, the last of them 27 or 28, and s in the lower half
 * of the order as contracts demand. Opens the machine's fastest curve at its first call.
 */
export function recoverAddress(digest: Uint8Array, signature: Uint8Array): Address | undefined {
  if (signature.length !== 65 || Buffer.compare(signature.subarray(32, 64), HALF_ORDER) > 0) return undefined;
  const publicKey = sharedCurve().recover(digest, signature);
  return publicKey && addressOfPublicKey(publicKey);
}

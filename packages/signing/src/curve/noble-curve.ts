import { createHash, createHmac } from "node:crypto";
import { getPublicKey, hashes, recoverPublicKey, sign } from "@noble/secp256k1";
import { type Curve, recoveryId } from "./curve.ts";

// The library brings no hash of its own for its synchronous calls; the engine's is the fastest there is.
hashes.sha256 = (message) => createHash("sha256").update(message).digest();
hashes.hmacSha256 = (key, message) => createHmac("sha256", key).update(message).digest();

const ETHEREUM_V = 27;

/** Returns the rung that always works: JavaScript alone. About five times slower than native code, and not in constant time. */
export function openNobleCurve(): Curve {
  return {
    name: "noble",
    origin: "@noble/secp256k1 (JavaScript)",
    sign(digest, secret, out) {
      const signature = sign(digest, secret, { prehash: false, format: "recovered" });
      out.set(signature.subarray(1), 0);
      out[64] = ETHEREUM_V + (signature[0] as number);
    },
    publicKey: (secret) => orUndefined(() => getPublicKey(secret, false)),
    recover(digest, signature) {
      const id = recoveryId(signature);
      if (id === undefined) return undefined;
      const bytes = Uint8Array.of(id, ...signature.subarray(0, 64));
      return orUndefined(() => recoverPublicKey(bytes, digest, { prehash: false, isCompressed: false }));
    },
  };
}

/** The library throws on what is no key, or no signature. */
function orUndefined(compute: () => Uint8Array): Uint8Array | undefined {
  try {
    return compute();
  } catch {
    return undefined;
  }
}

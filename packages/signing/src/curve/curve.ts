/**
 * ECDSA over secp256k1 as Ethereum uses it: deterministic nonces (RFC 6979), low s. Every implementation gives the same bytes. Keys and
 * digests are 32 bytes, in an `ArrayBuffer` of their own (native code reads them in place).
 */
export interface Curve {
  readonly name: CurveName;
  /** Where the code comes from, for the log. */
  readonly origin: string;
  /** Writes r, s and 27 or 28 to `out`, 65 bytes. The key is a valid one. */
  sign(digest: Uint8Array, secret: Uint8Array, out: Uint8Array): void;
  /** Returns the uncompressed public key, 65 bytes, or `undefined` when `secret` is no valid key: zero, or past the curve's order. */
  publicKey(secret: Uint8Array): Uint8Array | undefined;
  /** Returns the public key that made the signature (r, s and 27 or 28), or `undefined` when none did. */
  recover(digest: Uint8Array, signature: Uint8Array): Uint8Array | undefined;
}

/** The rungs of the ladder, fastest first. */
export const CURVE_NAMES = ["libsecp256k1", "secp256k1-napi", "noble"] as const;
export type CurveName = (typeof CURVE_NAMES)[number];

/** Reads a recovery id from the signature's last byte; `undefined` when it is none of Ethereum's two. */
export function recoveryId(signature: Uint8Array): number | undefined {
  const v = signature.length === 65 ? (signature[64] as number) - 27 : -1;
  return v === 0 || v === 1 ? v : undefined;
}

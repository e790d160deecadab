import { verifyKalshiSignature } from "@augury/signing";

/** A key that may connect. */
export interface AccessKey {
  /** Absent = any key id may use it. */
  readonly keyId?: string;
  /** Public key, PEM. */
  readonly publicKey: string;
  /** Whose money and orders it moves; absent = those of an account called like the key. */
  readonly account?: string;
  /** Absent = all. */
  readonly scopes?: readonly string[];
  readonly name?: string;
  readonly subaccount?: number | undefined;
}

export interface HandshakeOptions {
  readonly keys: readonly AccessKey[];
  /** Tolerated distance between the signed timestamp and our clock. */
  readonly skewMsMax: number;
}

/** Checks the three headers of a request (kalshi.md section 4). Returns the key id, or why it is refused. */
export function checkHandshake(
  request: Request,
  url: URL,
  options: HandshakeOptions,
  nowMs: number,
): { readonly keyId: string } | { readonly refusal: string } {
  const keyId = request.headers.get("kalshi-access-key");
  const timestamp = request.headers.get("kalshi-access-timestamp");
  const signature = request.headers.get("kalshi-access-signature");
  if (!keyId || !timestamp || !signature) return { refusal: "MISSING_HEADERS" };
  if (!/^\d{13}$/.test(timestamp) || Math.abs(nowMs - Number(timestamp)) > options.skewMsMax)
    return { refusal: "INVALID_TIMESTAMP" };
  const candidates = options.keys.filter((key) => key.keyId === undefined || key.keyId === keyId);
  if (candidates.length === 0) return { refusal: "NOT_FOUND" };
  const signed = { timestamp, method: request.method, path: url.pathname, signature };
  const isSigned = candidates.some(({ publicKey }) => verifyKalshiSignature(publicKey, signed));
  return isSigned ? { keyId } : { refusal: "INCORRECT_API_KEY_SIGNATURE" };
}

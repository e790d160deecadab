import { createPublicKey, verify } from "node:crypto";
import { encodeKalshiMessage, type KalshiRequest, PSS, PSS_HASH } from "./kalshi-message.ts";

export interface KalshiSignedRequest extends KalshiRequest {
  /** The text of the signature header. */
  readonly signature: string;
}

/**
 * Returns whether the signature is Kalshi's for this request, by the rule that the venue applies: with an RSA key SHA-256 and a salt of
 * exactly 32 bytes, with an Ed25519 key nothing more to choose; padded standard Base64 either way. An unusable public key verifies nothing. For the simulated venue and for tests of the signer.
 */
export function verifyKalshiSignature(publicKeyPem: string, request: KalshiSignedRequest): boolean {
  const { signature, path } = request;
  if (!isBase64(signature) || !path.startsWith("/")) return false;
  try {
    const message = encodeKalshiMessage(request);
    const bytes = Buffer.from(signature, "base64");
    const key = createPublicKey(publicKeyPem);
    if (key.asymmetricKeyType === "ed25519") return verify(null, message, key, bytes);
    return verify(PSS_HASH, message, { key, ...PSS }, bytes);
  } catch {
    return false;
  }
}

/** Buffer.from skips what is no Base64, so the text is checked first. */
function isBase64(text: string): boolean {
  return text.length % 4 === 0 && text.length <= 4096 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}

import { constants } from "node:crypto";
import { assert } from "@augury/core";

/** What a signature covers (kalshi.md section 4). Host, query and body are not part of it. */
export interface KalshiRequest {
  /** The text of the timestamp header: Unix milliseconds. */
  readonly timestamp: string;
  readonly method: string;
  /** From the host root, so with `/trade-api/v2` or `/trade-api/ws/v2`. A query or fragment is left out of the signed text. */
  readonly path: string;
}

/** RSA-PSS with the salt as long as the digest. Said explicitly: the library's default for signing is the longest salt that fits. */
export const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } as const;
export const PSS_HASH = "sha256";

/** Returns the bytes that are signed: timestamp, upper-case method and bare path, joined without separators. */
export function encodeKalshiMessage({ timestamp, method, path }: KalshiRequest): Uint8Array {
  assert(path.startsWith("/"), "a signed path starts at the host root");
  return new TextEncoder().encode(timestamp + method.toUpperCase() + stripQuery(path));
}

function stripQuery(path: string): string {
  const end = path.search(/[?#]/);
  return end < 0 ? path : path.slice(0, end);
}

import { ok } from "@augury/core";
import type { MintRequestHeaders } from "@augury/net";

/** Signs with an API key: `L2Signer` of packages/signing. */
export interface L2HeaderSigner {
  headers(nowMs: number, method: string, path: string, body?: string): Readonly<Record<string, string>>;
}

/** Returns the credentials "l2". The time is the venue's, as far as the client knows it. */
export function mintL2(signer: L2HeaderSigner): MintRequestHeaders {
  return ({ method, path, body, timeMs }) => ok(signer.headers(timeMs, method, path, body));
}

/**
 * Returns credentials that sign the path as it is below `baseUrl`: what the venue sees, also where its host is reached below a path
 * of another one (a gateway, the simulated venue).
 */
export function signBelow(baseUrl: string, mint: MintRequestHeaders): MintRequestHeaders {
  const prefix = new URL(baseUrl).pathname.replace(/\/+$/, "");
  if (prefix === "") return mint;
  return (parts) =>
    mint({ ...parts, path: parts.path.startsWith(prefix) ? parts.path.slice(prefix.length) : parts.path });
}

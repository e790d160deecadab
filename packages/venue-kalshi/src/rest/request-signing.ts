import { ok } from "@augury/core";
import type { ApiCredentials, MintRequestHeaders } from "@augury/net";
import { KEY } from "./parameters.ts";

/** What signs: a `KalshiSigner` of packages/signing. It may do so elsewhere, in the worker that holds the key. */
export interface KalshiRequestSigner {
  /** Returns the three headers. `path` starts at the host root, without the query. */
  headers(timeMs: number, method: string, path: string): Readonly<Record<string, string>>;
}

/** Returns the credentials that every signed method asks for: timestamp, method and path are signed, query and body are not (kalshi.md section 4). */
export function kalshiCredentials(signer: KalshiRequestSigner): ApiCredentials {
  const mint: MintRequestHeaders = ({ timeMs, method, path }) =>
    Promise.resolve(ok(signer.headers(timeMs, method, path)));
  return { [KEY]: mint };
}

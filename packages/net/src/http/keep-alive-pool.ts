import type { HttpConfig } from "./http-config.ts";
import type { FetchFunction } from "./http-request.ts";
import { isLoopback } from "./request-url.ts";

export interface Pool {
  readonly fetch: FetchFunction;
  /** Closes the idle connections. */
  close(): void;
}

/**
 * Opens the keep-alive pool of one host: a `Bun.FetchSession`, the only place where Bun lets idle connections be bounded (its global
 * fetch shares one fixed pool among all hosts). Certificates are checked whatever the environment says, and this machine is never
 * reached through a proxy.
 */
export function openPool(baseUrl: string, { idlePerHostMax, idleMs }: HttpConfig["keepAlive"]): Pool {
  const session = new Bun.FetchSession({
    tls: { rejectUnauthorized: true },
    keepAlive: { idleTimeout: Math.ceil(idleMs / 1000), maxIdleSockets: idlePerHostMax },
    ...(isLoopback(new URL(baseUrl).hostname) && { proxy: false as const }),
  });
  return { fetch: (url, init) => session.fetch(url, init), close: () => session.close() };
}

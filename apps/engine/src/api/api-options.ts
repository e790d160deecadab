import type { ApiConfig, MetricsConfig } from "../config/process-config.ts";
import type { ApiOptions } from "./route.ts";

const LOOPBACK = ["localhost", "127.0.0.1", "::1"];

/**
 * Returns the API's options for a configuration. `token` is the secret that `api.token` names, if it is there. Bound to a loopback
 * address the API answers to loopback names only; bound to anything else, to any name.
 */
export function toApiOptions(
  api: ApiConfig,
  { metrics, token, onError }: { metrics: MetricsConfig; token?: string; onError?: NonNullable<ApiOptions["onError"]> },
): ApiOptions {
  const host = api.host.toLowerCase().replaceAll(/[[\]]/g, "");
  const names = [...LOOPBACK, host, ...api.origins.map((origin) => new URL(origin).hostname)];
  return {
    rowsMax: api.rowsMax,
    levelsMax: api.levelsMax,
    bodyBytesMax: api.bodyBytesMax,
    origins: api.origins.map((origin) => new URL(origin).origin),
    metrics: metrics.enabled,
    ...(isLoopback(host) ? { hosts: new Set(names) } : {}),
    ...(token === undefined ? {} : { token }),
    ...(onError === undefined ? {} : { onError }),
  };
}

/** Returns whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.includes(host) || /^127(\.\d{1,3}){3}$/.test(host);
}

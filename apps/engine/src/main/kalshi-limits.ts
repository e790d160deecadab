import type { Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import { type KalshiLimits, openKalshiRest } from "@augury/venue-kalshi";
import type { KalshiConfig } from "../config/kalshi-config.ts";
import type { HttpClients } from "./http-clients.ts";
import type { Topology } from "./topology.ts";

/**
 * Asks Kalshi for the account's own rate limits (kalshi.md section 7) and makes them those of the REST budget. The question is signed by the
 * executor: main has no key.
 */
export async function readKalshiLimits(
  kalshi: KalshiConfig,
  clients: HttpClients,
  topology: Pick<Topology, "kalshiHeaders">,
): Promise<Result<KalshiLimits, VenueError>> {
  const rest = openKalshiRest({
    baseUrl: kalshi.restUrl,
    http: { attemptTimeoutMs: kalshi.requestMsMax, ...kalshi.http },
    budget: clients.budgetOf("kalshi"),
    credentials: { key: ({ method, path, timeMs }) => topology.kalshiHeaders(method, path, timeMs) },
    ...clients.seams,
  });
  clients.add(rest.client);
  try {
    return await rest.refreshLimits();
  } finally {
    rest.close();
  }
}

import { err, ok, type Result } from "@augury/core";
import { connectKalshi } from "./kalshi/connect-kalshi.ts";
import type { KalshiLiveStart } from "./kalshi/kalshi-live-start.ts";
import { connectPolymarket } from "./polymarket/connect-polymarket.ts";
import type { PolymarketLiveStart } from "./polymarket/polymarket-live-start.ts";
import type { ConnectContext, VenueConnection } from "./venue-connection.ts";

/** What live trading begins with, by venue. A venue is a folder here, a field, and a line of {@link connectVenues}. */
export interface LiveVenueStarts {
  readonly polymarket?: PolymarketLiveStart;
  readonly kalshi?: KalshiLiveStart;
}

/** Connects every venue that is configured, or none. */
export async function connectVenues(
  starts: LiveVenueStarts,
  context: ConnectContext,
): Promise<Result<VenueConnection[], string>> {
  const connections: VenueConnection[] = [];
  const connecting = [
    starts.polymarket && connectPolymarket(starts.polymarket, context),
    starts.kalshi && connectKalshi(starts.kalshi, context),
  ];
  let problem: string | undefined;
  for (const connection of await Promise.all(connecting)) {
    if (connection?.ok) connections.push(connection.value);
    else problem ??= connection?.error;
  }
  if (problem === undefined) return ok(connections);
  for (const connection of connections) connection.close();
  return err(problem);
}

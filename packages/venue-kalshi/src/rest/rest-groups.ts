import { err } from "@augury/core";
import { VenueError } from "@augury/model";
import type { AnyApiMethod, ApiGroup } from "@augury/net";
import { KALSHI_ENVIRONMENTS } from "../environments.ts";
import { openKalshiRest } from "./kalshi-rest.ts";
import { METHODS_BY_GROUP } from "./methods.ts";

/** The groups of REST v2 on the command line, one base address for all. */
export const REST_GROUPS: readonly ApiGroup[] = [
  group("exchange", "Exchange", "Status, trading hours and maintenance of the exchange."),
  group("market", "Markets", "Markets, order books, trades and candles."),
  group("event", "Events and series", "Series, events, their fees and forecasts."),
  group("history", "History", "What is older than the cutoff of the live data."),
  group("discovery", "Discovery", "Milestones, combos, structured targets, filters and incentive programs."),
  group("live", "Live data", "Scores, plays and temperatures that markets are about."),
  group("portfolio", "Portfolio", "Money, positions, fills, settlements, subaccounts and transfers."),
  group("orders", "Orders", "Orders and order groups: reading, placing, changing, canceling."),
  group("account", "Account", "Rate limits and API keys."),
  group("communications", "Communications", "Requests for quotes, quotes and block trades."),
  group("fcm", "Clearing members", "Subtraders of futures commission merchants."),
];

function group(name: keyof typeof METHODS_BY_GROUP, title: string, description: string): ApiGroup {
  const methods: readonly AnyApiMethod[] = METHODS_BY_GROUP[name];
  return {
    name,
    title,
    description,
    baseUrl: KALSHI_ENVIRONMENTS.production.rest,
    methods,
    streams: [],
    open: ({ streamUrl: _, streamAuth: _auth, mintStreamHeaders: _mint, openSocket: _open, ...options } = {}) => {
      const { client, close } = openKalshiRest({ ...options, methods });
      return { client, close, stream: (stream) => err(noStream(name, stream)) };
    },
  };
}

function noStream(group: string, stream: string): VenueError {
  const message = `kalshi ${group}: there is no stream "${stream.slice(0, 60)}"`;
  return new VenueError("rejected", "never", message, { source: "kalshi", hint: "streams are in the group ws" });
}

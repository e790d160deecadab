import { defineApiStream, type StreamSink, wholeNumber, wordList } from "@augury/net";
import { z } from "zod";
import { openMessageStream, type StreamParts } from "../stream-parts.ts";
import { PolyboltProtocol } from "./polybolt-protocol.ts";
import { POLYBOLT_FREEZE_MS, polyboltSession } from "./polybolt-session.ts";
import { POLYBOLT_LIMITS, type PolyboltCredentials, type PolyboltSubscription } from "./polybolt-subscription.ts";

const REFERENCE = "polymarket.md section 12";

/** Names of the credentials' parts among a group's `streamAuth`. */
const AUTH_PARTS = ["apiKey", "secret", "passphrase"] as const;

const symbols = wordList(POLYBOLT_LIMITS.subscriptionsMax)
  .transform((list) => list.map((symbol) => symbol.toLowerCase()))
  .describe('Symbols such as "btcusd", with commas between.');

function openPolybolt(
  subscriptions: readonly PolyboltSubscription[],
  freezeMs: number,
  { sink, parts }: { readonly sink: StreamSink; readonly parts: StreamParts },
) {
  const credentials = toCredentials(parts.streamAuth);
  const protocol = () => new PolyboltProtocol(subscriptions, credentials);
  return openMessageStream(
    { source: "polymarket-polybolt", session: polyboltSession(parts.url), protocol, freezeMs },
    sink,
    parts,
  );
}

function toCredentials(auth: StreamParts["streamAuth"]): PolyboltCredentials | undefined {
  return auth && AUTH_PARTS.every((part) => auth[part]) ? (auth as unknown as PolyboltCredentials) : undefined;
}

export const polyboltCrypto = defineApiStream({
  name: "crypto",
  description: "Crypto prices in dollars, about one a second and symbol, the last two minutes first.",
  channel: "price.crypto",
  reference: REFERENCE,
  params: z.strictObject({ symbols }),
  example: { symbols: "btcusd" },
  auth: "l2",
  open: (params, sink: StreamSink, parts: StreamParts) => {
    const subscriptions = params.symbols.map((symbol) => ({ channel: "price.crypto", filter: { symbol } }) as const);
    return openPolybolt(subscriptions, POLYBOLT_FREEZE_MS, { sink, parts });
  },
});

export const polyboltTwap = defineApiStream({
  name: "twap",
  description: "Chainlink's time-weighted averages, on which crypto up/down markets resolve.",
  channel: "price.crypto.twap",
  reference: REFERENCE,
  params: z.strictObject({
    symbols,
    window: wholeNumber(1, 3_600).default(60).describe("The average's window in seconds; the venue serves 60."),
  }),
  example: { symbols: "btcusd" },
  auth: "l2",
  open: (params, sink: StreamSink, parts: StreamParts) => {
    const subscriptions = params.symbols.map(
      (symbol) => ({ channel: "price.crypto.twap", filter: { symbol, window_seconds: params.window } }) as const,
    );
    return openPolybolt(subscriptions, POLYBOLT_FREEZE_MS, { sink, parts });
  },
});

export const polyboltEquity = defineApiStream({
  name: "equity",
  description: "Prices of stocks, funds, metals and currencies; carried forward while their exchange is closed.",
  channel: "price.equity",
  reference: REFERENCE,
  params: z.strictObject({ symbols }),
  example: { symbols: "aapl" },
  auth: "l2",
  open: (params, sink: StreamSink, parts: StreamParts) => {
    const subscriptions = params.symbols.map((symbol) => ({ channel: "price.equity", filter: { symbol } }) as const);
    return openPolybolt(subscriptions, 0, { sink, parts });
  },
});

export const polyboltQuotes = defineApiStream({
  name: "polymarket",
  description: "Best bid and ask of outcome tokens as they change.",
  channel: "price.polymarket",
  reference: REFERENCE,
  params: z.strictObject({
    tokens: wordList(POLYBOLT_LIMITS.subscriptionsMax).describe("Token ids, with commas between."),
  }),
  example: { tokens: "123456789" },
  auth: "l2",
  open: ({ tokens }, sink: StreamSink, parts: StreamParts) => {
    const subscriptions = tokens.map(
      (token) => ({ channel: "price.polymarket", filter: { asset_id: token } }) as const,
    );
    return openPolybolt(subscriptions, 0, { sink, parts });
  },
});

export const POLYBOLT_STREAMS = [polyboltCrypto, polyboltTwap, polyboltEquity, polyboltQuotes] as const;

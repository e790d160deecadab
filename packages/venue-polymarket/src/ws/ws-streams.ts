import { VenueError } from "@augury/model";
import {
  type AnyApiStream,
  defineApiStream,
  flag,
  type OpenStream,
  SessionConfig,
  type StreamSink,
  wordList,
} from "@augury/net";
import { z } from "zod";
import { tokenIds } from "../clob/parameters.ts";
import { openMessageStream, type StreamParts } from "../stream-parts.ts";
import { type UserChannelKey, UserProtocol } from "../user/user-protocol.ts";
import { MarketProtocol } from "./market-protocol.ts";

export const WS_URL = "wss://ws-subscriptions-clob.polymarket.com/ws";

/** Above about 500 assets snapshots stop coming, silently (polymarket.md section 9). */
const ASSETS_MAX = 400;
const MARKETS_MAX = 400;
const EXAMPLE_TOKEN = "71321045679252212594626385532706912750332728571942532289631379312455583992563";

/** Text PING every 10 s; a link that answers none within 5 s is dead. */
function sessionOf(url: string): SessionConfig {
  return SessionConfig.parse({ url, heartbeat: { kind: "text" } });
}

/** A book may be quiet for hours: silence is no freeze here; the engine's feed judges by liquid markets. */
const freezeMs = 0;

export const marketStream = defineApiStream({
  name: "market",
  description: "Books, changes of levels, trades and ticks of tokens, as they happen.",
  channel:
    "/ws/market book, price_change, last_trade_price, tick_size_change, best_bid_ask, new_market, market_resolved",
  reference: "polymarket.md section 9",
  params: z.strictObject({
    token_ids: tokenIds(ASSETS_MAX).describe(`Tokens, at most ${ASSETS_MAX}.`),
    custom: flag().default(true).describe("With best prices, and with new and resolved markets of the whole venue."),
  }),
  example: { token_ids: EXAMPLE_TOKEN },
  open: ({ token_ids, custom }, sink: StreamSink, parts: StreamParts) =>
    openMessageStream(
      {
        source: "polymarket-ws",
        session: sessionOf(`${parts.url}/market`),
        protocol: () => new MarketProtocol(token_ids, custom),
        freezeMs,
      },
      sink,
      parts,
    ),
});

export const userStream = defineApiStream({
  name: "user",
  description: "Our orders and trades as the venue sees them; ask for open orders and trades after each connect.",
  channel: "/ws/user order, trade",
  reference: "polymarket.md section 11",
  params: z.strictObject({
    markets: wordList(MARKETS_MAX).optional().describe("Only these markets (condition ids); default: all."),
  }),
  example: {},
  auth: "l2",
  open: ({ markets = [] }, sink: StreamSink, parts: StreamParts) => {
    const key = keyOf(parts.streamAuth);
    if (key === undefined) return refuse(sink);
    const protocol = () => new UserProtocol(key, markets);
    return openMessageStream(
      { source: "polymarket-user", session: sessionOf(`${parts.url}/user`), protocol, freezeMs },
      sink,
      parts,
    );
  },
});

export const WS_STREAMS: readonly AnyApiStream<StreamParts>[] = [marketStream, userStream];

function keyOf({
  apiKey = "",
  secret = "",
  passphrase = "",
}: Readonly<Record<string, string>> = {}): UserChannelKey | undefined {
  return apiKey === "" || secret === "" || passphrase === "" ? undefined : { apiKey, secret, passphrase };
}

/** A stream that ends before it began. */
function refuse(sink: StreamSink): OpenStream {
  const hint = "an API key is needed: make one with create-api-key, or derive it with derive-api-key";
  const message = "polymarket-user: there must be an API key with its secret and passphrase";
  sink.ended(new VenueError("auth", "never", message, { source: "polymarket-user", hint }));
  return { close: async () => {} };
}

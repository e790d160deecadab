import { HttpOverride, mergeHttpConfig, SessionConfig } from "@augury/net";
import { z } from "zod";
import { HttpUrl, WsUrl } from "./venue-urls.ts";

/** One selection of Polymarket markets. Token ids are decimal texts and stand in quotes: YAML would read them as numbers. */
export const PolymarketMarketRef = z.union([
  z.strictObject({ slug: z.string().min(1).max(256).describe("The market's slug, the last part of its web address.") }),
  z.strictObject({ conditionId: z.string().regex(/^0x[0-9a-fA-F]{64}$/, "0x and 64 hexadecimal digits") }),
  z.strictObject({
    eventSlug: z.string().min(1).max(256).describe("All markets of an event: what a mutually exclusive set needs."),
  }),
  z.strictObject({
    tokenIds: z
      .array(z.string().regex(/^\d{1,78}$/, "a decimal number of at most 78 digits, in quotes"))
      .length(2)
      .describe("The two outcome tokens of one market, yes first."),
  }),
]);
export type PolymarketMarketRef = z.infer<typeof PolymarketMarketRef>;

/** Polymarket's market data (polymarket.md sections 1 and 9). Public: no key is used. */
export const PolymarketConfig = z.strictObject({
  enabled: z.boolean().default(true).describe("false: the venue is left out."),
  marketWs: WsUrl.default("wss://ws-subscriptions-clob.polymarket.com/ws/market").describe("Market channel."),
  clobUrl: HttpUrl.default("https://clob.polymarket.com").describe("CLOB REST: books, tick sizes, fee rates."),
  gammaUrl: HttpUrl.default("https://gamma-api.polymarket.com").describe(
    "Gamma REST: market metadata; in mode live also which markets have ended.",
  ),
  siteUrl: HttpUrl.default("https://polymarket.com").describe(
    "The web site, which tells whether orders are taken from here.",
  ),
  markets: z
    .union([z.literal("discover"), z.array(PolymarketMarketRef).min(1).max(1000)])
    .describe("Which markets; discover takes what the metadata lists, up to instrumentsMax."),
  instrumentsMax: z.int().positive().max(20_000).default(400).describe("Outcome tokens followed, two per market."),
  assetsPerSocketMax: z
    .int()
    .min(2)
    .max(400)
    .default(200)
    .describe("Tokens per socket. Beyond roughly 500 the venue silently stops sending snapshots."),
  hashBudgetPerSecond: z
    .int()
    .nonnegative()
    .max(100_000)
    .default(200)
    .describe("Book hashes verified per second; what goes beyond is skipped and counted. 0: none."),
  stallMs: z
    .int()
    .positive()
    .max(3_600_000)
    .default(60_000)
    .describe("No data over liquid markets though pings are answered."),
  snapshotMs: z
    .int()
    .positive()
    .max(600_000)
    .default(5_000)
    .describe("A subscribed token without snapshot is asked for again."),
  pausedMsMax: z.int().positive().max(600_000).default(2_000).describe("A socket paused longer ends its epochs."),
  requestMsMax: z.int().positive().max(600_000).default(10_000).describe("Time limit of one REST request."),
  http: HttpOverride.default({}).describe("HTTP settings of the REST clients that differ from the defaults."),
  session: SessionConfig.omit({ url: true, heartbeat: true })
    .prefault({})
    .describe("The sockets' own limits and retries."),
});
export type PolymarketConfig = z.infer<typeof PolymarketConfig>;

/** Returns the HTTP settings of the venue's REST clients: an attempt lasts at most requestMsMax, unless the http section says otherwise. */
export function polymarketHttp({ http, requestMsMax }: PolymarketConfig): HttpOverride {
  return mergeHttpConfig({ headersTimeoutMs: requestMsMax, attemptTimeoutMs: requestMsMax }, http);
}

/** Returns the session of a market socket: text PING every 10 s, PONG within 5 s. */
export function polymarketSession(config: PolymarketConfig): SessionConfig {
  return SessionConfig.parse({ ...config.session, url: config.marketWs, heartbeat: { kind: "text" } });
}

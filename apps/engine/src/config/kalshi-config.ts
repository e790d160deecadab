import { HttpBaseUrl, HttpOverride, SessionConfig } from "@augury/net";
import { KalshiPollingConfig } from "@augury/venue-kalshi";
import { z } from "zod";
import { SecretRef } from "./secret-ref.ts";
import { WsUrl } from "./venue-urls.ts";

const Ticker = z.string().regex(/^[A-Z0-9][A-Z0-9._-]{0,127}$/, "a ticker in capitals, such as KXBTC-26NOV2117-B95000");

/** One selection of Kalshi markets: a market's ticker, or all markets of an event or a series. */
export const KalshiMarketRef = z.union([
  Ticker,
  z.strictObject({ event: Ticker.describe("All markets of an event.") }),
  z.strictObject({ series: Ticker.describe("All open markets of a series.") }),
]);
export type KalshiMarketRef = z.infer<typeof KalshiMarketRef>;

/** An API key. Only the executor reads it; the feed gets signed headers per connection. */
export const KalshiCredentials = z.strictObject({
  keyId: SecretRef.describe("The key's id."),
  privateKey: SecretRef.describe("The RSA private key in PEM (PKCS#1 or PKCS#8)."),
});
export type KalshiCredentials = z.infer<typeof KalshiCredentials>;

/** Kalshi's market data (kalshi.md sections 3 and 12). */
export const KalshiConfig = z.strictObject({
  enabled: z.boolean().default(true).describe("false: the venue is left out."),
  ws: WsUrl.default("wss://external-api-ws.kalshi.com/trade-api/ws/v2").describe(
    "WebSocket; needs credentials, even for public data.",
  ),
  restUrl: HttpBaseUrl.max(512).default("https://external-api.kalshi.com/trade-api/v2").describe("REST base."),
  markets: z
    .union([z.literal("discover"), z.array(KalshiMarketRef).min(1).max(1000)])
    .describe("Which markets; discover takes what the metadata lists, up to instrumentsMax."),
  instrumentsMax: z.int().positive().max(20_000).default(400).describe("Outcomes followed, two per market."),
  credentials: KalshiCredentials.optional().describe(
    "Without them books are polled over REST, unsigned and with lower trust.",
  ),
  useYesPrice: z
    .boolean()
    .default(true)
    .describe("Ask for both sides of a book in YES prices; sent explicitly either way."),
  pollMs: z
    .int()
    .min(250)
    .max(3_600_000)
    .default(2_000)
    .describe("Without credentials: every book is read so often, as far as pollsPerSecondMax allows."),
  pollsPerSecondMax: z
    .number()
    .min(0.1)
    .max(100)
    .default(10)
    .describe("Without credentials: reads per second, all books together; a cycle takes books ÷ this at least."),
  pollStaleCycles: z
    .int()
    .min(2)
    .max(1000)
    .default(3)
    .describe("Without credentials: a book that was not read for so many cycles is stale."),
  polled: z
    .enum(["observe", "paper"])
    .default("observe")
    .describe("Without credentials: observe refuses orders on these books, paper lets simulated ones through."),
  stallMs: z
    .int()
    .positive()
    .max(3_600_000)
    .default(60_000)
    .describe("No data over liquid markets though pings arrive."),
  snapshotMs: z
    .int()
    .positive()
    .max(600_000)
    .default(5_000)
    .describe("A subscribed market without snapshot is asked for again."),
  pausedMsMax: z.int().positive().max(600_000).default(2_000).describe("A socket paused longer ends its epochs."),
  requestMsMax: z.int().positive().max(600_000).default(10_000).describe("Time limit of one REST request."),
  http: HttpOverride.prefault({}).describe("REST client: retries, time limits, pool. What is left out is the default."),
  session: SessionConfig.omit({ url: true, heartbeat: true })
    .prefault({})
    .describe("The socket's own limits and retries."),
});
export type KalshiConfig = z.infer<typeof KalshiConfig>;

/** Returns how books are polled where there is no key. */
export function kalshiPolling(config: KalshiConfig): KalshiPollingConfig {
  return KalshiPollingConfig.parse({
    cycleMs: config.pollMs,
    requestsPerSecondMax: config.pollsPerSecondMax,
    staleCycles: config.pollStaleCycles,
    requestMsMax: config.requestMsMax,
  });
}

/** Returns the session of the socket: the venue pings every 10 s, so do we. */
export function kalshiSession(config: KalshiConfig): SessionConfig {
  return SessionConfig.parse({ ...config.session, url: config.ws, heartbeat: { kind: "protocol" } });
}

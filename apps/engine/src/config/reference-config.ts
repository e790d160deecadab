import type { Reference } from "@augury/model";
import { SessionConfig } from "@augury/net";
import { polyboltSession, rtdsSession } from "@augury/venue-polymarket";
import { z } from "zod";
import { SecretRef } from "./secret-ref.ts";
import { WsUrl } from "./venue-urls.ts";

/** One price to follow. How a symbol is spelled depends on source and feed. */
const ReferenceEntry = z.union([
  z.strictObject({
    feed: z.enum(["crypto", "chainlink", "equity"]).describe("crypto, equity, or RTDS's chainlink."),
    symbol: z
      .string()
      .min(1)
      .max(32)
      .describe('PolyBolt: "btcusd", "aapl". RTDS: "btcusdt", chainlink "btc/usd", "aapl".'),
  }),
  z.strictObject({
    feed: z.literal("twap").describe("Chainlink's time-weighted average, on which crypto up/down markets resolve."),
    symbol: z.string().min(1).max(32).describe('PolyBolt: "btcusd". RTDS: "btc/usd".'),
    windowSeconds: z.int().positive().max(3600).default(60).describe("PolyBolt serves 60, RTDS 30 and 60."),
  }),
]);

/** CLOB API credentials: PolyBolt asks for them in its first frame. They can cancel orders, not place any. */
export const PolyboltCredentialRefs = z.strictObject({
  apiKey: SecretRef.describe("The CLOB API key."),
  secret: SecretRef.describe("Its secret."),
  passphrase: SecretRef.describe("Its passphrase."),
});

const PLAIN = /^[a-z0-9]{2,16}$/;
const PAIR = /^[a-z0-9]{2,12}\/[a-z]{3,5}$/;
/** RTDS gets a connection per price. */
const RTDS_PRICES_MAX = 16;

/** Reference prices from Polymarket's own feeds (polymarket.md section 12). */
export const ReferenceConfig = z
  .strictObject({
    enabled: z.boolean().default(true).describe("false: no reference prices."),
    source: z
      .enum(["polybolt", "rtds"])
      .default("polybolt")
      .describe("polybolt: the current feed, asks for credentials. rtds: the older one, being retired."),
    url: WsUrl.optional().describe("Default: the source's production address."),
    prices: z.array(ReferenceEntry).min(1).max(64).describe("What is followed; numbered in this order."),
    credentials: PolyboltCredentialRefs.optional().describe("For polybolt."),
    freezeMs: z
      .int()
      .nonnegative()
      .max(3_600_000)
      .default(15_000)
      .describe("Open and no new price for so long: connect anew. 0: never, for stock prices alone."),
    staleMs: z.int().positive().max(3_600_000).default(10_000).describe("A price this old is shown as stale."),
    session: SessionConfig.omit({ url: true, heartbeat: true })
      .extend({ staleMs: SessionConfig.shape.staleMs.default(60_000) })
      .prefault({})
      .describe("The sockets' own limits and retries."),
  })
  .superRefine(({ source, prices }, context) => {
    const seen = new Set<string>();
    for (const [at, price] of prices.entries()) {
      const key = JSON.stringify(price);
      const problem = seen.has(key) ? "this price is listed twice" : misfitOf(source, price);
      seen.add(key);
      if (problem) context.addIssue({ code: "custom", path: ["prices", at], message: problem });
    }
    if (source === "rtds" && prices.length > RTDS_PRICES_MAX)
      context.addIssue({ code: "custom", path: ["prices"], message: `rtds: at most ${RTDS_PRICES_MAX} prices` });
  });
export type ReferenceConfig = z.infer<typeof ReferenceConfig>;

/** Says in one line why a source cannot serve a price, `undefined` when it can. */
function misfitOf(source: ReferenceConfig["source"], { feed, symbol, ...rest }: Reference): string | undefined {
  const isPair = source === "rtds" && (feed === "chainlink" || feed === "twap");
  if (source === "polybolt" && feed === "chainlink") return "polybolt has no feed chainlink: use crypto or twap";
  if (source === "rtds" && feed === "twap" && ![30, 60].includes(rest.windowSeconds ?? 0))
    return "rtds averages over 30 or 60 seconds";
  if (!(isPair ? PAIR : PLAIN).test(symbol))
    return isPair
      ? `"${symbol}" must be a pair such as "btc/usd"`
      : `"${symbol}" must be lower-case letters such as "btcusd"`;
  return undefined;
}

/** Returns the prices that a run follows, in the order of their numbers; none where the section is missing or disabled. */
export function referencesOf(config: ReferenceConfig | undefined): readonly Reference[] {
  return config?.enabled ? config.prices : [];
}

/** Returns the session of the reference feed's sockets. */
export function referenceSession({ source, url, session }: ReferenceConfig): SessionConfig {
  return source === "rtds" ? rtdsSession(url, session) : polyboltSession(url, session);
}

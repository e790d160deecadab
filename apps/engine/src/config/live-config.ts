import { giveUpMs, LiveConfig as OrdersConfig } from "@augury/execution";
import { parseAddress } from "@augury/pipeline";
import { z } from "zod";
import { SecretRef } from "./secret-ref.ts";
import { HttpUrl, WsUrl } from "./venue-urls.ts";

const Address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "0x and 40 hexadecimal digits")
  .refine((text) => parseAddress(text) !== undefined, {
    error: "the case of an address's digits is its checksum, and this one is wrong: look for a typing error",
    abort: true,
  });

/** Where a wallet's private key is. */
export const WalletRef = z.union([
  z.strictObject({
    keystore: z
      .string()
      .min(1)
      .max(1024)
      .describe("An encrypted keystore of version 3, as wallets export it (chmod 600)."),
    password: SecretRef.describe("The keystore's password."),
  }),
  SecretRef,
]);
export type WalletRef = z.infer<typeof WalletRef>;

/** Live trading on Polymarket. */
export const PolymarketLiveConfig = z
  .strictObject({
    wallet: WalletRef.describe(
      "The private key that signs: 64 hexadecimal digits in a variable or a file, or a keystore.",
    ),
    kind: z
      .enum(["eoa", "proxy", "safe", "deposit"])
      .describe("Kind of wallet: eoa holds its own funds, the others sign for a funder."),
    funder: Address.optional().describe("The wallet with the funds; left out for eoa."),
    chain: z.enum(["polygon", "amoy"]).default("polygon").describe("amoy is the test network."),
    api: z
      .strictObject({ apiKey: SecretRef, secret: SecretRef, passphrase: SecretRef })
      .optional()
      .describe("An API key that was made before; left out: derived with the wallet's signature, or made."),
    wsUrl: WsUrl.default("wss://ws-subscriptions-clob.polymarket.com/ws").describe("User channel, without /user."),
    dataUrl: HttpUrl.default("https://data-api.polymarket.com").describe("Data API: what positions have cost."),
  })
  .superRefine(({ funder, kind }, context) => {
    const complain = (message: string) => context.addIssue({ code: "custom", path: ["funder"], message });
    if (kind === "eoa" && funder !== undefined)
      complain(
        "kind eoa trades the key's own funds: leave the funder out, or say which kind it is (proxy, safe, deposit)",
      );
    if (kind !== "eoa" && funder === undefined)
      complain(
        `kind ${kind} signs for a wallet that holds the funds, and the funder names it: 0x and 40 hexadecimal digits`,
      );
  });
export type PolymarketLiveConfig = z.infer<typeof PolymarketLiveConfig>;

/** Live trading on Kalshi, with the key of venues.kalshi.credentials. */
export const KalshiLiveConfig = z.strictObject({
  subaccount: z
    .int()
    .min(0)
    .max(63)
    .optional()
    .describe("Whose money is traded; left out: the primary one, or the one that the key is bound to."),
  burstContractsMax: z
    .number()
    .positive()
    .max(1_000_000)
    .optional()
    .describe(
      "Contracts matched within 15 seconds at which the venue cancels everything of ours; left out: no such cap.",
    ),
  cancelOnPause: z.boolean().default(true).describe("Orders are canceled when trading pauses."),
});
export type KalshiLiveConfig = z.infer<typeof KalshiLiveConfig>;

/** Real orders. A venue without a section here refuses orders in live mode. */
export const LiveTradingConfig = z
  .strictObject({
    polymarket: PolymarketLiveConfig.optional(),
    kalshi: KalshiLiveConfig.optional(),
    logDir: z.string().min(1).max(1024).default("live").describe("Folder of the logs of orders, below dataDir."),
    fsync: z
      .enum(["each", "none"])
      .default("each")
      .describe("each: an order is on the disk before it leaves. none: a crash of the machine may forget some."),
    lockDir: z
      .string()
      .min(1)
      .max(1024)
      .optional()
      .describe(
        "Folder of the locks by which one engine alone trades a wallet; default: .augury/locks in the home folder.",
      ),
    stopMsMax: z
      .int()
      .min(1_000)
      .max(4_000_000)
      .optional()
      .describe(
        "How long a stop waits until the venues have confirmed that nothing rests; default: as long as orders takes to give up an order that the venue does not know (orders.absentAfterMs), and 10 s more.",
      ),
    orders: OrdersConfig.prefault({}).describe("Patience with orders whose outcome is not known, and bounds."),
  })
  .refine(({ kalshi, polymarket }) => kalshi !== undefined || polymarket !== undefined, "at least one venue is named")
  .superRefine(({ orders, stopMsMax }, context) => {
    const msMin = giveUpMs(orders) + ANSWER_MS_MIN;
    if (stopMsMax === undefined || stopMsMax >= msMin) return;
    const { absentAfterMs } = orders;
    const message = `a stop outlasts what is given up: at least ${msMin} by live.orders.absentAfterMs (${absentAfterMs}), its look-ups and an answer; with less an order that the venue does not know is left behind`;
    context.addIssue({ code: "custom", path: ["stopMsMax"], message });
  });
export type LiveTradingConfig = z.infer<typeof LiveTradingConfig>;

/** What the last look-up of an order takes, in ms: a stop waits for at least so much of it, and for so much unless told otherwise. */
const ANSWER_MS_MIN = 2_000;
const ANSWER_MS_USUAL = 10_000;

/** Returns how long a stop waits until the venues have confirmed that nothing rests, in ms: never less than what orders need to be given up. */
export function liveStopMs({ orders, stopMsMax }: Pick<LiveTradingConfig, "orders" | "stopMsMax">): number {
  return stopMsMax ?? giveUpMs(orders) + ANSWER_MS_USUAL;
}

/** The variable that confirms live trading where there is no command line, and the value that it must have. */
export const CONFIRM_LIVE = "AUGURY_CONFIRM_LIVE";

/** Returns the phrase that confirms this configuration: adding a venue asks for a new confirmation. */
export function confirmationOf({ kalshi, polymarket }: LiveTradingConfig): string {
  const venues = [...(polymarket ? ["polymarket"] : []), ...(kalshi ? ["kalshi"] : [])];
  return `live:${venues.join("+")}`;
}

import { ok, type Result } from "@augury/core";
import type { ApiAnswer, ApiClient, Scheduler } from "@augury/net";
import {
  L1Signer,
  L2Signer,
  newSalt,
  OrderSigner,
  type SignedOrder as SignedOrderOfOurs,
  Wallet,
} from "@augury/signing";
import { ASK, BID, type LevelChange } from "@augury/sim-kit";
import { mintL2, openClob, type SignedOrder } from "@augury/venue-polymarket";
import { FakePolymarket, type MarketSpec, PolymarketExchange } from "@augury/venue-polymarket/sim";
import { Chain, ClobClient } from "@polymarket/clob-client-v2";
import { createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { polygon } from "viem/chains";

/** The venue's clock in every scene: it stands still, so that both clients ask at the same moment. */
export const NOW_MS = 1_795_300_000_000;
/** A public test key of the Hardhat project: it owns nothing anywhere. */
const PRIVATE_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
export const TOKENS = [
  [
    "71321045679252212594626385532706912750332728571942532289631379312455583992563",
    "52114319501245915516055106046884209969926127482827954674443846427813813222426",
  ],
  [
    "14965588658799411272385430903075831224615961675357217884735713260981483529984",
    "8761897749749422724209054078244794145777693856614463256546737399611489089783",
  ],
  [
    "25742247876332768458781360292043764039507900813404980298479194684402595556451",
    "95786924372760057572092804419385993470890190892343223404877167501659835222533",
  ],
] as const;
export const CONDITIONS = [`0x${"a1".repeat(32)}`, `0x${"b2".repeat(32)}`, `0x${"c3".repeat(32)}`] as const;
export const BUILDER = `0x${"d4".repeat(32)}`;
export const DAY = "2026-11-20";

/** One of the two venues, which are alike in everything. */
export interface Twin {
  readonly venue: FakePolymarket;
  readonly baseUrl: string;
}

/** What a case gets: the official client on one venue, ours on its twin. */
export class Scene {
  /** What the case's preparation made for both of its questions. */
  order!: SignedOrder;
  orders: readonly SignedOrder[] = [];
  orderId = "";
  otherId = "";

  private constructor(
    private readonly twins: readonly [Twin, Twin],
    readonly official: ClobClient,
    readonly ours: ApiClient,
    readonly wallet: Wallet,
    readonly apiKey: string,
    readonly nowMs: () => number,
  ) {}

  /** The venues' clock stands still, unless another one is given. */
  static open(nowMs: () => number = () => NOW_MS): Scene {
    const twins = [openTwin(nowMs), openTwin(nowMs)] as const;
    const wallet = walletOf(PRIVATE_KEY);
    const [key] = twins.map(({ venue }) => venue.world.accounts.createKey(wallet.address, "0"));
    if (!key) throw new Error("the venue makes a key");
    const { apiKey, secret, passphrase } = key;
    const official = officialClient(twins[0].baseUrl, { key: apiKey, secret, passphrase });
    const ours = ourClient(twins[1].baseUrl, wallet, { apiKey, secret, passphrase });
    return new Scene(twins, official, ours, wallet, apiKey, nowMs);
  }

  /** The venue that our client asks. */
  get ourTwin(): Twin {
    return this.twins[1];
  }

  /** Does the same to both venues. */
  both(change: (venue: FakePolymarket) => void): void {
    for (const { venue } of this.twins) change(venue);
  }

  /** Signs an order of the account, as both venues will take it. */
  sign({
    token = TOKENS[0][0],
    side = "BUY",
    price = 0.4,
    size = 100,
    negRisk = false,
    builder,
  }: OrderWish = {}): SignedOrder {
    const signer = OrderSigner.open(this.wallet, { chainId: 137, kind: "eoa" });
    if (!signer.ok) throw signer.error;
    const template = signer.value.template({
      exchange: negRisk ? "negRiskV2" : "v2",
      tokenId: token,
      ...(builder && { builder }),
    });
    if (!template) throw new Error("the order's fields are sound");
    const [contracts, dollars] = [Math.round(size * 1e6), Math.round(size * price * 1e6)];
    const signed = signer.value.sign(template, {
      salt: newSalt(),
      side,
      makerAmount: side === "BUY" ? dollars : contracts,
      takerAmount: side === "BUY" ? contracts : dollars,
      timestampMs: this.nowMs(),
    });
    return toPosted(signed);
  }

  /** Has both venues take the same order of the account; returns its id. */
  place(wish: OrderWish = {}): string {
    const order = this.sign(wish);
    let id = "";
    this.both(({ world }) => {
      const key = world.accounts.findKey(this.apiKey);
      if (!key) throw new Error("the key is known");
      const body = {
        order: { ...order },
        owner: this.apiKey,
        orderType: wish.type ?? "GTC",
        postOnly: false,
        deferExec: false,
      } as const;
      const placed = world.desk.place(body, key, this.nowMs());
      if ("text" in placed) throw new Error(placed.text);
      id = placed.order.id;
    });
    return id;
  }

  async close(): Promise<void> {
    this.ours.close();
    await Promise.all(this.twins.map(({ venue }) => venue.stop()));
  }
}

export interface OrderWish {
  readonly token?: string;
  readonly side?: "BUY" | "SELL";
  readonly price?: number;
  readonly size?: number;
  readonly type?: "GTC" | "FOK" | "FAK";
  readonly negRisk?: boolean;
  readonly builder?: string;
}

/** Returns the fields that travel; the id is computed, not sent. */
export function toPosted({ orderId: _, ...signed }: SignedOrderOfOurs): SignedOrder {
  return { ...signed, expiration: "0" };
}

/** Returns the value of an answer, or throws the error with its hint. */
export function unwrap<T>(answer: Result<ApiAnswer<T>, Error>): T {
  if (!answer.ok) throw answer.error;
  return answer.value.value;
}

function openTwin(nowMs: () => number): Twin {
  const exchange = new PolymarketExchange(7);
  const timeUs = (nowMs() - 600_000) * 1000;
  for (const number of [0, 1, 2] as const) {
    const market = exchange.addMarket(specOf(number), timeUs);
    const levels: LevelChange[] = [
      { side: BID, price: 4700, size: 84_600_000 },
      { side: BID, price: 4900, size: 100_000_000 },
      { side: ASK, price: 5100, size: 50_000_000 },
      { side: ASK, price: 5300, size: 2_525_000_000 },
    ];
    exchange.seedBook(market, levels, timeUs);
  }
  for (let minute = 1; minute <= 5; minute++)
    exchange.trade(0, {
      takerSide: "buy",
      size: 5_000_000,
      levelsMax: 2,
      timeUs: timeUs + minute * 60_000_000,
      echoDelayUs: 0,
    });
  const venue = FakePolymarket.start({ port: 0, seed: 7, exchange, nowMs, pageItems: 2 });
  // The venue's clock stands still: trades are final by the next request.
  Object.assign(venue.world.desk.settlement.times, { minedMs: 0, confirmedMs: 0 });
  venue.world.builders.set(BUILDER, { maker: 10, taker: 25 });
  return { venue, baseUrl: `${venue.url}/clob` };
}

function specOf(number: 0 | 1 | 2): MarketSpec {
  const isRace = number === 1;
  return {
    id: String(1000 + number),
    conditionId: CONDITIONS[number],
    questionId: `0x${"f".repeat(64)}`,
    slug: `market-${number}`,
    question: `Question, number ${number}?`,
    description: "It resolves, or not.",
    groupItemTitle: "",
    tokens: [...TOKENS[number]],
    outcomes: ["Yes", "No"],
    step: 100,
    minOrderSize: 5,
    feeRate: number === 2 ? 0 : 0.04,
    event: {
      id: String(number),
      slug: `event-${number}`,
      title: "Event",
      negRisk: isRace,
      negRiskAugmented: false,
      negRiskMarketId: isRace ? "0xabc" : "",
    },
    startTimeMs: NOW_MS - 86_400_000,
    endTimeMs: NOW_MS + 86_400_000,
  };
}

function walletOf(privateKey: string): Wallet {
  const wallet = Wallet.fromPrivateKey(privateKey);
  if (!wallet.ok) throw wallet.error;
  return wallet.value;
}

function officialClient(host: string, creds: { key: string; secret: string; passphrase: string }): ClobClient {
  const account = privateKeyToAccount(PRIVATE_KEY);
  // Only signs: nothing is ever sent to a node.
  const signer = createWalletClient({ account, chain: polygon, transport: http("http://127.0.0.1:1") });
  return new ClobClient({ host, chain: Chain.POLYGON, signer, creds, useServerTime: true, throwOnError: true });
}

function ourClient(
  baseUrl: string,
  wallet: Wallet,
  credentials: { apiKey: string; secret: string; passphrase: string },
): ApiClient {
  const l2 = L2Signer.fromCredentials({ ...credentials, address: wallet.address });
  if (!l2.ok) throw l2.error;
  const l1 = new L1Signer(wallet, 137);
  const { client } = openClob({
    baseUrl,
    scheduler: STANDING,
    credentials: { l1: async ({ timeMs }) => ok(l1.headers(timeMs, NEW_KEY_NONCE)), l2: mintL2(l2.value) },
  });
  if (!client) throw new Error("the group has methods");
  return client;
}

/** Keys of this nonce are not there yet when a scene begins. */
export const NEW_KEY_NONCE = 5;

/** The venue's standing clock; timers are real. */
const STANDING: Scheduler = {
  nowUs: () => NOW_MS * 1000,
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

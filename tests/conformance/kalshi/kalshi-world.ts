import { generateThrowawayKeyPair, KalshiSigner } from "@augury/signing";
import { ASK, BID } from "@augury/sim-kit";
import { kalshiCredentials, openKalshiRest } from "@augury/venue-kalshi";
import { type EventSpec, FakeKalshi, KalshiExchange, type MarketSpec } from "@augury/venue-kalshi/sim";
import { type OfficialApis, openOfficial } from "./official-apis.ts";

/** One request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  /** Sorted; what repeats stays in its order. */
  readonly query: readonly (readonly [string, string])[];
  readonly body: unknown;
}

export type KeyName = "alice" | "bob";

/** The clock stands still: two worlds with the same past answer the same. */
export const NOW_MS = Date.now();
const DAY_MS = 86_400_000;
const [ALICE, BOB] = [generateThrowawayKeyPair(), generateThrowawayKeyPair()];
const KEYS = { alice: ALICE, bob: BOB };

export const SERIES = "KXSIM";
export const EVENT = "KXSIM-26DEC";
export const TICKERS = {
  open: "KXSIM-26DEC-T1.99",
  other: "KXSIM-26DEC-T2.99",
  settled: "KXSIM-26NOV-T1.99",
  old: "KXSIM-26OCT-T1.99",
} as const;

/** A fake venue of its own, with a past; the official client and ours for two accounts. Every request to it is kept. */
export class KalshiWorld {
  readonly requests: WireRequest[] = [];
  readonly venue: FakeKalshi;
  readonly official: Readonly<Record<KeyName, OfficialApis>>;
  readonly ours: Readonly<Record<KeyName, ReturnType<typeof openKalshiRest>>>;

  constructor() {
    this.venue = FakeKalshi.start({
      port: 0,
      exchange: new KalshiExchange(7),
      keys: Object.entries(KEYS).map(([keyId, { publicKeyPem }]) => ({ keyId, publicKey: publicKeyPem })),
      nowMs: () => NOW_MS,
      skewMsMax: DAY_MS,
      tier: "prestige",
      historyAfterMs: DAY_MS,
      pingEveryMs: 0,
      control: (request, url) => this.keep(request, url),
    });
    makePast(this.venue);
    this.official = { alice: this.openOfficial("alice"), bob: this.openOfficial("bob") };
    this.ours = { alice: this.openOurs("alice"), bob: this.openOurs("bob") };
  }

  async close(): Promise<void> {
    for (const rest of Object.values(this.ours)) rest.close();
    await this.venue.stop();
  }

  private keep(request: Request, url: URL): undefined {
    const query = [...url.searchParams].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const kept = { method: request.method, path: url.pathname, query, body: undefined as unknown };
    this.requests.push(kept);
    void request
      .clone()
      .text()
      .then((text) => {
        if (text !== "") kept.body = JSON.parse(text);
      });
    return undefined;
  }

  private openOfficial(keyId: KeyName): OfficialApis {
    return openOfficial({ keyId, privateKeyPem: KEYS[keyId].privateKeyPem, basePath: this.venue.url });
  }

  private openOurs(keyId: KeyName) {
    const signer = KalshiSigner.fromPem(keyId, KEYS[keyId].privateKeyPem);
    if (!signer.ok) throw signer.error;
    return openKalshiRest({ baseUrl: this.venue.url, credentials: kalshiCredentials(signer.value) });
  }
}

/** Markets that are open, settled and in the history; trades, fills, a settlement and an old order of alice. */
function makePast({ exchange, venue }: FakeKalshi): void {
  const recently = (NOW_MS - 3_600_000) * 1000;
  const longAgo = (NOW_MS - 2 * DAY_MS) * 1000;
  const markets = Object.values(TICKERS).map((ticker) => exchange.addMarket(specOf(ticker), longAgo));
  for (const market of markets) {
    const levels = [
      { side: BID, price: 4000, size: 500_000_000 },
      { side: BID, price: 4100, size: 25_250_000 },
      { side: ASK, price: 4300, size: 73_100_000 },
      { side: ASK, price: 4500, size: 120_000_000 },
    ] as const;
    exchange.seedBook(market, levels, longAgo);
  }
  const [open = 0, , settled = 0, old = 0] = markets;
  const alice = venue.store.get("alice");
  venue.store.get("bob");
  alice.subaccountsOpen = 2;
  alice.addCash(1_000_000_000, { subaccount: 1, timeMs: longAgo / 1000 });
  const take = (index: number, side: "bid" | "ask", timeUs: number, subaccount = 0) => {
    const market = exchange.markets[index];
    if (!market) throw new Error("the market is there");
    const terms = { market, side, price: side === "bid" ? 4300 : 4000, size: 3_000_000, ...TERMS, subaccount };
    venue.orders.place(alice, { ...terms, clientOrderId: `${side}-${index}-${subaccount}` }, timeUs / 1000);
  };
  take(old, "bid", longAgo);
  take(old, "ask", longAgo);
  take(settled, "bid", recently);
  take(open, "bid", recently, 1);
  for (const [index, timeUs] of [
    [old, longAgo],
    [settled, recently],
  ] as const) {
    exchange.closeMarket(index, timeUs);
    exchange.determineMarket(index, "yes", timeUs);
    exchange.settleMarket(index, timeUs);
  }
  for (const [takerSide, size] of [
    ["buy", 1_250_000],
    ["sell", 700_000],
    ["buy", 10_000],
  ] as const)
    exchange.trade(open, { takerSide, size, levelsMax: 1, timeUs: recently, echoDelayUs: 0 });
}

const TERMS = {
  timeInForce: "immediate_or_cancel",
  selfTrade: "taker_at_cross",
  postOnly: false,
  reduceOnly: false,
  cancelOnPause: false,
  expirationMs: undefined,
  groupId: undefined,
} as const;

function specOf(ticker: string): MarketSpec {
  const eventTicker = ticker.slice(0, ticker.lastIndexOf("-"));
  const event: EventSpec = {
    ticker: eventTicker,
    series: {
      ticker: SERIES,
      title: "Simulated",
      category: "Climate",
      feeType: "quadratic_with_maker_fees",
      feeMultiplier: 0.5,
    },
    title: `Event ${eventTicker}`,
    subTitle: "as simulated",
    mutuallyExclusive: true,
    ...(eventTicker === EVENT && { feeMultiplierOverride: 1 }),
  };
  return {
    ticker,
    marketId: `id-of-${ticker}`,
    event,
    title: `Market ${ticker}`,
    yesSubTitle: "Above",
    noSubTitle: "Below",
    rules: "Rules.",
    structure: "linear_cent",
    bands: [{ start: 0, end: 10_000, step: 100 }],
    openTimeMs: NOW_MS - 10 * DAY_MS,
    closeTimeMs: NOW_MS + 10 * DAY_MS,
  };
}

import { generateThrowawayKeyPair } from "@augury/signing";
import { type EventSpec, FakeKalshi, KalshiExchange, type MarketSpec, type SimAccount } from "@augury/venue-kalshi/sim";
import { type OfficialApis, openOfficial } from "../kalshi/official-apis.ts";

const DAY_MS = 86_400_000;
const KEYS = { ann: generateThrowawayKeyPair(), bob: generateThrowawayKeyPair() } as const;
export type FloorKey = keyof typeof KEYS;

export const FLOOR_EVENT = "KXA-26DEC";
/** The first is the market that a trading process knows. */
export const FLOOR_TICKERS = ["KXA-26DEC-T1.99", "KXA-26DEC-T2.99"] as const;

/** One key: the official client, and what the venue knows of its account. */
export interface KalshiTrader {
  readonly apis: OfficialApis;
  readonly account: SimAccount;
  readonly keyId: FloorKey;
  readonly privateKeyPem: string;
}

/** Two empty markets, on which nobody trades but the accounts: what one of them pays, another one gets. */
export class KalshiFloor {
  /** Moves the venue's clock ahead. */
  aheadMs = 0;
  readonly exchange = new KalshiExchange(3);
  readonly venue: FakeKalshi;

  constructor() {
    for (const ticker of FLOOR_TICKERS) this.exchange.addMarket(specOf(ticker), (Date.now() - DAY_MS) * 1000);
    this.venue = FakeKalshi.start({
      port: 0,
      exchange: this.exchange,
      keys: Object.entries(KEYS).map(([keyId, { publicKeyPem }]) => ({ keyId, publicKey: publicKeyPem })),
      nowMs: () => this.nowMs,
      skewMsMax: DAY_MS,
      tier: "prestige",
      pingEveryMs: 0,
    });
  }

  get nowMs(): number {
    return Date.now() + this.aheadMs;
  }

  open(keyId: FloorKey): KalshiTrader {
    const { privateKeyPem } = KEYS[keyId];
    const apis = openOfficial({ keyId, privateKeyPem, basePath: this.venue.url });
    return { apis, account: this.venue.venue.store.get(keyId), keyId, privateKeyPem };
  }

  close(): Promise<void> {
    return this.venue.stop();
  }
}

function specOf(ticker: string): MarketSpec {
  const series = {
    ticker: "KXA",
    title: "Simulated",
    category: "Climate",
    feeType: "quadratic_with_maker_fees",
    feeMultiplier: 1,
  } as const;
  const event: EventSpec = {
    ticker: FLOOR_EVENT,
    series,
    title: `Event ${FLOOR_EVENT}`,
    subTitle: "as simulated",
    mutuallyExclusive: false,
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
    openTimeMs: Date.now() - DAY_MS,
    closeTimeMs: Date.now() + DAY_MS,
  };
}

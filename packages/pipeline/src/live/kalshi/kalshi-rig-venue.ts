import { InstrumentTable, PLAIN_TERMS } from "@augury/model";
import { generateThrowawayKeyPair } from "@augury/signing";
import { ASK, BID } from "@augury/sim-kit";
import { FakeKalshi, KalshiExchange } from "@augury/venue-kalshi/sim";
import type { LiveVenueStarts } from "../live-venues.ts";
import type { RigVenue } from "../rig-venue.ts";

const TICKER = "KXA-26DEC-A";
const KEY_ID = "5d5a1b9e-7c1f-4f6e-9b0a-1f2e3d4c5b6a";
const CONTRACT = 1_000_000;

const TERMS = {
  ...PLAIN_TERMS,
  venue: "kalshi",
  venueId: TICKER,
  marketId: TICKER,
  bookIndex: 0,
  fees: { rounding: "kalshi", takerPpm: 70_000, makerPpm: 0, exponent: 1 },
} as const;

/** One market around 50 cents, and a key of an account with the simulation's opening cash. */
export class KalshiRigVenue implements RigVenue {
  readonly table = new InstrumentTable([
    { ...TERMS, index: 0, outcome: "yes", mirrorIndex: 1 },
    { ...TERMS, index: 1, outcome: "no", mirrorIndex: 0 },
  ]);
  readonly environment: Readonly<Record<string, string>>;
  readonly server: FakeKalshi;

  constructor() {
    const pair = generateThrowawayKeyPair();
    this.environment = { KEY_ID, KEY_PEM: pair.privateKeyPem };
    const exchange = new KalshiExchange(1);
    const nowMs = Date.now();
    const market = exchange.addMarket(specOf(nowMs), nowMs * 1000);
    const levels = [
      { side: BID, price: 4_700, size: 100 * CONTRACT },
      { side: BID, price: 4_900, size: 50 * CONTRACT },
      { side: ASK, price: 5_100, size: 50 * CONTRACT },
      { side: ASK, price: 5_300, size: 100 * CONTRACT },
    ] as const;
    exchange.seedBook(market, levels, nowMs * 1000);
    this.server = FakeKalshi.start({ port: 0, exchange, keys: [{ keyId: KEY_ID, publicKey: pair.publicKeyPem }] });
  }

  get starts(): LiveVenueStarts {
    return {
      kalshi: {
        keyId: { from: "environment", name: "KEY_ID" },
        privateKey: { from: "environment", name: "KEY_PEM" },
        restUrl: this.server.url,
        wsUrl: this.server.socketUrl,
        http: {},
        cancelOnPause: false,
      },
    };
  }

  /** The venue's own books of the account. */
  get account() {
    return this.server.venue.store.get(KEY_ID);
  }

  get cash(): number {
    return this.account.cashOf(0);
  }

  /** Contracts held, in SizeMicros: + YES, − NO. */
  get position(): number {
    const market = this.server.exchange.findTicker(TICKER);
    return market ? this.account.position(market, 0).size : 0;
  }

  get resting(): number {
    return this.account.resting().length;
  }

  /** Somebody sells so many contracts of YES. */
  sell(contracts: number): void {
    const size = contracts * CONTRACT;
    this.server.exchange.trade(0, { takerSide: "sell", size, levelsMax: 10, timeUs: nowUs(), echoDelayUs: 0 });
  }

  /** The market closes, is decided and pays out. */
  settle(result: "yes" | "no"): void {
    const { exchange } = this.server;
    exchange.closeMarket(0, nowUs());
    exchange.determineMarket(0, result, nowUs());
    exchange.settleMarket(0, nowUs());
  }

  advance(): void {
    this.server.venue.advance(Date.now());
    this.server.flush();
  }

  disconnect(): void {
    this.server.chaos({ fault: "disconnect", args: { code: 1001 } });
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

function nowUs(): number {
  return Date.now() * 1000;
}

function specOf(nowMs: number) {
  const series = { ticker: "KXA", title: "S", category: "Climate", feeType: "quadratic", feeMultiplier: 1 } as const;
  return {
    ticker: TICKER,
    marketId: `id-${TICKER}`,
    event: { ticker: "KXA-26DEC", series, title: "E", subTitle: "", mutuallyExclusive: false },
    title: TICKER,
    yesSubTitle: "Yes",
    noSubTitle: "No",
    rules: "",
    structure: "linear_cent",
    bands: [{ start: 0, end: 10_000, step: 100 }],
    openTimeMs: nowMs - 1e6,
    closeTimeMs: nowMs + 1e9,
  } as const;
}

import { Prng } from "@augury/core";
import { ASK, BID, type FrameKind, type LevelChange } from "@augury/sim-kit";
import { CommandSession } from "./command-session.ts";
import { KalshiExchange } from "./kalshi-exchange.ts";
import type { MarketSpec } from "./market-spec.ts";

/** Event time at which test exchanges begin, µs. */
export const START_US = 1_790_000_000_000_000;

/** Returns a market with plausible fields; tests name what they are about. */
export function marketSpec(ticker: string, terms: Partial<MarketSpec> = {}): MarketSpec {
  const series = {
    ticker: "KXA",
    title: "Series",
    category: "Climate",
    feeType: "quadratic",
    feeMultiplier: 0.5,
  } as const;
  return {
    ticker,
    marketId: `id-of-${ticker}`,
    event: { ticker: "KXA-26DEC", series, title: "Event", subTitle: "", mutuallyExclusive: true },
    title: "Title",
    yesSubTitle: "Yes",
    noSubTitle: "No",
    rules: "Rules.",
    structure: "linear_cent",
    bands: [{ start: 0, end: 10_000, step: 100 }],
    openTimeMs: START_US / 1000 - 1e6,
    closeTimeMs: START_US / 1000 + 1e9,
    ...terms,
  };
}

/** A book around 42 cents with fractional sizes. */
export const LEVELS: readonly LevelChange[] = [
  { side: BID, price: 4000, size: 5_000_000 },
  { side: BID, price: 4100, size: 250_000 },
  { side: ASK, price: 4300, size: 7_310_000 },
  { side: ASK, price: 4500, size: 12_000_000 },
];

/** Returns an exchange with these markets, each with {@link LEVELS}. */
export function exchangeOf(...tickers: string[]): KalshiExchange {
  const exchange = new KalshiExchange(1);
  for (const ticker of tickers) exchange.seedBook(exchange.addMarket(marketSpec(ticker), START_US), LEVELS, START_US);
  return exchange;
}

/** What a frame says, as far as tests look. */
export interface Frame {
  type: string;
  id?: number;
  sid?: number;
  seq?: number;
  msg: Record<string, unknown> & { sid?: number; channel?: string; market_ticker?: string; market_tickers?: string[] };
}

/** A session without a socket: commands are worked off at once, what it sends is kept. */
export class SessionHarness {
  readonly texts: string[] = [];
  readonly kinds: FrameKind[] = [];
  readonly session: CommandSession;
  gaps: number[] = [];
  private lastId = 0;

  constructor(exchange: KalshiExchange, options: { reorderAcks?: boolean; account?: string } = {}) {
    this.session = new CommandSession({
      exchange,
      link: {
        send: (text, kind) => {
          this.texts.push(text);
          this.kinds.push(kind);
        },
        takeGap: () => this.gaps.shift() ?? 0,
      },
      random: new Prng(9),
      reorderAcks: options.reorderAcks ?? false,
      ...(options.account === undefined ? {} : { account: options.account }),
    });
  }

  /** Sends raw text. */
  say(text: string): void {
    this.session.receive(text);
    this.session.onTime(START_US / 1000);
  }

  /** Sends a command and returns its id. */
  command(cmd: string, params?: object): number {
    this.lastId++;
    this.say(JSON.stringify({ id: this.lastId, cmd, ...(params && { params }) }));
    return this.lastId;
  }

  /** Returns the frames since the last call, parsed. Each ends with a line feed. */
  take(): Frame[] {
    return this.texts.splice(0).map((text) => {
      if (!text.endsWith("}\n")) throw new Error(`a frame ends with a line feed: ${text}`);
      return JSON.parse(text) as Frame;
    });
  }
}

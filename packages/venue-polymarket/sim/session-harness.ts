import { Prng } from "@augury/core";
import { ASK, BID, type FrameKind, type LevelChange } from "@augury/sim-kit";
import { MarketSession } from "./market-session.ts";
import type { MarketSpec } from "./market-spec.ts";
import { PolymarketExchange } from "./polymarket-exchange.ts";

/** Event time at which test exchanges begin, µs. */
export const START_US = 1_790_000_000_000_000;

/** Returns a market with plausible fields; tests name what they are about. */
export function marketSpec(number: number, terms: Partial<MarketSpec> = {}): MarketSpec {
  return {
    id: String(1000 + number),
    conditionId: `0x${String(number).padStart(64, "0")}`,
    questionId: `0x${"f".repeat(64)}`,
    slug: `market-${number}`,
    question: `Question, number ${number}?`,
    description: "It resolves, or not.",
    groupItemTitle: "",
    tokens: [`${number}1`, `${number}2`],
    outcomes: ["Yes", "No"],
    step: 100,
    minOrderSize: 5,
    feeRate: 0.04,
    event: { id: "7", slug: "event", title: "Event", negRisk: false, negRiskAugmented: false, negRiskMarketId: "" },
    startTimeMs: 0,
    endTimeMs: START_US / 1000 + 1e9,
    ...terms,
  };
}

/** A book around 50 cents with a fractional size. */
export const LEVELS: readonly LevelChange[] = [
  { side: BID, price: 4700, size: 84_600_000 },
  { side: BID, price: 4900, size: 100_000_000 },
  { side: ASK, price: 5100, size: 50_000_000 },
  { side: ASK, price: 5300, size: 2_525_000_000 },
];

/** Returns an exchange with `count` markets that have {@link LEVELS}. */
export function exchangeOf(count: number, terms: Partial<MarketSpec> = {}): PolymarketExchange {
  const exchange = new PolymarketExchange(1);
  for (let i = 1; i <= count; i++)
    exchange.seedBook(exchange.addMarket(marketSpec(i, terms), START_US), LEVELS, START_US);
  return exchange;
}

/** A session without a socket: what it sends is kept. */
export class SessionHarness {
  readonly frames: string[] = [];
  readonly kinds: FrameKind[] = [];
  isClosed = false;
  readonly session: MarketSession;

  constructor(exchange: PolymarketExchange, options: { snapshotAssetsMax?: number } = {}) {
    this.session = new MarketSession({
      exchange,
      link: {
        send: (text, kind) => {
          this.frames.push(text);
          this.kinds.push(kind);
        },
        close: () => {
          this.isClosed = true;
        },
      },
      random: new Prng(9),
      nowMs: 0,
      subscribeTimeoutMs: 5000,
      snapshotAssetsMax: options.snapshotAssetsMax ?? 500,
    });
  }

  say(message: unknown): void {
    this.session.receive(typeof message === "string" ? message : JSON.stringify(message));
  }

  subscribe(tokens: readonly string[], extra: object = { custom_feature_enabled: true }): void {
    this.say({ type: "market", assets_ids: tokens, ...extra });
  }

  /** Returns what was sent since the last call. */
  take(): string[] {
    return this.frames.splice(0);
  }
}

/** Blanks out what differs from market to market (values, numbers of levels), so that the skeleton of a frame's bytes remains. */
export function skeletonOf(text: string): string {
  const blank = text.replaceAll(/"(?:[^"\\]|\\.)*"(:?)/g, (field, colon: string) => (colon === "" ? '""' : field));
  return blank.replaceAll(/(?:\{"price":"", ?"size":""\}(?:, ?)?)+/g, "…");
}

import { ASK, BID, type BookSide, Ladder } from "@augury/sim-kit";
import type { MarketSpec, PriceBand } from "./market-spec.ts";

/** kalshi.md section 6.3; "disputed" and "amended" are not simulated. */
export type MarketStatus = "initialized" | "active" | "inactive" | "closed" | "determined" | "finalized";

/** One market as its YES book: bids are the venue's yes side, asks its no side at 1 − p (kalshi.md section 15). */
export class SimMarket {
  readonly bids = new Ladder(BID);
  readonly asks = new Ladder(ASK);
  status: MarketStatus = "active";
  structure: string;
  bands: readonly PriceBand[];
  result: "" | "yes" | "no" = "";
  /** False for a market of a recording until its first snapshot was played. */
  hasBook = true;
  /** PriceTicks of the last trade, 0 = never traded. */
  lastPrice = 0;
  lastTradeSize = 0;
  volume = 0;
  openInterest = 0;
  /** Sum of size × price in micro-dollars, for the ticker's whole dollars. */
  dollarVolumeMicros = 0;
  closeTimeMs: number;
  updatedUs: number;
  settledUs: number | undefined;

  constructor(
    readonly index: number,
    readonly spec: MarketSpec,
    timeUs: number,
  ) {
    this.structure = spec.structure;
    this.bands = spec.bands;
    this.closeTimeMs = spec.closeTimeMs;
    this.updatedUs = timeUs;
  }

  ladder(side: BookSide): Ladder {
    return side === BID ? this.bids : this.asks;
  }
}

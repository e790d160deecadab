import { NO_PRICE } from "@augury/wire";
import { type Row, rowOf } from "./tables.ts";

/** The top of one instrument's book at one moment. Prices PriceTicks (NO_PRICE = none), sizes SizeMicros. */
export interface BookSample {
  readonly instrument: number;
  /** When the sample was taken; there is one row per instrument and second, the last one taken in it. */
  readonly timeUs: number;
  readonly epoch: number;
  readonly sequence: number;
  readonly trusted: boolean;
  readonly bestBid: number;
  readonly bestAsk: number;
  readonly bidSize: number;
  readonly askSize: number;
  readonly lastPrice: number;
  readonly exchangeTimeMs: number;
  readonly receivedTimeUs: number;
  readonly updates: number;
}

/** Returns a sample's row; a side without a price is null, and so is its size. */
export function sampleRow(runId: string, sample: BookSample): Row {
  const hasBid = sample.bestBid !== NO_PRICE;
  const hasAsk = sample.bestAsk !== NO_PRICE;
  return rowOf("book_samples", {
    run_id: runId,
    instrument: sample.instrument,
    second: Math.floor(sample.timeUs / 1_000_000),
    epoch: sample.epoch,
    sequence: sample.sequence,
    trusted: sample.trusted ? 1 : 0,
    best_bid: hasBid ? sample.bestBid : null,
    best_ask: hasAsk ? sample.bestAsk : null,
    bid_size: hasBid ? sample.bidSize : null,
    ask_size: hasAsk ? sample.askSize : null,
    last_price: sample.lastPrice === NO_PRICE ? null : sample.lastPrice,
    exchange_ms: Math.floor(sample.exchangeTimeMs),
    received_us: Math.floor(sample.receivedTimeUs),
    updates: sample.updates,
  });
}

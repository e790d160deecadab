import { LevelBuffer } from "./level-buffer.ts";
import type { ErrorMessage, OkMessage, SubscribedMessage } from "./schema.ts";

/** What a frame turned out to be. Numbers, because the hot path switches on them. */
export const FrameKind = {
  none: 0,
  delta: 1,
  snapshot: 2,
  trade: 3,
  ticker: 4,
  lifecycle: 5,
  subscribed: 6,
  ok: 7,
  unsubscribed: 8,
  error: 9,
  /** event_lifecycle, event_fee_update: noted, no slots. */
  eventNote: 10,
  /** A type, or a lifecycle event, that we do not know. */
  unknown: 11,
} as const;
export type FrameKind = (typeof FrameKind)[keyof typeof FrameKind];

/** "The frame carries no such number". */
export const ABSENT = -1;

/**
 * One decoded frame. The same object is filled by the byte scanner and by JSON.parse + schema and reused for every frame; only the
 * fields of its kind mean anything. Prices are PriceTicks in the leg that the frame speaks of, sizes SizeMicros.
 */
export class Frame {
  kind: FrameKind = FrameKind.none;
  sid = ABSENT;
  seq = ABSENT;
  id = ABSENT;
  /** Instrument that owns the market's book, −1 when the market is not in the table. */
  market = -1;
  /** The venue's time in ms, 0 = unknown. */
  timeMs = 0;

  /** Delta: side NO. */
  noSide = false;
  /** Delta and trade (YES price there). */
  price = 0;
  /** Delta: the increment; trade: contracts. */
  size = 0;

  /** Trade: the taker sold YES (or bought NO). */
  takerSold = false;
  block = false;
  tradeHash = 0;

  /** Ticker; prices already NO_PRICE where 0 or 1 dollar means "none", sizes −1 where not told. */
  bestBid = -1;
  bestAsk = -1;
  lastPrice = -1;
  bidSize = -1;
  askSize = -1;
  volume = -1;
  openInterest = -1;

  /** Snapshot: the venue named no market id, so it does not know the market. */
  marketIdEmpty = false;
  readonly levels = new LevelBuffer();

  /** Lifecycle: index into MARKET_UPDATES, its value, and the new finest step (0 = not told). */
  update = 0;
  value = 0;
  step = 0;
  marketHash = 0;

  /** Answers to commands, and the type of what is unknown. */
  answer: SubscribedMessage | OkMessage | ErrorMessage | undefined = undefined;
  note = "";
}

/**
 * What a Polymarket feed core counts, over all its connections. At rest `frames = framesParsed + framesSkipped + framesDropped`.
 */
export const POLYMARKET_COUNTERS = [
  /** Text frames handed to the core. */
  "frames",
  /** Understood: every event published, or known and deliberately left out. */
  "framesParsed",
  /** Malformed, of an unknown type, or a stray PONG. */
  "framesSkipped",
  /** Waiting for room when their connection ended or was overrun. */
  "framesDropped",
  /** Frames that had to wait for room. */
  "framesWaiting",
  "pongs",
  "books",
  "priceChanges",
  "trades",
  "quotes",
  "tickSizes",
  "newMarkets",
  "resolutions",
  /** new_market and market_resolved messages seen before: they are global and repeated. */
  "noticesRepeated",
  /** Slots published by parsed frames. */
  "slots",
  /** Hot messages that the byte parser left to JSON.parse + schema. */
  "fallbacks",
  "unknownTypes",
  "malformedJson",
  "malformedSchema",
  "malformedValue",
  /** Events and price_change entries of tokens that are not in our table. */
  "unknownTokens",
  /** price_change entries of instruments without a live epoch. */
  "deltasWithoutEpoch",
  /** Books of instruments that are not subscribed, or whose market is resolved. */
  "booksUnwanted",
  "epochsBegun",
  "epochsEnded",
  /** Instruments asked for again by unsubscribe + subscribe. */
  "resyncs",
  /** Resyncs put off because the instrument's last one is too recent. */
  "resyncsDelayed",
  /** Subscribed instruments without a snapshot in time. */
  "snapshotsMissing",
  "reconnectsAsked",
  "stalls",
  "overruns",
  "bookHashesVerified",
  "bookHashesWrong",
  /** Counted per price_change entry. */
  "changeHashesVerified",
  "changeHashesWrong",
  /** Entries whose hash speaks of a state inside their timestamp group. */
  "changeHashesInside",
  /** Not equal when their connection or epoch ended, too early for a verdict. */
  "hashesOpen",
  /** Not checked because the budget of the second was used up. */
  "hashesSkipped",
  /** No hash that could be checked: absent, malformed, or the book's own inputs are not known. */
  "hashesUnverifiable",
  /** Verified only with another last trade price than the one told. */
  "hashesRetried",
  "drifts",
  /** price_change messages that say what the one before said, and those older than their token's last. */
  "changesRepeated",
  "changesLate",
] as const;
export type PolymarketCounter = (typeof POLYMARKET_COUNTERS)[number];

/** Each counter's position: hot code adds to `counters.values[CounterSlot.x]`. The core asserts that its block is laid out so. */
export const CounterSlot = Object.fromEntries(POLYMARKET_COUNTERS.map((name, slot) => [name, slot])) as Readonly<
  Record<PolymarketCounter, number>
>;

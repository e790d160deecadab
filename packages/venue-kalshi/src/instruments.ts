import { err, MICROS, ok, parsePrice, type Result } from "@augury/core";
import { type Instrument, type TickStructure, VenueError } from "@augury/model";
import { toFeeSchedule } from "./fees.ts";
import { type PriceBand, toTickStructure } from "./price-ranges.ts";
import type { KalshiEvent } from "./rest/event-schema.ts";
import type { KalshiMarket, PriceRange } from "./rest/market-schema.ts";
import type { KalshiSeries } from "./rest/series-schema.ts";

/** Orders come in hundredths of a contract (kalshi.md section 5.3). */
const SIZE_STEP = MICROS / 100;

/** A market with what its event and series say of it. */
export interface KalshiMetadata {
  readonly market: KalshiMarket;
  readonly event: KalshiEvent;
  readonly series: KalshiSeries;
}

export interface InstrumentOptions {
  /** Position of the YES instrument in the run's table; NO takes the next one. */
  readonly firstIndex: number;
  /**
   * Events whose markets a human has checked to be all that can happen. Kalshi says "mutually exclusive", never "exhaustive", and may add
   * outcomes to an event: every other group is marked as open, so that nothing takes it for a complete set.
   */
  readonly exhaustiveEvents?: ReadonlySet<string>;
}

/** Returns the two instruments of a market, YES first: it owns the book, NO reads its mirror. */
export function toInstruments(
  { market, event, series }: KalshiMetadata,
  { firstIndex, exhaustiveEvents }: InstrumentOptions,
): Result<[Instrument, Instrument], VenueError> {
  const ticks = ticksOf(market);
  if (!ticks.ok) return ticks;
  const fees = toFeeSchedule({
    feeType: event.fee_type_override ?? series.fee_type,
    feeMultiplier: event.fee_multiplier_override ?? series.fee_multiplier,
  });
  if (!fees.ok) return fees;
  const shared = {
    venue: "kalshi",
    venueId: market.ticker,
    marketId: market.ticker,
    bookIndex: firstIndex,
    title: (market.title ?? event.title ?? market.ticker).slice(0, 512),
    ticks: ticks.value,
    orderSizeMin: SIZE_STEP,
    sizeStep: SIZE_STEP,
    fees: fees.value,
    negRisk: false,
    groupId: event.mutually_exclusive ? event.event_ticker : "",
    groupAugmented: event.mutually_exclusive && !(exhaustiveEvents?.has(event.event_ticker) ?? false),
  } as const;
  const yesName = (market.yes_sub_title || "Yes").slice(0, 128);
  const noName = (market.no_sub_title || "No").slice(0, 128);
  return ok([
    { ...shared, index: firstIndex, mirrorIndex: firstIndex + 1, outcome: "yes", outcomeName: yesName },
    { ...shared, index: firstIndex + 1, mirrorIndex: firstIndex, outcome: "no", outcomeName: noName },
  ]);
}

/** Returns the instruments of several markets, numbered from `firstIndex`. */
export function toInstrumentList(
  metadata: readonly KalshiMetadata[],
  options: InstrumentOptions,
): Result<Instrument[], VenueError> {
  const list: Instrument[] = [];
  for (const one of metadata) {
    const pair = toInstruments(one, { ...options, firstIndex: options.firstIndex + list.length });
    if (!pair.ok) return pair;
    list.push(...pair.value);
  }
  return ok(list);
}

function toBand(range: PriceRange): PriceBand | undefined {
  const [start, end, step] = [parsePrice(range.start), parsePrice(range.end), parsePrice(range.step)];
  return start === undefined || end === undefined || step === undefined ? undefined : { start, end, step };
}

/** The grid comes from `price_ranges` alone. Without usable bands no order may be priced (kalshi.md section 5.2: else refuse to quote). */
function ticksOf(market: KalshiMarket): Result<TickStructure, VenueError> {
  const bands = (market.price_ranges ?? []).map(toBand);
  const ticks = bands.includes(undefined) ? undefined : toTickStructure(bands as PriceBand[]);
  if (ticks) return ok(ticks);
  const label = market.price_level_structure ?? "";
  return err(
    new VenueError("bad_payload", "never", `${market.ticker} must have price_ranges, has the label "${label}"`),
  );
}

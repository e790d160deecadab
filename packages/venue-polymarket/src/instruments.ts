import { err, MICROS, ok, PRICE_TICKS_PER_DOLLAR, parsePrice, type Result } from "@augury/core";
import { FeeSchedule, Instrument, NO_FEES, type TickStructure, uniformTicks, VenueError } from "@augury/model";
import { badPayload } from "./bad-payload.ts";
import { toResolution } from "./gamma/market-resolution.ts";
import { isNegRisk, type MarketTerms } from "./gamma/market-terms.ts";
import type { MarketGroup } from "./market-group.ts";
import type { ClobMarket } from "./schema.ts";

/** 0.01 contract: sizes of orders have two decimals on every tick (polymarket.md section 6). */
const SIZE_STEP = 10_000;

export interface InstrumentOptions {
  /** Number of the first of the two instruments in the run's table. */
  readonly firstIndex: number;
  /** The CLOB's own word on tick, minimum, neg-risk and fee, which goes before Gamma's: Gamma can lag. */
  readonly clob?: ClobMarket | undefined;
  /** Not given: the set is taken as never complete. */
  readonly group?: MarketGroup | undefined;
}

/**
 * Returns the two instruments of a market (polymarket.md sections 6, 8, 13), the first outcome as "yes". An error when the market has no
 * order book, is closed, or lacks what trading needs: its code is "not_found" where waiting may help (newly listed), else "rejected".
 */
export function toInstruments(
  market: MarketTerms,
  { clob, firstIndex, group }: InstrumentOptions,
): Result<readonly [Instrument, Instrument], VenueError> {
  const tokens = tokensOf(market);
  if (!tokens.ok) return tokens;
  const terms = sharedFields(market, clob);
  if (!terms.ok) return terms;
  const shared = terms.value;
  const [yesId, noId] = tokens.value;
  const yes = Instrument.safeParse({
    ...shared,
    index: firstIndex,
    venueId: yesId,
    outcome: "yes",
    mirrorIndex: firstIndex + 1,
    bookIndex: firstIndex,
    outcomeName: outcomeName(market, 0),
    groupId: shared.negRisk ? (group?.id ?? market.negRiskMarketID ?? "") : "",
    groupAugmented: shared.negRisk && !(group?.isComplete ?? false),
  });
  if (!yes.success) return err(badPayload(`market ${market.conditionId}`, yes.error.issues));
  // Checked with the first: what differs is ours, a token id that was checked, or a name of bounded length.
  const own = { index: firstIndex + 1, mirrorIndex: firstIndex, bookIndex: firstIndex + 1 };
  return ok([yes.data, { ...yes.data, ...own, venueId: noId, outcome: "no", outcomeName: outcomeName(market, 1) }]);
}

function outcomeName({ outcomes }: MarketTerms, side: 0 | 1): string {
  return (outcomes?.[side] ?? (side === 0 ? "Yes" : "No")).slice(0, 128);
}

/** Version "v2" markets trade their position ids; others may carry some too, without a book behind them (polymarket.md section 0). */
function tokensOf(market: MarketTerms): Result<readonly [string, string], VenueError> {
  const name = market.slug ?? market.conditionId;
  if (market.closed) return refused(name, "is closed", "rejected");
  if (market.enableOrderBook === false) return refused(name, "has no order book", "rejected");
  const ids = (market.version === "v2" ? market.positionIds : market.clobTokenIds) ?? [];
  const [yes, no] = ids;
  if (ids.length !== 2 || yes === undefined || no === undefined || !ids.every((id) => /^\d{1,78}$/.test(id))) {
    return refused(name, "has no two token ids yet", "not_found");
  }
  return ok([yes, no]);
}

type SharedFields = Pick<
  Instrument,
  | "domainVersion"
  | "endTimeMs"
  | "fees"
  | "marketId"
  | "negRisk"
  | "orderSizeMin"
  | "resolution"
  | "sizeStep"
  | "ticks"
  | "title"
  | "venue"
>;

function sharedFields(market: MarketTerms, clob: ClobMarket | undefined): Result<SharedFields, VenueError> {
  const name = market.slug ?? market.conditionId;
  const ticks = toTicks(clob?.mts ?? market.orderPriceMinTickSize);
  if (!ticks) return refused(name, "has no usable tick size", "not_found");
  const sizeMin = clob?.mos ?? market.orderMinSize;
  if (sizeMin == null) return refused(name, "has no minimum size", "not_found");
  const fees = toFees(market, clob);
  if (!fees.ok) return fees;
  return ok({
    venue: "polymarket",
    marketId: market.conditionId,
    title: market.question.slice(0, 512),
    ticks,
    orderSizeMin: Math.round(sizeMin * MICROS),
    sizeStep: SIZE_STEP,
    fees: fees.value,
    negRisk: clob ? clob.nr === true : isNegRisk(market),
    // By the version alone: about a third of the v1 markets carry position ids, too (polymarket.md section 0).
    domainVersion: market.version === "v2" ? "3" : "2",
    ...endOf(market),
    ...resolutionOf(market),
  });
}

function endOf({ endDate }: MarketTerms): Pick<Instrument, "endTimeMs"> {
  const endTimeMs = endDate ? Date.parse(endDate) : Number.NaN;
  return endTimeMs >= 0 ? { endTimeMs } : {};
}

function resolutionOf(market: MarketTerms): Pick<Instrument, "resolution"> {
  const { state } = toResolution(market);
  return state === "proposed" || state === "disputed" ? { resolution: state } : {};
}

function toTicks(size: number | null | undefined): TickStructure | undefined {
  const step = size == null ? undefined : parsePrice(String(size));
  return step && PRICE_TICKS_PER_DOLLAR % step === 0 ? uniformTicks(step) : undefined;
}

/** The market's own rule; never the legacy base fee (polymarket.md section 8). A market that charges by a rule we cannot read is refused. */
function toFees(market: MarketTerms, clob: ClobMarket | undefined): Result<FeeSchedule, VenueError> {
  const own = clob?.fd ? { rate: clob.fd.r, exponent: clob.fd.e, takerOnly: clob.fd.to } : market.feeSchedule;
  const isFree = market.feesEnabled === false && !clob?.fd;
  if (isFree || (!own && market.feesEnabled !== true)) return ok(NO_FEES);
  const takerPpm = Math.round((own?.rate ?? Number.NaN) * MICROS);
  const parsed = FeeSchedule.safeParse({
    rounding: "polymarket",
    takerPpm,
    makerPpm: own?.takerOnly === false ? takerPpm : 0,
    exponent: own?.exponent,
  });
  if (parsed.success) return ok(parsed.data);
  return refused(market.slug ?? market.conditionId, "charges fees by a rule that is not understood", "rejected");
}

function refused(market: string, why: string, code: "rejected" | "not_found"): Result<never, VenueError> {
  return err(new VenueError(code, code === "not_found" ? "backoff" : "never", `market ${market} ${why}`));
}

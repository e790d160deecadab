import { err, MICROS, ok, PRICE_TICKS_PER_DOLLAR, parsePrice, type Result } from "@augury/core";
import { FeeSchedule, Instrument, NO_FEES, type TickStructure, uniformTicks, VenueError } from "@augury/model";
import type { z } from "zod";
import { type ClobMarket, GammaMarket } from "./schema.ts";

/** 0.01 contract: sizes of orders have two decimals on every tick (polymarket.md section 6). */
const SIZE_STEP = 10_000;

/** The mutually exclusive set that a market belongs to. */
export interface MarketGroup {
  /** negRiskMarketID. */
  readonly id: string;
  /** Every outcome that can still win is known and no other may be added. */
  readonly isComplete: boolean;
}

export interface InstrumentOptions {
  /** Number of the first of the two instruments in the run's table. */
  readonly firstIndex: number;
  /** The CLOB's own word on tick, minimum, neg-risk and fee, which goes before Gamma's: Gamma can lag. */
  readonly clob?: ClobMarket | undefined;
  /** Not given: the set is taken as never complete. */
  readonly group?: MarketGroup | undefined;
}

/** Parses a Gamma market; on failure the error names the first field that is wrong. */
export function parseGammaMarket(value: unknown): Result<GammaMarket, VenueError> {
  const parsed = GammaMarket.safeParse(value);
  return parsed.success ? ok(parsed.data) : err(badPayload("a Gamma market", parsed.error));
}

/**
 * Returns the two instruments of a market (polymarket.md sections 6, 8, 13), the first outcome as "yes". An error when the market has no
 * order book, is closed, or lacks what trading needs: its code is "not_found" where waiting may help (newly listed), else "rejected".
 */
export function toInstruments(
  market: GammaMarket,
  { clob, firstIndex, group }: InstrumentOptions,
): Result<readonly [Instrument, Instrument], VenueError> {
  const tokens = tokensOf(market);
  if (!tokens.ok) return tokens;
  const shared = sharedFields(market, clob);
  if (!shared.ok) return shared;
  const names = market.outcomes ?? [];
  const instrumentOf = (side: 0 | 1) =>
    Instrument.safeParse({
      ...shared.value,
      index: firstIndex + side,
      venueId: tokens.value[side],
      outcome: side === 0 ? "yes" : "no",
      mirrorIndex: firstIndex + 1 - side,
      bookIndex: firstIndex + side,
      outcomeName: (names[side] ?? (side === 0 ? "Yes" : "No")).slice(0, 128),
      groupId: shared.value.negRisk ? (group?.id ?? market.negRiskMarketID ?? "") : "",
      groupAugmented: shared.value.negRisk && !(group?.isComplete ?? false),
    });
  const yes = instrumentOf(0);
  const no = instrumentOf(1);
  if (!yes.success || !no.success) return err(badPayload(`market ${market.conditionId}`, yes.error ?? no.error));
  return ok([yes.data, no.data]);
}

/** Version "v2" markets trade their position ids; others may carry some too, without a book behind them (polymarket.md section 0). */
function tokensOf(market: GammaMarket): Result<readonly [string, string], VenueError> {
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
  "venue" | "marketId" | "title" | "ticks" | "orderSizeMin" | "sizeStep" | "fees" | "negRisk"
>;

function sharedFields(market: GammaMarket, clob: ClobMarket | undefined): Result<SharedFields, VenueError> {
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
    negRisk: clob ? clob.nr === true : market.negRisk === true,
  });
}

function toTicks(size: number | null | undefined): TickStructure | undefined {
  const step = size == null ? undefined : parsePrice(String(size));
  return step && PRICE_TICKS_PER_DOLLAR % step === 0 ? uniformTicks(step) : undefined;
}

/** The market's own rule; never the legacy base fee (polymarket.md section 8). A market that charges by a rule we cannot read is refused. */
function toFees(market: GammaMarket, clob: ClobMarket | undefined): Result<FeeSchedule, VenueError> {
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

/** Returns the error for a payload that does not fit its schema. */
export function badPayload(what: string, error: z.ZodError | undefined): VenueError {
  const issue = error?.issues[0];
  const where = issue ? ` at ${issue.path.join(".") || "its root"}: ${issue.message}` : "";
  return new VenueError("bad_payload", "never", `${what} is not what the schema expects${where}`);
}

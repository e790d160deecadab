import { assert, cashMicros, mirrorPrice, notionalUp, type PriceTicks, type SizeMicros } from "@augury/core";
import {
  boundFee,
  type FeeSchedule,
  type Instrument,
  type LegPlan,
  type LegRisk,
  type OrderRequest,
  type OrderSide,
  tickAtOrAbove,
  tickAtOrBelow,
} from "@augury/model";

/** A leg with what is known of its instrument. */
export interface RiskLeg extends Pick<OrderRequest, "price" | "side" | "size"> {
  readonly instrument: Pick<Instrument, "fees" | "ticks">;
}

/** A fee is rounded up by at most this much per fill: see `boundFee`. */
const ROUNDING = 200;

/**
 * Returns the worst losses over all combinations of legs that fill, wholly or in part, while others do not.
 *
 * 1. What a leg loses grows with what it filled beyond whole sets, so the worst combinations are those in which legs filled to the brim or
 *    not at all. At least one leg did not: the worst combination leaves out the one that would lose least.
 * 2. An order that had ended may turn out to have filled more, after the others were traded back. So a plan that unwinds is taken to lose on
 *    every leg: that is the combination of all.
 * 3. The fees of all legs count, of whole sets too.
 */
export function computeLegRisk(
  legs: readonly RiskLeg[],
  plan: Pick<LegPlan, "bandTicks" | "onFailure">,
  fillsPerOrder: { readonly fillsPerOrderMax: number; readonly unwindsPerLegMax: number },
): LegRisk {
  assert(legs.length > 0, "an intent has a leg");
  const { fillsPerOrderMax, unwindsPerLegMax } = fillsPerOrder;
  const fees = sum(legs.map((leg) => feeBound(leg.instrument.fees, leg.price, leg.size, fillsPerOrderMax)));
  const costs = legs.map(
    ({ price, side, size }) => notionalUp(side === "buy" ? price : mirrorPrice(price), size) as number,
  );
  if (plan.onFailure === "hold") {
    const heldLoss = cashMicros(sum(costs) - Math.min(...costs) + fees);
    return { heldLoss, unwindLoss: heldLoss };
  }
  const back = legs.map((leg) => unwindOf(leg, plan.bandTicks, fillsPerOrderMax * unwindsPerLegMax));
  const backFees = sum(back.map(({ fee }) => fee));
  return {
    heldLoss: cashMicros(sum(costs) + fees + backFees),
    unwindLoss: cashMicros(sum(back.map(({ loss }) => loss)) + fees + backFees),
  };
}

/** Returns the limit at which a leg is traded back: the far end of the band that the venue takes, or `undefined` where there is none. */
export function unwindPrice(
  { instrument, price, side }: Pick<RiskLeg, "instrument" | "price" | "side">,
  bandTicks: number,
): PriceTicks | undefined {
  return side === "buy"
    ? tickAtOrAbove(instrument.ticks, price - bandTicks)
    : tickAtOrBelow(instrument.ticks, price + bandTicks);
}

export function oppositeOf(side: OrderSide): OrderSide {
  return side === "buy" ? "sell" : "buy";
}

function unwindOf(leg: RiskLeg, bandTicks: number, fills: number): { readonly loss: number; readonly fee: number } {
  // Without a price to trade back at nothing is: that case is the held loss.
  const limit = unwindPrice(leg, bandTicks) ?? leg.price;
  const loss = notionalUp(Math.abs(limit - leg.price) as PriceTicks, leg.size) as number;
  return { loss, fee: feeBound(leg.instrument.fees, limit, leg.size, fills) };
}

/** Upper bound of an order's fees at its limit: a better price gains more than its fee grows. */
function feeBound(fees: FeeSchedule, price: PriceTicks, size: SizeMicros, fills: number): number {
  const ppm = Math.max(fees.takerPpm, fees.makerPpm);
  if (ppm === 0 || fees.rounding === "none") return 0;
  return boundFee(fees, ppm, price, size) + ROUNDING * fills;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

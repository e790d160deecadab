/**
 * The two amounts that an order is signed with (polymarket.md section 6), in exact integers.
 *
 * 1. Sizes are counted in hundredths of a contract, prices in $0.0001: their product is exactly micro-dollars, so a resting order's pair
 *    implies its limit to the last digit, and fits the decimals that the venue allows on every tick.
 * 2. FOK and IOC (the venue's FAK) are quantities on the maker's side with a bound on the other: collateral in cents for contracts, or contracts in
 *    hundredths for collateral. The bound is rounded to 4 decimals (3 on the tick 0.1), always down: rounded up it would imply a price short of the limit, and the
 *    order would not take the very level that it was meant for.
 * 3. Rounding down moves the implied price past the limit by less than one tick, because such an order is worth a dollar at least: there is no
 *    price on the market's grid between the two, so nothing worse than the limit can be traded.
 */
import {
  assert,
  type CashMicros,
  MICROS,
  mulDivFloor,
  PRICE_TICKS_PER_DOLLAR,
  type PriceTicks,
  type SizeMicros,
} from "@augury/core";
import {
  type FeeSchedule,
  isOnTick,
  NO_FEES,
  type OrderSide,
  POLYMARKET_TICK_STEPS,
  TAKER_NOTIONAL_MIN,
  type TimeInForce,
  uniformTicks,
} from "@augury/model";

export interface OrderAmountsRequest {
  readonly side: OrderSide;
  readonly timeInForce: TimeInForce;
  /** The limit. */
  readonly price: PriceTicks;
  /** The market's tick size now, in PriceTicks: never one that was remembered from an earlier order. */
  readonly tick: number;
  /** Contracts wanted. What is finer than a hundredth is left out. */
  readonly size: SizeMicros;
  /** What there is to pay with: micro-dollars for a buy, micro-contracts for a sell. The order is cut down to it. Default: enough. */
  readonly available?: number;
  /** The market's. Its taker fee is charged on top of a buy, so room is left for the most that it can be. Default: none. */
  readonly fees?: FeeSchedule;
  /** The least size of a resting order, of the market. Default 0. */
  readonly sizeMin?: SizeMicros;
  /** A resting buy that will take at once: it needs a dollar's worth as a taker does. */
  readonly crosses?: boolean;
}

export interface OrderAmounts {
  /** What is given, in millionths: collateral on a buy, contracts on a sell. */
  readonly makerAmount: number;
  /** What is taken in return at least, in millionths. */
  readonly takerAmount: number;
  /** Of both, the contracts, and the collateral. */
  readonly size: SizeMicros;
  readonly cash: CashMicros;
  /** Less than was wanted, because there is not enough to pay with. */
  readonly cut: boolean;
}

/** `off_tick`: not on the market's grid within tick … 1 − tick. `size_min`: too small to be taken, or nothing left of it. */
export type AmountsRefusal = "off_tick" | "size_min";

const MICROS_PER_HUNDREDTH = 10_000;
/** Fees are told to 5 decimals of a dollar: rounding takes less than this. */
const FEE_ROUNDING = 10;

/**
 * Returns the amounts of an order that the venue takes and that imply no tradable price worse than the limit, or why there are none.
 *
 * A FOK or IOC buy spends its whole cash: when the book is better than the limit it gets more contracts than `size`. Price such an order at the level that it is
 * meant to take, not far through it.
 */
export function computeOrderAmounts(request: OrderAmountsRequest): OrderAmounts | AmountsRefusal {
  const { price, tick, size, timeInForce, side } = request;
  assert((POLYMARKET_TICK_STEPS as readonly number[]).includes(tick), "a tick size is one of the venue's");
  if (!isOnTick(uniformTicks(tick), price)) return "off_tick";
  const wanted = Math.floor(size / MICROS_PER_HUNDREDTH);
  if (timeInForce === "GTC" || timeInForce === "GTD") return restingAmounts(request, wanted);
  return side === "buy" ? takingBuy(request, wanted) : takingSell(request, wanted);
}

/** `wanted` in hundredths of a contract. */
function restingAmounts(request: OrderAmountsRequest, wanted: number): OrderAmounts | AmountsRefusal {
  const { side, price, sizeMin = 0, crosses = false } = request;
  const hundredths = Math.min(wanted, side === "buy" ? affordable(request) : sellable(request));
  const cash = hundredths * price;
  if (hundredths <= 0 || hundredths * MICROS_PER_HUNDREDTH < sizeMin) return "size_min";
  if (side === "buy" && crosses && cash < TAKER_NOTIONAL_MIN.polymarket) return "size_min";
  return toAmounts(request, { size: hundredths * MICROS_PER_HUNDREDTH, cash, cut: hundredths < wanted });
}

/** Spends whole cents. */
function takingBuy(request: OrderAmountsRequest, wanted: number): OrderAmounts | AmountsRefusal {
  const { price, tick } = request;
  const wantedCents = Math.floor((wanted * price) / MICROS_PER_HUNDREDTH);
  const cents = Math.min(wantedCents, Math.floor(spendable(request) / MICROS_PER_HUNDREDTH));
  const cash = cents * MICROS_PER_HUNDREDTH;
  if (cash < TAKER_NOTIONAL_MIN.polymarket) return "size_min";
  const size = floorTo(contractsFor(cents, price), boundStep(tick));
  return toAmounts(request, { size, cash, cut: cents < wantedCents });
}

/** The collateral that can be spent however cheap the contracts turn out: then there are more of them, and more fee. */
function spendable({ available, tick, fees = NO_FEES }: OrderAmountsRequest): number {
  if (available === undefined) return Number.MAX_SAFE_INTEGER;
  if (fees.takerPpm === 0) return available;
  // Fee per dollar spent at price q: rate × (1 − q), less with a higher exponent; without one, rate ÷ q.
  const share = fees.takerPpm * (fees.exponent === 0 ? PRICE_TICKS_PER_DOLLAR / tick : 1);
  return mulDivFloor(Math.max(0, available - FEE_ROUNDING), MICROS, MICROS + share);
}

/** Gives whole hundredths of a contract. */
function takingSell(request: OrderAmountsRequest, wanted: number): OrderAmounts | AmountsRefusal {
  const hundredths = Math.min(wanted, sellable(request));
  const exact = hundredths * request.price;
  if (exact < TAKER_NOTIONAL_MIN.polymarket) return "size_min";
  const cash = floorTo(exact, boundStep(request.tick));
  return toAmounts(request, { size: hundredths * MICROS_PER_HUNDREDTH, cash, cut: hundredths < wanted });
}

/** Hundredths of a contract that the collateral pays for at the limit, with the fee that they would cost if they took at once. */
function affordable({ price, available, fees = NO_FEES }: OrderAmountsRequest): number {
  if (available === undefined) return Number.MAX_SAFE_INTEGER;
  if (fees.takerPpm === 0) return Math.floor(available / price);
  // Cost of a hundredth in units of 1e-10 micro-dollars: price, and rate × price × (1 − price); at no better price it costs more.
  const one = MICROS * PRICE_TICKS_PER_DOLLAR;
  const spread = fees.exponent === 0 ? one / 100 : price * (PRICE_TICKS_PER_DOLLAR - price);
  return mulDivFloor(Math.max(0, available - FEE_ROUNDING), one, price * one + fees.takerPpm * spread);
}

function sellable({ available = Number.MAX_SAFE_INTEGER }: OrderAmountsRequest): number {
  return Math.floor(available / MICROS_PER_HUNDREDTH);
}

/** Returns micro-contracts for `cents` at `price`, rounded down; the plain product would pass 2^53 near 100 000 dollars. */
function contractsFor(cents: number, price: number): number {
  const whole = Math.floor(cents / price);
  return whole * 1e8 + Math.floor(((cents - whole * price) * 1e8) / price);
}

/** The smallest step of a bound, in millionths: 4 decimals, 3 on the coarsest tick. */
function boundStep(tick: number): number {
  return tick === POLYMARKET_TICK_STEPS[0] ? 1_000 : 100;
}

function floorTo(micros: number, step: number): number {
  return micros - (micros % step);
}

function toAmounts(
  { side }: OrderAmountsRequest,
  { size, cash, cut }: { readonly size: number; readonly cash: number; readonly cut: boolean },
): OrderAmounts {
  const pair = side === "buy" ? { makerAmount: cash, takerAmount: size } : { makerAmount: size, takerAmount: cash };
  return { ...pair, size: size as SizeMicros, cash: cash as CashMicros, cut };
}

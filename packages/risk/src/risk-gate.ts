import { assert, type CashMicros, cashMicros, MICROS, notional, type SizeMicros, sizeMicros } from "@augury/core";
import {
  type AmendIntent,
  CHANGES_ORDERS,
  finestStep,
  type Instrument,
  type InstrumentTable,
  type IntentLeg,
  isOnTick,
  type OpenOrder,
  type PlaceIntent,
  TAKER_NOTIONAL_MIN,
  ticksInForce,
  type VenueName,
} from "@augury/model";
import { CashNeed } from "./cash-need.ts";
import { Exposure, worstOf, worstPrice } from "./exposure.ts";
import { OrderRate } from "./order-rate.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { RiskConfig, RiskLimit } from "./risk-config.ts";
import type { RiskView } from "./risk-view.ts";
import { SelfCross } from "./self-cross.ts";
import { checkVenues, type VenueLimits } from "./venue-rules.ts";
import { WideExposure } from "./wide-exposure.ts";

/** What `boundFee` may add to a fee, and more than any venue's rounding does. */
const FEE_ROUNDING_MAX = 20_000;

/**
 * The one door that every order goes through, in decision, before it becomes an intent. An intent is accepted or refused as a whole:
 *
 * 1. The switches: kill word, mode, deadline, in live mode the state of the venue; losses, which let only what closes positions through.
 * 2. Each leg by itself: known instrument, trusted book of the leg's epoch that is not merely polled, tick, size, price
 *    limits, order notional.
 * 3. All legs with everything that rests: settled contracts to sell and settled cash to spend, the position's worst cost, our own orders on
 *    the other side, what market, set, venue and all cost, what an outcome can lose, open orders, orders per second.
 *
 * An amendment is judged as the order that it makes, beside everything but the order that it changes. A reduce-only leg may be for what is held
 * and not offered already, adds to nothing and is let through after losses.
 *
 * Cancels do not come here: getting out is always allowed. The gate has no state but the times of the orders that it accepted.
 */
export class RiskGate {
  private readonly exposure: Exposure;
  private readonly wide: WideExposure;
  private readonly cashNeed: CashNeed;
  private readonly selfCross: SelfCross;
  private readonly rate: OrderRate;
  private limits: RiskConfig;
  private cash: CashLimits;
  private venueLimits: VenueLimits;

  constructor(
    config: RiskConfig,
    private readonly table: InstrumentTable,
  ) {
    this.limits = config;
    this.cash = toCashLimits(config);
    this.venueLimits = toVenueLimits(config);
    this.exposure = new Exposure(table);
    this.wide = new WideExposure(table, this.exposure);
    this.cashNeed = new CashNeed(table, this.exposure);
    this.selfCross = new SelfCross(table);
    this.rate = new OrderRate(config.ordersPerSecondMax);
  }

  /** The limits in force. */
  get config(): RiskConfig {
    return this.limits;
  }

  /** Changes one limit from the next check on. Whoever asks has checked it with the others: several may follow each other. */
  setLimit(limit: RiskLimit, value: number): void {
    this.limits = { ...this.limits, [limit]: value };
    this.cash = toCashLimits(this.limits);
    this.venueLimits = toVenueLimits(this.limits);
  }

  /** Returns why the intent may not leave, or `undefined` when it may; its orders then count against the rate. */
  check(intent: PlaceIntent, view: RiskView): Refusal | undefined {
    assert(intent.legs.length > 0, "an intent has a leg");
    return this.checkAll(intent, intent.legs, view);
  }

  /** `worst`: the legs as they count together with everything else. */
  private checkAll(intent: PlaceIntent, worst: readonly IntentLeg[], view: RiskView): Refusal | undefined {
    const refusal =
      this.checkSwitches(intent, view) ??
      this.checkEachLeg(intent, view) ??
      this.checkLosses(intent, view) ??
      this.checkTogether(worst, view);
    if (!refusal) this.rate.accept(intent.legs.length, view.nowUs);
    return refusal;
  }

  /**
   * Returns why an order may not become what an amendment makes of it. `view` is the world without the order. Some of it may still fill at
   * its old price before the new one holds: together with everything else it counts at the dearer of both. Less at the same price can only
   * reduce what is at stake: of that only the switches and its form are looked at.
   */
  checkAmend(intent: AmendIntent, order: OpenOrder | undefined, view: RiskView): Refusal | undefined {
    const { deadlineUs, epoch, leg: at, numbers, price, reason, size } = intent;
    if (!order) return refuse("unknown_order", at, intent.intentId, 0);
    const refusal = this.checkChangeable(order, size);
    if (refusal) return { ...refusal, leg: at };
    if (isLess(intent, order)) return this.checkLess(intent, view);
    const { filledSize, instrument, postOnly, side, timeInForce } = order;
    const left = sizeMicros(Math.max(0, size - filledSize));
    const leg: IntentLeg = { instrument, side, price, size: left, timeInForce, postOnly, epoch };
    const worst = { ...leg, price: worstPrice(order, price) };
    const whole = this.checkAll({ kind: "place", reason, numbers, legs: [leg], deadlineUs }, [worst], view);
    return whole && { ...whole, leg: at };
  }

  private checkChangeable(order: OpenOrder, size: SizeMicros): Refusal | undefined {
    const { sizeStep, venue } = this.table.list[order.instrument];
    if (!CHANGES_ORDERS[venue] || order.hasPlan) return refuse("unsupported", 0, 1, 0);
    if (order.cancelRequested) return refuse("requested", 0, 1, 0);
    if (order.amending) return refuse("amend_pending", 0, 1, 0);
    if (order.state !== "accepted" && order.state !== "partially_filled") return refuse("unreconciled", 0, 0, 1);
    if (size > 0 && size % sizeStep === 0) return undefined;
    return size > 0 ? refuse("size_step", 0, size, sizeStep) : refuse("size_min", 0, size, 1);
  }

  private checkLess({ deadlineUs, leg }: AmendIntent, view: RiskView): Refusal | undefined {
    if (view.killed) return refuse("kill_switch", leg, 1, 0);
    return view.nowUs > deadlineUs ? refuse("deadline_passed", leg, view.nowUs, deadlineUs) : undefined;
  }

  private checkSwitches({ deadlineUs, legs }: PlaceIntent, view: RiskView): Refusal | undefined {
    if (view.killed) return refuse("kill_switch", 0, 1, 0);
    if (this.config.mode === "observe") return refuse("mode_observe", 0, 1, 0);
    if (view.nowUs > deadlineUs) return refuse("deadline_passed", 0, view.nowUs, deadlineUs);
    if (this.config.mode !== "live") return undefined;
    return checkVenues(legs, view, { table: this.table, limits: this.venueLimits });
  }

  private checkEachLeg({ legs }: PlaceIntent, view: RiskView): Refusal | undefined {
    for (const [at, leg] of legs.entries()) {
      const instrument = this.table.at(leg.instrument);
      if (!instrument) return refuse("instrument_unknown", at, leg.instrument, this.table.size - 1);
      const refusal =
        this.checkBook(leg, at, view) ??
        this.checkForm(leg, at, instrument, view) ??
        this.checkReduceOnly(leg, legs, at, view) ??
        this.checkPrice(leg, at, view) ??
        this.checkNotional(leg, at, view);
      if (refusal) return refusal;
    }
    return undefined;
  }

  private checkBook({ instrument, epoch }: IntentLeg, at: number, view: RiskView): Refusal | undefined {
    const current = view.epoch(instrument);
    if (epoch !== current) return refuse("epoch_ended", at, epoch, current);
    if (!view.isTrusted(instrument)) return refuse("book_untrusted", at, 0, 1);
    const isRefused = this.config.polled === "observe" && view.isPolled(instrument);
    return isRefused ? refuse("book_polled", at, 1, 0) : undefined;
  }

  /** What the venue would refuse anyway. */
  private checkForm(leg: IntentLeg, at: number, instrument: Instrument, view: RiskView): Refusal | undefined {
    const { price, size, timeInForce } = leg;
    const ticks = ticksInForce(instrument.ticks, view.step(leg.instrument));
    if (!isOnTick(ticks, price)) return refuse("off_tick", at, price, finestStep(ticks));
    if (!(size > 0)) return refuse("size_min", at, size, 1);
    if (size % instrument.sizeStep !== 0) return refuse("size_step", at, size, instrument.sizeStep);
    const rests = timeInForce === "GTC" || timeInForce === "GTD";
    if (rests && size < instrument.orderSizeMin) return refuse("size_min", at, size, instrument.orderSizeMin);
    const takerMin = TAKER_NOTIONAL_MIN[instrument.venue];
    const takes = !rests || (leg.side === "buy" && crosses(leg, view) && !leg.postOnly);
    if (takes && notional(price, size) < takerMin) return refuse("size_min", at, notional(price, size), takerMin);
    return undefined;
  }

  /**
   * Kalshi takes the word with immediate-or-cancel alone and caps the order by the position (kalshi.md section 10.1); elsewhere only a sale
   * can make a position smaller.
   */
  private checkReduceOnly(leg: IntentLeg, legs: readonly IntentLeg[], at: number, view: RiskView): Refusal | undefined {
    if (!leg.reduceOnly) return undefined;
    const { exposure } = this;
    const isTakable = exposure.nets(leg.instrument) ? leg.timeInForce === "IOC" : leg.side === "sell";
    if (!isTakable) return refuse("reduce_only", at, 1, 0);
    const reducible = exposure.reducible(legs, at, view);
    return leg.size > reducible ? refuse("reduce_only", at, leg.size, reducible) : undefined;
  }

  private checkPrice({ instrument, price }: IntentLeg, at: number, view: RiskView): Refusal | undefined {
    const { priceTicksMin, priceTicksMax, priceBandTicks } = this.config;
    const middle = middleOf(view.bestBid(instrument), view.bestAsk(instrument));
    // An empty book gives nothing to measure from: every price is outside the band.
    if (middle < 0) return refuse("price_band", at, price, middle);
    const low = Math.max(priceTicksMin, middle - priceBandTicks);
    const high = Math.min(priceTicksMax, middle + priceBandTicks);
    if (price < low) return refuse("price_band", at, price, low);
    return price > high ? refuse("price_band", at, price, high) : undefined;
  }

  private checkNotional(leg: IntentLeg, at: number, view: RiskView): Refusal | undefined {
    const value = this.exposure.orderNotional(leg, view);
    return value > this.cash.order ? refuse("order_notional", at, value, this.cash.order) : undefined;
  }

  /** After losses only what closes a position may leave. */
  private checkLosses({ legs }: PlaceIntent, view: RiskView): Refusal | undefined {
    const { day, drawdown } = this.cash;
    if (view.dayLoss <= day && view.drawdown <= drawdown) return undefined;
    const at = legs.findIndex((leg) => !this.exposure.closes(leg, view));
    if (at < 0) return undefined;
    return view.dayLoss > day
      ? refuse("daily_loss", at, view.dayLoss, day)
      : refuse("drawdown", at, view.drawdown, drawdown);
  }

  private checkTogether(legs: readonly IntentLeg[], view: RiskView): Refusal | undefined {
    const isNearWide = this.isNearWideLimits(legs, view);
    for (const [at, leg] of legs.entries()) {
      const refusal =
        this.checkSellable(legs, at, view) ??
        this.checkBalance(legs, at, view) ??
        this.checkPosition(leg, legs, at, view) ??
        this.checkSelfCross(legs, at, view) ??
        (isNearWide ? this.checkWide(leg, legs, at, view) : undefined);
      if (refusal) return refusal;
    }
    return this.checkCounts(legs.length, view);
  }

  private checkSelfCross(legs: readonly IntentLeg[], at: number, view: RiskView): Refusal | undefined {
    if (this.config.selfCross === "allow") return undefined;
    for (const order of view.orders())
      if (this.selfCross.crosses(legs[at], worstOf(order)))
        return refuse("self_cross", at, legs[at].price, order.price);
    for (let other = 0; other < at; other++)
      if (this.selfCross.crosses(legs[at], legs[other]))
        return refuse("self_cross", at, legs[at].price, legs[other].price);
    return undefined;
  }

  /** Whether anything but a closer look can tell that the limits beyond the position hold. */
  private isNearWideLimits(legs: readonly IntentLeg[], view: RiskView): boolean {
    const { cash, wide } = this;
    wide.bound(legs, view);
    return wide.costBound > Math.min(cash.market, cash.group, cash.venue, cash.total) || wide.lossBound > cash.outcome;
  }

  private checkWide(leg: IntentLeg, legs: readonly IntentLeg[], at: number, view: RiskView): Refusal | undefined {
    if (!this.exposure.adds(leg) || this.exposure.closes(leg, view)) return undefined;
    const { cash, wide } = this;
    const { venue } = this.table.list[leg.instrument];
    const market = wide.marketCost(leg.instrument, legs, view);
    if (market > cash.market) return refuse("market_notional", at, market, cash.market);
    const group = wide.spaceCost(leg.instrument, legs, view);
    if (group > cash.group) return refuse("group_notional", at, group, cash.group);
    const atVenue = wide.venueCost(venue, legs, view);
    if (atVenue > cash.venue) return refuse("venue_notional", at, atVenue, cash.venue);
    const total = wide.venueCost(undefined, legs, view);
    if (total > cash.total) return refuse("total_notional", at, total, cash.total);
    const loss = wide.worstLoss(leg.instrument, legs, view);
    return loss > cash.outcome ? refuse("outcome_loss", at, loss, cash.outcome) : undefined;
  }

  private checkSellable(legs: readonly IntentLeg[], at: number, view: RiskView): Refusal | undefined {
    const { instrument, side } = legs[at];
    if (side === "buy" || this.exposure.nets(instrument)) return undefined;
    const offered = this.exposure.offered(instrument, legs, at, view);
    const sellable = view.sellable(instrument);
    return offered > sellable ? refuse("sellable_size", at, offered, sellable) : undefined;
  }

  /** A venue's orders spend only what is settled there. Asked once a venue; after {@link isNearWideLimits}, which finds the bounds. */
  private checkBalance(legs: readonly IntentLeg[], at: number, view: RiskView): Refusal | undefined {
    const { venue } = this.table.list[legs[at].instrument];
    if (!this.exposure.adds(legs[at]) || this.isSeen(venue, legs, at)) return undefined;
    const spendable = view.spendable(venue);
    const { cashBound, claims } = this.wide;
    // A fee is never more than what it is for, but for its rounding.
    if (2 * cashBound + FEE_ROUNDING_MAX * claims <= spendable) return undefined;
    const need = this.cashNeed.at(venue, legs, view);
    return need > spendable ? refuse("balance", at, need, spendable) : undefined;
  }

  private isSeen(venue: VenueName, legs: readonly IntentLeg[], at: number): boolean {
    for (let before = 0; before < at; before++)
      if (this.table.list[legs[before].instrument].venue === venue && this.exposure.adds(legs[before])) return true;
    return false;
  }

  private checkPosition(leg: IntentLeg, legs: readonly IntentLeg[], at: number, view: RiskView): Refusal | undefined {
    if (!this.exposure.adds(leg)) return undefined;
    const value = this.exposure.worstCost(leg, legs, view);
    return value > this.cash.position ? refuse("position_notional", at, value, this.cash.position) : undefined;
  }

  private checkCounts(wanted: number, view: RiskView): Refusal | undefined {
    const { openOrdersMax, openOrdersPerStrategyMax, ordersPerSecondMax } = this.config;
    let open = wanted;
    let own = wanted;
    for (const order of view.orders()) {
      open++;
      if (order.strategy === view.strategy) own++;
    }
    if (open > openOrdersMax) return refuse("open_orders", 0, open, openOrdersMax);
    if (own > openOrdersPerStrategyMax) return refuse("open_orders", 0, own, openOrdersPerStrategyMax);
    if (this.rate.allows(wanted, view.nowUs)) return undefined;
    return refuse("order_rate", 0, this.rate.recent(view.nowUs) + wanted, ordersPerSecondMax);
  }
}

/** The mid, or the only side's best price, or −1 for an empty book. */
function middleOf(bid: number, ask: number): number {
  if (bid < 0) return ask;
  return ask < 0 ? bid : (bid + ask) / 2;
}

/** Whether nothing of it can trade that could not before; with no more than what has filled nothing rests at all. */
function isLess({ price, size }: AmendIntent, order: OpenOrder): boolean {
  return size <= order.filledSize || (price === order.price && size < order.size);
}

function crosses({ instrument, price }: IntentLeg, view: RiskView): boolean {
  const ask = view.bestAsk(instrument);
  return ask >= 0 && price >= ask;
}

/** The limits in dollars, in CashMicros. */
type CashLimits = Readonly<
  Record<"order" | "position" | "market" | "group" | "venue" | "total" | "outcome" | "day" | "drawdown", CashMicros>
>;

function toCashLimits(config: RiskConfig): CashLimits {
  return {
    order: toCash(config.orderNotionalDollarsMax),
    position: toCash(config.positionNotionalDollarsMax),
    market: toCash(config.marketNotionalDollarsMax),
    group: toCash(config.groupNotionalDollarsMax),
    venue: toCash(config.venueNotionalDollarsMax),
    total: toCash(config.totalNotionalDollarsMax),
    outcome: toCash(config.outcomeLossDollarsMax),
    day: toCash(config.dailyLossDollarsMax),
    drawdown: toCash(config.drawdownDollarsMax),
  };
}

function toVenueLimits({ clockSkewMsMax, heartbeatMissesMax, unknownNotionalDollarsMax }: RiskConfig): VenueLimits {
  return { clockSkewMsMax, heartbeatMissesMax, unknownCashMax: toCash(unknownNotionalDollarsMax) };
}

function toCash(dollars: number): CashMicros {
  return cashMicros(Math.round(dollars * MICROS));
}

import {
  type CashMicros,
  mirrorPrice,
  notional,
  notionalUp,
  type PriceTicks,
  type Prng,
  type SizeMicros,
  sizeMicros,
} from "@augury/core";
import { computeFee, type OrderReport, type OrderRequest, type OrderState, type ReasonCode } from "@augury/model";
import { type LegScene, SCENE_CONFIG, SCENE_START_US } from "./leg-scene.ts";
import { wholeSets } from "./whole-sets.ts";

/** An order at the venue, as it truly is. */
export interface VenueOrder {
  readonly request: OrderRequest;
  /** Every fill of it as it would be told. */
  readonly fills: OrderReport[];
  filled: number;
  /** How it ended, once it has. */
  end: OrderState | undefined;
  /** Something that it had matched before its end comes out later. */
  isLateDue: boolean;
  /** Cash paid, less cash got, fees included. */
  paid: number;
}

/** A venue on virtual time where everything may happen to an order: refusal, partial fills, silence, fills against a cancel and after an end. */
export class LegVenue {
  nowUs = SCENE_START_US;
  readonly orders = new Map<number, VenueOrder>();
  private readonly due: { readonly atUs: number; readonly run: () => void }[] = [];

  constructor(
    private readonly prng: Prng,
    private readonly scene: LegScene,
    /** Tells what happened to an order; `isLate`: after its end. */
    private readonly tell: (order: VenueOrder, report: OrderReport, isLate: boolean) => void,
  ) {}

  /** Nothing more will happen. */
  get isQuiet(): boolean {
    return this.due.length === 0;
  }

  place(request: OrderRequest): void {
    const { prng } = this;
    const order = { request, fills: [], filled: 0, end: undefined, isLateDue: false, paid: 0 };
    this.orders.set(request.leg, order);
    this.tell(order, reportOf(request, "submitted", "none"), false);
    const silenceMs = prng.chance(0.1) ? prng.int(5_000, 40_000) : prng.int(1, 400);
    this.later(silenceMs, () => this.meet(order));
  }

  cancel(order: VenueOrder | undefined): void {
    if (!order || order.end) return;
    this.later(this.prng.int(1, 500), () => {
      if (order.end) return;
      if (this.prng.chance(0.3)) this.fill(order, this.prng.chance(0.5));
      if (!order.end) this.finish(order, "canceled");
    });
  }

  later(ms: number, run: () => void): void {
    this.due.push({ atUs: this.nowUs + ms * 1_000, run });
  }

  /** Lets time pass; what is due happens. */
  advance(us: number): void {
    this.nowUs += us;
    for (;;) {
      const at = this.due.findIndex(({ atUs }) => atUs <= this.nowUs);
      if (at < 0) return;
      const [one] = this.due.splice(at, 1);
      one?.run();
    }
  }

  /** What a leg has filled and not traded back. */
  netOf({ instrument }: OrderRequest): number {
    let net = 0;
    for (const { filled, request } of this.orders.values())
      if (request.instrument === instrument) net += request.unwinds === undefined ? filled : -filled;
    return net;
  }

  /** What each leg has beyond whole sets. */
  excesses(): number[] {
    const nets = this.scene.legs.map((leg) => ({ size: leg.size, filled: this.netOf(leg) }));
    return wholeSets(nets).map((whole, at) => (nets[at]?.filled ?? 0) - whole);
  }

  /** What is lost: everything beyond whole sets at its worst; whole sets at the legs' limits, which is what was wanted. */
  loss(): number {
    const excesses = this.excesses();
    let loss = 0;
    for (const { paid } of this.orders.values()) loss += paid;
    for (const [at, leg] of this.scene.legs.entries()) {
      const excess = sizeMicros(excesses[at] as number);
      const kept = sizeMicros(this.netOf(leg) - excess);
      if (leg.side === "buy") loss -= notional(leg.price, kept);
      else loss += notional(leg.price, kept) + notionalUp(mirrorPrice(0 as PriceTicks), excess);
    }
    return loss;
  }

  /** The order meets the book. */
  private meet(order: VenueOrder): void {
    const { prng } = this;
    if (order.end) return;
    if (prng.chance(0.15)) {
      this.finish(order, "rejected");
      return;
    }
    this.tell(order, reportOf(order.request, "accepted", "none"), false);
    const isFull = prng.chance(0.6);
    while (!order.end && order.fills.length < SCENE_CONFIG.fillsPerOrderMax - 2 && (isFull || prng.chance(0.5)))
      this.fill(order, isFull && order.fills.length === 4);
    if (order.end) return;
    if (order.request.timeInForce === "IOC") this.finish(order, "canceled");
    else this.later(prng.int(1, 5_000), () => this.rest(order));
  }

  private rest(order: VenueOrder): void {
    if (order.end || order.fills.length >= SCENE_CONFIG.fillsPerOrderMax - 1) return;
    this.fill(order, this.prng.chance(0.5));
    if (!order.end) this.later(this.prng.int(1, 5_000), () => this.rest(order));
  }

  private finish(order: VenueOrder, state: OrderState): void {
    order.end = state;
    this.tell(order, reportOf(order.request, state, "none"), false);
    // What the venue had matched by then may be told later. Of an order that trades a leg back everything is.
    if (order.request.unwinds !== undefined || state === "rejected" || !this.prng.chance(0.1)) return;
    order.isLateDue = true;
    this.later(this.prng.int(1, 20_000), () => {
      order.isLateDue = false;
      this.fill(order, this.prng.chance(0.5));
    });
  }

  private fill(order: VenueOrder, isRest: boolean): void {
    const { fees, sizeStep } = this.scene.at(order.request.instrument);
    const { price: limit, side, size: whole } = order.request;
    const left = whole - order.filled;
    if (left === 0) return;
    const size = sizeMicros(isRest ? left : this.prng.int(1, left / sizeStep) * sizeStep);
    const better = this.prng.chance(0.5) ? 0 : this.prng.int(0, 300);
    const price = Math.min(9_999, Math.max(1, side === "buy" ? limit - better : limit + better)) as PriceTicks;
    const fee = computeFee(fees, { price, size, side, liquidity: this.prng.pick(["taker", "maker"] as const) });
    order.filled += size;
    order.paid += (side === "buy" ? notionalUp(price, size) : -notional(price, size)) + fee;
    const isLate = order.end !== undefined;
    if (order.filled === whole) order.end ??= "filled";
    const state = isLate ? "canceled" : order.end === "filled" ? "filled" : "partially_filled";
    const report = { ...reportOf(order.request, state, "none"), fillSize: size, fillPrice: price, fee };
    order.fills.push(report);
    this.tell(order, report, isLate);
  }
}

export function reportOf(request: OrderRequest, state: OrderState, reason: ReasonCode): OrderReport {
  const { instrument, intentId, leg, side } = request;
  const nothing = {
    fillSize: sizeMicros(0),
    fillPrice: 0 as PriceTicks,
    fee: 0 as CashMicros,
    filledSize: 0 as SizeMicros,
  };
  return { intentId, leg, instrument, side, state, reason, liquidity: "taker", ...nothing };
}

import {
  formatPrice,
  formatSize,
  type PriceTicks,
  parseSize,
  type Result,
  type SizeMicros,
  sizeMicros,
} from "@augury/core";
import { type InstrumentTable, isOnTick, type ReasonCode, type TickStructure, type VenueError } from "@augury/model";
import type { ApiClient, Scheduler } from "@augury/net";
import { amendOrder, decreaseOrder } from "../rest/order-change-methods.ts";
import type { OwnOrder, OwnOrders } from "./own-orders.ts";
import { isUnknown, reasonOf, wasSeen } from "./post-outcome.ts";
import { toYesLeg } from "./yes-leg.ts";

/** What became of a change. `unknown`: it may have been carried out; the order has to be looked up, the change is never sent again. */
export type ChangeOutcome =
  | {
      readonly kind: "changed";
      /** Contracts in all, what has filled included. */
      readonly size: SizeMicros;
      /** The venue's time of it. */
      readonly saidMs: number;
    }
  /** Carried out, and nothing rests: so much had filled that nothing was left. How much, the answer does not say. */
  | { readonly kind: "ended" }
  | { readonly kind: "refused"; readonly reason: ReasonCode }
  | { readonly kind: "unsent"; readonly reason: ReasonCode }
  | { readonly kind: "unknown" };

export interface OrderChangesOptions {
  readonly client: ApiClient;
  readonly scheduler: Scheduler;
  readonly table: InstrumentTable;
  readonly own: OwnOrders;
  readonly ticksOf: (instrument: number) => TickStructure;
  readonly subaccount: number | undefined;
  readonly timeoutMs: number;
}

/** Another price or size. Price in the instrument's own terms, sizes in SizeMicros. */
export interface AmendTerms {
  readonly price: PriceTicks;
  /** In all, what has filled included: what the venue calls `count` (kalshi.md section 10.2). */
  readonly size: SizeMicros;
  readonly sendByUs?: number;
}

export interface DecreaseTerms {
  readonly by: SizeMicros;
  /** What is left then, in all, what has filled included. */
  readonly size: SizeMicros;
  readonly sendByUs?: number;
}

/**
 * Changes resting orders (kalshi.md section 10.2). Another price, or more, loses the place in the queue; a decrease keeps it. The order
 * keeps its client_order_id, and may get another id of the venue's.
 */
export class OrderChanges {
  constructor(private readonly options: OrderChangesOptions) {}

  async amend(key: string, { price, sendByUs, size }: AmendTerms): Promise<ChangeOutcome> {
    const { client, own, scheduler, table, ticksOf } = this.options;
    const order = own.find(key);
    const instrument = order && table.at(order.request.instrument);
    if (!order?.orderId || !instrument) return { kind: "unsent", reason: "unknown_order" };
    const leg = toYesLeg(instrument, order.request.side, price);
    if (!isOnTick(ticksOf(instrument.index), leg.price)) return { kind: "unsent", reason: "off_tick" };
    if (size <= 0 || size % instrument.sizeStep !== 0) return { kind: "unsent", reason: "size_step" };
    const { changedUs } = order;
    order.changedUs = scheduler.nowUs();
    const answer = await client.get(
      amendOrder,
      {
        order_id: order.orderId,
        ticker: instrument.venueId,
        side: leg.side,
        price: formatPrice(leg.price, 4),
        count: formatSize(size, 2),
        client_order_id: key,
        ...this.subaccount,
      },
      this.limitsOf(sendByUs),
    );
    if (!answer.ok) return failed(order, answer, changedUs);
    const { fill_count, order_id, remaining_count, ts_ms: saidMs } = answer.value.value;
    const isRenumbered = order_id !== order.orderId;
    own.rename(key, order_id);
    const [filled, remaining] = [parseSize(fill_count ?? ""), parseSize(remaining_count ?? "")];
    // Whether a new id's contracts are counted on or from nothing is not known.
    const isSaid = filled !== undefined && remaining !== undefined && remaining > 0 && !isRenumbered;
    return { kind: "changed", size: isSaid ? sizeMicros(filled + remaining) : size, saidMs };
  }

  /** Takes so many contracts off what remains, exactly, whatever fills meanwhile. What has filled the answer does not say: the size is as told. */
  async decrease(key: string, { by, sendByUs, size }: DecreaseTerms): Promise<ChangeOutcome> {
    const { client, own, scheduler, table } = this.options;
    const order = own.find(key);
    const instrument = order && table.at(order.request.instrument);
    if (!order?.orderId || !instrument) return { kind: "unsent", reason: "unknown_order" };
    if (by <= 0 || by % instrument.sizeStep !== 0) return { kind: "unsent", reason: "size_step" };
    const { changedUs } = order;
    order.changedUs = scheduler.nowUs();
    const params = { order_id: order.orderId, reduce_by: formatSize(by, 2), market_ticker: instrument.venueId };
    const answer = await client.get(decreaseOrder, { ...params, ...this.subaccount }, this.limitsOf(sendByUs));
    if (!answer.ok) return failed(order, answer, changedUs);
    const { remaining_count, ts_ms: saidMs } = answer.value.value;
    return parseSize(remaining_count) === 0 ? { kind: "ended" } : { kind: "changed", size, saidMs };
  }

  private limitsOf(sendByUs: number | undefined) {
    return { timeoutMs: this.options.timeoutMs, ...(sendByUs !== undefined && { sendByUs }) };
  }

  private get subaccount(): { readonly subaccount?: number } {
    const { subaccount } = this.options;
    return subaccount === undefined ? {} : { subaccount };
  }
}

function failed(
  order: OwnOrder,
  { error }: Extract<Result<unknown, VenueError>, { ok: false }>,
  changedUs: number | undefined,
): ChangeOutcome {
  if (isUnknown(error)) return { kind: "unknown" };
  order.changedUs = changedUs;
  const reason = error.code === "not_found" ? "unknown_order" : reasonOf(error);
  return { kind: wasSeen(error) ? "refused" : "unsent", reason };
}

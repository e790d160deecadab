import { err, formatPrice, formatSize, ok, type Result } from "@augury/core";
import { type Instrument, isOnTick, type OrderRequest, type ReasonCode, type TickStructure } from "@augury/model";
import type { NewOrder } from "../rest/new-order.ts";
import { toYesLeg } from "./yes-leg.ts";

/** What an order says besides what was requested. Times in ms by the venue's clock. */
export interface OrderContext {
  /** Its client_order_id. */
  readonly key: string;
  /** The market's grid now, of YES prices. */
  readonly ticks: TickStructure;
  readonly nowMs: number;
  readonly endTimeMs: number;
  readonly selfTrade: NewOrder["self_trade_prevention_type"];
  readonly cancelOnPause: boolean;
  readonly groupId: string | undefined;
  readonly subaccount: number | undefined;
}

const TIME_IN_FORCE = {
  GTC: "good_till_canceled",
  GTD: "good_till_canceled",
  IOC: "immediate_or_cancel",
  FOK: "fill_or_kill",
} as const;

/** Returns an order as V2 takes it (kalshi.md section 10.1), or why it cannot be one. */
export function toNewOrder(
  instrument: Instrument,
  request: OrderRequest,
  context: OrderContext,
): Result<NewOrder, ReasonCode> {
  const { postOnly, reduceOnly = false, size, timeInForce } = request;
  const { price, side } = toYesLeg(instrument, request.side, request.price);
  const refusal = refusalOf(instrument, context.ticks, request, price);
  if (refusal) return err(refusal);
  const expiration = timeInForce === "GTD" ? expirationOf(context) : undefined;
  if (timeInForce === "GTD" && expiration === undefined) return err("deadline_passed");
  return ok({
    ticker: instrument.venueId,
    client_order_id: context.key,
    side,
    count: formatSize(size, 2),
    price: formatPrice(price, 4),
    time_in_force: TIME_IN_FORCE[timeInForce],
    self_trade_prevention_type: context.selfTrade,
    ...(expiration !== undefined && { expiration_time: expiration }),
    ...(postOnly && { post_only: true }),
    ...(reduceOnly && { reduce_only: true }),
    ...(context.cancelOnPause && { cancel_order_on_pause: true }),
    ...(context.groupId !== undefined && { order_group_id: context.groupId }),
    ...(context.subaccount !== undefined && { subaccount: context.subaccount }),
  });
}

function refusalOf(
  { orderSizeMin, sizeStep }: Instrument,
  ticks: TickStructure,
  { postOnly, reduceOnly, size, timeInForce }: OrderRequest,
  yesPrice: OrderRequest["price"],
): ReasonCode | undefined {
  if (size % sizeStep !== 0) return "size_step";
  if (size < orderSizeMin) return "size_min";
  if (!isOnTick(ticks, yesPrice)) return "off_tick";
  if (reduceOnly && timeInForce !== "IOC") return "unsupported";
  return postOnly && (timeInForce === "IOC" || timeInForce === "FOK") ? "post_only_cross" : undefined;
}

/** Whole seconds, cut off: it never rests past its deadline. One that ends within this second would be refused or die on the way. */
function expirationOf({ endTimeMs, nowMs }: OrderContext): number | undefined {
  const seconds = Math.floor(endTimeMs / 1000);
  return seconds * 1000 > nowMs ? seconds : undefined;
}

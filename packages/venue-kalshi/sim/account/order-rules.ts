import type { SimMarket } from "../sim-market.ts";
import { badRequest, Refusal } from "./refusal.ts";
import type { SimAccount } from "./sim-account.ts";
import type { OrderTerms, SimOrder } from "./sim-order.ts";
import { legPrice } from "./sim-position.ts";

/** Refuses an order that the venue does not take: market, grid, size, time, id, balance. */
export function checkOrder(account: SimAccount, terms: OrderTerms, nowMs: number): void {
  const { market, price, size, subaccount, expirationMs } = terms;
  if (market.status !== "active") throw new Refusal(400, "MARKET_INACTIVE", "market is not active");
  checkPrice(market, price);
  if (size <= 0 || size % 10_000 !== 0) throw badRequest("count must be in steps of 0.01");
  if (expirationMs !== undefined && expirationMs <= nowMs) throw badRequest("expiration_time has passed");
  if (subaccount >= account.subaccountsOpen) throw badRequest("no such subaccount");
  if (account.hasClientOrderId(terms.clientOrderId))
    throw new Refusal(409, "order_already_exists", "order already exists");
  checkBalance(account, terms);
}

/** A price lies in a band, whole steps from its start (kalshi.md section 5.2). */
function checkPrice(market: SimMarket, price: number): void {
  if (!isOnGrid(market, price))
    throw new Refusal(400, "INVALID_PRICE", "invalid price", "price must lie on the market's grid");
}

export function isOnGrid({ bands }: SimMarket, price: number): boolean {
  const isStep = bands.some(({ start, end, step }) => price >= start && price <= end && (price - start) % step === 0);
  return isStep && price > 0 && price < 10_000;
}

/** Only what opens a position costs; an order that may only reduce opens none. */
function checkBalance(account: SimAccount, { market, side, size, price, subaccount, ...terms }: OrderTerms): void {
  if (terms.reduceOnly && terms.timeInForce !== "immediate_or_cancel")
    throw badRequest("reduce_only goes with immediate_or_cancel");
  const held = account.position(market, subaccount).size;
  const closing = Math.max(0, Math.min(size, side === "bid" ? -held : held));
  const cost = ((size - closing) * legPrice(side, price)) / 10_000;
  if (!terms.reduceOnly && cost > account.cashOf(subaccount) - account.reserved(subaccount))
    throw new Refusal(400, "insufficient_balance", "insufficient balance");
}

/** What an amended order may cost more than before has to be there. */
export function checkAmend(
  account: SimAccount,
  order: SimOrder,
  { price, size }: { price: number; size: number },
): void {
  checkPrice(order.market, price);
  if (size <= order.filled) throw badRequest("count must be above what is filled");
  if (size % 10_000 !== 0) throw badRequest("count must be in steps of 0.01");
  const { side, terms } = order;
  const held = account.position(order.market, terms.subaccount).size;
  const opening = Math.max(0, size - order.filled - Math.max(0, side === "bid" ? -held : held));
  const free = account.cashOf(terms.subaccount) - account.reserved(terms.subaccount) + account.reservedBy(order);
  if ((opening * legPrice(side, price)) / 10_000 > free)
    throw new Refusal(400, "insufficient_balance", "insufficient balance");
}

/** Why nothing of an order is traded though it was accepted: "" for no word of its own. `isStopped`: by an own order in its way. */
export function withholdReason(
  { terms }: SimOrder,
  { within, wanted, isStopped }: { within: number; wanted: number; isStopped: boolean },
): string | undefined {
  if (terms.postOnly && within > 0) return "PostOnlyCrossCancel";
  // With an own order in its way it takes what it can (kalshi.md section 10.2).
  return terms.timeInForce === "fill_or_kill" && within < wanted && !isStopped ? "" : undefined;
}

import { ASK, BID, type BookSide } from "@augury/sim-kit";
import type { ExchangeWatcher, KalshiExchange } from "../kalshi-exchange.ts";
import type { SimTrade } from "../market-frames.ts";
import type { SimMarket } from "../sim-market.ts";
import { AccountReporter } from "./account-reporter.ts";
import type { AccountStore } from "./account-store.ts";
import { GroupDesk } from "./group-desk.ts";
import { checkAmend, checkOrder, isOnGrid, withholdReason } from "./order-rules.ts";
import { moveUpBehind, placesAt, shrinkTo, takeFromQueue } from "./queue-places.ts";
import { badRequest, notFound, Refusal } from "./refusal.ts";
import type { SimAccount } from "./sim-account.ts";
import { type OrderTerms, SimOrder } from "./sim-order.ts";
import { computeTradeFee } from "./trade-fee.ts";

export interface CrossParty {
  readonly account: SimAccount;
  readonly subaccount: number;
}

export interface CrossTerms {
  readonly market: SimMarket;
  /** PriceTicks of YES. */
  readonly price: number;
  readonly size: number;
  readonly buyer: CrossParty;
  readonly seller: CrossParty;
  readonly takerBuys: boolean;
}

/**
 * The accounts' orders against the exchange's book: they take visible levels best first and rest with what is left. What rests is filled
 * when its turn comes, after everybody who stood there before, whoever takes: the world or another account.
 *
 * Placing: 1. the order is checked (market, grid, id, group, balance), 2. own orders in its way are handled, 3. it sweeps the levels
 * within its limit, 4. the rest rests or is canceled.
 */
export class OrderDesk implements ExchangeWatcher {
  readonly groups: GroupDesk;
  /** An amended order gets another id, as the venue may do (kalshi.md section 10). */
  amendRenumbers = false;
  private readonly reporter: AccountReporter;
  private readonly owners = new Map<SimOrder, SimAccount>();
  /** Trades of the order that is being placed, while it sweeps. */
  private sweeping: SimTrade[] | undefined;

  constructor(
    private readonly exchange: KalshiExchange,
    private readonly store: AccountStore,
  ) {
    this.reporter = new AccountReporter(exchange.accounts);
    this.groups = new GroupDesk(this, store, this.reporter);
    exchange.watch(this);
  }

  place(account: SimAccount, terms: OrderTerms, nowMs: number): SimOrder {
    checkOrder(account, terms, nowMs);
    this.groups.admit(account, terms.groupId);
    const order = new SimOrder(this.store.ids.next(), terms, nowMs);
    if (!account.addOrder(order)) throw new Refusal(400, "too_many_orders", "too many open orders");
    this.owners.set(order, account);
    this.match(account, order, nowMs);
    return order;
  }

  /** Returns how many contracts it took away. */
  cancel(account: SimAccount, id: string, nowMs: number, reason: string | undefined = undefined): number {
    const order = this.find(account, id);
    if (order.status !== "resting") throw notFound("resting order");
    return this.remove(account, order, nowMs, reason);
  }

  cancelAll(account: SimAccount, subaccount: number | undefined, nowMs: number): void {
    for (const order of account.resting())
      if (subaccount === undefined || order.terms.subaccount === subaccount)
        this.remove(account, order, nowMs, undefined);
  }

  decrease(account: SimAccount, id: string, to: (remaining: number) => number, nowMs: number): SimOrder {
    const order = this.requireResting(account, id);
    const after = to(order.remaining);
    if (after < 0 || after > order.remaining) throw badRequest("a decrease lowers what remains");
    if (after === 0) {
      this.remove(account, order, nowMs, "Decrease");
      return order;
    }
    this.showLevel(order, after - order.remaining, nowMs);
    moveUpBehind(order, this.placesAt(order), order.remaining - after);
    order.size -= order.remaining - after;
    this.touch(account, order, nowMs, "Decrease");
    return order;
  }

  /** `size` is the new total, what is filled already included (kalshi.md section 10.2). */
  amend(
    account: SimAccount,
    id: string,
    { price, size, clientOrderId }: { price: number; size: number; clientOrderId: string | undefined },
    nowMs: number,
  ): SimOrder {
    const order = this.requireResting(account, id);
    checkAmend(account, order, { price, size });
    if (clientOrderId !== undefined && clientOrderId !== order.clientOrderId && account.hasClientOrderId(clientOrderId))
      throw new Refusal(409, "order_already_exists", "order already exists");
    const keepsPlace = price === order.price && size <= order.size;
    this.showLevel(order, -order.remaining, nowMs);
    moveUpBehind(order, this.placesAt(order), keepsPlace ? order.size - size : order.remaining);
    if (this.amendRenumbers) {
      this.reporter.orderReplaced(account, order);
      account.renumberOrder(order, this.store.ids.next());
    }
    order.price = price;
    order.size = size;
    if (clientOrderId !== undefined) account.renameOrder(order, clientOrderId);
    if (keepsPlace) {
      this.showLevel(order, order.remaining, nowMs);
      this.touch(account, order, nowMs, "Amend");
    } else this.match(account, order, nowMs, "Amend");
    return order;
  }

  /** Trades between two accounts off the book: quotes and block trades. Returns their orders, the buyer's first. */
  cross(
    { market, price, size, buyer, seller, takerBuys }: CrossTerms,
    nowMs: number,
  ): readonly [buyer: SimOrder, seller: SimOrder] {
    const trade: SimTrade = {
      tradeId: this.store.ids.next(),
      market,
      takerSide: takerBuys ? "buy" : "sell",
      price,
      size,
      timeUs: nowMs * 1000,
    };
    const [buy, sell] = [this.crossed(buyer, "bid", trade, nowMs), this.crossed(seller, "ask", trade, nowMs)];
    this.fill(buyer.account, buy, trade, takerBuys);
    this.fill(seller.account, sell, trade, !takerBuys);
    return [buy, sell];
  }

  find(account: SimAccount, id: string): SimOrder {
    const order = account.orders.get(id);
    if (!order) throw notFound("order");
    return order;
  }

  /** Contracts that stand before it now. */
  queuePosition(order: SimOrder): number {
    shrinkTo(this.placesAt(order), order.market.ladder(bookSideOf(order)).sizeAt(order.price));
    return order.ahead;
  }

  /** Cancels what has expired. */
  advance(nowMs: number): void {
    for (const [order, account] of this.owners)
      if (order.status === "resting" && order.terms.expirationMs !== undefined && order.terms.expirationMs <= nowMs)
        this.remove(account, order, nowMs, "ExpiryCancel");
  }

  traded(trade: SimTrade): void {
    this.sweeping?.push(trade);
    const timeMs = Math.floor(trade.timeUs / 1000);
    const hit = [...this.owners.keys()].filter((order) => order.market === trade.market && isHitBy(order, trade));
    const passed = hit.filter(({ price }) => price !== trade.price).toSorted(byPriceThenTime);
    let left = trade.size;
    for (const order of passed) {
      const size = Math.min(order.remaining, left);
      left -= size;
      if (size <= 0) continue;
      this.showLevel(order, -size, timeMs);
      this.fillMaker(order, trade, size);
    }
    const first = hit.find(({ price }) => price === trade.price);
    if (!first) return;
    // The sweep has taken it out of the book already.
    const visible = first.market.ladder(bookSideOf(first)).sizeAt(first.price) + left;
    for (const [order, size] of takeFromQueue(this.placesAt(first), left, visible))
      if (size > 0) this.fillMaker(order, trade, size);
  }

  /** What no longer lies on the grid cannot rest there (kalshi.md section 5.2). */
  gridChanged(market: SimMarket, timeUs: number): void {
    for (const [order, account] of this.owners)
      if (order.market === market && order.status === "resting" && !isOnGrid(market, order.price))
        this.remove(account, order, Math.floor(timeUs / 1000), "HaltCancel");
  }

  statusChanged(market: SimMarket, timeUs: number): void {
    const nowMs = Math.floor(timeUs / 1000);
    for (const [order, account] of this.owners) {
      if (order.market !== market || order.status !== "resting") continue;
      // A pause leaves them, the reactivation takes them all (kalshi.md section 6.3).
      if (market.status === "inactive" && !order.terms.cancelOnPause) continue;
      const reason = market.status === "active" || market.status === "inactive" ? "HaltCancel" : "CloseCancel";
      this.remove(account, order, nowMs, reason);
    }
    if (market.status === "finalized") this.settle(market, nowMs);
  }

  /** Steps 2 to 4. */
  private match(account: SimAccount, order: SimOrder, nowMs: number, reason?: string): void {
    const bound = this.clearTheWay(account, order, nowMs);
    const wanted = this.cappedSize(account, order);
    const swept = this.sweepable(order, bound);
    const within = swept.reduce((sum, { size }) => sum + size, 0);
    const refusal = withholdReason(order, { within, wanted, isStopped: bound !== undefined });
    if (refusal !== undefined) {
      this.end(account, order, nowMs, refusal || undefined);
      return;
    }
    const take = { size: Math.min(wanted, within), levelsMax: swept.length };
    if (take.size > 0) this.sweep(account, order, take, nowMs);
    if (order.remaining > 0) this.leaveRest(account, order, { bound, reason, isCapped: wanted < order.size }, nowMs);
  }

  /** Step 4. */
  private leaveRest(
    account: SimAccount,
    order: SimOrder,
    { bound, reason, isCapped }: { bound: number | undefined; reason: string | undefined; isCapped: boolean },
    nowMs: number,
  ): void {
    if (bound !== undefined) this.end(account, order, nowMs, "SelfTradeCancel");
    else if (order.terms.timeInForce !== "good_till_canceled")
      this.end(account, order, nowMs, isCapped ? "ReduceOnlyCancel" : undefined);
    else {
      order.ahead = order.market.ladder(bookSideOf(order)).sizeAt(order.price);
      this.showLevel(order, order.remaining, nowMs);
      this.touch(account, order, nowMs, reason);
    }
  }

  /** Step 2: returns the price of the first own order that stops it, or nothing after taking own orders out of its way. */
  private clearTheWay(account: SimAccount, order: SimOrder, nowMs: number): number | undefined {
    const own = account
      .resting()
      .filter((other) => other !== order && other.market === order.market && other.side !== order.side)
      .filter((other) => isBeyond(order, other.price));
    if (order.terms.selfTrade === "taker_at_cross") {
      const prices = own.map(({ price }) => price);
      if (prices.length === 0) return undefined;
      return order.side === "bid" ? Math.min(...prices) : Math.max(...prices);
    }
    for (const other of own) this.remove(account, other, nowMs, "SelfTradeCancel");
    return undefined;
  }

  private cappedSize(account: SimAccount, order: SimOrder): number {
    if (!order.terms.reduceOnly) return order.remaining;
    const held = account.position(order.market, order.terms.subaccount).size;
    return Math.min(order.remaining, Math.max(0, order.side === "bid" ? -held : held));
  }

  /** The levels within its limit, and before the own order at `bound`. */
  private sweepable(order: SimOrder, bound: number | undefined): { readonly price: number; readonly size: number }[] {
    const ladder = order.market.ladder(order.side === "bid" ? ASK : BID);
    const levels = [];
    for (let rank = 0; rank < ladder.length; rank++) {
      const price = ladder.at(rank) as number;
      const isOwn = bound !== undefined && (order.side === "bid" ? price >= bound : price <= bound);
      if (!isBeyond(order, price) || isOwn) break;
      levels.push({ price, size: ladder.sizeAt(price) });
    }
    return levels;
  }

  /** Step 3. */
  private sweep(account: SimAccount, order: SimOrder, take: { size: number; levelsMax: number }, nowMs: number): void {
    const takerSide = order.side === "bid" ? "buy" : "sell";
    this.sweeping = [];
    this.exchange.trade(order.market.index, { ...take, takerSide, timeUs: nowMs * 1000, echoDelayUs: 0 });
    const trades = this.sweeping;
    this.sweeping = undefined;
    for (const trade of trades) this.fill(account, order, trade, true);
  }

  private fillMaker(order: SimOrder, trade: SimTrade, size: number): void {
    const account = this.owners.get(order);
    if (account) this.fill(account, order, { ...trade, size }, false);
  }

  private placesAt(order: SimOrder): SimOrder[] {
    return placesAt(order, this.owners.keys());
  }

  private fill(account: SimAccount, order: SimOrder, trade: SimTrade, isTaker: boolean): void {
    const { price, size } = trade;
    const timeMs = Math.floor(trade.timeUs / 1000);
    const { market, side, terms } = order;
    const fee = computeTradeFee({ event: market.spec.event, isTaker, side, price, size });
    const cost = (size * price) / 10_000;
    order.filled += size;
    if (isTaker) order.takerCost += cost;
    else order.makerCost += cost;
    if (isTaker) order.takerFees += fee;
    else order.makerFees += fee;
    if (order.filled === order.size) order.status = "executed";
    const position = account.position(market, terms.subaccount);
    const change = position.apply(side, price, size, timeMs);
    position.feesPaid += fee;
    account.addCash(change - fee, { subaccount: terms.subaccount, timeMs });
    const fill = { tradeId: trade.tradeId, order, isTaker, price, size, fee, timeMs };
    account.keep(account.fills, fill);
    this.reporter.filled(account, fill, position);
    this.touch(account, order, timeMs, "Trade");
    this.groups.matched(account, terms.groupId, size, timeMs);
  }

  private settle(market: SimMarket, nowMs: number): void {
    const yesValue = market.result === "yes" ? 10_000 : 0;
    for (const account of this.store.all())
      for (const position of account.allPositions()) {
        if (position.market !== market || position.size === 0) continue;
        const revenue = position.settle(yesValue, nowMs);
        account.addCash(revenue, { subaccount: position.subaccount, timeMs: nowMs });
        account.keep(account.settlements, { position, revenue, yesValue, timeMs: nowMs });
        this.reporter.positionChanged(account, position);
      }
  }

  private crossed({ account, subaccount }: CrossParty, side: "bid" | "ask", trade: SimTrade, nowMs: number): SimOrder {
    const { market, price, size } = trade;
    const order = new SimOrder(
      this.store.ids.next(),
      {
        market,
        side,
        price,
        size,
        subaccount,
        clientOrderId: "",
        timeInForce: "fill_or_kill",
        selfTrade: "taker_at_cross",
        postOnly: false,
        reduceOnly: false,
        cancelOnPause: false,
        expirationMs: undefined,
        groupId: undefined,
      },
      nowMs,
    );
    if (!account.addOrder(order)) throw new Refusal(400, "too_many_orders", "too many open orders");
    return order;
  }

  private requireResting(account: SimAccount, id: string): SimOrder {
    const order = this.find(account, id);
    if (order.status !== "resting") throw notFound("resting order");
    if (order.market.status !== "active") throw new Refusal(400, "MARKET_INACTIVE", "market is not active");
    return order;
  }

  private remove(account: SimAccount, order: SimOrder, nowMs: number, reason: string | undefined): number {
    const { remaining } = order;
    this.showLevel(order, -remaining, nowMs);
    moveUpBehind(order, this.placesAt(order), remaining);
    this.end(account, order, nowMs, reason);
    return remaining;
  }

  private end(account: SimAccount, order: SimOrder, nowMs: number, reason: string | undefined): void {
    order.status = "canceled";
    this.touch(account, order, nowMs, reason);
  }

  /** Shows the world what rests, or no longer does; a closed market has no book. */
  private showLevel(order: SimOrder, change: number, nowMs: number): void {
    if (order.market.status !== "active" && order.market.status !== "inactive") return;
    const level = { side: bookSideOf(order), price: order.price, size: change };
    this.exchange.changeLevel(order.market.index, level, nowMs * 1000);
  }

  private touch(account: SimAccount, order: SimOrder, nowMs: number, reason: string | undefined): void {
    order.updatedMs = nowMs;
    order.reason = reason;
    order.keepVersion();
    account.updatedMs = nowMs;
    this.reporter.orderChanged(account, order);
    if (order.status === "resting") return;
    this.owners.delete(order);
    account.endOrder(order);
  }
}

function bookSideOf({ side }: SimOrder): BookSide {
  return side === "bid" ? BID : ASK;
}

/** Whether a price on the other side is one that the order takes. */
function isBeyond(order: SimOrder, price: number): boolean {
  return order.side === "bid" ? price <= order.price : price >= order.price;
}

/** Best for the taker first; what came first comes first where prices are the same. */
function byPriceThenTime(a: SimOrder, b: SimOrder): number {
  return a.side === "bid" ? b.price - a.price : a.price - b.price;
}

/** Whether a trade would have reached a resting order: a seller at or below a bid, a buyer at or above an ask. */
function isHitBy(order: SimOrder, { takerSide, price }: SimTrade): boolean {
  return order.side === "bid"
    ? takerSide === "sell" && price <= order.price
    : takerSide === "buy" && price >= order.price;
}

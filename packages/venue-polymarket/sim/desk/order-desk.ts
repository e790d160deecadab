import { ASK, BID, type BookSide } from "@augury/sim-kit";
import type { AccountStore, SimApiKey } from "../account/account-store.ts";
import type { SimAccount } from "../account/sim-account.ts";
import type { PolymarketExchange, Sweep } from "../polymarket-exchange.ts";
import type { SimMarket } from "../sim-market.ts";
import { EngineStates } from "./engine-states.ts";
import { cashOf, lacksFunds } from "./funds.ts";
import { LevelQueue } from "./level-queue.ts";
import { FillMaker } from "./make-fills.ts";
import { GTD_EARLY_S, type OrderBody, readOrder } from "./order-request.ts";
import { type Reached, reach } from "./reach.ts";
import { redeemForAll } from "./redeem.ts";
import { isRefusal, type Refusal, refusal } from "./refusal.ts";
import { Settlement } from "./settlement.ts";
import { bookPlaceOf, leftOf, type OrderTerms, type SimOrder, sizeText } from "./sim-order.ts";
import type { SimTrade } from "./sim-trade.ts";

/** What accounts are told on the user channel. */
export interface DeskListener {
  onOrder(order: SimOrder, type: "PLACEMENT" | "UPDATE" | "CANCELLATION", nowMs: number): void;
  onTrade(trade: SimTrade, nowMs: number): void;
}

/** An order that was taken, and what it matched at once: micros of what was given and got. */
export interface Placement {
  readonly order: SimOrder;
  readonly trades: readonly SimTrade[];
  readonly gave: number;
  readonly got: number;
}

const ORDERS_MAX = 100_000;

type EndStatus = "CANCELED" | "CANCELED_MARKET_RESOLVED";

/** An order that waits to meet the book. */
interface Delayed {
  readonly order: SimOrder;
  readonly dueMs: number;
}

/**
 * The accounts' orders against the exchange's book: what crosses takes visible levels, best first, on some markets after a delay; what rests
 * adds to its level and is filled when its turn comes, after everybody who stood there before.
 */
export class OrderDesk {
  readonly states = new EngineStates();
  readonly orders = new Map<string, SimOrder>();
  readonly settlement: Settlement;
  readonly listeners = new Set<DeskListener>();
  /** Orders that the change to another order version has wiped. */
  readonly wiped: SimOrder[] = [];
  private readonly queues = new Map<string, LevelQueue>();
  private readonly fills: FillMaker;
  private delayed: Delayed[] = [];
  /** The account's order that sweeps the book right now. */
  private taker: { readonly order: SimOrder; readonly nowMs: number; readonly trades: SimTrade[] } | undefined;

  constructor(
    private readonly exchange: PolymarketExchange,
    private readonly accounts: AccountStore,
  ) {
    this.settlement = new Settlement((trade, nowMs) => {
      this.tell((one) => one.onTrade(trade, nowMs));
      // What was still on its way when its market was resolved.
      if (trade.state === "CONFIRMED" && trade.market.payouts) redeemForAll(this.accounts, trade.market, nowMs);
    });
    this.fills = new FillMaker(accounts);
    exchange.onSweep = (sweep) => this.onSweep(sweep);
    exchange.onTick = ({ index }, timeUs) => this.endAllOf(index, "CANCELED", Math.floor(timeUs / 1000));
    exchange.onResolved = (market, timeUs) => {
      this.endAllOf(market.index, "CANCELED_MARKET_RESOLVED", Math.floor(timeUs / 1000));
      redeemForAll(this.accounts, market, Math.floor(timeUs / 1000));
    };
  }

  place(body: OrderBody, key: SimApiKey, nowMs: number): Placement | Refusal {
    const { accounts, exchange } = this;
    const terms = readOrder(body, key, { accounts, find: (id) => exchange.findToken(id), nowMs });
    if (isRefusal(terms)) return terms;
    const reached = reach(terms);
    const broken = this.refuses(terms, reached);
    if (broken) return broken;
    const order: SimOrder = { ...terms, createdMs: nowMs, matched: 0, status: "LIVE", tradeIds: [] };
    this.orders.set(order.id, order);
    const delayMs = terms.market.spec.takerDelayMs ?? 0;
    if (delayMs > 0 && reached.size > 0) {
      order.status = "DELAYED";
      this.delayed.push({ order, dueMs: nowMs + delayMs });
      this.tell((one) => one.onOrder(order, "PLACEMENT", nowMs));
      return { order, trades: [], gave: 0, got: 0 };
    }
    return this.execute(order, nowMs);
  }

  /** Returns the ids that are canceled now, and why others are not. */
  cancel(ids: readonly string[], account: SimAccount, nowMs: number) {
    const canceled: string[] = [];
    const notCanceled: Record<string, string> = {};
    for (const id of ids) {
      const order = this.orders.get(id.toLowerCase());
      if (order?.key.account !== account) notCanceled[id] = "order can't be found - already canceled or matched";
      else if (!isOpen(order)) notCanceled[id] = "already canceled or matched";
      else {
        this.end(order, "CANCELED", nowMs);
        canceled.push(id);
      }
    }
    return { canceled, not_canceled: notCanceled };
  }

  /** Orders that rest, and those that wait to meet the book. */
  openOrdersOf(account: SimAccount): SimOrder[] {
    return [...this.orders.values()].filter((order) => order.key.account === account && isOpen(order));
  }

  cancelKey(key: SimApiKey, nowMs: number): void {
    for (const order of this.openOrdersOf(key.account)) if (order.key === key) this.end(order, "CANCELED", nowMs);
  }

  /** Takes orders of another version alone from now on, on every market, and wipes what rests (polymarket.md section 0); 2 is each market's own. */
  cutOver(version: 2 | 3, nowMs: number): void {
    const { exchange } = this;
    if (version === exchange.orderVersion) return;
    exchange.orderVersion = version;
    for (const market of exchange.markets)
      market.exchangeVersion = version === 2 ? (market.spec.exchangeVersion ?? 2) : version;
    for (const order of this.orders.values()) {
      if (!isOpen(order)) continue;
      this.end(order, "CANCELED", nowMs);
      this.wiped.push(order);
    }
  }

  /** Does what became due: delayed orders, expiries, orders of closed markets, settlement. */
  advance(nowMs: number): void {
    this.states.advance(nowMs);
    this.settlement.advance(nowMs);
    for (const order of this.orders.values()) {
      if (!isOpen(order)) continue;
      if (order.market.status !== "open") this.end(order, "CANCELED_MARKET_RESOLVED", nowMs);
      else if (order.expiration > 0 && nowMs / 1000 >= order.expiration - GTD_EARLY_S)
        this.end(order, "CANCELED", nowMs);
    }
    this.release(nowMs);
  }

  /** Lets the orders meet the book whose delay is over. */
  private release(nowMs: number): void {
    if (this.delayed.length === 0) return;
    const due = this.delayed.filter(({ dueMs }) => dueMs <= nowMs);
    this.delayed = this.delayed.filter(({ dueMs, order }) => dueMs > nowMs && order.status === "DELAYED");
    for (const { order } of due) if (order.status === "DELAYED") this.releaseOne(order, nowMs);
  }

  private releaseOne(order: SimOrder, nowMs: number): void {
    const reached = reach(order);
    const finds = order.type === "FOK" ? reached.isWhole : reached.size > 0;
    const others = this.openOrdersOf(order.key.account).filter((one) => one !== order);
    // The book has moved meanwhile, away or to where it costs more.
    if ((isMarketOrder(order) && !finds) || lacksFunds(order, reached, others)) {
      order.status = "UNMATCHED";
      this.tell((one) => one.onOrder(order, "UPDATE", nowMs));
      return;
    }
    order.status = "LIVE";
    this.execute(order, nowMs);
  }

  private execute(order: SimOrder, nowMs: number): Placement {
    const trades = this.take(order, nowMs);
    const gave = trades.reduce((sum, { size, price }) => sum + (order.side === "BUY" ? cashOf(size, price) : size), 0);
    const got = trades.reduce((sum, { size, price }) => sum + (order.side === "BUY" ? size : cashOf(size, price)), 0);
    if (leftOf(order) > 0 && isMarketOrder(order)) {
      order.status = "MATCHED";
      this.tell((one) => one.onOrder(order, "UPDATE", nowMs));
    } else if (leftOf(order) > 0) this.rest(order, nowMs);
    return { order, trades, gave, got };
  }

  private refuses(terms: OrderTerms, reached: Reached): Refusal | undefined {
    const { id, key, side, type, postOnly } = terms;
    if (this.orders.has(id)) return refusal(`order ${id} is invalid. Duplicated.`);
    if (this.orders.size >= ORDERS_MAX) return refusal("could not insert order", 500);
    if (key.account.isBanned) return refusal(`'${key.account.address}' address banned`);
    if (key.account.closedOnly && side === "BUY")
      return refusal(`'${key.account.address}' address in closed only mode`);
    if (this.states.mode === "post_only" && !postOnly)
      return refusal("post-only mode: only post-only orders and cancels are allowed", 503);
    if (postOnly && reached.size > 0) return refusal("invalid post-only order: order crosses book");
    if (type === "FOK" && !reached.isWhole)
      return refusal("order couldn't be fully filled. FOK orders are fully filled or killed.");
    if (type === "FAK" && reached.size === 0)
      return refusal(
        "no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.",
      );
    const isSmall =
      side === "BUY" && reached.size > 0 && reached.cash < 1e6 && (isMarketOrder(terms) || reached.isWhole);
    if (isSmall) return refusal(`invalid amount for a marketable BUY order ($${reached.cash / 1e6}), min size: $1`);
    return lacksFunds(terms, reached, this.openOrdersOf(key.account));
  }

  /** Takes what the order reaches of the book; the sweep comes back through {@link onSweep}. */
  private take(order: SimOrder, nowMs: number): readonly SimTrade[] {
    const { size, levels } = reach(order);
    if (size === 0) return [];
    const trades: SimTrade[] = [];
    this.taker = { order, nowMs, trades };
    const { side } = bookPlaceOf(order);
    this.exchange.trade(order.market.index, {
      takerSide: side === BID ? "buy" : "sell",
      size,
      levelsMax: levels,
      timeUs: nowMs * 1000,
      echoDelayUs: 0,
    });
    this.taker = undefined;
    if (leftOf(order) === 0) order.status = "MATCHED";
    return trades;
  }

  private onSweep({ market, side, levels, timeUs }: Sweep): void {
    const { taker } = this;
    const nowMs = taker?.nowMs ?? Math.floor(timeUs / 1000);
    for (const { price, taken, remaining } of levels) {
      const name = queueName(market, side, price);
      const queue = this.queues.get(name);
      queue?.sync(taken + remaining);
      const parts = queue?.take(taken) ?? [{ order: undefined, size: taken }];
      if (!taker && parts.every(({ order }) => order === undefined)) continue;
      const trade = this.fills.make({ market, side, price, size: taken, parts, taker: taker?.order, nowMs });
      taker?.trades.push(trade);
      this.settlement.match(trade, nowMs);
      for (const { order, size } of parts) if (order) this.fill(order, size, trade, nowMs);
      if (taker) this.fill(taker.order, taken, trade, nowMs);
      if (queue && !queue.hasOrders) this.queues.delete(name);
    }
  }

  private fill(order: SimOrder, size: number, trade: SimTrade, nowMs: number): void {
    order.matched += size;
    order.tradeIds.push(trade.id);
    if (leftOf(order) <= 0) order.status = "MATCHED";
    order.key.account.notify(
      2,
      order.key.apiKey,
      { order_id: order.id, trade_id: trade.id, matched_size: sizeText(size) },
      nowMs,
    );
    this.tell((one) => one.onOrder(order, "UPDATE", nowMs));
  }

  private rest(order: SimOrder, nowMs: number): void {
    const { side, price } = bookPlaceOf(order);
    const standing = order.market.ladder(side).sizeAt(price);
    const name = queueName(order.market, side, price);
    const queue = this.queues.get(name) ?? new LevelQueue();
    this.queues.set(name, queue);
    queue.sync(standing);
    queue.join(order, leftOf(order));
    this.exchange.applyLevels(order.market.index, [{ side, price, size: standing + leftOf(order) }], nowMs * 1000);
    this.tell((one) => one.onOrder(order, "PLACEMENT", nowMs));
  }

  private endAllOf(market: number, status: EndStatus, nowMs: number): void {
    for (const order of this.orders.values())
      if (order.market.index === market && isOpen(order)) this.end(order, status, nowMs);
  }

  private end(order: SimOrder, status: EndStatus, nowMs: number): void {
    const hasRested = order.status === "LIVE";
    order.status = status;
    if (hasRested) this.leaveBook(order, nowMs);
    order.key.account.notify(1, order.key.apiKey, { order_id: order.id }, nowMs);
    this.tell((one) => one.onOrder(order, "CANCELLATION", nowMs));
  }

  private leaveBook(order: SimOrder, nowMs: number): void {
    const { side, price } = bookPlaceOf(order);
    const name = queueName(order.market, side, price);
    const queue = this.queues.get(name);
    queue?.leave(order);
    if (queue && !queue.hasOrders) this.queues.delete(name);
    const standing = order.market.ladder(side).sizeAt(price);
    if (standing > 0 && order.market.status === "open") {
      const size = Math.max(0, standing - leftOf(order));
      this.exchange.applyLevels(order.market.index, [{ side, price, size }], nowMs * 1000);
    }
  }

  private tell(say: (listener: DeskListener) => void): void {
    for (const listener of this.listeners) say(listener);
  }
}

function isMarketOrder({ type }: OrderTerms): boolean {
  return type === "FOK" || type === "FAK";
}

/** Whether an order may still trade. */
function isOpen({ status }: SimOrder): boolean {
  return status === "LIVE" || status === "DELAYED";
}

function queueName(market: SimMarket, side: BookSide, price: number): string {
  return `${market.index}:${side === ASK ? "a" : "b"}${price}`;
}

import { ASK, BID, type BookSide } from "@augury/sim-kit";
import type { AccountStore, SimApiKey } from "../account/account-store.ts";
import type { SimAccount } from "../account/sim-account.ts";
import type { PolymarketExchange, Sweep } from "../polymarket-exchange.ts";
import type { SimMarket } from "../sim-market.ts";
import { LevelQueue } from "./level-queue.ts";
import { FillMaker } from "./make-fills.ts";
import { GTD_EARLY_S, isRefusal, type OrderBody, type Refusal, readOrder, refusal } from "./order-request.ts";
import { reach } from "./reach.ts";
import { Settlement } from "./settlement.ts";
import { bookPlaceOf, leftOf, type OrderTerms, type SimOrder, sizeText, tokenIdOf } from "./sim-order.ts";
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

/** Matching states that the venue goes through around a restart (polymarket.md section 7). */
export type EngineMode = "normal" | "restarting" | "post_only" | "cancel_only" | "disabled";

const ORDERS_MAX = 100_000;
/** What this venue reads: the struct of CLOB V2 (polymarket.md section 0). */
const ORDER_VERSION = 2;

/**
 * The accounts' orders against the exchange's book: what crosses takes visible levels, best first; what rests adds to its level and is
 * filled when its turn comes, after everybody who stood there before.
 */
export class OrderDesk {
  mode: EngineMode = "normal";
  /** Version of the order struct that is taken; see {@link cutOver}. */
  version = ORDER_VERSION;
  readonly orders = new Map<string, SimOrder>();
  readonly settlement: Settlement;
  readonly listeners = new Set<DeskListener>();
  private readonly queues = new Map<string, LevelQueue>();
  private readonly fills: FillMaker;
  /** The account's order that sweeps the book right now. */
  private taker: { readonly order: SimOrder; readonly nowMs: number; readonly trades: SimTrade[] } | undefined;

  constructor(
    private readonly exchange: PolymarketExchange,
    accounts: AccountStore,
  ) {
    this.settlement = new Settlement((trade, nowMs) => this.tell((one) => one.onTrade(trade, nowMs)));
    this.fills = new FillMaker(accounts);
    exchange.onSweep = (sweep) => this.onSweep(sweep);
  }

  place(body: OrderBody, key: SimApiKey, nowMs: number): Placement | Refusal {
    if (this.version !== ORDER_VERSION) return refusal("order_version_mismatch");
    const terms = readOrder(body, key, (id) => this.exchange.findToken(id), nowMs);
    if (isRefusal(terms)) return terms;
    const broken = this.refuses(terms);
    if (broken) return broken;
    const order: SimOrder = { ...terms, createdMs: nowMs, matched: 0, status: "LIVE", tradeIds: [] };
    this.orders.set(order.id, order);
    const trades = this.take(order, nowMs);
    const gave = trades.reduce((sum, { size, price }) => sum + (order.side === "BUY" ? cashOf(size, price) : size), 0);
    const got = trades.reduce((sum, { size, price }) => sum + (order.side === "BUY" ? size : cashOf(size, price)), 0);
    if (isMarketOrder(order)) order.status = "MATCHED";
    else if (leftOf(order) > 0) this.rest(order, nowMs);
    return { order, trades, gave, got };
  }

  /** Returns the ids that are canceled now, and why others are not. */
  cancel(ids: readonly string[], account: SimAccount, nowMs: number) {
    const canceled: string[] = [];
    const notCanceled: Record<string, string> = {};
    for (const id of ids) {
      const order = this.orders.get(id.toLowerCase());
      if (order?.key.account !== account) notCanceled[id] = "order can't be found - already canceled or matched";
      else if (order.status !== "LIVE") notCanceled[id] = "already canceled or matched";
      else {
        this.end(order, "CANCELED", nowMs);
        canceled.push(id);
      }
    }
    return { canceled, not_canceled: notCanceled };
  }

  openOrdersOf(account: SimAccount): SimOrder[] {
    return [...this.orders.values()].filter((order) => order.key.account === account && order.status === "LIVE");
  }

  cancelKey(key: SimApiKey, nowMs: number): void {
    for (const order of this.openOrdersOf(key.account)) if (order.key === key) this.end(order, "CANCELED", nowMs);
  }

  /** Another order version is taken from now on: every resting order is wiped, and orders of the known one are refused until it is back. */
  cutOver(version: number, nowMs: number): void {
    if (version !== this.version)
      for (const order of this.orders.values()) if (order.status === "LIVE") this.end(order, "CANCELED", nowMs);
    this.version = version;
  }

  /** Does what became due: expiries, orders of closed markets, settlement. */
  advance(nowMs: number): void {
    this.settlement.advance(nowMs);
    for (const order of this.orders.values()) {
      if (order.status !== "LIVE") continue;
      if (order.market.status !== "open") this.end(order, "CANCELED_MARKET_RESOLVED", nowMs);
      else if (order.expiration > 0 && nowMs / 1000 >= order.expiration - GTD_EARLY_S)
        this.end(order, "CANCELED", nowMs);
    }
  }

  private refuses(terms: OrderTerms): Refusal | undefined {
    const { id, key, market, side, type, postOnly } = terms;
    if (this.orders.has(id)) return refusal(`order ${id} is invalid. Duplicated.`);
    if (this.orders.size >= ORDERS_MAX) return refusal("could not insert order", 500);
    if (key.account.isBanned) return refusal(`'${key.account.address}' address banned`);
    if (key.account.closedOnly && side === "BUY")
      return refusal(`'${key.account.address}' address in closed only mode`);
    if (this.mode === "post_only" && !postOnly)
      return refusal("post-only mode: only post-only orders and cancels are allowed", 503);
    const reached = reach(terms);
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
    return this.lacks(terms, market);
  }

  private lacks(terms: OrderTerms, { spec }: SimMarket): Refusal | undefined {
    const { account } = terms.key;
    const isBuy = terms.side === "BUY";
    const needs = isBuy ? terms.budget || cashOf(terms.size, terms.price) : terms.size;
    const fee = isBuy ? Math.ceil(needs * spec.feeRate * (1 - terms.price / 10_000)) : 0;
    const has = isBuy ? account.collateral : account.tokensOf(tokenIdOf(terms));
    const active = this.openOrdersOf(account)
      .filter((one) => one.side === terms.side && (isBuy || tokenIdOf(one) === tokenIdOf(terms)))
      .reduce((sum, one) => sum + (isBuy ? cashOf(leftOf(one), one.price) : leftOf(one)), 0);
    if (needs + fee + active <= has) return undefined;
    return refusal(
      "not enough balance / allowance: the balance is not enough -> " +
        `balance: ${has}, sum of active orders: ${active}, order amount: ${needs + fee}`,
    );
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

  private end(order: SimOrder, status: "CANCELED" | "CANCELED_MARKET_RESOLVED", nowMs: number): void {
    order.status = status;
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
    order.key.account.notify(1, order.key.apiKey, { order_id: order.id }, nowMs);
    this.tell((one) => one.onOrder(order, "CANCELLATION", nowMs));
  }

  private tell(say: (listener: DeskListener) => void): void {
    for (const listener of this.listeners) say(listener);
  }
}

function isMarketOrder({ type }: OrderTerms): boolean {
  return type === "FOK" || type === "FAK";
}

/** Returns dollars in micros, rounded down. */
function cashOf(size: number, price: number): number {
  return Math.floor((size * price) / 10_000);
}

function queueName(market: SimMarket, side: BookSide, price: number): string {
  return `${market.index}:${side === ASK ? "a" : "b"}${price}`;
}

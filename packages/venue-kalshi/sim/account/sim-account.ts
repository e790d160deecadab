import type { SimMarket } from "../sim-market.ts";
import { idOf } from "./sim-ids.ts";
import type { SimOrder, SimOrderFill } from "./sim-order.ts";
import { legPrice, SimPosition } from "./sim-position.ts";

export interface SimSettlement {
  readonly position: Pick<SimPosition, "market" | "subaccount" | "bought" | "feesPaid">;
  readonly revenue: number;
  readonly yesValue: number;
  readonly timeMs: number;
}

/** A cap on contracts matched within 15 seconds (kalshi.md section 10.3). */
export interface SimOrderGroup {
  readonly id: string;
  readonly subaccount: number;
  limit: number;
  isTriggered: boolean;
  /** Its newest matches. */
  matches: { readonly timeMs: number; readonly size: number }[];
}

export interface SimSubaccountTransfer {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly cents: number;
  readonly shard: number;
  readonly timeMs: number;
}

export interface SimShardTransfer {
  readonly id: string;
  readonly source: string;
  readonly destination: string;
  readonly fromShard: number;
  readonly toShard: number;
  readonly cash: number;
  readonly timeMs: number;
}

export interface SimMovement {
  readonly id: string;
  readonly type: "ach" | "wire";
  readonly cents: number;
  readonly timeMs: number;
}

/** Orders kept; the oldest that rest no more go first. */
const ORDERS_MAX = 100_000;
/** Entries of every other list; the oldest go first. */
const ENTRIES_MAX = 10_000;

/** Everything the venue keeps of one account. Money in CashMicros; newest last in every list. */
export class SimAccount {
  readonly userId: string;
  readonly communicationsId: string;
  readonly orders = new Map<string, SimOrder>();
  readonly fills: SimOrderFill[] = [];
  readonly settlements: SimSettlement[] = [];
  readonly groups = new Map<string, SimOrderGroup>();
  readonly subaccountTransfers: SimSubaccountTransfer[] = [];
  readonly shardTransfers: SimShardTransfer[] = [];
  readonly deposits: SimMovement[] = [];
  readonly withdrawals: SimMovement[] = [];
  readonly subtraders: string[] = [];
  /** By subtrader. */
  readonly dailyCaps = new Map<string, number>();
  readonly netting = new Map<number, boolean>([[0, true]]);
  allocations: { readonly exchange_index: number; readonly percent: number }[] = [{ exchange_index: 0, percent: 100 }];
  marginReservation = "sum";
  subaccountsOpen = 1;
  updatedMs = 0;
  private readonly cash = new Map<string, number>();
  private readonly restingOrders = new Set<SimOrder>();
  private readonly clientOrderIds = new Set<string>();
  private readonly positions = new Map<string, SimPosition>();

  constructor(readonly id: string) {
    this.userId = idOf(`user ${id}`);
    this.communicationsId = idOf(`communications ${id}`);
  }

  cashOf(subaccount: number, shard = 0): number {
    return this.cash.get(`${subaccount}|${shard}`) ?? 0;
  }

  addCash(
    amount: number,
    { subaccount = 0, shard = 0, timeMs }: { subaccount?: number; shard?: number; timeMs: number },
  ): void {
    this.cash.set(`${subaccount}|${shard}`, this.cashOf(subaccount, shard) + amount);
    this.updatedMs = timeMs;
  }

  position(market: SimMarket, subaccount: number): SimPosition {
    const key = `${market.spec.ticker}|${subaccount}`;
    const known = this.positions.get(key);
    if (known) return known;
    const made = new SimPosition(market, subaccount);
    this.positions.set(key, made);
    return made;
  }

  allPositions(): readonly SimPosition[] {
    return [...this.positions.values()];
  }

  /** False when too many orders rest already. */
  addOrder(order: SimOrder): boolean {
    if (this.orders.size >= ORDERS_MAX && !this.dropOldOrder()) return false;
    this.orders.set(order.id, order);
    this.restingOrders.add(order);
    if (order.clientOrderId !== "") this.clientOrderIds.add(order.clientOrderId);
    return true;
  }

  /** It rests no more. */
  endOrder(order: SimOrder): void {
    this.restingOrders.delete(order);
  }

  renameOrder(order: SimOrder, clientOrderId: string): void {
    this.clientOrderIds.delete(order.clientOrderId);
    this.clientOrderIds.add(clientOrderId);
    order.clientOrderId = clientOrderId;
  }

  /** Calls an order otherwise: the old id is nobody's from then on. */
  renumberOrder(order: SimOrder, id: string): void {
    this.orders.delete(order.id);
    order.id = id;
    this.orders.set(id, order);
  }

  hasClientOrderId(id: string): boolean {
    return this.clientOrderIds.has(id);
  }

  resting(): SimOrder[] {
    return [...this.restingOrders];
  }

  /** Adds to one of the account's lists. */
  keep<T>(list: T[], entry: T): void {
    list.push(entry);
    if (list.length > ENTRIES_MAX) list.shift();
  }

  /** What an order's remainder would cost that opens a position; closing costs nothing. */
  reservedBy(order: SimOrder): number {
    const held = this.position(order.market, order.terms.subaccount).size;
    const closing = Math.max(0, order.side === "bid" ? -held : held);
    return (Math.max(0, order.remaining - closing) * legPrice(order.side, order.price)) / 10_000;
  }

  reserved(subaccount: number): number {
    return this.resting()
      .filter(({ terms }) => terms.subaccount === subaccount)
      .reduce((sum, order) => sum + this.reservedBy(order), 0);
  }

  private dropOldOrder(): boolean {
    for (const order of this.orders.values()) {
      if (order.status === "resting") continue;
      this.orders.delete(order.id);
      this.clientOrderIds.delete(order.clientOrderId);
      return true;
    }
    return false;
  }
}

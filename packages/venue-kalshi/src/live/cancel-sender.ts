import { parseSize } from "@augury/core";
import type { InstrumentTable } from "@augury/model";
import type { ApiClient, Scheduler } from "@augury/net";
import { cancelAllOrders, cancelOrder, cancelOrders } from "../rest/order-change-methods.ts";
import type { OwnOrder, OwnOrders } from "./own-orders.ts";

export interface CancelSenderOptions {
  readonly client: ApiClient;
  readonly scheduler: Scheduler;
  readonly table: InstrumentTable;
  readonly own: OwnOrders;
  readonly subaccount: number | undefined;
  /** Told of each order that the venue says is canceled now, and how many contracts that took away, in SizeMicros. */
  readonly canceled: (order: OwnOrder, reducedBy: number) => void;
}

/** How long a cancel may take, waiting for its turn included: after that it is asked for anew. */
const CANCEL_MS_MAX = 5_000;
/** Items in one request, whatever the tier affords. */
const BATCH_MAX = 500;

/**
 * Sends cancels by the venue's id and with the market, which routes them (kalshi.md section 10.2): one alone, several in batches of what
 * the write budget gives at once. They come before everything else that waits for the budget, and a fifth of it is kept for them. One whose
 * id is not known yet goes out as soon as it is; one that is on its way is not asked for a second time; what the venue does not cancel is
 * left to be looked up.
 */
export class CancelSender {
  readonly counts = { requests: 0, failed: 0, notCanceled: 0 };
  private readonly underWay = new Set<string>();
  private waiting = new Set<OwnOrder>();

  constructor(private readonly options: CancelSenderOptions) {}

  send(keys: readonly string[]): void {
    for (const key of keys) {
      const order = this.options.own.find(key);
      if (!order) continue;
      order.cancelWanted = true;
      this.take(order);
    }
    this.flush();
  }

  /** The id of an order has become known. What else the same listing tells goes out with it. */
  identified(order: OwnOrder): void {
    if (!order.cancelWanted) return;
    if (this.waiting.size === 0) this.options.scheduler.after(0, () => this.flush());
    this.take(order);
  }

  /**
   * Cancels everything on the account, orders of others included: for the kill switch. Orders of the next minute may be caught, too
   * (kalshi.md section 10). Returns whether the venue said yes; what became of each order its stream tells.
   */
  async sendAll(): Promise<boolean> {
    this.counts.requests++;
    const { client, subaccount } = this.options;
    const params = subaccount === undefined ? {} : { subaccount };
    const answer = await client.get(cancelAllOrders, params, { timeoutMs: CANCEL_MS_MAX });
    if (!answer.ok) this.counts.failed++;
    return answer.ok;
  }

  private take(order: OwnOrder): void {
    if (order.orderId !== undefined && !this.underWay.has(order.orderId)) this.waiting.add(order);
  }

  private flush(): void {
    const orders = [...this.waiting];
    this.waiting = new Set();
    const batchMax = this.batchMax();
    for (let from = 0; from < orders.length; from += batchMax) void this.sendBatch(orders.slice(from, from + batchMax));
  }

  private async sendBatch(orders: readonly OwnOrder[]): Promise<void> {
    const named = orders.map((order) => ({ order, ref: this.refOf(order) }));
    for (const { ref } of named) this.underWay.add(ref.order_id);
    this.counts.requests++;
    const isDone = await (named.length === 1 ? this.cancelOne(orders[0] as OwnOrder) : this.cancelMany(named));
    for (const { ref } of named) this.underWay.delete(ref.order_id);
    if (!isDone) this.counts.failed++;
  }

  private async cancelOne(order: OwnOrder): Promise<boolean> {
    const limits = { timeoutMs: CANCEL_MS_MAX };
    const answer = await this.options.client.get(cancelOrder, this.refOf(order), limits);
    if (answer.ok) this.note(order, answer.value.value.reduced_by);
    else if (answer.error.code === "not_found") this.counts.notCanceled++;
    return answer.ok || answer.error.code === "not_found";
  }

  private async cancelMany(named: readonly { readonly order: OwnOrder; readonly ref: OrderRef }[]): Promise<boolean> {
    const limits = { timeoutMs: CANCEL_MS_MAX };
    const answer = await this.options.client.get(cancelOrders, { orders: named.map(({ ref }) => ref) }, limits);
    if (!answer.ok) return false;
    for (const { error, order_id, reduced_by } of answer.value.value.orders) {
      const order = named.find(({ ref }) => ref.order_id === order_id)?.order;
      if (error || !order) this.counts.notCanceled++;
      else this.note(order, reduced_by);
    }
    return true;
  }

  /** A cancel that took nothing away found nothing: what became of the order is looked up. */
  private note(order: OwnOrder, reducedBy: string): void {
    const size = parseSize(reducedBy) ?? 0;
    if (size > 0) this.options.canceled(order, size);
    else this.counts.notCanceled++;
  }

  private refOf({ orderId = "", request }: OwnOrder): OrderRef {
    const { subaccount, table } = this.options;
    const ticker = table.at(request.instrument)?.venueId;
    return {
      order_id: orderId,
      ...(ticker !== undefined && { market_ticker: ticker }),
      ...(subaccount !== undefined && { subaccount }),
    };
  }

  /** A batch has to fit into the bucket whole (kalshi.md section 7.1): half of it, so that one never waits for a full one. */
  private batchMax(): number {
    const { budget } = this.options.client;
    const write = budget?.usage().allowances.find(({ name }) => name === "write");
    const cost = budget?.ledger.costsOf("cancel-orders").write ?? 0;
    if (!write || cost <= 0) return BATCH_MAX;
    return Math.max(1, Math.min(BATCH_MAX, Math.floor(write.capacity / 2 / cost)));
  }
}

interface OrderRef {
  readonly order_id: string;
  readonly market_ticker?: string;
  readonly subaccount?: number;
}

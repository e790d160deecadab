import type { PriceTicks, SizeMicros } from "@augury/core";
import type { IntentEntry, OrderRequest } from "@augury/model";

/** What we know of an order of ours without asking. */
export interface OwnOrder {
  readonly key: string;
  readonly request: OrderRequest;
  /** When it was prepared: no fill of it is older. */
  readonly preparedUs: number;
  /** The venue's id, once somebody has told it: cancels name it by nothing else (kalshi.md section 10). */
  orderId: string | undefined;
  /** Ids that it had before: an amendment may give it a new one, and its fills stay with the old. */
  readonly formerIds: string[];
  /** The venue has it or had it, whatever a listing says. */
  hasExisted: boolean;
  /** Its end is wanted; asked for as soon as its id is known. */
  cancelWanted: boolean;
  /** When a change of it was sent last, ours: since then it need not be as it was requested. */
  changedUs: number | undefined;
  /** It has been other than it was requested: what it is now has to be told from then on. */
  isAltered: boolean;
}

const ORDERS_MAX = 100_000;
const IDS_MAX = 200_000;

/**
 * Our orders by their key, the `client_order_id`, from their preparation until nothing is owed any more; and which key belongs to an id of
 * the venue, of other people's orders too. Beyond the bounds the oldest is forgotten.
 */
export class OwnOrders {
  private readonly byKey = new Map<string, OwnOrder>();
  private readonly keys = new Map<string, string>();
  private unidentified = 0;

  /** `named`: told when it becomes known which order the venue calls so, `order` if it is ours. */
  constructor(private readonly named: (orderId: string, order: OwnOrder | undefined) => void) {}

  add(key: string, request: OrderRequest, preparedUs: number): void {
    const order = { key, request, preparedUs, orderId: undefined, formerIds: [], hasExisted: false };
    this.forget(key);
    this.byKey.set(key, { ...order, cancelWanted: false, changedUs: undefined, isAltered: false });
    this.unidentified++;
    if (this.byKey.size > ORDERS_MAX) this.forgetOldest();
  }

  /** Takes over what a process before this one had written down. */
  adopt(entries: Iterable<IntentEntry>): void {
    for (const entry of entries) {
      const known = this.byKey.get(entry.key);
      if (entry.kind === "closed") this.forget(entry.key);
      else if (entry.kind === "prepared") this.add(entry.key, entry.request, entry.preparedUs);
      else if (known && entry.kind === "amending") known.changedUs = entry.sentUs;
    }
  }

  find(key: string): OwnOrder | undefined {
    return this.byKey.get(key);
  }

  /** The key of an order that the venue names by its id: of ours and of others; `undefined` as long as nobody has said. */
  keyOf(orderId: string): string | undefined {
    return this.keys.get(orderId);
  }

  /** Whether an order of ours may be behind an id that nobody knows. */
  get hasUnidentified(): boolean {
    return this.unidentified > 0;
  }

  /** Takes in that the venue calls an order so. Returns its key: its client_order_id, or the id where it has none. */
  learn(orderId: string, clientOrderId: string): string {
    const known = this.keys.get(orderId);
    const key = clientOrderId === "" ? (known ?? orderId) : clientOrderId;
    const order = this.byKey.get(key);
    // What somebody else's order was called first it stays.
    if (!order && known !== undefined) return known;
    if (order) order.hasExisted = true;
    if (order && order.orderId === undefined) {
      this.unidentified--;
      order.orderId = orderId;
    } else if (known === key) return key;
    this.remember(orderId, key);
    this.named(orderId, order);
    return key;
  }

  /** An order goes by this id now: an amendment may have given it another one. What it was called before it is called no more. */
  rename(key: string, orderId: string): void {
    this.learn(orderId, key);
    const order = this.byKey.get(key);
    if (order?.orderId === undefined || order.orderId === orderId || order.formerIds.includes(orderId)) return;
    order.formerIds.push(order.orderId);
    order.orderId = orderId;
    this.named(orderId, order);
  }

  /** Takes in what the venue says that an order is, its price in the dollars of what was ordered. */
  see(order: OwnOrder, price: PriceTicks, size: SizeMicros): void {
    if (order.changedUs !== undefined || price !== order.request.price || size !== order.request.size)
      order.isAltered = true;
  }

  forget(key: string): void {
    const order = this.byKey.get(key);
    if (!order) return;
    if (order.orderId === undefined) this.unidentified--;
    this.byKey.delete(key);
  }

  private forgetOldest(): void {
    for (const oldest of this.byKey.keys()) {
      this.forget(oldest);
      return;
    }
  }

  private remember(orderId: string, key: string): void {
    this.keys.set(orderId, key);
    if (this.keys.size > IDS_MAX)
      for (const oldest of this.keys.keys()) {
        this.keys.delete(oldest);
        return;
      }
  }
}

import type { AccountReporter } from "./account-reporter.ts";
import type { AccountStore } from "./account-store.ts";
import type { OrderDesk } from "./order-desk.ts";
import { notFound, Refusal } from "./refusal.ts";
import type { SimAccount, SimOrderGroup } from "./sim-account.ts";
import type { SimOrder } from "./sim-order.ts";

/** Contracts are counted over this (kalshi.md section 10.3). */
const WINDOW_MS = 15_000;
const GROUPS_MAX = 100_000;

/** Order groups: what is matched within the window beyond the limit triggers one, which cancels its orders and refuses new ones until reset. */
export class GroupDesk {
  constructor(
    private readonly orders: OrderDesk,
    private readonly store: AccountStore,
    private readonly reporter: AccountReporter,
  ) {}

  create(account: SimAccount, terms: { limit: number; subaccount: number }, nowMs: number): SimOrderGroup {
    if (account.groups.size >= GROUPS_MAX) throw new Refusal(400, "too_many_order_groups", "too many order groups");
    const group: SimOrderGroup = { id: this.store.ids.next(), ...terms, isTriggered: false, matches: [] };
    account.groups.set(group.id, group);
    this.reporter.groupChanged(account, group, "created", nowMs);
    return group;
  }

  find(account: SimAccount, id: string): SimOrderGroup {
    const group = account.groups.get(id);
    if (!group) throw notFound("order group");
    return group;
  }

  ordersOf(account: SimAccount, id: string): SimOrder[] {
    return account.resting().filter(({ terms }) => terms.groupId === id);
  }

  /** Refuses an order of a group that is not there or triggered. */
  admit(account: SimAccount, id: string | undefined): void {
    if (id === undefined) return;
    if (this.find(account, id).isTriggered) throw new Refusal(409, "order_group_triggered", "order group is triggered");
  }

  matched(account: SimAccount, id: string | undefined, size: number, nowMs: number): void {
    const group = id === undefined ? undefined : account.groups.get(id);
    if (!group || group.isTriggered) return;
    group.matches = [...group.matches.filter(({ timeMs }) => timeMs > nowMs - WINDOW_MS), { timeMs: nowMs, size }];
    this.checkLimit(account, group, nowMs);
  }

  reset(account: SimAccount, id: string, nowMs: number): void {
    const group = this.find(account, id);
    group.isTriggered = false;
    group.matches = [];
    this.reporter.groupChanged(account, group, "reset", nowMs);
  }

  trigger(account: SimAccount, id: string, nowMs: number): void {
    const group = this.find(account, id);
    group.isTriggered = true;
    for (const order of this.ordersOf(account, id)) this.orders.cancel(account, order.id, nowMs);
    this.reporter.groupChanged(account, group, "triggered", nowMs);
  }

  setLimit(account: SimAccount, id: string, limit: number, nowMs: number): void {
    const group = this.find(account, id);
    group.limit = limit;
    this.reporter.groupChanged(account, group, "limit_updated", nowMs);
    this.checkLimit(account, group, nowMs);
  }

  delete(account: SimAccount, id: string, nowMs: number): void {
    const group = this.find(account, id);
    for (const order of this.ordersOf(account, id)) this.orders.cancel(account, order.id, nowMs);
    account.groups.delete(id);
    this.reporter.groupChanged(account, group, "deleted", nowMs);
  }

  private checkLimit(account: SimAccount, group: SimOrderGroup, nowMs: number): void {
    const matched = group.matches.reduce((sum, { size }) => sum + size, 0);
    if (matched >= group.limit && !group.isTriggered) this.trigger(account, group.id, nowMs);
  }
}

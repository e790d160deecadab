import { err, formatSize, ok, type Result, type SizeMicros } from "@augury/core";
import type { InstrumentTable, ReasonCode } from "@augury/model";
import type { ApiClient, Scheduler, Timer } from "@augury/net";
import type { OrderGroupUpdateBody } from "../channels/account-messages.ts";
import {
  createOrderGroup,
  deleteOrderGroup,
  orderGroup,
  resetOrderGroup,
  setOrderGroupLimit,
} from "../rest/order-group-methods.ts";

/**
 * `opening`: not made yet, or its state is being asked for; `active`: orders may go out; `triggered`: the venue has canceled its orders and
 * takes no more until {@link OrderGroups.reset}; `gone`: somebody has deleted it.
 */
export type OrderGroupState = "opening" | "active" | "triggered" | "gone";

export interface OrderGroupOptions {
  /** Contracts matched within any 15 seconds at which the venue cancels all orders of the group, in SizeMicros. */
  readonly contractsMax: SizeMicros;
  /** The exchange shard of a market: a group lives on one (kalshi.md section 10.3). Default: all on shard 0. */
  readonly shardOf?: (ticker: string) => number;
  /** Told when the worst of all groups' states changes: unless it is `active`, quoting has to halt. */
  readonly changed?: (state: OrderGroupState) => void;
}

interface GroupSeams {
  readonly client: ApiClient;
  readonly scheduler: Scheduler;
  readonly table: InstrumentTable;
  readonly subaccount: number | undefined;
}

interface Group {
  readonly shard: number;
  id: string | undefined;
  state: OrderGroupState;
  /** Venue's time of the newest thing that is known of it: what was said before is news no more. */
  saidMs: number;
  /** What `is_auto_cancel_enabled` was while it was active: what the word means nobody has written down, a change of it means something. */
  flag: boolean | undefined;
  retries: number;
}

const RETRY_MS = 1_000;
const RETRY_MS_MAX = 30_000;
const WORST_FIRST = ["gone", "triggered", "opening", "active"] as const;

/**
 * The venue's cap on what can be matched in a burst, and so on what a process that has lost control can lose (kalshi.md section 10.3). One
 * group per shard is made at the start; every order carries it. Once it is triggered nothing goes out until somebody resets it.
 */
export class OrderGroups {
  readonly counts = { created: 0, triggered: 0, failed: 0 };
  private readonly groups = new Map<number, Group>();
  private readonly timers = new Set<Timer>();
  private told: OrderGroupState = "opening";
  private isRunning = false;
  private contractsMax: SizeMicros;

  constructor(
    private readonly seams: GroupSeams,
    private readonly options: OrderGroupOptions,
  ) {
    this.contractsMax = options.contractsMax;
    for (const { venue, venueId } of seams.table.list) {
      const shard = this.shardOf(venueId);
      if (venue === "kalshi")
        this.groups.set(shard, { shard, id: undefined, state: "opening", saidMs: 0, flag: undefined, retries: 0 });
    }
  }

  /** The worst state of all groups. */
  get state(): OrderGroupState {
    return WORST_FIRST.find((state) => [...this.groups.values()].some((group) => group.state === state)) ?? "active";
  }

  start(): void {
    this.isRunning = true;
    for (const group of this.groups.values()) void this.create(group);
  }

  /** Returns the group that an order in this market has to carry, or why none may go out now. */
  admit(ticker: string): Result<string, ReasonCode> {
    const group = this.groups.get(this.shardOf(ticker));
    if (!group?.id || group.state === "opening" || group.state === "gone") return err("unreconciled");
    return group.state === "triggered" ? err("order_rate") : ok(group.id);
  }

  /** News from the stream. */
  onUpdate({ event_type, order_group_id, ts_ms }: OrderGroupUpdateBody): void {
    const group = this.find(order_group_id);
    if (!group || (ts_ms ?? group.saidMs) < group.saidMs) return;
    group.saidMs = ts_ms ?? group.saidMs;
    if (event_type === "triggered") this.become(group, "triggered");
    else if (event_type === "deleted") this.become(group, "gone");
    else if (event_type === "reset" && group.state === "triggered") this.become(group, "active");
  }

  /** The venue refused an order because of its group. */
  noteRefusal(groupId: string | undefined): void {
    const group = groupId === undefined ? undefined : this.find(groupId);
    if (group) this.become(group, "triggered");
  }

  /** Asks for the state of all groups: messages about them may have been lost. */
  async refresh(): Promise<void> {
    for (const group of this.groups.values()) if (group.id !== undefined) await this.ask(group, group.id);
  }

  /** Lets triggered groups trade again, and makes new ones in place of those that are gone. Returns whether all are active now. */
  async reset(): Promise<boolean> {
    for (const group of this.groups.values()) {
      if (group.state === "gone") await this.create(group);
      else if (group.state === "triggered") await this.resetOne(group);
    }
    return this.state === "active";
  }

  /** Changes the cap; a lower one can trigger at once. Returns whether all groups have it now. */
  async setLimit(contractsMax: SizeMicros): Promise<boolean> {
    this.contractsMax = contractsMax;
    let areSet = true;
    for (const { id: order_group_id } of this.groups.values()) {
      if (order_group_id === undefined) continue;
      const params = { order_group_id, contracts_limit_fp: formatSize(contractsMax, 2), ...this.subaccount };
      const answer = await this.seams.client.get(setOrderGroupLimit, params);
      areSet &&= answer.ok;
    }
    return areSet;
  }

  /** Gives up making groups; those that are there stay. */
  abandon(): void {
    this.isRunning = false;
    for (const timer of this.timers) timer.cancel();
    this.timers.clear();
  }

  /** Deletes the groups, and so whatever still rests in them. */
  async close(): Promise<void> {
    this.abandon();
    for (const group of this.groups.values()) {
      if (group.id === undefined || group.state === "gone") continue;
      await this.seams.client.get(deleteOrderGroup, { order_group_id: group.id, ...this.subaccount });
      group.state = "gone";
    }
  }

  /** A group whose making went unanswered may be there and is left: without orders it does nothing. */
  private async create(group: Group): Promise<void> {
    const { shard } = group;
    const contracts_limit_fp = formatSize(this.contractsMax, 2);
    const params = { contracts_limit_fp, ...this.subaccount, ...(shard > 0 && { exchange_index: shard }) };
    const answer = await this.seams.client.get(createOrderGroup, params);
    if (!this.isRunning) return;
    if (!answer.ok) {
      this.counts.failed++;
      this.later(Math.min(RETRY_MS_MAX, RETRY_MS * 2 ** Math.min(group.retries++, 10)), () => void this.create(group));
      return;
    }
    this.counts.created++;
    group.retries = 0;
    group.id = answer.value.value.order_group_id;
    group.flag = undefined;
    this.become(group, "opening");
    await this.ask(group, group.id);
  }

  private async ask(group: Group, order_group_id: string): Promise<void> {
    const askedMs = this.venueMs();
    const answer = await this.seams.client.get(orderGroup, { order_group_id, ...this.subaccount });
    if (!this.isRunning || group.id !== order_group_id || group.saidMs > askedMs) return;
    if (answer.ok) {
      const { is_auto_cancel_enabled: flag } = answer.value.value;
      group.flag ??= flag;
      if (flag !== group.flag) this.become(group, "triggered");
      else if (group.state === "opening") this.become(group, "active");
    } else if (answer.error.code === "not_found" && group.state !== "opening") this.become(group, "gone");
    else this.later(RETRY_MS, () => void this.ask(group, order_group_id));
  }

  private async resetOne(group: Group): Promise<void> {
    if (group.id === undefined) return;
    const sentMs = this.venueMs();
    const params = {
      order_group_id: group.id,
      ...this.subaccount,
      ...(group.shard > 0 && { exchange_index: group.shard }),
    };
    const answer = await this.seams.client.get(resetOrderGroup, params);
    if (!answer.ok) return;
    // A trigger from before the reset may still be told.
    group.saidMs = Math.max(group.saidMs, sentMs);
    this.become(group, "active");
  }

  private become(group: Group, state: OrderGroupState): void {
    if (group.state === state) return;
    if (state === "triggered") this.counts.triggered++;
    group.state = state;
    const worst = this.state;
    if (worst === this.told) return;
    this.told = worst;
    this.options.changed?.(worst);
  }

  private later(ms: number, run: () => void): void {
    const timer = this.seams.scheduler.after(ms, () => {
      this.timers.delete(timer);
      if (this.isRunning) run();
    });
    this.timers.add(timer);
  }

  private find(id: string): Group | undefined {
    for (const group of this.groups.values()) if (group.id === id) return group;
    return undefined;
  }

  private shardOf(ticker: string): number {
    return this.options.shardOf?.(ticker) ?? 0;
  }

  private get subaccount(): { readonly subaccount?: number } {
    const { subaccount } = this.seams;
    return subaccount === undefined ? {} : { subaccount };
  }

  private venueMs(): number {
    return this.seams.client.http.clock.serverTimeMs(this.seams.scheduler.nowUs());
  }
}

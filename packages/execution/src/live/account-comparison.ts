import type { AccountSnapshot, Listing } from "@augury/model";
import { closedEntry } from "./closed-entry.ts";
import type { LiveOrder } from "./live-order.ts";
import type { LiveParts } from "./order-sender.ts";

/** Compares what we believe with what the venue lists, and lets go of what is settled by it. */
export class AccountComparison<Payload> {
  private readonly externalKeys = new Set<string>();

  constructor(
    private readonly parts: LiveParts<Payload>,
    /** Takes facts in; true when they were news. */
    private readonly learn: (order: LiveOrder, facts: Listing["facts"], nowUs: number) => boolean,
  ) {}

  /** Orders of the account that others placed, as the last complete snapshot had them, and news since. */
  get external(): ReadonlySet<string> {
    return this.externalKeys;
  }

  compare({ orders: listings, startedUs, trades }: AccountSnapshot, nowUs: number): void {
    const { counts, orders } = this.parts;
    this.externalKeys.clear();
    for (const { facts, key } of [...listings, ...trades]) {
      const order = orders.of(key);
      if (!order) this.noteExternal(key);
      else if (this.learn(order, facts, nowUs)) counts.newsBySnapshot++;
    }
    this.findMissing(new Set(listings.map(({ key }) => key)), startedUs, nowUs);
    this.forgetCompared(startedUs);
  }

  noteExternal(key: string): void {
    const { config, counts } = this.parts;
    if (this.externalKeys.has(key) || this.externalKeys.size >= config.ordersOpenMax) return;
    this.externalKeys.add(key);
    counts.external++;
  }

  /** What is old enough to be listed and is not, and amendments that nobody has answered, are looked up. */
  private findMissing(listed: ReadonlySet<string>, startedUs: number, nowUs: number): void {
    const { account, counts, orders } = this.parts;
    const coveredUs = account.coveredUs(startedUs);
    for (const order of orders.each()) {
      const { amending } = order;
      const isUnanswered = amending !== undefined && !amending.isUnknown && amending.sentUs < coveredUs;
      if (isUnanswered) amending.isUnknown = true;
      const isMissing = !listed.has(order.key) && order.sentUs < coveredUs;
      if (Number.isFinite(order.lookUpDueUs) || !(isMissing || isUnanswered)) continue;
      if (isMissing) counts.missingAtVenue++;
      order.lookUpDueUs = nowUs;
    }
  }

  /** Orders that had ended before what has just been compared owe nothing any more. */
  private forgetCompared(startedUs: number): void {
    const { account, orders, port } = this.parts;
    const beforeUs = account.coveredUs(startedUs);
    for (const order of orders.uncompared) {
      if (order.closedUs >= beforeUs) continue;
      // A disk that refuses: the entry is written after the next comparison.
      if (port.log(closedEntry(order))) orders.uncompared.delete(order);
    }
  }
}

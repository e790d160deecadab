import type { IntentEntry } from "@augury/model";

type Prepared = Extract<IntentEntry, { kind: "prepared" }>;
type Amending = Extract<IntentEntry, { kind: "amending" }>;

/** An order that a log still owes something, with the amendment of it that was sent last. */
export interface RecoveredOrder {
  readonly prepared: Prepared;
  readonly amending?: Amending;
}

/** Returns what a log says of orders that are not closed, in the order in which they were prepared. */
export function recoverOrders(entries: Iterable<IntentEntry>): RecoveredOrder[] {
  const left = new Map<string, RecoveredOrder>();
  for (const entry of entries) {
    const known = left.get(entry.key);
    if (entry.kind === "prepared") left.set(entry.key, { ...known, prepared: entry });
    else if (entry.kind === "closed") left.delete(entry.key);
    else if (known && entry.kind === "amending") left.set(entry.key, { ...known, amending: entry });
  }
  return [...left.values()];
}

import type { IntentEntry } from "@augury/model";
import type { LiveOrder } from "./live-order.ts";

/** Returns the entry of an order that owes nothing any more. */
export function closedEntry({ facts, key }: LiveOrder): IntentEntry {
  return { kind: "closed", key, filled: facts.filledSize };
}

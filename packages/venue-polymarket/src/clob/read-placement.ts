import { err, ok, type Result } from "@augury/core";
import { VenueError } from "@augury/model";
import type { PlacementAnswer } from "./order-schema.ts";
import { describePlacement } from "./read-error.ts";

/** An order that the venue has taken. */
export interface AcceptedOrder {
  readonly orderId: string;
  /** `delayed`: a taker delay runs, the result comes on the user channel. `unmatched`: it was delayed and found nothing. */
  readonly status: "live" | "matched" | "delayed" | "unmatched";
  /** Decimals of what we give and get; `undefined` while it rests. */
  readonly makingAmount: string | undefined;
  readonly takingAmount: string | undefined;
  readonly tradeIds: readonly string[];
  /** Empty since 2026-07-24: they come with the trades. */
  readonly transactionHashes: readonly string[];
}

const STATUSES = new Set(["live", "matched", "delayed", "unmatched"]);

/**
 * Returns what became of one posted order, also of one leg of a batch: `success: true` without an order id and with a reason means
 * REFUSED (polymarket.md section 7). An order that was taken with a status nobody here knows is one whose outcome must be asked for.
 */
export function readPlacement(leg: PlacementAnswer): Result<AcceptedOrder, VenueError> {
  const { success, orderID, errorMsg, status, makingAmount, takingAmount } = leg;
  if (!success || orderID === "") return err(refusalOf(errorMsg));
  const known = status.toLowerCase();
  if (!STATUSES.has(known)) {
    const message = `an order's status must be one of ${[...STATUSES].join(", ")}, was "${status.slice(0, 40)}"`;
    return err(new VenueError("bad_payload", "resync", message, { source: "polymarket", venueCode: orderID }));
  }
  return ok({
    orderId: orderID,
    status: known as AcceptedOrder["status"],
    makingAmount: makingAmount || undefined,
    takingAmount: takingAmount || undefined,
    tradeIds: leg.tradeIDs,
    transactionHashes: leg.transactionsHashes,
  });
}

function refusalOf(errorMsg: string): VenueError {
  const { code = "rejected", retry = "never", message = "", venueCode, hint } = describePlacement(errorMsg);
  return new VenueError(code, retry, `the venue refused the order: ${message.slice(0, 300)}`, {
    source: "polymarket",
    status: 200,
    venueCode,
    hint,
  });
}

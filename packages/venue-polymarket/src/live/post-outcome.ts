import { ok, parseSize, type Result, sizeMicros } from "@augury/core";
import type { OrderFact, PostOutcome, ReasonCode, VenueError } from "@augury/model";
import type { PlacementAnswer } from "../clob/order-schema.ts";
import { readPlacement } from "../clob/read-placement.ts";
import { withoutDust } from "./matched-size.ts";
import { endOfTaker } from "./order-news.ts";
import type { OwnOrder } from "./own-orders.ts";

/** What the answer to a posting says: the outcome, and what is certain beyond it. */
export interface PostReading {
  readonly outcome: PostOutcome;
  readonly facts: readonly OrderFact[];
}

const UNKNOWN: PostReading = { outcome: { kind: "unknown" }, facts: [] };
const NOTHING = sizeMicros(0);

/** Our reasons for the venue's refusals, by the word that `read-error.ts` gives each of them; all others are `venue_refused`. */
const REASONS: Readonly<Record<string, ReasonCode>> = {
  tick_size: "off_tick",
  min_size: "size_min",
  invalid_amounts: "size_step",
  post_only_cross: "post_only_cross",
  fok_killed: "fok_unfilled",
  fak_no_match: "no_liquidity",
  no_match: "no_liquidity",
  invalid_expiration: "deadline_passed",
  no_orderbook: "market_closed",
  market_not_ready: "market_closed",
  signer_tier: "order_rate",
};

/** Reads the answer to a posted order (polymarket.md section 7). */
export function readPosting(answer: Result<PlacementAnswer, VenueError>, own: OwnOrder | undefined): PostReading {
  if (!answer.ok) return readFailure(answer.error, own);
  const placed = readPlacement(answer.value);
  if (!placed.ok) return readFailure(placed.error, own);
  const { makingAmount, status, takingAmount } = placed.value;
  const contracts = own?.request.side === "sell" ? makingAmount : takingAmount;
  const matched = withoutDust(contracts === undefined ? undefined : parseSize(contracts)) ?? NOTHING;
  // A delayed order is still to meet the book: the user channel tells what came of it.
  const end = status === "delayed" ? undefined : endOfTaker(own);
  return { outcome: { kind: "accepted", matched }, facts: end ? [end] : [] };
}

/** One order of a batch, as it was sent. */
export interface PostedLeg {
  readonly key: string;
  readonly own: OwnOrder | undefined;
}

/**
 * Reads the answer to a batch, a reading per order, in the order in which they were sent (polymarket.md section 4: results come with status
 * 200 even when legs fail). An answer of another length, or one that names another order, says nothing of the orders that it leaves out; nor
 * does a refusal of the whole request that might be about one of them.
 */
export function readBatchPosting(
  answer: Result<readonly PlacementAnswer[], VenueError>,
  legs: readonly PostedLeg[],
): PostReading[] {
  if (!answer.ok)
    return legs.map(({ own }) => (isOfTheRequest(answer.error) ? readFailure(answer.error, own) : UNKNOWN));
  const named = new Map(answer.value.map((leg) => [leg.orderID.toLowerCase(), leg]));
  const isWhole = answer.value.length === legs.length;
  return legs.map(({ key, own }, at) => {
    const said = named.get(key) ?? (isWhole ? answer.value[at] : undefined);
    const isOfAnother = said !== undefined && said.orderID !== "" && said.orderID.toLowerCase() !== key;
    return said === undefined || isOfAnother ? UNKNOWN : readPosting(ok(said), own);
  });
}

/** Whether a failure is certainly that of the whole request: it never left, came too often, or was turned away before its orders were read. */
function isOfTheRequest({ code, retry, status, venueCode }: VenueError): boolean {
  if (retry === "resync" || venueCode === "duplicated") return false;
  return status === undefined || status === 425 || status === 429 || code === "auth" || venueCode === "too_many_orders";
}

function readFailure(error: VenueError, own: OwnOrder | undefined): PostReading {
  // The venue has this very order: an earlier copy of the request arrived.
  if (error.venueCode === "duplicated") return { outcome: { kind: "accepted", matched: NOTHING }, facts: [] };
  if (error.retry === "resync") return UNKNOWN;
  const reason = reasonOf(error, own);
  return { outcome: { kind: wasSent(error) ? "refused" : "unsent", reason }, facts: [] };
}

/** Whether the matching engine has seen it: what was turned away before it, or never left, counts as unsent. */
function wasSent({ status }: VenueError): boolean {
  return status !== undefined && status !== 425 && status !== 429;
}

function reasonOf({ code, status, venueCode = "" }: VenueError, own: OwnOrder | undefined): ReasonCode {
  if (venueCode === "balance") return own?.request.side === "sell" ? "sellable_size" : "balance";
  const known = REASONS[venueCode];
  if (known !== undefined) return known;
  if (code === "rate_limited") return "order_rate";
  if (status !== undefined) return "venue_refused";
  return code === "timeout" ? "deadline_passed" : "never_arrived";
}

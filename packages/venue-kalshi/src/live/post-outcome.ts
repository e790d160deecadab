import { parseSize, type Result, sizeMicros } from "@augury/core";
import type { OrderFact, PostOutcome, ReasonCode, VenueError } from "@augury/model";
import type { OrderCreated } from "../rest/order-reply-schema.ts";
import { endOfTaker } from "./order-news.ts";
import type { OwnOrder } from "./own-orders.ts";

/** What the answer to a new order says: the outcome, and what is certain beyond it. */
export interface PostReading {
  readonly outcome: PostOutcome;
  readonly facts: readonly OrderFact[];
  /** The venue's id of it, where the answer has it. */
  readonly orderId?: string;
  /** The venue has an order of this key, but did not say what became of it. */
  readonly mustAsk?: boolean;
  /** The order group takes none until it is reset. */
  readonly isGroupTriggered?: boolean;
}

const UNKNOWN: PostReading = { outcome: { kind: "unknown" }, facts: [] };
const NOTHING = sizeMicros(0);

/**
 * Our reasons for the venue's codes, which are matched without regard to case; the texts beside them may change any day (kalshi.md section
 * 10.2). Few are documented: the others are told by what their names must contain, all else is `venue_refused`.
 */
const REASONS: readonly (readonly [RegExp, ReasonCode])[] = [
  [/^invalid_?price/, "off_tick"],
  [/^market_?(inactive|closed|not_?active)/, "market_closed"],
  [/balance|insufficient_?funds|margin/, "balance"],
  [/post_?only/, "post_only_cross"],
  [/fill_?or_?kill|^fok/, "fok_unfilled"],
  [/reduce_?only/, "sellable_size"],
  [/self_?(trade|cross)/, "self_cross"],
  [/expiration/, "deadline_passed"],
  [/order_?group_?triggered/, "order_rate"],
  [/rate_?limit|too_many_requests/, "order_rate"],
];

/** Reads the answer to a new order (kalshi.md section 10). */
export function readPosting(answer: Result<OrderCreated, VenueError>, own: OwnOrder | undefined): PostReading {
  if (!answer.ok) return readFailure(answer.error);
  const { fill_count, order_id: orderId, remaining_count } = answer.value;
  const [matched, remaining] = [parseSize(fill_count), parseSize(remaining_count)];
  if (matched === undefined || remaining === undefined) return { ...UNKNOWN, orderId };
  const end = remaining > 0 || (own && matched >= own.request.size) ? undefined : endOfRest(own);
  return { outcome: { kind: "accepted", matched }, facts: end ? [end] : [], orderId };
}

/** Returns our reason for a refusal. */
export function reasonOf({ code, status, venueCode = "" }: VenueError): ReasonCode {
  const known = REASONS.find(([pattern]) => pattern.test(venueCode.toLowerCase()))?.[1];
  if (known !== undefined) return known;
  if (code === "rate_limited") return "order_rate";
  if (status !== undefined) return "venue_refused";
  return code === "timeout" ? "deadline_passed" : "never_arrived";
}

/** Whether the request may or may not have been carried out. */
export function isUnknown({ retry, status }: VenueError): boolean {
  return retry === "resync" || status === 408;
}

/** Whether the venue has looked at it: what was turned away before, or never left, counts as unsent. */
export function wasSeen({ status }: VenueError): boolean {
  return status !== undefined && status !== 425 && status !== 429;
}

function readFailure(error: VenueError): PostReading {
  // The venue has an order of this key: an earlier copy of the request arrived.
  if (/^order_already_exists$/i.test(error.venueCode ?? ""))
    return { outcome: { kind: "accepted", matched: NOTHING }, facts: [], mustAsk: true };
  if (isUnknown(error)) return UNKNOWN;
  const isGroupTriggered = /order_?group_?triggered/i.test(error.venueCode ?? "");
  return {
    outcome: { kind: wasSeen(error) ? "refused" : "unsent", reason: reasonOf(error) },
    facts: [],
    isGroupTriggered,
  };
}

/** Nothing rests and not all filled: one that should rest was stopped, by post-only or by an own order in its way. */
function endOfRest(own: OwnOrder | undefined): OrderFact | undefined {
  const taker = endOfTaker(own);
  if (taker || !own) return taker;
  const reason = own.request.postOnly ? "post_only_cross" : "self_cross";
  return { kind: "ended", how: "canceled", reason };
}

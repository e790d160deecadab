import { parseSize, type Result, sizeMicros } from "@augury/core";
import { type OrderFact, type PostOutcome, type ReasonCode, VenueError } from "@augury/model";
import type { BatchCreateAnswer, BatchCreateItem, OrderCreated } from "../rest/order-reply-schema.ts";
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
  [/reduce_?only/, "reduce_only"],
  [/self_?(trade|cross)/, "self_cross"],
  [/expiration/, "deadline_passed"],
  [/order_?group_?triggered/, "order_rate"],
  [/rate_?limit|too_many_requests/, "order_rate"],
];

/** Reads the answer to a new order (kalshi.md section 10). */
export function readPosting(answer: Result<OrderCreated, VenueError>, own: OwnOrder | undefined): PostReading {
  return answer.ok ? readCreated(answer.value, own) : readFailure(answer.error);
}

function readCreated(
  { fill_count, order_id: orderId, remaining_count }: Pick<OrderCreated, "fill_count" | "order_id" | "remaining_count">,
  own: OwnOrder | undefined,
): PostReading {
  const [matched, remaining] = [parseSize(fill_count), parseSize(remaining_count)];
  if (matched === undefined || remaining === undefined) return { ...UNKNOWN, orderId };
  const end = remaining > 0 || (own && matched >= own.request.size) ? undefined : endOfRest(own);
  return { outcome: { kind: "accepted", matched }, facts: end ? [end] : [], orderId };
}

/** One order of a batch, as it was sent. */
export interface PostedItem {
  readonly key: string;
  readonly own: OwnOrder | undefined;
}

/**
 * Reads the answer to a batch, a reading per order, in the order in which they were sent: each can fail alone (kalshi.md section 10.2). An
 * answer that names another order, or is of another length, says nothing of those that it leaves out; nor does a refusal of the whole
 * request that might be about one of them.
 */
export function readBatchPosting(
  answer: Result<BatchCreateAnswer, VenueError>,
  posted: readonly PostedItem[],
): PostReading[] {
  if (!answer.ok) return posted.map(() => (isOfTheRequest(answer.error) ? readFailure(answer.error) : UNKNOWN));
  const { orders } = answer.value;
  const named = new Map(orders.map((item) => [item.client_order_id, item]));
  return posted.map(({ key, own }, at) => {
    const placed = orders.length === posted.length ? orders[at] : undefined;
    const said = named.get(key) ?? (placed?.client_order_id ? undefined : placed);
    return said ? readItem(said, own) : UNKNOWN;
  });
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

/** Whether a failure is certainly that of the whole request: it never left, came too often, or was turned away before its orders were read. */
function isOfTheRequest(error: VenueError): boolean {
  return !isUnknown(error) && (!wasSeen(error) || error.code === "auth");
}

/** Codes behind which an order may have been placed all the same. */
const UNCERTAIN = /internal|unavailable|timeout|timed_?out|unknown/i;

function readItem({ error, ...item }: BatchCreateItem, own: OwnOrder | undefined): PostReading {
  if (error) {
    const venueCode = error.code ?? "";
    if (venueCode === "" || UNCERTAIN.test(venueCode)) return UNKNOWN;
    return readFailure(new VenueError("rejected", "never", error.message ?? "", { status: 400, venueCode }));
  }
  const { fill_count, order_id, remaining_count } = item;
  if (!order_id || !fill_count || !remaining_count) return UNKNOWN;
  return readCreated({ order_id, fill_count, remaining_count }, own);
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

/**
 * What one client counts. Every attempt ends in exactly one of the seven outcomes:
 * `attempts = answers2xx + answers3xx + answers4xx + answers5xx + timeouts + networkErrors + canceled` at rest.
 */
export const HTTP_COUNTERS = [
  /** Calls by their callers, and the requests sent for them; redirects followed within an attempt are not attempts. */
  "calls",
  "attempts",
  /** Attempts by the answer they got. An answer whose body is unusable is counted here and in one of the counters below. */
  "answers2xx",
  "answers3xx",
  "answers4xx",
  "answers5xx",
  "timeouts",
  "networkErrors",
  /** Attempts ended by the caller or by closing the client. */
  "canceled",
  /** Attempts after the first. */
  "retries",
  /** Answers that said "too many requests", by status or by body. */
  "rateLimited",
  /** Calls that were never sent: no budget, queue full, no credentials, or canceled while waiting. */
  "refusedLocally",
  "redirects",
  "redirectsRefused",
  /** Answers of the wrong kind or shape, those beyond the size bound among them. */
  "badPayloads",
  "oversized",
  /** Body bytes, received ones after decompression. */
  "bytesIn",
  "bytesOut",
] as const;
export type HttpCounter = (typeof HTTP_COUNTERS)[number];

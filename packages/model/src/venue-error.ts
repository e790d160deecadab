/** What may be done after a failure: nothing, try again later, or take a fresh snapshot first. */
export type RetryClass = "never" | "backoff" | "resync";

export type VenueErrorCode =
  | "network"
  | "timeout"
  | "rate_limited"
  | "auth"
  | "blocked"
  | "not_found"
  | "rejected"
  | "bad_payload"
  | "venue_down";

/** An expected failure of a venue as a value. The message carries no secret. */
export class VenueError extends Error {
  override readonly name = "VenueError";
  constructor(
    readonly code: VenueErrorCode,
    readonly retry: RetryClass,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

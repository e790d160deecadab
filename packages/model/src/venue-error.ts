/** What may be done after a failure: nothing, try again later, or take a fresh snapshot (for an order: ask the venue) first. */
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

/** Where a failure came from and what to do about it. None of it carries a secret. */
export interface VenueErrorDetails {
  /** Venue or data source: "polymarket", "coingecko". */
  readonly source?: string | undefined;
  /** Our name of the endpoint that was called. */
  readonly endpoint?: string | undefined;
  /** HTTP status, where there was an answer. */
  readonly status?: number | undefined;
  /** The venue's own code, as text. */
  readonly venueCode?: string | undefined;
  /** One sentence for the operator: what to do. */
  readonly hint?: string | undefined;
  /** How long the venue asks to be left alone, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/** An expected failure of a venue as a value. The message carries no secret. */
export class VenueError extends Error implements VenueErrorDetails {
  override readonly name = "VenueError";
  readonly source: string | undefined;
  readonly endpoint: string | undefined;
  readonly status: number | undefined;
  readonly venueCode: string | undefined;
  readonly hint: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly code: VenueErrorCode,
    readonly retry: RetryClass,
    message: string,
    options?: ErrorOptions & VenueErrorDetails,
  ) {
    super(message, options);
    this.source = options?.source;
    this.endpoint = options?.endpoint;
    this.status = options?.status;
    this.venueCode = options?.venueCode;
    this.hint = options?.hint;
    this.retryAfterMs = options?.retryAfterMs;
  }
}

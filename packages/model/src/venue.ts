import type { Result } from "@augury/core";
import type { VenueError } from "./venue-error.ts";
import type { FeedName } from "./venue-id.ts";

/**
 * A venue's market-data client (seed features N1–N3): construct → connect with retry → subscribe → receive until `disconnect`.
 * Reconnecting and resubscribing are the client's own affair; what arrives goes into the ring it was built with, and every change of
 * its connections is published there as a connection event.
 */
export interface Venue {
  readonly name: FeedName;
  /** Opens the connections and keeps them open. Resolves with the first outcome; after a failure with retry "backoff" it goes on trying. */
  connect(): Promise<Result<void, VenueError>>;
  /** Adds instruments (indices of the run's table) to what is received. */
  subscribe(instruments: readonly number[]): void;
  /** Stops receiving these instruments and ends their epochs. */
  unsubscribe(instruments: readonly number[]): void;
  /** Ends the instruments' epochs and asks the venue for fresh snapshots. */
  resync(instruments: readonly number[]): void;
  /** True when every connection is open and has heard from the venue within the staleness limit. */
  isConnected(): boolean;
  /** Closes gracefully and resolves when the last socket is gone. Idempotent. */
  disconnect(): Promise<void>;
}

import type { VenueError, VenueErrorCode } from "@augury/model";
import type { LoadFailure } from "./load-instruments.ts";

const HINTS: Record<VenueErrorCode, string> = {
  network: "is the venue reachable from here? observe and paper need its public REST and WebSocket hosts",
  timeout: "the venue is slow or unreachable; try again, or raise requestMsMax",
  rate_limited: "too many requests from this address; wait a minute",
  auth: "check the key id, the private key and the machine's clock",
  blocked: "the venue refuses this address (geoblock or Cloudflare)",
  not_found: "check the names under venues.….markets",
  rejected: "check the names under venues.….markets",
  bad_payload: "the venue changed its answers, or the URL is another server's",
  venue_down: "the venue has trouble; try again later",
};

/** Returns a venue's failure at start as one line with what to do about it. */
export function explainVenueError(venue: string, error: VenueError): LoadFailure {
  const message = `${venue} metadata: ${error.message} (${error.code}); ${HINTS[error.code]}`;
  return { message, isOutage: error.code !== "not_found" && error.code !== "rejected" };
}

import { VenueError } from "@augury/model";

export interface Refusal {
  readonly status: number;
  /** Whether the handshake carried credentials. */
  readonly signed: boolean;
}

/**
 * Returns what a refused upgrade means. Only 401 is final: a wrong key stays wrong (architecture rule 9). 403 also comes from
 * firewalls and geoblocks and may pass, so it is tried again at the pace of the backoff.
 */
export function toRefusalError({ status, signed }: Refusal): VenueError {
  const said = `the WebSocket upgrade was refused with HTTP ${status}`;
  if (status === 401) {
    return new VenueError("auth", "never", `${said}: check the key id, the private key and this machine's clock`);
  }
  if (status === 403 && signed) {
    return new VenueError("auth", "backoff", `${said}: check that the key may read market data`);
  }
  if (status === 403 || status === 451) {
    return new VenueError("blocked", "backoff", `${said}: the venue blocks this address or region`);
  }
  if (status === 429) return new VenueError("rate_limited", "backoff", `${said}: too many connections or attempts`);
  if (status === 408) return new VenueError("timeout", "backoff", said);
  if (status === 404) return new VenueError("not_found", "backoff", `${said}: check the configured address`);
  if (status >= 500) return new VenueError("venue_down", "backoff", said);
  return new VenueError("rejected", "backoff", said);
}

import type { VenueError } from "@augury/model";

/** What became of a method or stream that was tried against the simulated venues with its own example. */
export interface RoundTrip {
  /** "polymarket clob book". */
  readonly name: string;
  /**
   * `fits`: the answer satisfies the schema; a stream is connected. `refused`: there is a handler, and it refuses this very call.
   * `absent`: there is none. `misfit`: its answer breaks the schema.
   */
  readonly outcome: "fits" | "refused" | "absent" | "misfit";
  /** Why not. */
  readonly detail: string;
}

/** What the fake venues say of an address that they do not know. */
const CATCH_ALL = /404 page not found|HTTP 404: not found \(/;

/** Returns what a failed call means. */
export function outcomeOf({ code, status, message }: VenueError): Pick<RoundTrip, "outcome" | "detail"> {
  const detail = `${code}: ${message}`;
  if (status === 404 && CATCH_ALL.test(message)) return { outcome: "absent", detail };
  return { outcome: code === "bad_payload" ? "misfit" : "refused", detail };
}

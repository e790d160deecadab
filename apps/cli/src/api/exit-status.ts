import type { VenueError, VenueErrorCode } from "@augury/model";
import { EXIT } from "../command.ts";

/** Exit statuses of commands that ask a venue or source, beyond the common 0, 1 and 2. */
export const API_EXIT = { auth: 3, rateLimited: 4, notFound: 5, unreachable: 6, blocked: 7 } as const;

/** What --help says of them. */
export const EXIT_HELP =
  "0 well, 1 failed or refused, 2 wrong use, 3 keys missing or refused, 4 too many requests, 5 not found, 6 not reached, 7 blocked here";

const STATUS: Readonly<Record<VenueErrorCode, number>> = {
  auth: API_EXIT.auth,
  rate_limited: API_EXIT.rateLimited,
  not_found: API_EXIT.notFound,
  network: API_EXIT.unreachable,
  timeout: API_EXIT.unreachable,
  venue_down: API_EXIT.unreachable,
  blocked: API_EXIT.blocked,
  rejected: EXIT.failed,
  bad_payload: EXIT.failed,
};

export function exitStatusOf(error: VenueError): number {
  return STATUS[error.code];
}

/** Returns an error as one line: its code, what happened, what to do. */
export function errorLine({ code, message, venueCode, hint, retryAfterMs }: VenueError): string {
  const said = venueCode === undefined || message.includes(venueCode) ? "" : ` [${venueCode}]`;
  const wait = retryAfterMs === undefined ? "" : `; asked to wait ${Math.ceil(retryAfterMs / 1000)} s`;
  const line = `${code}: ${message}${said}${wait}${hint === undefined ? "" : `; ${hint}`}`;
  return line.replaceAll(/\s+/g, " ");
}

/** Returns where a key is looked for, behind an error that says that there is none. */
export function keyAdvice({ code, status }: VenueError, keyVariables: readonly string[]): string {
  return code === "auth" && status === undefined && keyVariables.length > 0
    ? `; keys are looked for in ${keyVariables.join(", ")}`
    : "";
}

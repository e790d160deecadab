import { VenueError } from "@augury/model";
import type { z } from "zod";

/** Returns the error for a payload that does not fit its schema; it names the first field that is wrong. */
export function badPayload(what: string, issues: readonly z.core.$ZodIssue[]): VenueError {
  const issue = issues[0];
  const where = issue ? ` at ${issue.path.join(".") || "its root"}: ${issue.message}` : "";
  return new VenueError("bad_payload", "never", `${what} is not what the schema expects${where}`);
}

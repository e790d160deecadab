import type { VenueErrorCode } from "@augury/model";
import type { ErrorBodyInput } from "@augury/net";
import { z } from "zod";

/** What an engine's API says of a failure (RFC 9457), as far as a line has room for it. */
const Problem = z.object({
  type: z.templateLiteral(["urn:augury:problem:", z.string()]),
  title: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

/** What does not follow from the status as it does at a venue. */
const CODES: Readonly<Record<string, VenueErrorCode>> = {
  unauthorized: "auth",
  forbidden: "auth",
  "writes-disabled": "auth",
  "rate-limited": "rate_limited",
};

/** Reads a failed answer of an engine. */
export function readProblem({ json, status }: Pick<ErrorBodyInput, "json" | "status">) {
  const found = Problem.safeParse(json);
  if (status < 400 || !found.success) return undefined;
  const { detail, errors = [], title, type } = found.data;
  const wrong = errors.map(({ field, message }) => `${field}: ${message}`);
  const venueCode = type.slice(type.lastIndexOf(":") + 1);
  return { message: wrong.length > 0 ? wrong.join("; ") : (detail ?? title), venueCode, code: CODES[venueCode] };
}

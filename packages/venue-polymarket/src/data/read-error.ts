import { type ErrorBody, type ErrorBodyInput, readCommonErrorBody } from "@augury/net";
import { z } from "zod";

/** What version 2 says of a failure (polymarket.md section 14). */
const Shape = z.object({
  error: z.string(),
  code: z.string(),
  retryable: z.boolean(),
  trace_id: z.string().nullish(),
  parameter: z.string().nullish(),
});

/** Reads version 2's `{error, code, retryable, trace_id}`, and version 1's `{error}`. */
export function readDataError({ status, json }: Pick<ErrorBodyInput, "status" | "json">): ErrorBody | undefined {
  const shape = status < 400 ? undefined : Shape.safeParse(json);
  if (!shape?.success) return readCommonErrorBody({ status, json });
  const { error, code, retryable, trace_id, parameter } = shape.data;
  return {
    message: parameter ? `${parameter}: ${error}` : error,
    venueCode: code,
    retry: retryable ? "backoff" : "never",
    ...(trace_id && { hint: `the venue can look it up by its trace id ${trace_id.slice(0, 80)}` }),
  };
}

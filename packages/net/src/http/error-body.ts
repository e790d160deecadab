import { z } from "zod";
import type { ErrorBody, ErrorBodyInput } from "./http-request.ts";

const Code = z.union([z.string(), z.number()]).transform(String);
const Status = z.object({ error_code: Code.optional(), error_message: z.string().nullish() });
const Nested = z.object({ code: Code.optional(), message: z.string().optional(), status: Status.optional() });
const Shape = z.object({
  error: z.union([z.string(), Nested]).optional(),
  errorMsg: z.string().optional(),
  code: Code.optional(),
  message: z.string().optional(),
  error_code: Code.optional(),
  status: z.union([Status, z.unknown()]).optional(),
});

/**
 * Reads the error shapes in common use, of failed answers only: `{error}`, `{error: {code, message}}`, `{code, message}` (all three of
 * Kalshi, kalshi.md section 7), `{errorMsg}` (Polymarket), `{status: {error_code, error_message}}` also inside `error`, and
 * `{error_code, status}` (CoinGecko and CoinMarketCap, market-data-sources.md sections 2.7 and 3.1). A venue with failures of status
 * 200, or with codes that change the class, has its own reader and may start from this one.
 */
export function readCommonErrorBody({ status, json }: Pick<ErrorBodyInput, "status" | "json">): ErrorBody | undefined {
  return status < 400 ? undefined : readErrorShape(json);
}

/** Returns message and code of an error body in one of those shapes, or `undefined`. The status does not matter. */
export function readErrorShape(json: unknown): ErrorBody | undefined {
  const shape = Shape.safeParse(json);
  if (!shape.success) return undefined;
  const { error, errorMsg, code, message, error_code: flatCode, status } = shape.data;
  const nested = typeof error === "object" ? error : undefined;
  const inner = nested?.status ?? (Status.safeParse(status).data as z.infer<typeof Status> | undefined);
  const found = {
    message:
      nested?.message ??
      (typeof error === "string" ? error : undefined) ??
      errorMsg ??
      message ??
      inner?.error_message ??
      undefined,
    venueCode: nested?.code ?? code ?? flatCode ?? inner?.error_code,
  };
  return found.message === undefined && found.venueCode === undefined ? undefined : found;
}

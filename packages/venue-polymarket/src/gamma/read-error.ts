import { type ErrorBody, type ErrorBodyInput, readCommonErrorBody } from "@augury/net";
import { z } from "zod";

const Shape = z.object({ type: z.string(), error: z.string() });

/** Reads Gamma's `{type, error}`: its type ("validation error", "not found error") stands for a code. */
export function readGammaError({ status, json }: Pick<ErrorBodyInput, "status" | "json">): ErrorBody | undefined {
  const shape = status < 400 ? undefined : Shape.safeParse(json);
  if (!shape?.success) return readCommonErrorBody({ status, json });
  return { message: shape.data.error, venueCode: shape.data.type };
}

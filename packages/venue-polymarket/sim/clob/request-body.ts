import type { z } from "zod";
import type { SimCall } from "../sim-route.ts";

/** Returns the body as the schema makes it, or `undefined` when it is no such thing. */
export function parseBody<T>(call: SimCall, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(call.body)).data;
  } catch {
    return undefined;
  }
}

import type { Refusal } from "../account/refusal.ts";

/** The error shape that is seen on the wire (kalshi.md section 7). */
export function nestedError(status: number, code: string, message: string, details?: string): Response {
  return Response.json({ error: { code, message, ...(details !== undefined && { details }) } }, { status });
}

/** The error shape of the schema. */
export function flatError(status: number, code: string, message: string, details = ""): Response {
  return Response.json({ code, message, details }, { status });
}

/** Rate-limit refusals have been seen with `error` as plain text, and they carry no Retry-After. */
export function tooManyRequests(): Response {
  return Response.json({ error: "too many requests" }, { status: 429 });
}

export function answerRefusal({ shape, status, code, message, details }: Refusal): Response {
  return shape === "flat" ? flatError(status, code, message, details) : nestedError(status, code, message, details);
}

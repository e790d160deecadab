import type { ErrorBody, ErrorBodyInput } from "@augury/net";
import { z } from "zod";
import { wrongHeartbeatCode } from "./heartbeats.ts";
import { KNOWN_REFUSALS, UNKNOWN_OUTCOME } from "./refusal-table.ts";

const Body = z.object({
  error: z.string().optional(),
  errorMsg: z.string().nullish(),
  error_msg: z.string().optional(),
  code: z.string().optional(),
  retry_after_seconds: z.number().nonnegative().optional(),
  heartbeat_id: z.string().optional(),
});

/** An answer of status 200 that refuses a single order. */
const RefusedPlacement = z.union([
  z.object({ success: z.literal(false), errorMsg: z.string().nullish() }),
  z.object({
    success: z.literal(true),
    errorMsg: z.string().min(1),
    orderID: z.union([z.literal(""), z.null()]).optional(),
  }),
]);

/**
 * Reads the CLOB's error bodies: `{error}`, `{error, code, retry_after_seconds}`, `{error_msg, heartbeat_id}`, and the order that was
 * refused with status 200 (polymarket.md sections 4 and 7).
 */
export function readClobError(input: ErrorBodyInput): ErrorBody | undefined {
  return input.status < 400 ? readDisguised(input) : readRefusal(input);
}

/** Returns what a text of the venue says, as far as we know it. */
export function readRefusalText(message: string): ErrorBody {
  const known = KNOWN_REFUSALS.find(({ text }) => text.test(message));
  if (known) return { message, venueCode: known.word, code: known.code, retry: known.retry, hint: known.hint };
  return { message, venueCode: UNKNOWN_OUTCOME.find(([, text]) => text.test(message))?.[0] };
}

function readRefusal({ status, headers, json }: ErrorBodyInput): ErrorBody | undefined {
  const tier = headers.get("poly-ratelimit-tier");
  const limited = status === 429 && tier !== null ? describeTier(tier) : undefined;
  const body = Body.safeParse(json).data;
  const message = body?.error ?? body?.error_msg ?? body?.errorMsg ?? undefined;
  if (body === undefined || message === undefined) return limited;
  if (body.error_msg !== undefined && body.heartbeat_id !== undefined)
    return describeHeartbeat(message, body.heartbeat_id);
  const said = readRefusalText(message);
  return {
    ...said,
    // A page or a limit says more by its status than by a text that happens to fit.
    ...limited,
    ...(body.code !== undefined && { venueCode: body.code }),
    ...(body.retry_after_seconds !== undefined && { retryAfterMs: body.retry_after_seconds * 1000 }),
  };
}

function readDisguised({ json }: ErrorBodyInput): ErrorBody | undefined {
  const refused = RefusedPlacement.safeParse(json).data;
  if (refused === undefined) return undefined;
  return describePlacement(refused.errorMsg ?? "");
}

/** Returns what it means that a placement was refused in an answer of status 200: certain, whatever the text says. */
export function describePlacement(errorMsg: string): ErrorBody {
  const said = readRefusalText(errorMsg === "" ? "the venue gave no reason" : errorMsg);
  return { code: "rejected", retry: "never", ...dropMissing(said) };
}

function describeTier(tier: string): ErrorBody {
  const hint = `the signer's tier (${tier.slice(0, 20)}) allows no more orders or cancels now`;
  return { venueCode: "signer_tier", code: "rate_limited", retry: "backoff", hint };
}

function describeHeartbeat(message: string, expected: string): ErrorBody {
  const hint = "go on with the heartbeat id that the venue expects; another process may be using this key";
  return { message, venueCode: wrongHeartbeatCode(expected), code: "rejected", retry: "resync", hint };
}

function dropMissing(body: ErrorBody): ErrorBody {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

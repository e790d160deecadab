import { type ErrorBody, type ErrorBodyInput, readBlock } from "@augury/net";
import { z } from "zod";

const Failed = z.object({ metadata: z.object({ error: z.string().min(1) }) });

/**
 * Reads alternative.me's failures: `metadata.error`, also with status 200. What it answers to too many requests is documented nowhere,
 * so a 403 is taken for that (section 1: treat 429, 403 and 5xx alike), unless its page says that it is a block.
 */
export function readAlternativeMeError({ status, json, text, headers }: ErrorBodyInput): ErrorBody | undefined {
  const failed = Failed.safeParse(json);
  const message = failed.success ? failed.data.metadata.error : undefined;
  if (status === 403 && readBlock(text, headers) === undefined)
    return { message, code: "rate_limited", retry: "backoff", hint: "at most 60 requests a minute are allowed" };
  if (message === undefined) return undefined;
  return /not found/i.test(message)
    ? { message, code: "not_found", retry: "never" }
    : { message, ...refusalOf(status) };
}

/** A message with a good status refuses the request; a bad status says more than that by itself. */
function refusalOf(status: number): ErrorBody {
  return status < 400 ? { code: "rejected", retry: "never" } : {};
}

import type { ErrorBody, ErrorBodyInput } from "@augury/net";
import { z } from "zod";
import { NumberOrText } from "../wire-schemas.ts";

const Failed = z.object({
  status: z.object({
    error_code: NumberOrText,
    error_message: z.string().nullish(),
    timestamp: z.string().optional(),
  }),
});

type Meaning = Pick<ErrorBody, "code" | "retry" | "hint">;

const AUTH = { code: "auth", retry: "never" } as const;
const LIMITED = { code: "rate_limited", retry: "backoff" } as const;

/** What CoinMarketCap's own codes mean (market-data-sources.md section 3.1). None of 401, 402 and 403 is worth another try. */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  400: { code: "rejected", retry: "never" },
  500: { code: "venue_down", retry: "backoff" },
  1001: { ...AUTH, hint: "the key is invalid: check CMC_API_KEY" },
  1002: { ...AUTH, hint: "the key is missing: set CMC_API_KEY" },
  1003: { ...AUTH, hint: "the plan has not been activated yet" },
  1004: { ...AUTH, hint: "the plan's payment has expired" },
  1005: { ...AUTH, hint: "this method needs a key: set CMC_API_KEY" },
  1006: { ...AUTH, hint: "the plan does not include this method: leave it out, or raise the plan" },
  1007: { ...AUTH, hint: "the key has been disabled" },
  1008: { ...LIMITED, hint: "the minute's requests are used up: lower requestsPerMinute" },
  1009: { ...LIMITED, hint: "the day's credits are used up until 00:00 UTC" },
  1010: { ...LIMITED, hint: "the month's credits are used up until the plan's reset" },
  1011: { ...LIMITED, hint: "too many requests from this address" },
  4001: { code: "rejected", retry: "never" },
  4002: { code: "rejected", retry: "never" },
};

const MINUTE_MS = 60_000;

/** Reads CoinMarketCap's failures: an envelope whose numeric `error_code` is not 0, also with status 200. */
export function readCoinMarketCapError({ status, json }: ErrorBodyInput): ErrorBody | undefined {
  const failed = Failed.safeParse(json);
  if (!failed.success) return undefined;
  const { error_code: code, error_message, timestamp } = failed.data.status;
  if (code === 0) return undefined;
  return {
    message: error_message ?? `error ${code}`,
    venueCode: String(code),
    ...(MEANINGS[code] ?? (status < 400 ? { code: "rejected", retry: "never" } : {})),
    ...pauseOf(code, timestamp),
  };
}

/** Until when it is of no use to ask again, by the server's own clock. A month's credits come back at the latest on its first day. */
function pauseOf(code: number, timestamp: string | undefined): Pick<ErrorBody, "retryAfterMs"> {
  if (code === 1008) return { retryAfterMs: MINUTE_MS };
  const now = new Date(timestamp ?? Number.NaN);
  if (Number.isNaN(now.getTime()) || (code !== 1009 && code !== 1010)) return {};
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const until = code === 1009 ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1);
  return { retryAfterMs: until - now.getTime() };
}

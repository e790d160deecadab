import { type ErrorBody, type ErrorBodyInput, readErrorShape } from "@augury/net";

type Meaning = Pick<ErrorBody, "code" | "retry" | "hint">;

/** What CoinGecko's own codes mean (market-data-sources.md section 2.7). They come with 400 as well as with 401. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  "10002": {
    code: "auth",
    retry: "never",
    hint: "the key is missing or wrong: check it and the plan in the configuration",
  },
  "10005": { code: "auth", retry: "never", hint: "this method needs a paid plan" },
  "10010": { code: "auth", retry: "never", hint: "this is a Pro key: set plan to pro" },
  "10011": { code: "auth", retry: "never", hint: "this is a Demo key: set plan to demo" },
  "10012": { code: "rejected", retry: "never", hint: "the Demo plan reaches back 365 days" },
  "1020": { code: "blocked", retry: "never", hint: "CoinGecko's CDN refuses this address" },
  "429": { code: "rate_limited", retry: "backoff", hint: "lower requestsPerMinute, or use a key of your own" },
};

/**
 * Reads CoinGecko's four shapes of errors: `{error}`, `{status}`, `{error: {status}}` and `{error_code, status}`. Failures with status
 * 200 are reported, so good answers are read, too: one is a failure when it carries a code and a message and no data.
 */
export function readCoinGeckoError({ status, json }: ErrorBodyInput): ErrorBody | undefined {
  const said = readErrorShape(json);
  if (said === undefined || (status < 400 && !isFailure(said))) return undefined;
  return { ...said, ...(MEANINGS[said.venueCode ?? ""] ?? meaningOfCode(said.venueCode, status)) };
}

/** A coin could be called "error" or "status"; none has an error's code and message. */
function isFailure({ venueCode, message }: ErrorBody): boolean {
  return venueCode !== undefined && message !== undefined && /^[1-9]\d{2,5}$/.test(venueCode);
}

/** With status 200 only the code in the body says what happened; CoinGecko uses the HTTP codes there. */
function meaningOfCode(venueCode: string | undefined, status: number): Meaning {
  if (status >= 400) return {};
  return Number(venueCode) >= 500 && Number(venueCode) < 600
    ? { code: "venue_down", retry: "backoff" }
    : { code: "rejected", retry: "never" };
}

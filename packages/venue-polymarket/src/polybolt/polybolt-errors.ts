import { type RetryClass, VenueError, type VenueErrorCode } from "@augury/model";
import type { CloseReason } from "@augury/net";

interface Meaning {
  readonly code: VenueErrorCode;
  readonly retry: RetryClass;
  readonly what: string;
  readonly hint: string;
  readonly retryAfterMs?: number;
}

const SOURCE = "polymarket-polybolt";
const CREDENTIALS = "give the CLOB API key, secret and passphrase of your wallet";

/** What an `error` answer means, by its code. Without retry the whole stream is of no use; see {@link isPolyboltFatal}. */
const ANSWERS: Readonly<Record<string, Meaning>> = {
  bad_op: {
    code: "rejected",
    retry: "never",
    what: "the operation is unknown",
    hint: "the venue changed its protocol: look for a newer version",
  },
  bad_channel: {
    code: "rejected",
    retry: "never",
    what: "the channel is unknown",
    hint: "the venue changed its channels: look for a newer version",
  },
  bad_filter: {
    code: "rejected",
    retry: "never",
    what: "the filter is refused",
    hint: 'check symbol and window: "btcusd", 60 seconds',
  },
  sub_limit: {
    code: "rejected",
    retry: "never",
    what: "there are too many subscriptions",
    hint: "at most 64 on one connection",
  },
  rate_limited: {
    code: "rate_limited",
    retry: "backoff",
    what: "there are too many commands",
    hint: "at most 20 a second",
  },
  auth_required: { code: "auth", retry: "never", what: "the channel asks for credentials", hint: CREDENTIALS },
  auth_invalid: { code: "auth", retry: "never", what: "the credentials are refused", hint: CREDENTIALS },
  auth_attempts: { code: "auth", retry: "never", what: "the credentials were refused too often", hint: CREDENTIALS },
  auth_expired: { code: "auth", retry: "backoff", what: "the authentication ran out", hint: "nothing: it is renewed" },
  auth_unavailable: {
    code: "venue_down",
    retry: "backoff",
    what: "credentials cannot be checked now",
    hint: "nothing: it is tried again",
  },
};

/** What the server's close codes mean. */
const CLOSES: Readonly<Record<number, Meaning>> = {
  4001: { code: "auth", retry: "never", what: "the connection was closed: credentials refused", hint: CREDENTIALS },
  4002: {
    code: "timeout",
    retry: "backoff",
    what: "the connection was closed: we read too slowly or answered no ping",
    hint: "subscribe to less if this repeats",
  },
  4003: {
    code: "venue_down",
    retry: "backoff",
    what: "the server drains its connections",
    hint: "nothing: a new connection follows within 10 s",
    retryAfterMs: 10_000,
  },
  4008: {
    code: "rejected",
    retry: "never",
    what: "the connection was closed: a rule was broken",
    hint: "at most 64 subscriptions, 20 commands a second, 64 KB a frame",
  },
};

/** Returns what an error answer means; a code that nobody here knows is a refusal of that one request. */
export function toPolyboltError(code: string, channel?: string): VenueError {
  const meaning = ANSWERS[code] ?? {
    code: "rejected",
    retry: "never",
    what: "the request is refused",
    hint: "see the venue's code",
  };
  return toError(meaning, code, channel === undefined ? "" : ` (${channel})`);
}

/** Returns what a close code means, `undefined` for those that every server has. */
export function toPolyboltCloseError({ code }: CloseReason): VenueError | undefined {
  const meaning = CLOSES[code];
  return meaning && toError(meaning, String(code), "");
}

/** Whether an error ends the whole stream: without credentials no channel will ever speak. */
export function isPolyboltFatal(error: VenueError): boolean {
  return error.code === "auth" && error.retry === "never";
}

function toError({ code, retry, what, hint, retryAfterMs }: Meaning, venueCode: string, about: string): VenueError {
  return new VenueError(code, retry, `${SOURCE}: ${what}${about}`, { source: SOURCE, venueCode, hint, retryAfterMs });
}

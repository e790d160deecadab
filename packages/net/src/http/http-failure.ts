import { type RetryClass, VenueError, type VenueErrorCode } from "@augury/model";
import { type Block, isHtml, readBlock } from "./block-page.ts";
import type { CutoffReason } from "./cutoff.ts";
import type { ErrorBody } from "./http-request.ts";

/** What every error of one call says of where it came from. */
export interface FailureContext {
  readonly source: string;
  readonly endpoint: string;
  /** "GET https://host/path?…", secrets hidden. */
  readonly shown: string;
  readonly idempotent: boolean;
  readonly signed: boolean;
  /** Hides registered secrets in whatever text the venue sent. */
  readonly redact: (text: string) => string;
}

/** A failure before it becomes an error: what happened, and what may be done if repeating does no harm. */
export interface Failure {
  readonly code: VenueErrorCode;
  readonly retry: RetryClass;
  readonly what: string;
  readonly status?: number | undefined;
  readonly venueCode?: string | undefined;
  readonly hint?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: Error | undefined;
  /** Whether the venue may have carried the request out all the same. */
  readonly maybeDone: boolean;
}

const UNKNOWN_OUTCOME = "the outcome is unknown: ask the venue before sending it again";

/**
 * Makes the error. A request that must not be sent twice and may have been carried out gets the retry class "resync": its outcome is
 * asked for, never tried again.
 */
export function toError(context: FailureContext, failure: Failure): VenueError {
  const unknown = failure.maybeDone && !context.idempotent;
  const { status, venueCode, retryAfterMs } = failure;
  return new VenueError(
    failure.code,
    unknown ? "resync" : failure.retry,
    context.redact(`${context.source} ${context.endpoint}: ${failure.what} (${context.shown})`),
    {
      source: context.source,
      endpoint: context.endpoint,
      status,
      venueCode: venueCode === undefined ? undefined : context.redact(venueCode).slice(0, 100),
      hint: unknown ? UNKNOWN_OUTCOME : failure.hint,
      retryAfterMs,
      ...(failure.cause && { cause: failure.cause }),
    },
  );
}

const CUTOFF_CODES: Record<CutoffReason, VenueErrorCode> = {
  headers: "timeout",
  attempt: "timeout",
  call: "timeout",
  caller: "network",
  closed: "network",
};
const CUTOFF_WORDS: Record<CutoffReason, string> = {
  headers: "the headers must come in time, connecting included",
  attempt: "the whole answer must come in time",
  call: "the call must end in time",
  caller: "canceled by the caller",
  closed: "canceled, the client is closed",
};

/** Returns what a cutoff means. `sent`: whether a byte may have left. */
export function cutoffFailure(reason: CutoffReason, ms: number | undefined, sent: boolean): Failure {
  const code = CUTOFF_CODES[reason];
  const canceled = code === "network";
  const what = `${CUTOFF_WORDS[reason]}${ms === undefined ? "" : `, within ${ms} ms`}`;
  return { code, retry: canceled ? "never" : "backoff", what, maybeDone: sent };
}

/** Codes by which an attempt is known to have ended before the request left. */
const NEVER_SENT =
  /^(ECONNREFUSED|ConnectionRefused|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|FailedToOpenSocket|DNS)/i;
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|HOSTNAME_MISMATCH/i;

/** Returns what it means that fetch rejected. Only the code of the cause is kept: Bun's error carries the whole address, query included. */
export function transportFailure(cause: unknown): Failure {
  const code = codeOf(cause);
  if (CERTIFICATE.test(code)) {
    const hint = "check this machine's clock and its certificates; someone may be listening in";
    return {
      code: "network",
      retry: "never",
      what: `the server's certificate must be valid, ${code}`,
      hint,
      maybeDone: false,
    };
  }
  const sent = !NEVER_SENT.test(code);
  const what = sent ? `the connection broke, ${code}` : `no connection, ${code}`;
  return { code: "network", retry: "backoff", what, cause: new Error(code), maybeDone: sent };
}

function codeOf(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (typeof code === "string" && code !== "") return code.slice(0, 100);
  return cause instanceof Error ? cause.name : "unknown";
}

export interface RefusedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly signed: boolean;
  readonly body: ErrorBody | undefined;
  readonly retryAfterMs: number | undefined;
}

interface Meaning {
  readonly code: VenueErrorCode;
  readonly retry: RetryClass;
  readonly hint?: string;
}

/** Returns what an answer means that is no success, by its status, its page and its body, the most specific one first. */
export function refusalFailure(answer: RefusedAnswer): Failure {
  const { status, body } = answer;
  const block = readBlock(answer.text, answer.headers);
  const meaning = block ? meaningOfBlock(block) : meaningOfStatus(answer);
  return {
    code: body?.code ?? meaning.code,
    retry: body?.retry ?? meaning.retry,
    what: `HTTP ${status}${describeBody(answer)}`,
    status,
    venueCode: body?.venueCode ?? block?.code,
    hint: body?.hint ?? (body?.code === undefined ? meaning.hint : undefined),
    retryAfterMs: body?.retryAfterMs ?? answer.retryAfterMs,
    maybeDone: status >= 500 && block === undefined && body?.code === undefined,
  };
}

function meaningOfBlock({ kind, hint }: Block): Meaning {
  return { code: kind, retry: kind === "rate_limited" ? "backoff" : "never", hint };
}

function meaningOfStatus({ status, signed }: RefusedAnswer): Meaning {
  switch (status) {
    case 401:
      return { code: "auth", retry: "never", hint: "check the key, its secret and this machine's clock" };
    case 402:
      return { code: "auth", retry: "never", hint: "the key's plan does not cover this or is not paid" };
    case 403:
      return signed
        ? { code: "auth", retry: "never", hint: "check what the key may do" }
        : { code: "blocked", retry: "never", hint: "the address or region may be blocked, or a key is needed" };
    case 404:
    case 410:
      return { code: "not_found", retry: "never" };
    case 408:
      return { code: "timeout", retry: "backoff" };
    case 425:
      return { code: "venue_down", retry: "backoff", hint: "the venue is restarting" };
    case 429:
      return { code: "rate_limited", retry: "backoff", hint: "send less, or raise the plan or tier" };
    case 451:
      return { code: "blocked", retry: "never", hint: "the venue does not serve this region" };
    default:
      return status >= 500 ? { code: "venue_down", retry: "backoff" } : { code: "rejected", retry: "never" };
  }
}

const SAID_MAX = 300;

function describeBody({ body, text, headers }: RefusedAnswer): string {
  if (body?.message !== undefined) return `: ${body.message.slice(0, SAID_MAX)}`;
  if (text === "") return "";
  if (isHtml(text, headers.get("content-type") ?? "")) return ": an HTML page";
  return `: ${text.slice(0, SAID_MAX).replaceAll(/\s+/g, " ").trim()}`;
}

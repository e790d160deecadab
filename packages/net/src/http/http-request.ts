import type { Result } from "@augury/core";
import type { RetryClass, VenueError, VenueErrorCode } from "@augury/model";

export type HttpMethod = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";

export type QueryValue = string | number | boolean;
/** `undefined` leaves a parameter out; a list repeats it. */
export type Query = Readonly<Record<string, QueryValue | readonly QueryValue[] | undefined>>;

/**
 * What the body must be. `json`: JSON, said to be JSON (or of no said type). `looseJson`: JSON under any content type (Polymarket's
 * `/time` says text/plain). `text`: any text, handed on as it is. `empty`: whatever comes is dropped; the value is `undefined`.
 */
export type AnswerKind = "json" | "looseJson" | "text" | "empty";

/** What a signature may cover. `path` is the one on the wire, the base's path included, without the query; `body` byte for byte. */
export interface SignedParts {
  readonly method: HttpMethod;
  readonly path: string;
  /** As on the wire, without the question mark. */
  readonly query: string;
  readonly body: string;
  /** The venue's time in Unix ms, as far as the client knows how its clock differs from ours: what a signature's timestamp must be. */
  readonly timeMs: number;
}

export type MintedHeaders = Result<Readonly<Record<string, string>>, VenueError>;

/** Makes the headers that prove who we are: anew for every attempt, because signatures cover the time. At once where the key is at hand. */
export type MintRequestHeaders = (parts: SignedParts) => MintedHeaders | Promise<MintedHeaders>;

/** One request as its caller describes it. */
export interface HttpRequest {
  /** Our name of the endpoint ("clob.book"): metrics, drift, errors, and the budget's class unless `budgetClass` names one. */
  readonly endpoint: string;
  readonly method?: HttpMethod;
  /** Begins with "/", appended to the base address. Values inside it are encoded by the caller. */
  readonly path: string;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as it is, anything else as its JSON. */
  readonly body?: unknown;
  /**
   * Whether sending it twice does no harm. GET and HEAD are, everything else is not unless said so; what is not is sent once,
   * whatever happens.
   */
  readonly idempotent?: boolean;
  readonly auth?: MintRequestHeaders;
  readonly budgetClass?: string;
  /** What it holds so many of (orders of a batch): the class's price is paid for each. Default 1. */
  readonly items?: number;
  /** What it costs where that differs from the class's price, by bucket (a batch). */
  readonly costs?: Readonly<Record<string, number>>;
  /** May use the budget's reserve and the extra places on the wire: cancels. */
  readonly priority?: boolean;
  readonly signal?: AbortSignal;
  /** Not to be sent after this moment, in µs on the scheduler's clock: a call that waited so long for its turn is refused unsent. */
  readonly sendByUs?: number;
  /** Asked when its turn has come: false refuses it unsent (what it was decided on is gone meanwhile). */
  readonly isWanted?: () => boolean;
  /** Lowers the whole call's time limit. */
  readonly timeoutMs?: number;
  readonly bodyBytesMax?: number;
  readonly answer?: AnswerKind;
  /** The answer holds a secret (a new API key): no tap sees it and no drift is counted. */
  readonly secretAnswer?: boolean;
}

/** A good answer. */
export interface HttpAnswer<T> {
  readonly value: T;
  readonly status: number;
  readonly headers: Headers;
  /** Body length in bytes, after decompression. */
  readonly bytes: number;
  /** Requests sent for it, the first one counted. */
  readonly attempts: number;
  /** When the last attempt was sent and when its headers were here, on the scheduler's clock: what clock correction needs. */
  readonly sentTimeUs: number;
  readonly receivedTimeUs: number;
}

/** An answer as the venue's own reader of errors sees it. */
export interface ErrorBodyInput {
  readonly endpoint: string;
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, or `undefined` when the body is none. */
  readonly json: unknown;
  readonly text: string;
}

/** What a body says about the failure; whatever is left out follows from the status. */
export interface ErrorBody {
  readonly message?: string | undefined;
  readonly venueCode?: string | undefined;
  readonly code?: VenueErrorCode | undefined;
  readonly retry?: RetryClass | undefined;
  readonly hint?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

/**
 * Reads a venue's error body. Also called for every good answer whose JSON could be an error in disguise (some venues send failures
 * with status 200); `undefined` means that the body is no error, or says nothing beyond its status.
 */
export type ReadErrorBody = (input: ErrorBodyInput) => ErrorBody | undefined;

/** An answer's body as it came, for audit. */
export interface RawPayload {
  readonly source: string;
  readonly endpoint: string;
  readonly status: number;
  readonly text: string;
  readonly receivedTimeUs: number;
}

/**
 * Keeps raw payloads of some endpoints (A12). `wants` is asked first, so that nothing is made for those it does not keep. A payload is
 * what the venue sent; answers said to hold a secret are never offered.
 */
export interface PayloadTap {
  wants(endpoint: string, status: number, source: string): boolean;
  take(payload: RawPayload): void;
}

/** `fetch`, as far as the client uses it. */
export type FetchFunction = (url: string, init: FetchInit) => Promise<Response>;

export interface FetchInit {
  readonly method: HttpMethod;
  readonly headers: Headers;
  readonly body?: string;
  readonly signal: AbortSignal;
  readonly redirect: "manual";
  readonly keepalive?: boolean;
}

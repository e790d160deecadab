import { AssertionError, err, ok, type Result } from "@augury/core";
import type { Counters } from "@augury/telemetry";
import type { Scheduler } from "../scheduler.ts";
import type { ClockOffset } from "./clock-offset.ts";
import type { Cutoff, CutoffReason } from "./cutoff.ts";
import type { HttpCall } from "./http-call.ts";
import type { HttpConfig } from "./http-config.ts";
import type { HttpCounter } from "./http-counters.ts";
import { cutoffFailure, type Failure, refusalFailure, transportFailure } from "./http-failure.ts";
import type { FetchFunction, PayloadTap, ReadErrorBody } from "./http-request.ts";
import { parseAnswer } from "./parse-answer.ts";
import { discardBody, readBody } from "./read-body.ts";
import { parseRetryAfter } from "./retry-after.ts";

/** What one attempt needs of the client. */
export interface ExchangeParts {
  readonly config: HttpConfig;
  readonly fetch: FetchFunction;
  readonly scheduler: Scheduler;
  readonly counters: Counters<HttpCounter>;
  readonly readErrorBody: ReadErrorBody;
  readonly tap: PayloadTap | undefined;
  readonly clock: ClockOffset;
}

/** A good answer, its shape not yet checked. */
export interface Exchanged {
  readonly value: unknown;
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: number;
  readonly sentTimeUs: number;
  readonly receivedTimeUs: number;
}

/** An answer read to its end; `text` is "" where it was too long. */
interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly bytes: number;
  readonly oversized: boolean;
}

/** Longest body of a refusal. */
const REFUSAL_BYTES_MAX = 1024 * 1024;
/** Methods that Bun's fetch sends again by itself when a pooled connection breaks; `bun-fetch.test.ts` pins which. */
const REPLAYED_BY_BUN = new Set(["PUT", "DELETE"]);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * One attempt:
 *
 * 1. The headers that prove who we are are minted for this very moment.
 * 2. The request is sent; its headers may take `headersTimeoutMs`. A redirect within the origin starts again at 1.
 * 3. The body is read up to its bound.
 * 4. The answer is judged: refusals become failures, good ones are parsed, failures dressed up as good ones are found out.
 */
export class HttpExchange {
  private sent = false;
  private sentTimeUs = 0;
  private receivedTimeUs = 0;

  constructor(
    private readonly parts: ExchangeParts,
    private readonly call: HttpCall,
    private readonly cutoff: Cutoff,
  ) {}

  async run(): Promise<Result<Exchanged, Failure>> {
    const { counters } = this.parts;
    const answer = await this.transfer();
    if (!answer.ok) {
      if (this.sent)
        counters.add(answer.error.status === undefined ? outcomeOf(answer.error, this.cutoff) : "answers3xx");
      else counters.add("refusedLocally");
      return answer;
    }
    const { status, headers, bytes } = answer.value;
    counters.add(statusCounter(status));
    counters.add("bytesIn", bytes);
    const value = this.judge(answer.value);
    if (!value.ok) return value;
    const { sentTimeUs, receivedTimeUs } = this;
    return ok({ value: value.value, status, headers, bytes, sentTimeUs, receivedTimeUs });
  }

  /** Steps 1 to 3. */
  private async transfer(): Promise<Result<RawAnswer, Failure>> {
    let url = this.call.url;
    try {
      for (let hop = 0; ; hop++) {
        const headers = await this.mint(url);
        if (!headers.ok) return headers;
        const response = await this.send(url, headers.value);
        if (!REDIRECTS.has(response.status)) return ok(await this.read(response));
        discardBody(response);
        const next = this.redirect(url, response, hop);
        if (!next.ok) return next;
        url = next.value;
      }
    } catch (cause) {
      if (cause instanceof AssertionError) throw cause;
      const { reason } = this.cutoff;
      if (reason) return err(cutoffFailure(reason, this.limitOf(reason), this.sent));
      const failure = transportFailure(cause);
      // Before the request was sent it is the minting that broke: nothing can have been done.
      return err({ ...failure, maybeDone: failure.maybeDone && this.sent });
    }
  }

  private async mint(url: URL): Promise<Result<Headers, Failure>> {
    const headers = new Headers(this.call.headers);
    const { auth, method, body } = this.call;
    if (auth === undefined) return ok(headers);
    const timeMs = this.parts.clock.serverTimeMs(this.parts.scheduler.nowUs());
    const parts = { method, path: url.pathname, query: url.search.slice(1), body, timeMs };
    const made = auth(parts);
    const minted = made instanceof Promise ? await this.cutoff.race(made) : made;
    if (!minted.ok) {
      const { code, retry, message, hint } = minted.error;
      return err({ code, retry, what: `no headers to sign it with: ${message}`, hint, maybeDone: false });
    }
    for (const [name, value] of Object.entries(minted.value)) headers.set(name, value);
    return ok(headers);
  }

  private async send(url: URL, headers: Headers): Promise<Response> {
    const { config, fetch, scheduler, counters, clock } = this.parts;
    const { method, body, idempotent } = this.call;
    if (!this.sent) counters.add("attempts");
    counters.add("bytesOut", Buffer.byteLength(body));
    this.sent = true;
    this.sentTimeUs = scheduler.nowUs();
    const timer = this.cutoff.cutAfter(config.headersTimeoutMs, "headers");
    const answer = fetch(url.href, {
      method,
      headers,
      ...(body !== "" && { body }),
      signal: this.cutoff.signal,
      redirect: "manual",
      // What must not be sent twice gets a connection of its own where Bun would replay it on a broken pooled one.
      ...(!idempotent && REPLAYED_BY_BUN.has(method) && { keepalive: false }),
    });
    const response = await this.cutoff.race(answer).catch((cause: unknown) => {
      answer.then(discardBody, () => {});
      throw cause;
    });
    timer.cancel();
    this.receivedTimeUs = scheduler.nowUs();
    clock.observeHeaders(response.headers, this.sentTimeUs, this.receivedTimeUs);
    return response;
  }

  private async read(response: Response): Promise<RawAnswer> {
    const { status, headers } = response;
    const bytesMax = response.ok ? this.call.bodyBytesMax : Math.min(REFUSAL_BYTES_MAX, this.call.bodyBytesMax);
    try {
      const body = await readBody(response, bytesMax, this.cutoff);
      const oversized = body.kind === "oversized";
      return { status, headers, text: oversized ? "" : body.text, bytes: body.bytes, oversized };
    } catch (cause) {
      // A refusal is one, even if its text is lost on the way.
      if (response.ok || this.cutoff.reason !== undefined) throw cause;
      return { status, headers, text: "", bytes: 0, oversized: false };
    }
  }

  private redirect(from: URL, response: Response, hop: number): Result<URL, Failure> {
    const { counters, config } = this.parts;
    const { method, idempotent } = this.call;
    const location = response.headers.get("location") ?? "";
    const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
    const rule =
      to?.origin !== from.origin
        ? `a redirect must stay on its host, leads to ${to?.origin ?? "nowhere"}`
        : method !== "GET" && method !== "HEAD"
          ? `a ${method} must not be redirected`
          : hop >= config.redirectsMax || !idempotent
            ? `at most ${config.redirectsMax} redirects are followed`
            : undefined;
    if (to !== undefined && rule === undefined) {
      counters.add("redirects");
      return ok(to);
    }
    counters.add("redirectsRefused");
    const hint = "check the configured address";
    const { status } = response;
    return err({ code: "rejected", retry: "never", what: `HTTP ${status}: ${rule}`, status, hint, maybeDone: false });
  }

  /** Step 4. */
  private judge(answer: RawAnswer): Result<unknown, Failure> {
    const { status, headers, text } = answer;
    const { tap, counters } = this.parts;
    const { source, endpoint } = this.call.context;
    const { secretAnswer } = this.call;
    if (!secretAnswer && tap?.wants(endpoint, status, source))
      tap.take({ source, endpoint, status, text, receivedTimeUs: this.receivedTimeUs });
    if (status < 200 || status > 299) return err(this.refusal(answer));
    if (answer.oversized) {
      counters.add("oversized");
      counters.add("badPayloads");
      const what = `the body must have at most ${this.call.bodyBytesMax} bytes`;
      return err({ code: "bad_payload", retry: "never", what, status, maybeDone: true });
    }
    const value = parseAnswer({ kind: this.call.answer, status, headers, text });
    if (!value.ok) counters.add("badPayloads");
    return value.ok ? this.unmask(answer, value.value) : value;
  }

  private refusal({ status, headers, text }: RawAnswer): Failure {
    const { signed, endpoint } = this.call.context;
    const body = this.parts.readErrorBody({ endpoint, status, headers, json: tryParse(text), text });
    const retryAfterMs = parseRetryAfter(headers, this.parts.scheduler.nowUs() / 1000);
    return refusalFailure({ status, headers, text, signed, body, retryAfterMs });
  }

  /** Finds failures that come with a good status. */
  private unmask({ status, headers, text }: RawAnswer, value: unknown): Result<unknown, Failure> {
    if (typeof value !== "object") return ok(value);
    const body = this.parts.readErrorBody({ endpoint: this.call.context.endpoint, status, headers, json: value, text });
    if (body === undefined) return ok(value);
    const { code = "rejected", retry = code === "rate_limited" ? "backoff" : "never", message = "refused" } = body;
    const retryAfterMs = body.retryAfterMs ?? parseRetryAfter(headers, this.parts.scheduler.nowUs() / 1000);
    const { venueCode, hint } = body;
    return err({ code, retry, what: message.slice(0, 300), status, venueCode, hint, retryAfterMs, maybeDone: false });
  }

  private limitOf(reason: CutoffReason): number | undefined {
    const { headersTimeoutMs: headers, attemptTimeoutMs: attempt } = this.parts.config;
    return { headers, attempt, call: this.call.timeoutMs, caller: undefined, closed: undefined }[reason];
  }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function outcomeOf(failure: Failure, { reason }: Cutoff): HttpCounter {
  if (reason === "caller" || reason === "closed") return "canceled";
  return failure.code === "timeout" ? "timeouts" : "networkErrors";
}

function statusCounter(status: number): HttpCounter {
  if (status < 300) return "answers2xx";
  if (status < 400) return "answers3xx";
  return status < 500 ? "answers4xx" : "answers5xx";
}

import { assert, err, ok, type Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import { type CounterHandle, Counters, createCounters, Redactor } from "@augury/telemetry";
import { z } from "zod";
import { computeBackoff } from "../retry-config.ts";
import { type Scheduler, systemScheduler } from "../scheduler.ts";
import { ClockOffset } from "./clock-offset.ts";
import { ConcurrencyGate } from "./concurrency-gate.ts";
import { Cutoff } from "./cutoff.ts";
import type { DriftLog } from "./drift-log.ts";
import { readCommonErrorBody } from "./error-body.ts";
import { type CallDefaults, contextOf, type HttpCall, prepareCall } from "./http-call.ts";
import type { HttpConfig } from "./http-config.ts";
import { HTTP_COUNTERS, type HttpCounter } from "./http-counters.ts";
import { type Exchanged, type ExchangeParts, HttpExchange } from "./http-exchange.ts";
import { cutoffFailure, type Failure, toError } from "./http-failure.ts";
import type { FetchFunction, HttpAnswer, HttpRequest, PayloadTap, ReadErrorBody } from "./http-request.ts";
import { openPool, type Pool } from "./keep-alive-pool.ts";
import { checkShape } from "./parse-answer.ts";
import type { RateBudget } from "./rate-budget.ts";
import { HttpBaseUrl } from "./request-url.ts";
import { findUnknownFields } from "./unknown-fields.ts";

export interface HttpClientOptions {
  /** Venue or source, for errors, drift and audit. */
  readonly source: string;
  /** As {@link HttpBaseUrl} allows. One client talks to this host alone. */
  readonly baseUrl: string;
  readonly config: HttpConfig;
  readonly counters?: CounterHandle<HttpCounter>;
  readonly budget?: RateBudget;
  readonly drift?: DriftLog;
  readonly tap?: PayloadTap;
  /** Default: the shapes in common use. */
  readonly readErrorBody?: ReadErrorBody;
  /** Sent with every request (an API key). */
  readonly headers?: Readonly<Record<string, string>>;
  /** Knows the secrets that a venue might echo. */
  readonly redactor?: Redactor;
  readonly scheduler?: Scheduler;
  /** Learns the venue's clock from the date of every answer, and gives signatures their time. Default: one of its own. */
  readonly clock?: ClockOffset;
  /** Numbers in [0, 1) for the jitter. */
  readonly random?: () => number;
  /** Takes the place of Bun's fetch and its pool. */
  readonly fetch?: FetchFunction;
}

/**
 * The REST client of one host. A call waits for its rate budget and for a place on the wire, is sent, and is sent again after a backoff
 * with full jitter if that is safe: the request is idempotent, and the failure is one of the way (no connection, timeout, 408, 425, 429,
 * 5xx). **What is not idempotent is sent once, whatever happens**; where its outcome is unknown the error's retry class is "resync".
 *
 * @example
 * const http = new HttpClient({ source: "kalshi", baseUrl, config: HttpConfig.parse({}), budget });
 * const book = await http.request({ endpoint: "orderbook", path: `/markets/${ticker}/orderbook` }, OrderbookAnswer);
 */
export class HttpClient {
  readonly counters: Counters<HttpCounter>;
  readonly clock: ClockOffset;
  private readonly defaults: CallDefaults;
  private readonly exchange: ExchangeParts;
  private readonly gate: ConcurrencyGate;
  private readonly scheduler: Scheduler;
  private readonly random: () => number;
  /** Cut off when the client is closed. */
  private readonly life: Cutoff;
  private readonly pool: Pool | undefined;

  constructor(private readonly options: HttpClientOptions) {
    const { source, baseUrl, config, headers = {}, redactor = new Redactor(), random = Math.random } = options;
    assert(HttpBaseUrl.safeParse(baseUrl).success, "a REST base address is https (http on this machine) and plain");
    this.counters = new Counters(options.counters ?? createCounters(HTTP_COUNTERS));
    this.scheduler = options.scheduler ?? systemScheduler;
    this.random = random;
    this.clock = options.clock ?? new ClockOffset();
    const redact = (text: string) => redactor.text(text);
    this.defaults = { source, baseUrl, config, headers, redact, addresses: new Map() };
    this.gate = new ConcurrencyGate(config);
    this.life = new Cutoff(this.scheduler);
    this.pool = options.fetch ? undefined : openPool(baseUrl, config.keepAlive);
    this.exchange = this.exchangeParts();
  }

  /**
   * Sends a request and returns its answer, checked by the schema. Never rejects for anything that the network or the venue does.
   */
  request(request: HttpRequest): Promise<Result<HttpAnswer<unknown>, VenueError>>;
  request<T>(request: HttpRequest, schema: z.ZodType<T>): Promise<Result<HttpAnswer<T>, VenueError>>;
  async request(
    request: HttpRequest,
    schema: z.ZodType = z.unknown(),
  ): Promise<Result<HttpAnswer<unknown>, VenueError>> {
    this.counters.add("calls");
    const call = prepareCall(this.defaults, request);
    if (!call.ok) {
      this.counters.add("refusedLocally");
      const context = contextOf(this.defaults, request, `${request.method ?? "GET"} ${request.endpoint}`, false);
      return err(toError(context, call.error));
    }
    const cutoff = this.openCutoff(call.value, request.signal);
    try {
      return await this.attempts(
        { request, call: call.value, cutoff, deadlineUs: this.deadlineUs(call.value) },
        schema,
      );
    } finally {
      cutoff.end();
    }
  }

  /** Requests on the wire and calls waiting for a place there. */
  get load(): { readonly active: number; readonly waiting: number } {
    return { active: this.gate.active, waiting: this.gate.waiting };
  }

  /** Cancels every call and closes the idle connections. The client cannot be used any more. */
  close(): void {
    this.life.cut("closed");
    this.pool?.close();
  }

  private async attempts(run: Run, schema: z.ZodType): Promise<Result<HttpAnswer<unknown>, VenueError>> {
    let last: Failure | undefined;
    for (let attempt = 1; ; attempt++) {
      const refusal = await this.admit(run);
      if (refusal) return err(this.giveUp(run, last, refusal));
      const { offsetMs } = this.clock;
      const outcome = await this.attempt(run);
      if (outcome.ok) return this.finish(run, schema, outcome.value, attempt);
      last = this.explainSkew(outcome.error, run, offsetMs);
      const delayMs = this.isSkewLearned(last, offsetMs)
        ? this.resendNow(attempt, run)
        : this.delayAfter(attempt, run, last);
      if (delayMs === undefined) return err(toError(run.call.context, last));
      if (!(await run.cutoff.sleep(delayMs))) return err(this.giveUp(run, last, undefined));
      this.counters.add("retries");
    }
  }

  /** Waits for the budget and for a place on the wire; returns why there is none. */
  private async admit({ request, call, cutoff }: Run): Promise<VenueError | undefined> {
    const { budget } = this.options;
    const { priority = false, costs, items } = request;
    const { signal } = cutoff;
    const granted = await budget?.acquire({ className: budgetClassOf(request), costs, items, priority, signal });
    const outcome = granted?.ok === false ? "refused" : await this.gate.enter(priority, signal);
    const isTooLate = this.isTooLate(request);
    if (outcome === "entered" && !isTooLate && request.isWanted?.() !== false) return undefined;
    this.counters.add("refusedLocally");
    if (cutoff.reason) return toError(call.context, cutoffFailure(cutoff.reason, undefined, false));
    if (granted?.ok === false) return granted.error;
    if (outcome === "entered") {
      this.gate.leave();
      const what = isTooLate ? "its turn must come before its deadline" : "it must still be wanted when its turn comes";
      return toError(call.context, { code: "timeout", retry: "never", what, maybeDone: false });
    }
    const what = `at most ${this.options.config.queuedMax} calls may wait for a place on the wire`;
    const hint = "the venue answers too slowly for so many calls, nothing was sent";
    return toError(call.context, { code: "rate_limited", retry: "backoff", what, hint, maybeDone: false });
  }

  private isTooLate({ sendByUs = Number.POSITIVE_INFINITY }: HttpRequest): boolean {
    return this.scheduler.nowUs() > sendByUs;
  }

  private async attempt({ request, call, cutoff }: Run): Promise<Result<Exchanged, Failure>> {
    const own = cutoff.open();
    own.cutAfter(this.options.config.attemptTimeoutMs, "attempt");
    try {
      const outcome = await new HttpExchange(this.exchange, call, own).run();
      if (!outcome.ok && outcome.error.code === "rate_limited") this.slowDown(request, outcome.error.retryAfterMs);
      return outcome;
    } finally {
      own.end();
      this.gate.leave();
    }
  }

  private slowDown(request: HttpRequest, retryAfterMs: number | undefined): void {
    this.counters.add("rateLimited");
    this.options.budget?.throttled(
      { className: budgetClassOf(request), costs: request.costs, items: request.items },
      retryAfterMs,
    );
  }

  /** Whether a signature was refused by an answer that taught us that its timestamp was wrong. */
  private isSkewLearned({ code, status }: Failure, offsetMsBefore: number): boolean {
    return code === "auth" && status === 401 && Math.abs(this.clock.offsetMs - offsetMsBefore) >= SKEW_MS_MIN;
  }

  private explainSkew(failure: Failure, { request }: Run, offsetMsBefore: number): Failure {
    const offsetMs = Math.round(this.clock.offsetMs);
    if (request.auth === undefined || !this.isSkewLearned(failure, offsetMsBefore)) return failure;
    const direction = offsetMs > 0 ? "behind" : "ahead of";
    const hint = `this machine's clock is ${Math.abs(offsetMs)} ms ${direction} the venue's: set it (the next call is corrected)`;
    return { ...failure, hint };
  }

  /** A refused signature did nothing at the venue; still only what may be sent twice is sent twice. */
  private resendNow(attempt: number, { request, call, cutoff }: Run): number | undefined {
    const mayResend = call.idempotent && request.auth !== undefined && cutoff.reason === undefined;
    return mayResend && attempt < this.options.config.retry.attemptsMax ? 0 : undefined;
  }

  /** Returns the wait before the next attempt in ms, or `undefined` when there must be none. */
  private delayAfter(attempt: number, { call, cutoff, deadlineUs }: Run, failure: Failure): number | undefined {
    const { retry } = this.options.config;
    if (!call.idempotent || failure.retry !== "backoff" || !TRANSIENT.has(failure.code)) return undefined;
    if (cutoff.reason !== undefined || attempt >= retry.attemptsMax) return undefined;
    const asked = failure.retryAfterMs ?? 0;
    // To come back earlier than asked would only prolong the block: a long pause is the caller's to plan.
    if (asked > retry.maxMs) return undefined;
    const delayMs = Math.max(asked, computeBackoff(retry, attempt, this.random) ?? 0);
    return this.scheduler.nowUs() + delayMs * 1000 < deadlineUs ? delayMs : undefined;
  }

  private finish(
    { call }: Run,
    schema: z.ZodType,
    exchanged: Exchanged,
    attempts: number,
  ): Result<HttpAnswer<unknown>, VenueError> {
    const checked = checkShape(schema, exchanged.value, exchanged.status);
    if (!checked.ok) {
      this.counters.add("badPayloads");
      return err(toError(call.context, checked.error));
    }
    const { drift } = this.options;
    const { source, endpoint } = call.context;
    if (!call.secretAnswer)
      drift?.record(source, endpoint, findUnknownFields(schema, exchanged.value), exchanged.receivedTimeUs);
    return ok({ ...exchanged, value: checked.value, attempts });
  }

  /** A cancellation says so; else what the venue did last says more than our own refusal to go on. */
  private giveUp({ call, cutoff }: Run, last: Failure | undefined, refusal: VenueError | undefined): VenueError {
    const canceled = cutoff.reason === "caller" || cutoff.reason === "closed";
    if (canceled) return toError(call.context, cutoffFailure(cutoff.reason ?? "caller", undefined, false));
    if (last) return toError(call.context, last);
    return refusal ?? toError(call.context, cutoffFailure("call", call.timeoutMs, false));
  }

  private openCutoff(call: HttpCall, signal: AbortSignal | undefined): Cutoff {
    const cutoff = this.life.open();
    cutoff.cutAfter(call.timeoutMs, "call");
    if (signal) cutoff.followCaller(signal);
    return cutoff;
  }

  private deadlineUs(call: HttpCall): number {
    return this.scheduler.nowUs() + call.timeoutMs * 1000;
  }

  private exchangeParts(): ExchangeParts {
    const { config, tap, readErrorBody = readCommonErrorBody } = this.options;
    const fetch = this.options.fetch ?? this.pool?.fetch;
    assert(fetch !== undefined, "a client has a fetch or a pool");
    const { scheduler, counters, clock } = this;
    return { config, fetch, scheduler, counters, readErrorBody, tap, clock };
  }
}

/** One call under way. */
interface Run {
  readonly request: HttpRequest;
  readonly call: HttpCall;
  readonly cutoff: Cutoff;
  readonly deadlineUs: number;
}

/** A timestamp that was off by less cannot have been the reason of a refusal: the tolerated skew is some seconds. */
const SKEW_MS_MIN = 1000;

/** Failures of the way, not of the request. */
const TRANSIENT: ReadonlySet<string> = new Set(["network", "timeout", "rate_limited", "venue_down"]);

function budgetClassOf({ budgetClass, endpoint }: HttpRequest): string {
  return budgetClass ?? endpoint;
}

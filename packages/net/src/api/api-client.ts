import { err, ok, type Result } from "@augury/core";
import { VenueError } from "@augury/model";
import type { z } from "zod";
import { HttpClient, type HttpClientOptions } from "../http/http-client.ts";
import type { HttpRequest, MintRequestHeaders } from "../http/http-request.ts";
import type { BudgetUsage, RateBudget } from "../http/rate-budget.ts";
import type { AnyApiMethod, ApiMethod } from "./api-method.ts";
import { parseParams } from "./api-parameter.ts";

/** Signs the requests of the methods that ask for credentials of this name. */
export type ApiCredentials = Readonly<Record<string, MintRequestHeaders>>;

export interface ApiClientOptions extends HttpClientOptions {
  readonly methods: readonly AnyApiMethod[];
  readonly credentials?: ApiCredentials | undefined;
  /** What to do about credentials that are not there, by their name. */
  readonly credentialHints?: Readonly<Record<string, string>>;
}

/** An answer that fits the method's schema. */
export interface ApiAnswer<Value = unknown> {
  readonly source: string;
  readonly method: string;
  /** As checked, defaults filled in. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly value: Value;
  readonly status: number;
  readonly headers: Headers;
  /** When the request that was answered left and when its answer was here, in µs: what clock correction needs. */
  readonly sentTimeUs: number;
  readonly receivedTimeUs: number;
}

export interface ApiCallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  /** Not to be sent after this moment, in µs: an order has a deadline. */
  readonly sendByUs?: number | undefined;
  /** Asked when its turn has come: false refuses it unsent. */
  readonly isWanted?: (() => boolean) | undefined;
}

export interface CollectOptions extends ApiCallOptions {
  readonly pagesMax?: number;
  readonly itemsMax?: number;
}

/** Every page of a listing, or its beginning. */
export interface Collected {
  readonly items: readonly unknown[];
  readonly pages: number;
  /** False when a bound, ours or the venue's, ended it: then it may not be the whole. */
  readonly complete: boolean;
}

export const COLLECT_BOUNDS = { pagesMax: 1_000, itemsMax: 1_000_000 } as const;

/**
 * A REST API as the list of its methods: parameters are checked, credentials sign, the budget is asked, the answer is checked by the
 * method's schema. Never rejects for anything that parameters, network or venue do.
 *
 * @example
 * const clob = new ApiClient({ source: "polymarket-clob", baseUrl, config, budget, methods: CLOB_METHODS });
 * const book = await clob.get(clobBook, { token_id });
 */
export class ApiClient {
  readonly source: string;
  readonly methods: readonly AnyApiMethod[];
  readonly http: HttpClient;

  constructor(private readonly options: ApiClientOptions) {
    this.source = options.source;
    this.methods = options.methods;
    this.http = new HttpClient(options);
  }

  /** Calls a method that is known when the code is written: parameters and answer have its types. */
  async get<Params extends z.ZodObject, Value>(
    method: ApiMethod<Params, Value>,
    params: z.input<Params>,
    options: ApiCallOptions = {},
  ): Promise<Result<ApiAnswer<Value>, VenueError>> {
    const checked = parseParams(this.source, method, params);
    if (!checked.ok) return checked;
    const auth = this.authOf(method);
    if (!auth.ok) return auth;
    const got = await this.http.request(requestOf(method, checked.value, auth.value, options), method.answer);
    if (!got.ok) return got;
    const { value, status, headers, sentTimeUs, receivedTimeUs } = got.value;
    const { source } = this;
    return ok({
      source,
      method: method.name,
      params: checked.value,
      value,
      status,
      headers,
      sentTimeUs,
      receivedTimeUs,
    });
  }

  /** Calls a method by its name with parameters from wherever. */
  async call(name: string, params: unknown = {}, options: ApiCallOptions = {}): Promise<Result<ApiAnswer, VenueError>> {
    const method = this.methodCalled(name);
    return method.ok ? this.get(method.value, params as Record<string, unknown>, options) : method;
  }

  /**
   * Reads a listing page by page. `complete` is false when a bound ended it. A venue whose next page repeats the cursor just used is
   * refused with `bad_payload`: the listing would never end.
   */
  async collect<Params extends z.ZodObject, Value>(
    method: ApiMethod<Params, Value>,
    params: z.input<Params>,
    { pagesMax = COLLECT_BOUNDS.pagesMax, itemsMax = COLLECT_BOUNDS.itemsMax, ...options }: CollectOptions = {},
  ): Promise<Result<Collected, VenueError>> {
    const items: unknown[] = [];
    let asked: z.input<Params> = params;
    const seen = new Set<string>();
    for (let pages = 1; ; pages++) {
      const answer = await this.get(method, asked, options);
      if (!answer.ok) return answer;
      const page = method.paging?.items(answer.value.value) ?? [answer.value.value];
      const isCut = page.length > itemsMax - items.length;
      items.push(...page.slice(0, itemsMax - items.length));
      const next = method.paging?.next(answer.value.value, answer.value.params as z.output<Params>);
      if (next === undefined) return ok({ items, pages, complete: !isCut });
      if (next === "unreachable") return ok({ items, pages, complete: false });
      const key = JSON.stringify(next);
      if (seen.has(key)) return err(this.endless(method.name));
      seen.add(key);
      if (pages >= pagesMax || items.length >= itemsMax) return ok({ items, pages, complete: false });
      asked = { ...asked, ...next };
    }
  }

  methodCalled(name: string): Result<AnyApiMethod, VenueError> {
    const method = this.methods.find((one) => one.name === name);
    if (method) return ok(method);
    const hint = `methods of ${this.source}: ${this.methods.map((one) => one.name).join(", ")}`;
    const message = `${this.source}: there is no method "${name.slice(0, 60)}"`;
    return err(new VenueError("rejected", "never", message, { source: this.source, hint }));
  }

  get budget(): RateBudget | undefined {
    return this.options.budget;
  }

  usage(): BudgetUsage | undefined {
    return this.budget?.usage();
  }

  close(): void {
    this.http.close();
  }

  private authOf(method: AnyApiMethod): Result<MintRequestHeaders | undefined, VenueError> {
    if (method.auth === undefined) return ok(undefined);
    const mint = this.options.credentials?.[method.auth];
    if (mint !== undefined || method.authOptional) return ok(mint);
    const message = `${this.source} ${method.name}: there must be credentials "${method.auth}"`;
    const hint = this.options.credentialHints?.[method.auth] ?? "set the key that the configuration names";
    return err(new VenueError("auth", "never", message, { source: this.source, endpoint: method.name, hint }));
  }

  private endless(endpoint: string): VenueError {
    const message = `${this.source} ${endpoint}: a next page must differ from the ones before`;
    return new VenueError("bad_payload", "backoff", message, { source: this.source, endpoint });
  }
}

function requestOf(
  method: AnyApiMethod,
  params: Record<string, unknown>,
  auth: MintRequestHeaders | undefined,
  { signal, timeoutMs, sendByUs, isWanted }: ApiCallOptions,
): HttpRequest {
  const { name: endpoint, answerKind, idempotent, secretAnswer } = method;
  return {
    ...method.request(params),
    endpoint,
    ...(auth && { auth }),
    ...(answerKind && { answer: answerKind }),
    ...(idempotent !== undefined && { idempotent }),
    ...(secretAnswer && { secretAnswer }),
    ...(signal && { signal }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(sendByUs !== undefined && { sendByUs }),
    ...(isWanted !== undefined && { isWanted }),
  };
}

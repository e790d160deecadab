import { err, ok, type Result } from "@augury/core";
import type { HttpConfig } from "./http-config.ts";
import type { Failure, FailureContext } from "./http-failure.ts";
import type { AnswerKind, HttpMethod, HttpRequest, MintRequestHeaders } from "./http-request.ts";
import { buildUrl, describeUrl } from "./request-url.ts";

/** A request made ready: what stays the same over its attempts. */
export interface HttpCall {
  readonly method: HttpMethod;
  readonly url: URL;
  /** Byte for byte what is sent and signed; "" for none. */
  readonly body: string;
  readonly headers: Headers;
  readonly auth: MintRequestHeaders | undefined;
  readonly idempotent: boolean;
  readonly answer: AnswerKind;
  readonly bodyBytesMax: number;
  readonly timeoutMs: number;
  readonly secretAnswer: boolean;
  readonly context: FailureContext;
}

export interface CallDefaults {
  readonly source: string;
  readonly baseUrl: string;
  readonly config: HttpConfig;
  readonly headers: Readonly<Record<string, string>>;
  readonly redact: (text: string) => string;
  /** Addresses without a query, by path: an order goes to the same one as the order before. */
  readonly addresses: Map<string, Address>;
}

/** An address, and what messages show of it. */
export interface Address {
  readonly url: URL;
  readonly shown: string;
}

const ADDRESSES_MAX = 64;

/** Makes a request ready, or says which rule it breaks. */
export function prepareCall(defaults: CallDefaults, request: HttpRequest): Result<HttpCall, Failure> {
  const { config } = defaults;
  const { method = "GET", answer = "json" } = request;
  const address = addressOf(defaults, request);
  if (!address.ok) return err({ code: "rejected", retry: "never", what: address.error, maybeDone: false });
  const { shown, url } = address.value;
  const idempotent = request.idempotent ?? (method === "GET" || method === "HEAD");
  return ok({
    method,
    url,
    body: encodeBody(request.body),
    headers: joinHeaders(defaults, request),
    auth: request.auth,
    idempotent,
    answer,
    bodyBytesMax: request.bodyBytesMax ?? config.bodyBytesMax,
    timeoutMs: Math.min(config.callTimeoutMs, request.timeoutMs ?? config.callTimeoutMs),
    secretAnswer: request.secretAnswer ?? false,
    context: contextOf(defaults, request, `${method} ${shown}`, idempotent),
  });
}

function addressOf({ addresses, baseUrl }: CallDefaults, { path, query }: HttpRequest): Result<Address, string> {
  const known = query === undefined ? addresses.get(path) : undefined;
  if (known) return ok(known);
  const url = buildUrl(baseUrl, path, query);
  if (!url.ok) return url;
  const address = { url: url.value, shown: describeUrl(url.value) };
  if (query === undefined) {
    if (addresses.size >= ADDRESSES_MAX) addresses.clear();
    addresses.set(path, address);
  }
  return ok(address);
}

/** Returns what the errors of this request say of it. `shown` names method and address. */
export function contextOf(
  { source, redact }: CallDefaults,
  { endpoint, auth }: HttpRequest,
  shown: string,
  idempotent: boolean,
): FailureContext {
  return { source, endpoint, shown, idempotent, signed: auth !== undefined, redact };
}

function encodeBody(body: unknown): string {
  if (body === undefined) return "";
  return typeof body === "string" ? body : JSON.stringify(body);
}

function joinHeaders({ config, headers }: CallDefaults, request: HttpRequest): Headers {
  const joined = new Headers({ accept: acceptOf(request.answer), "user-agent": config.userAgent });
  if (request.body !== undefined) joined.set("content-type", "application/json");
  for (const [name, value] of Object.entries({ ...headers, ...request.headers })) joined.set(name, value);
  return joined;
}

function acceptOf(answer: AnswerKind = "json"): string {
  return answer === "json" ? "application/json" : "application/json, text/plain;q=0.9, */*;q=0.5";
}

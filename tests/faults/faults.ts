import { gzipSync } from "node:zlib";
import type { VenueErrorCode } from "@augury/model";
import { answerWith, head, type Misbehave } from "./misbehaving-server.ts";

/** A way of misbehaving, and what must come of it. */
export interface Fault {
  readonly name: string;
  readonly misbehave: Misbehave;
  /** The error's code. */
  readonly code: VenueErrorCode;
  /** Whether a request that may be repeated is repeated, up to the configured number of attempts. */
  readonly isRepeated: boolean;
  /** Whether the venue may have carried out what was asked: then what must not be sent twice ends with retry class "resync". */
  readonly maybeDone: boolean;
  /** What the error must say of the wait that was asked for. */
  readonly retryAfterMs?: { readonly min: number; readonly max: number };
  /** True where the fault is in the answer's text: methods that take any text are not asked. */
  readonly isAboutText?: boolean;
}

const HOUR_MS = 3_600_000;
/** Bound of an answer in these tests, and what is beyond it. */
export const BODY_BYTES_MAX = 65_536;
const TOO_LONG = "[".repeat(BODY_BYTES_MAX + 1);
const PAGE = "<!DOCTYPE html><html><head><title>Welcome</title></head><body>It works!</body></html>";
const BLOCKED =
  '<!DOCTYPE html><html><head><title>Attention Required! | Cloudflare</title></head><body><h1>Sorry, you have been blocked</h1><div class="cf-error-details">Error code 1020</div></body></html>';

const storm = { code: "rate_limited", maybeDone: false } as const;
const down = { code: "venue_down", isRepeated: true, maybeDone: true } as const;
const late = { code: "timeout", isRepeated: true, maybeDone: true } as const;
const broken = { code: "network", isRepeated: true, maybeDone: true } as const;
const unusable = { code: "bad_payload", isRepeated: false, maybeDone: true } as const;

/** What networks, proxies and venues do (section "what must be shown", 4, of the clients' issue). */
export const FAULTS: readonly Fault[] = [
  {
    name: "a storm of 429 without Retry-After",
    misbehave: answerWith({ status: 429, body: '{"error":"Too Many Requests"}' }),
    ...storm,
    isRepeated: true,
  },
  {
    name: "a storm of 429 with Retry-After in seconds",
    misbehave: answerWith({ status: 429, headers: { "retry-after": "3600" }, body: "{}" }),
    ...storm,
    isRepeated: false,
    retryAfterMs: { min: HOUR_MS, max: HOUR_MS },
  },
  {
    name: "a storm of 429 with Retry-After as a date",
    misbehave: (socket, request) =>
      answerWith({
        status: 429,
        headers: { "retry-after": new Date(Date.now() + HOUR_MS).toUTCString() },
        body: "{}",
      })(socket, request),
    ...storm,
    isRepeated: false,
    retryAfterMs: { min: HOUR_MS - 60_000, max: HOUR_MS },
  },
  ...[500, 502, 503, 504].map((status) => ({
    name: `HTTP ${status}`,
    misbehave: answerWith({ status, headers: { "content-type": "text/plain" }, body: "upstream" }),
    ...down,
  })),
  { name: "silence instead of an answer", misbehave: () => {}, ...late },
  {
    name: "headers, then silence",
    misbehave: (socket) => socket.write(head(200, { "content-type": "application/json", "content-length": 500 })),
    ...late,
  },
  { name: "a connection that is dropped before the answer", misbehave: (socket) => socket.destroy(), ...broken },
  {
    name: "an answer cut off before its announced length",
    misbehave: (socket) => {
      socket.end(`${head(200, { "content-type": "application/json", "content-length": 500 })}{"a":1,`);
    },
    ...broken,
  },
  {
    name: "an answer cut off within its chunks",
    misbehave: (socket) => {
      socket.end(`${head(200, { "content-type": "application/json", "transfer-encoding": "chunked" })}ff\r\n{"a":1,`);
    },
    ...broken,
  },
  { name: "an answer beyond the size bound", misbehave: answerWith({ body: TOO_LONG }), ...unusable },
  {
    name: "an answer beyond the size bound that does not say so",
    misbehave: (socket) => {
      const framing = { "content-type": "application/json", "transfer-encoding": "chunked" };
      socket.write(`${head(200, framing)}${TOO_LONG.length.toString(16)}\r\n${TOO_LONG}\r\n0\r\n\r\n`);
    },
    ...unusable,
  },
  {
    name: "a small answer that unpacks beyond the size bound",
    misbehave: answerWith({ headers: { "content-encoding": "gzip" }, body: gzipSync(TOO_LONG) }),
    ...unusable,
  },
  {
    name: "HTML instead of JSON",
    misbehave: answerWith({ headers: { "content-type": "text/html; charset=utf-8" }, body: PAGE }),
    ...unusable,
    isAboutText: true,
  },
  {
    name: "HTML that says it is JSON",
    misbehave: answerWith({ body: PAGE }),
    ...unusable,
    isAboutText: true,
  },
  {
    name: "another content type",
    misbehave: answerWith({ headers: { "content-type": "application/octet-stream" }, body: "\u0000\u0001{}" }),
    ...unusable,
    isAboutText: true,
  },
  {
    name: "JSON that ends too early",
    misbehave: answerWith({ body: '{"data":[{"id":"1"' }),
    ...unusable,
    isAboutText: true,
  },
  {
    name: "a block page",
    misbehave: answerWith({
      status: 403,
      headers: { "content-type": "text/html", server: "cloudflare" },
      body: BLOCKED,
    }),
    code: "blocked",
    isRepeated: false,
    maybeDone: false,
  },
];

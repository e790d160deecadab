import { expect, test } from "bun:test";
import { refusalFailure, toError, transportFailure } from "./http-failure.ts";

const ORDER = {
  source: "test",
  endpoint: "order",
  shown: "POST https://venue.test/order",
  idempotent: false,
  signed: true,
  redact: (text: string) => text,
};
const answer = (status: number, text: string, headers: Record<string, string> = {}) => ({
  status,
  headers: new Headers(headers),
  text,
  signed: false,
  body: undefined,
  retryAfterMs: undefined,
});

test("refusalFailure: behavior: 403 is told apart by who is asked and by its body", () => {
  expect(refusalFailure(answer(403, ""))).toMatchObject({ code: "blocked" });
  expect(refusalFailure({ ...answer(403, "{}"), signed: true })).toMatchObject({ code: "auth" });
  expect(refusalFailure({ ...answer(403, "error code: 1020"), signed: true })).toMatchObject({
    code: "blocked",
    venueCode: "cloudflare_1020",
  });
  expect(refusalFailure({ ...answer(403, '{"error":"restricted in your region"}'), signed: true })).toMatchObject({
    code: "blocked",
    venueCode: "geoblock",
  });
  expect(refusalFailure(answer(403, "error code: 1015"))).toMatchObject({ code: "rate_limited", retry: "backoff" });
});

test("refusalFailure: behavior: the venue's own words win", () => {
  const body = {
    code: "rate_limited",
    retry: "never",
    venueCode: "1010",
    message: "credits used up",
    retryAfterMs: 5,
  } as const;
  const { message, ...told } = body;
  const failure = refusalFailure({ ...answer(402, "{}"), body });
  expect(failure).toMatchObject({ ...told, what: `HTTP 402: ${message}`, hint: undefined });
});

test("refusalFailure: behavior: a page is named, not quoted; a text is quoted up to a bound", () => {
  expect(refusalFailure(answer(502, "<html>secret page</html>")).what).toBe("HTTP 502: an HTML page");
  expect(refusalFailure(answer(500, `no\n  ${"x".repeat(1000)}`)).what.length).toBeLessThan(330);
});

test("refusalFailure: behavior: an order's 5xx may have been done, unless it never got there", () => {
  const retryOf = (status: number, text: string) => toError(ORDER, refusalFailure(answer(status, text))).retry;
  expect(retryOf(500, '{"error":"could not run the execution"}')).toBe("resync");
  expect(retryOf(503, "error code: 1015")).toBe("backoff");
  expect(retryOf(425, '{"error":"service not ready"}')).toBe("backoff");
  const known = { code: "venue_down", retry: "backoff", message: "post-only mode" } as const;
  expect(toError(ORDER, refusalFailure({ ...answer(503, "{}"), body: known })).retry).toBe("backoff");
});

test("transportFailure: behavior: a certificate is nothing to try again with", () => {
  for (const code of [
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "CERT_HAS_EXPIRED",
  ]) {
    expect(transportFailure(Object.assign(new Error("no"), { code }))).toMatchObject({
      code: "network",
      retry: "never",
      maybeDone: false,
    });
  }
});

test("transportFailure: behavior: only what surely never left counts as not sent", () => {
  const maybeDone = (code: string) => transportFailure(Object.assign(new Error("no"), { code })).maybeDone;
  expect(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"].map(maybeDone)).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(["ECONNRESET", "ETIMEDOUT", "EPIPE", ""].map(maybeDone)).toEqual([true, true, true, true]);
});

import { expect, test } from "bun:test";
import { toRefusalError } from "./refusal.ts";

test.each([
  [401, true, "auth", "never"],
  [401, false, "auth", "never"],
  [403, true, "auth", "backoff"],
  [403, false, "blocked", "backoff"],
  [451, false, "blocked", "backoff"],
  [429, true, "rate_limited", "backoff"],
  [408, true, "timeout", "backoff"],
  [404, false, "not_found", "backoff"],
  [302, false, "rejected", "backoff"],
  [500, false, "venue_down", "backoff"],
  [503, true, "venue_down", "backoff"],
] as const)("toRefusalError: behavior: %d, signed %p, is %s, retry %s", (status, signed, code, retry) => {
  const error = toRefusalError({ status, signed });
  expect({ code: error.code, retry: error.retry }).toEqual({ code, retry });
  expect(error.message).toContain(`HTTP ${status}`);
});

test("toRefusalError: behavior: a wrong key says what to do", () => {
  expect(toRefusalError({ status: 401, signed: true }).message).toContain("check the key id");
});

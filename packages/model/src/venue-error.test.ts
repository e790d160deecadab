import { expect, test } from "bun:test";
import { VenueError } from "./venue-error.ts";

test("VenueError: default: code, retry class and message alone", () => {
  const error = new VenueError("network", "backoff", "no route");
  expect([error.code, error.retry, error.message, error.hint, error.cause]).toEqual([
    "network",
    "backoff",
    "no route",
    undefined,
    undefined,
  ]);
});

test("VenueError: behavior: keeps where it came from and what to do", () => {
  const details = {
    source: "kalshi",
    endpoint: "markets",
    status: 429,
    venueCode: "too_many_requests",
    hint: "lower the polling rate",
    retryAfterMs: 1500,
  };
  const cause = new Error("below");
  const error = new VenueError("rate_limited", "backoff", "slow down", { ...details, cause });
  expect(error).toMatchObject(details);
  expect(error.cause).toBe(cause);
});
